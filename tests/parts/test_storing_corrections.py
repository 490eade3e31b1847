"""A corrected notice: what is shown, what changes before and after issue, and that nothing people did is lost."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from intake.draft import Checkpoint, DraftTask, PlanDefault, Question
from models.actors import MoveRefused
from models.database import reading, transaction
from models.duties import Obligation
from models.offers import checkpoints_of, requirements_of, switch_checkpoint, switch_requirement
from models.plans import Directive, KeyTask, Plan
from models.traces import HistoryEntry, LegRequest
from models.words import (
    Criterion,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    Responsibility,
    Role,
)
from tests.support.drafts import (
    asked,
    hand_over,
    key_task_numbered,
    limit_question,
    milestones_of,
    parts_of,
    questions,
    settle,
    store,
    task,
)
from tests.support.office import LEAD, OFFICE, SUPPORT, TestOffice, owed, stone

UNKNOWN = "市蚕桑茶叶办公室"
TEXTS = {1: "新建三所公办小学。", 2: "完成老旧管网改造四十公里。", 3: "推进临浦区中医院迁建，主体结构封顶。"}
NEW = "举办云泽国际马拉松赛，接待游客十万人次。"


def told(number: int, content: str = "", **fields: object) -> DraftTask:
    return task(number, content=content or TEXTS[number], **fields)  # type: ignore[arg-type]


def ids(office: TestOffice) -> dict[str, object]:
    with reading(office.engine) as session:
        return {row.content: row.id for row in session.exec(select(KeyTask))}


def test_another_file_that_says_the_same_changes_nothing(office: TestOffice) -> None:
    store(office, told(1))
    stored = store(office, told(1), source=b"the same, as a pdf")
    assert (stored.new, stored.differs, stored.changes) == (False, False, ())


def test_a_corrected_file_shows_its_differences_and_changes_nothing(office: TestOffice) -> None:
    store(office, told(1), told(2, due=None), questions=(limit_question(2),))
    before = ids(office)
    stored = store(
        office,
        told(1, leaders=("孙副市长",)),
        told(2, due="2026-09-30"),
        source=b"second",
        accept_defaults=True,
    )
    assert (stored.differs, stored.answered, stored.open_questions) == (True, 0, 1)
    assert stored.changes == (
        "第1项 分管领导：钱副市长 → 孙副市长",
        "第2项 节点：未定日期 完成 → 2026-09-30 完成",
    )
    assert ids(office) == before
    assert asked(office) == [(1, "limit-without-date", "")]


def test_applied_to_a_draft_it_keeps_ids_answers_and_what_was_switched(office: TestOffice) -> None:
    ledger = PlanDefault("ledger", "各单位要建立台账。", "每个牵头单位建立台账", True)
    opening = Checkpoint(2, 1, "9月1日投入使用", "投入使用", date(2026, 9, 1), "deadline", "checkpoint")
    offers: dict[str, Any] = {"defaults": (ledger,), "checkpoints": (opening,)}
    store(office, told(1, supports=(UNKNOWN,)), told(2, due=None), questions=(limit_question(2),), **offers)
    settle(office, 1, SUPPORT)
    settle(office, 2, "2026-09-30")
    with transaction(office.engine) as session:
        plan = session.get_one(Plan, 1)
        switch_requirement(session, plan, "ledger", False, OFFICE, office.now)
        switch_checkpoint(session, plan, 1, True, office.rules(), OFFICE, office.now)
    before, stones = ids(office), [one.id for one in milestones_of(office, 2)]

    moved = replace(opening, number=3)
    stored = store(
        office,
        told(1, supports=(UNKNOWN,), leaders=("孙副市长",)),
        told(2, NEW),
        told(3, TEXTS[2], due=None),
        questions=(limit_question(3),),
        defaults=(ledger,),
        checkpoints=(moved,),
        source=b"second",
        apply=True,
    )
    assert (stored.differs, stored.open_questions, stored.by_hand) == (False, 0, ())
    after = ids(office)
    assert {text: after[text] for text in before} == before
    with reading(office.engine) as session:
        assert key_task_numbered(session, 1).leaders == ["孙副市长"]
        assert key_task_numbered(session, 3).content == TEXTS[2]
        assert [row.accepted for row in requirements_of(session, session.get_one(Plan, 1))] == [False]
        ((offer, owner),) = checkpoints_of(session, session.get_one(Plan, 1))
    assert (owner.number, offer.milestone_id) == (3, stones[1])
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]
    assert [one.id for one in milestones_of(office, 3)] == stones
    assert [one.deadline for one in milestones_of(office, 3)] == [date(2026, 9, 30), date(2026, 9, 1)]
    assert asked(office) == [(1, "unit-unknown", SUPPORT), (2, "limit-without-date", "2026-09-30")]


def test_the_history_keeps_what_stood_before(office: TestOffice) -> None:
    store(office, told(1), told(2))
    store(office, told(1, due="2026-09-30"), source=b"second", apply=True)
    with reading(office.engine) as session:
        line = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "更正")).one()
    assert line.actor == "孙协调"
    assert line.before["1"] == {"milestones": "2026-06-30 完成"}
    assert line.after == {"1": {"milestones": "2026-09-30 完成"}}
    assert line.before["2"]["content"] == TEXTS[2]


def test_the_corrected_file_is_then_the_plans_own(office: TestOffice) -> None:
    store(office, told(1))
    store(office, told(1, NEW), source=b"second", apply=True)
    again = store(office, told(1, NEW), source=b"second", apply=True)
    assert (again.new, again.changes) == (False, ())
    back = store(office, told(1), source=b"first")
    assert back.differs


def test_a_question_that_is_asked_no_more_goes_and_a_new_one_gets_a_new_number(office: TestOffice) -> None:
    store(office, told(1, due=None), told(2, due=None), questions=(limit_question(1), limit_question(2)))
    settle(office, 1, "2026-05-31")
    settle(office, 2, "2026-07-31")
    store(
        office,
        told(1, due="2026-06-30"),
        told(2, due=None, supports=(UNKNOWN,)),
        questions=(limit_question(2),),
        source=b"second",
        apply=True,
    )
    assert asked(office) == [(2, "limit-without-date", "2026-07-31"), (3, "unit-unknown", "")]
    assert milestones_of(office, 1)[0].deadline == date(2026, 6, 30)
    assert milestones_of(office, 2)[0].deadline == date(2026, 7, 31)


def test_an_answer_that_can_hold_no_more_is_asked_again(office: TestOffice) -> None:
    own = Question("joint-sums-up", "谁汇总？", ("由第一家汇总", "各单位分别报送"), "由第一家汇总", 1)
    joint = told(1, leads=(LEAD, SUPPORT), supports=(), responsibility=Responsibility.JOINT)
    store(office, joint, questions=(own,))
    settle(office, 1, "由第一家汇总")
    other = replace(own, choices=("由列首位的汇总", "各单位分别报送"), default="由列首位的汇总")
    corrected = replace(joint, leaders=("孙副市长",))
    assert store(office, corrected, questions=(other,), source=b"second", apply=True).open_questions == 1


def test_a_name_that_comes_in_with_the_correction_is_asked_or_registered(office: TestOffice) -> None:
    store(office, told(1))
    new = told(1, supports=(UNKNOWN,))
    stored = store(office, new, source=b"second", apply=True, register=lambda _: "")
    assert stored.registered == (UNKNOWN,)
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (UNKNOWN, Role.SUPPORT)]


def test_milestones_that_stay_keep_their_ids(office: TestOffice) -> None:
    first = told(1, milestones=(stone("2026-06-30", scope="主体"), stone("2026-10-31", scope="全部")))
    store(office, first)
    before = {one.scope: one.id for one in milestones_of(office, 1)}
    new = (stone("2026-03-31", Criterion.PROGRESS, "前期"), *first.milestones)
    store(office, replace(first, milestones=new), source=b"second", apply=True)
    after = milestones_of(office, 1)
    assert [one.scope for one in after] == ["前期", "主体", "全部"]
    assert {one.scope: one.id for one in after[1:]} == before


DOUBTFUL = "完成老旧小区加装电梯四十部。"


def test_key_tasks_that_cannot_be_told_apart_are_asked_about_before_anything_changes(
    office: TestOffice,
) -> None:
    store(office, told(1), told(2))
    with pytest.raises(MoveRefused, match=r"第2项.*--same 2=2.*--same 2=。"):
        store(office, told(1, NEW), told(2, DOUBTFUL), source=b"second", apply=True)
    assert set(ids(office)) == {TEXTS[1], TEXTS[2]}


@pytest.mark.parametrize(("old", "same"), [("2", True), ("", False)], ids=["the same one", "a new one"])
def test_what_a_person_says_about_them_holds(office: TestOffice, old: str, same: bool) -> None:
    store(office, told(1), told(2))
    before = ids(office)
    store(office, told(1), told(2, DOUBTFUL), source=b"second", apply=True, decided={"2": old})
    assert (ids(office)[DOUBTFUL] == before[TEXTS[2]]) is same
    assert TEXTS[2] not in ids(office)


@pytest.mark.parametrize(
    ("decided", "said"), [({"7": "1"}, "更正的文件里没有第7项"), ({"1": "7"}, "计划1里没有第7项")]
)
def test_a_number_that_is_not_there_is_refused(
    office: TestOffice, decided: dict[str, str], said: str
) -> None:
    store(office, told(1))
    with pytest.raises(MoveRefused, match=said):
        store(office, told(1, NEW), source=b"second", decided=decided)


# After issue: what is added; the rest is in test_changing.py


def test_a_key_task_added_after_issue_waits_to_be_issued_and_moves_the_numbers(office: TestOffice) -> None:
    store(office, told(1), told(2))
    hand_over(office)
    new = told(2, NEW, due=None)
    stored = store(
        office, told(1), new, told(3, TEXTS[2]), questions=(limit_question(2),), source=b"second", apply=True
    )
    assert (stored.by_hand, stored.open_questions) == ((), 1)
    with reading(office.engine) as session:
        states = {row.content: (row.number, row.state) for row in session.exec(select(KeyTask))}
    assert states[NEW] == (2, KeyTaskState.CONFIRMED)
    assert states[TEXTS[2]] == (3, KeyTaskState.ISSUED)
    with pytest.raises(MoveRefused, match="还有1个疑问未答复"):
        hand_over(office)
    settle(office, 1, "2026-10-31")
    hand_over(office)
    with reading(office.engine) as session:
        added = key_task_numbered(session, 2)
        assert added.state is KeyTaskState.ISSUED
        kinds = session.exec(select(Obligation.kind).where(Obligation.key_task_id == added.id)).all()
        assert set(kinds) == {ObligationKind.PLAN, ObligationKind.COMPLETION, ObligationKind.CONTRIBUTION}
        legs = session.exec(select(LegRequest.key_task_id).where(LegRequest.reason == "补充交办")).all()
        assert legs == [added.id]
        signings = session.exec(select(Obligation).where(Obligation.kind == ObligationKind.SIGN)).all()
        assert len(signings) == 2, "a signing that is still open covers what was added"


def test_a_unit_that_has_signed_signs_once_more_for_what_was_added(office: TestOffice) -> None:
    store(office, told(1, supports=()))
    hand_over(office)
    with transaction(office.engine) as session:
        owed(session, ObligationKind.SIGN).state = ObligationState.ACCEPTED
    store(office, told(1, supports=()), told(2, NEW, supports=()), source=b"second", apply=True)
    hand_over(office)
    with reading(office.engine) as session:
        rows = session.exec(select(Obligation).where(Obligation.kind == ObligationKind.SIGN)).all()
    assert sorted((row.state, row.period) for row in rows) == [
        (ObligationState.ACCEPTED, ""),
        (ObligationState.OPEN, "补充1"),
    ]


def test_only_what_was_added_after_issue_is_asked_about(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    added = told(2, NEW, supports=("市桑园办公室",))
    store(office, told(1, supports=(UNKNOWN,)), added, source=b"second", apply=True)
    with reading(office.engine) as session:
        assert [row.about for row in questions(session)] == [{"name": "市桑园办公室"}]


def test_the_plans_heading_follows_the_correction(office: TestOffice) -> None:
    store(office, told(1))
    stored = store(office, told(1), title="云泽市重点工作的更正通知", source=b"second", apply=True)
    assert stored.changes == ("标题：云泽市人民政府关于做好2026年重点工作的通知 → 云泽市重点工作的更正通知",)
    with reading(office.engine) as session:
        assert session.exec(select(Directive.title)).one() == "云泽市重点工作的更正通知"
        assert questions(session) == []
