"""A draft becomes rows: which units its names mean, what is asked, what is offered, and where each was read."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from intake.document import Document, Passage, Place, Span
from intake.draft import Checkpoint, PlanDefault, Question
from models.actors import MoveRefused
from models.columns import Row
from models.database import reading, transaction
from models.duties import Obligation
from models.obligate import report_by
from models.plans import Assignment, KeyTask, Milestone, Plan, UnitReading
from models.plans import Question as Asked
from models.traces import HistoryEntry
from models.units import Post, Unit, UnitMember
from models.words import Criterion, ObligationKind, Responsibility, Role, UnitKind
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
from tests.support.office import LEAD, SUPPORT, TestOffice

UNKNOWN = "市蚕桑茶叶办公室"


def count(office: TestOffice, table: type[Row]) -> int:
    with reading(office.engine) as session:
        return len(session.exec(select(table)).all())


def test_an_unknown_unit_becomes_a_question_and_no_unit(office: TestOffice) -> None:
    units = count(office, Unit)
    stored = store(office, task(1, supports=(SUPPORT, UNKNOWN)), task(2, supports=(UNKNOWN,)))
    assert (stored.new, stored.open_questions) == (True, 1)
    assert count(office, Unit) == units
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]
    assert parts_of(office, 2) == [(LEAD, Role.LEAD)]
    with reading(office.engine) as session:
        (row,) = questions(session)
    assert (row.code, row.number, row.default, row.about) == (
        "unit-unknown",
        0,
        "登记为新单位",
        {"name": UNKNOWN},
    )
    assert row.text.startswith(f"“{UNKNOWN}”（第1、2项）不在单位库里")
    assert row.choices[-2:] == ["登记为新单位", "暂不指定"]


def test_the_nearest_units_are_offered_first(office: TestOffice) -> None:
    store(office, task(1, supports=("市财证局",)))
    with reading(office.engine) as session:
        assert questions(session)[0].choices[0] == SUPPORT


@pytest.mark.parametrize("name", ["市工业和信息化局", "云泽市工信局", "市 工信局"])
def test_another_way_to_write_a_registered_unit_is_that_unit(office: TestOffice, name: str) -> None:
    stored = store(office, task(1, leads=(name,)))
    assert stored.open_questions == 0
    assert parts_of(office, 1)[0] == (LEAD, Role.LEAD)


def test_two_names_of_one_unit_are_one_assignment(office: TestOffice) -> None:
    store(office, task(1, supports=("云泽市财政局", SUPPORT, "市工业和信息化局")))
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]


@pytest.mark.parametrize(
    ("answer", "unit"),
    [
        pytest.param("登记为新单位", UNKNOWN, id="a new unit"),
        pytest.param(SUPPORT, SUPPORT, id="a registered one by name"),
        pytest.param("云泽市财政局", SUPPORT, id="a registered one, written in full"),
    ],
)
def test_answering_puts_the_unit_where_the_notice_names_it(
    office: TestOffice, answer: str, unit: str
) -> None:
    store(office, task(1, leads=(UNKNOWN, LEAD), supports=()), task(2, supports=(UNKNOWN,)))
    settle(office, 1, answer)
    assert parts_of(office, 1) == [(unit, Role.LEAD), (LEAD, Role.LEAD)]
    assert parts_of(office, 2) == [(LEAD, Role.LEAD), (unit, Role.SUPPORT)]


def test_an_answer_may_be_changed_until_the_plan_is_issued(office: TestOffice) -> None:
    store(office, task(1, supports=(UNKNOWN,)))
    settle(office, 1, SUPPORT)
    settle(office, 1, "暂不指定")
    assert parts_of(office, 1) == [(LEAD, Role.LEAD)]
    settle(office, 1, SUPPORT)
    hand_over(office)
    with pytest.raises(MoveRefused, match="已经交办，疑问1的答复不能再改"):
        settle(office, 1, "暂不指定")


def test_a_lead_nobody_has_named_is_refused_at_issue_by_its_name(office: TestOffice) -> None:
    store(office, task(3, leads=(UNKNOWN,)))
    settle(office, 1, "暂不指定")
    with pytest.raises(MoveRefused, match=f"第3项没有可报送的牵头单位：{UNKNOWN}尚未明确"):
        hand_over(office)


def test_registering_registers_and_answers_at_once(office: TestOffice) -> None:
    stored = store(office, task(1, supports=(UNKNOWN,)), register=lambda _: "a@b.example")
    assert (stored.registered, stored.open_questions, stored.answered) == ((UNKNOWN,), 0, 0)
    assert parts_of(office, 1)[-1] == (UNKNOWN, Role.SUPPORT)
    assert asked(office) == [(1, "unit-unknown", "登记为新单位")]
    with reading(office.engine) as session:
        emails = session.exec(select(Post.email).join(Unit).where(Unit.name == UNKNOWN)).all()
    assert "a@b.example" in emails


def test_accepting_the_defaults_registers_too_and_says_who_did(office: TestOffice) -> None:
    stored = store(office, task(1, supports=(UNKNOWN,)), accept_defaults=True)
    assert (stored.answered, stored.open_questions) == (1, 0)
    assert parts_of(office, 1)[-1] == (UNKNOWN, Role.SUPPORT)
    with reading(office.engine) as session:
        row = questions(session)[0]
        entries = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "答复疑问")).all()
    assert (row.answered_by, row.answered_at) == ("孙协调", office.now)
    assert [(entry.sentence, entry.after) for entry in entries] == [
        ("1个疑问按默认答复", {"1": "登记为新单位"})
    ]


def test_an_unknown_group_is_kept_as_a_group(office: TestOffice) -> None:
    stored = store(office, task(1, supports=("相关区人民政府",)))
    assert (stored.registered, stored.open_questions) == ((), 0)
    with reading(office.engine) as session:
        assert session.exec(select(Unit.kind).where(Unit.name == "相关区人民政府")).one() is UnitKind.GROUP


def with_districts(office: TestOffice, *, members: bool, group: str = "有关区人民政府") -> None:
    with transaction(office.engine) as session:
        some = Unit(name=group, kind=UnitKind.GROUP)
        districts = [Unit(name=name, kind=UnitKind.DISTRICT) for name in ("临浦区人民政府", "东屿县人民政府")]
        session.add_all([some, *districts])
        session.flush()
        if members:
            session.add_all(UnitMember(group_id=some.id, unit_id=one.id) for one in districts)


def who(number: int, group: str = "有关区人民政府") -> Question:
    text = f"“{group}”具体指哪些单位？"
    return Question("group-members", text, ("暂不指定",), "暂不指定", number)


def test_a_groups_members_are_answered_for_one_key_task(office: TestOffice) -> None:
    with_districts(office, members=False)
    tasks = (task(1, supports=("有关区人民政府", SUPPORT)), task(2, supports=("有关区人民政府",)))
    store(office, *tasks, questions=(who(1), who(2)))
    settle(office, 1, "临浦区、东屿县政府")
    settle(office, 2, "暂不指定")
    assert [name for name, _ in parts_of(office, 1)] == [LEAD, "临浦区人民政府", "东屿县人民政府", SUPPORT]
    assert [name for name, _ in parts_of(office, 2)] == [LEAD, "有关区人民政府"]
    settle(office, 1, "暂不指定")
    assert [name for name, _ in parts_of(office, 1)] == [LEAD, "有关区人民政府", SUPPORT]


def test_a_group_answered_with_an_unknown_unit_is_refused_by_its_name(office: TestOffice) -> None:
    with_districts(office, members=False)
    store(office, task(1, supports=("有关区人民政府",)), questions=(who(1),))
    with pytest.raises(MoveRefused, match="“西岭区政府”不在单位库里"):
        settle(office, 1, "临浦区、西岭区政府")
    assert asked(office) == [(1, "group-members", "")]


def test_a_group_whose_members_are_registered_is_not_asked_about(office: TestOffice) -> None:
    with_districts(office, members=True, group="各区人民政府")
    every = who(1, "各区人民政府")
    assert store(office, task(1, supports=("各区人民政府",)), questions=(every,)).open_questions == 0


def test_some_of_a_group_are_asked_for_whatever_members_are_registered(office: TestOffice) -> None:
    with_districts(office, members=True)
    tasks = [task(number, supports=("有关区人民政府",)) for number in (1, 2, 3)]
    store(office, *tasks, questions=(who(1), who(2), who(3)))
    with reading(office.engine) as session:
        row = questions(session)[0]
        assert row.choices == ["暂不指定", "东屿县人民政府、临浦区人民政府"]
    settle(office, 1, "2")
    settle(office, 2, "1")
    settle(office, 3, "临浦区")
    everybody = ["东屿县人民政府", "临浦区人民政府"]
    named = [[name for name, _ in parts_of(office, number)][1:] for number in (1, 2, 3)]
    assert named == [everybody, [], ["临浦区人民政府"]]
    hand_over(office)
    with reading(office.engine) as session:
        helping = (
            select(Unit.name, KeyTask.number)
            .join(Obligation, col(Obligation.unit_id) == Unit.id)
            .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
        )
        asked_of = set(session.exec(helping.where(Obligation.kind == ObligationKind.CONTRIBUTION)))
    assert asked_of == {(everybody[0], 1), (everybody[1], 1), (everybody[1], 3)}


def test_the_answer_to_who_leads_changes_the_key_tasks_read_by_that_rule(office: TestOffice) -> None:
    question = Question("who-leads", "谁牵头？", ("列第一位的牵头", "按职责分工共同负责"), "列第一位的牵头")
    joint = task(2, (LEAD, SUPPORT), (), responsibility=Responsibility.JOINT)
    store(office, task(1), joint, questions=(question,))
    settle(office, 1, "2")
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.LEAD)]
    with reading(office.engine) as session:
        assert {row.responsibility for row in session.exec(select(KeyTask))} == {Responsibility.JOINT}
    settle(office, 1, "1")
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]
    with reading(office.engine) as session:
        assert key_task_numbered(session, 2).responsibility is Responsibility.JOINT


@pytest.mark.parametrize(
    ("answer", "day", "asked_on"),
    [
        pytest.param("2026-09-30", date(2026, 9, 30), date(2026, 9, 30), id="an ISO date"),
        pytest.param("9月30日", date(2026, 9, 30), date(2026, 9, 30), id="month and day of the plan's year"),
        pytest.param("1", date(2026, 12, 31), date(2027, 1, 15), id="a choice by its number"),
        pytest.param("暂不设期限", None, None, id="none"),
    ],
)
def test_the_answer_to_a_limit_sets_the_milestones_date(
    office: TestOffice, answer: str, day: date | None, asked_on: date | None
) -> None:
    store(office, task(1, due=None), questions=(limit_question(1),))
    settle(office, 1, answer)
    (stone,) = milestones_of(office, 1)
    assert (stone.deadline, stone.report_by) == (day, asked_on)
    assert stone.report_by == report_by(day, Criterion.COMPLETE, office.rules().policy, 2026)
    if day:
        assert stone.confidence == 1.0
        assert stone.explanation.startswith("督查人员答复：2026年")


def test_a_doubtful_date_is_kept_by_the_default_and_comes_back_with_it(office: TestOffice) -> None:
    question = Question(
        "limit-doubtful", "读作2026-06-30，对吗？", ("2026-06-30", "另行指定"), "2026-06-30", 1
    )
    doubtful = replace(task(1).milestones[0], confidence=0.7, explanation="“6月前”按月底计。")
    store(office, task(1, milestones=(doubtful,)), questions=(question,))
    settle(office, 1, "2026-05-31")
    assert milestones_of(office, 1)[0].deadline == date(2026, 5, 31)
    settle(office, 1, "1")
    (stone,) = milestones_of(office, 1)
    assert (stone.deadline, stone.confidence, stone.explanation) == (
        date(2026, 6, 30),
        0.7,
        "“6月前”按月底计。",
    )
    with pytest.raises(MoveRefused, match="请直接答复日期，如 2026-06-30"):
        settle(office, 1, "另行指定")


def test_only_the_milestone_in_doubt_is_changed(office: TestOffice) -> None:
    dated, undated = task(1).milestones[0], task(1, due=None).milestones[0]
    store(office, task(1, milestones=(dated, undated)), questions=(limit_question(1),))
    settle(office, 1, "2026-10-31")
    assert [stone.deadline for stone in milestones_of(office, 1)] == [date(2026, 6, 30), date(2026, 10, 31)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "请写明疑问1的答复；可选：2026年12月31日、暂不设期限"),
        ("3", "只有2个选项，没有第3个"),
        ("0", "没有第0个"),
        ("2026-02-30", "没有“2026-02-30”这一天"),
        ("尽快", "疑问1不能这样答复：“尽快”。可选：2026年12月31日、暂不设期限"),
    ],
)
def test_a_bad_answer_is_refused_in_a_sentence_and_changes_nothing(
    office: TestOffice, answer: str, said: str
) -> None:
    store(office, task(1, due=None), questions=(limit_question(1),))
    with pytest.raises(MoveRefused, match=said):
        settle(office, 1, answer)
    assert asked(office) == [(1, "limit-without-date", "")]
    assert milestones_of(office, 1)[0].deadline is None


def test_a_question_of_another_kind_takes_its_default_and_nothing_else(office: TestOffice) -> None:
    question = Question("numbers-not-in-order", "序号不连续。", ("照此录入", "退回核对"), "照此录入")
    store(office, task(1), questions=(question,))
    with pytest.raises(MoveRefused, match=r"不能这样答复：“退回核对”.*请更正来文文件后重新导入"):
        settle(office, 1, "2")
    settle(office, 1, "照此录入")
    assert asked(office) == [(1, "numbers-not-in-order", "照此录入")]


def test_it_is_asked_once_whether_the_first_units_of_joint_key_tasks_sum_up(office: TestOffice) -> None:
    joint = (LEAD, SUPPORT), ()
    store(
        office,
        task(1, *joint, responsibility=Responsibility.JOINT),
        task(2),
        task(3, *joint, responsibility=Responsibility.JOINT),
        task(4, ("各区人民政府", SUPPORT), (), responsibility=Responsibility.JOINT),
    )
    assert asked(office) == [(1, "joint-sums-up", "")]
    with reading(office.engine) as session:
        row = questions(session)[0]
        assert "第1、3项" in row.text
        assert row.choices == ["由列第一位的单位汇总", "各单位分别报送"]
        assert row.default == row.choices[0]
    settle(office, 1, "2")
    with reading(office.engine) as session:
        assert [key_task_numbered(session, n).sums_up for n in (1, 2, 3, 4)] == [False, True, False, False]


def test_of_several_that_lead_the_first_is_asked_to_sum_up_too(office: TestOffice) -> None:
    store(office, task(1, (LEAD, SUPPORT), ()), task(2), task(3, ("各区人民政府", SUPPORT), ()))
    assert asked(office) == [(1, "joint-sums-up", "")]
    with reading(office.engine) as session:
        assert "（第1项）由几个单位共同牵头、没有写明由谁汇总" in questions(session)[0].text


def test_an_item_that_names_nobody_is_offered_as_not_supervised_apart(office: TestOffice) -> None:
    general = task(1, ("市政府各部门",), (), responsibility=Responsibility.EACH, listed_apart=False)
    store(office, general, task(2))
    assert asked(office) == [(1, "not-listed-apart", "")]
    settle(office, 1, "单列督办")
    with reading(office.engine) as session:
        assert key_task_numbered(session, 1).listed_apart
    settle(office, 1, "不单列督办")
    with reading(office.engine) as session:
        assert not key_task_numbered(session, 1).listed_apart


def test_what_the_reader_asks_itself_is_not_asked_twice(office: TestOffice) -> None:
    own = Question("joint-sums-up", "谁汇总？", ("由第一家汇总", "各单位分别报送"), "由第一家汇总", 1)
    store(office, task(1, (LEAD, SUPPORT), (), responsibility=Responsibility.JOINT), questions=(own,))
    with reading(office.engine) as session:
        assert [row.text for row in questions(session)] == ["谁汇总？"]


def test_two_key_tasks_under_one_number_are_refused_and_nothing_is_stored(office: TestOffice) -> None:
    with pytest.raises(MoveRefused, match="序号相同的重点工作：第1项"):
        store(office, task(1), task(1, due=None))
    assert count(office, Plan) == 0


def test_a_failure_halfway_leaves_nothing_behind(office: TestOffice) -> None:
    def fail(_: str) -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store(office, task(1, supports=(UNKNOWN,)), register=fail)
    for table in (Plan, KeyTask, Assignment, Milestone, UnitReading, Asked):
        assert count(office, table) == 0


def test_places_and_words_are_kept_with_what_was_read_there(office: TestOffice) -> None:
    place = Place(page=2, table=1, row=5)
    document = Document(
        "来文.docx",
        "docx",
        (
            Passage("建设第1号示范园区。", replace(place, column=2)),
            Passage("6月底前完成", replace(place, column=3)),
            Passage(f"{LEAD}、{UNKNOWN}", replace(place, column=4)),
        ),
        (),
    )
    sources = {
        "content": (Span(0, 0, 9),),
        "milestones.0": (Span(1, 0, 6),),
        "units": (Span(2, 0, len(LEAD) + 1 + len(UNKNOWN)),),
    }
    store(office, task(1, supports=(UNKNOWN,), sources=sources), document=document)
    with reading(office.engine) as session:
        assert key_task_numbered(session, 1).source == "第2页第1张表第5行"
        assert session.exec(select(Milestone.source)).one() == "第2页第1张表第5行第3列“6月底前完成”"
        assert questions(session)[0].source == f"第2页第1张表第5行第4列“{UNKNOWN}”"


REQUIREMENT = PlanDefault("ledger", "各单位要建立台账。", "每个牵头单位建立台账", True)
DATE_INSIDE = Checkpoint(1, 1, "确保到9月1日投入使用", "投入使用", date(2026, 9, 1), "deadline", "checkpoint")


def test_requirements_and_dates_inside_the_text_are_kept_as_offers(office: TestOffice) -> None:
    from models.offers import checkpoints_of, requirements_of

    store(office, task(1), defaults=(REQUIREMENT,), checkpoints=(DATE_INSIDE,))
    with reading(office.engine) as session:
        plan = session.get_one(Plan, 1)
        assert [(row.code, row.accepted) for row in requirements_of(session, plan)] == [("ledger", True)]
        ((offer, owner),) = checkpoints_of(session, plan)
    assert (offer.position, offer.due, offer.milestone_id, owner.number) == (1, date(2026, 9, 1), None, 1)
    assert len(milestones_of(office, 1)) == 1
