"""What each kind of answer about units and limits does to the rows; the plan's other key tasks stay as they are."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from intake.draft import DraftMilestone, Question
from models.actors import MoveRefused
from models.database import reading
from models.effects import EFFECTS
from models.plans import KeyTask
from models.words import Criterion, Recurrence, Responsibility, Role
from tests.support.drafts import (
    asked,
    hand_over,
    key_task_numbered,
    limit_question,
    milestones_of,
    parts_of,
    settle,
    store,
    task,
)
from tests.support.office import LEAD, SUPPORT, TestOffice

BOTH = f"“{LEAD}”、“{SUPPORT}”"
CHOICES = (f"“{LEAD}”牵头，其余配合", f"{BOTH}共同牵头", "按职责分工共同负责", "各单位分别负责所写事项")


@pytest.mark.parametrize(
    ("answer", "kind", "support"),
    [
        (CHOICES[0], Responsibility.LEAD, Role.SUPPORT),
        (CHOICES[1], Responsibility.LEAD, Role.LEAD),
        (CHOICES[2], Responsibility.JOINT, Role.LEAD),
        (CHOICES[3], Responsibility.EACH, Role.LEAD),
    ],
)
@pytest.mark.parametrize("read", [Responsibility.LEAD, Responsibility.JOINT])
def test_who_leads_one_key_task(
    office: TestOffice, read: Responsibility, answer: str, kind: Responsibility, support: Role
) -> None:
    default = CHOICES[0] if read is Responsibility.LEAD else CHOICES[2]
    question = Question("who-leads", f"{BOTH}中由谁牵头没有写明，如何录入？", CHOICES, default, 1)
    units = ((LEAD,), (SUPPORT,)) if read is Responsibility.LEAD else ((LEAD, SUPPORT), ())
    store(office, task(1, *units, responsibility=read), task(2), questions=(question,))
    position = next(at for at, code, _ in asked(office) if code == "who-leads")
    settle(office, position, answer)
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, support)]
    assert parts_of(office, 2) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]
    with reading(office.engine) as session:
        assert key_task_numbered(session, 1).responsibility is kind
    settle(office, position, default)
    with reading(office.engine) as session:
        row = key_task_numbered(session, 1)
        assert (row.responsibility, row.chosen_leads) == (read, [])


def test_units_read_as_sharing_get_a_lead_by_one_answer_for_the_whole_notice(office: TestOffice) -> None:
    choices = ("列第一位的牵头", "按职责分工共同负责")
    question = Question("who-leads", "来文没有写明哪个牵头，列第一位的是否牵头？", choices, choices[1])
    joint = task(1, (LEAD, SUPPORT), (), responsibility=Responsibility.JOINT)
    store(office, joint, task(2), questions=(question,))
    settle(office, 1, "列第一位的牵头")
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]
    settle(office, 1, choices[1])
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.LEAD)]


def test_main_units_beside_a_lead_may_lead_with_it(office: TestOffice) -> None:
    choices = ("列为配合单位", "与牵头单位共同牵头")
    text = f"除牵头单位外，“{SUPPORT}”写明主责，如何录入？"
    store(office, task(1), questions=(Question("co-responsible", text, choices, choices[0], 1),))
    settle(office, 1, "2")
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.LEAD)]
    settle(office, 1, "1")
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]


def test_a_key_task_that_names_nobody_gets_the_units_answered(office: TestOffice) -> None:
    question = Question("unit-missing", "没有写明责任单位，由哪个单位负责？", ("暂不指定",), "暂不指定", 1)
    store(office, task(1, (), ()), questions=(question,))
    settle(office, 1, "暂不指定")
    with pytest.raises(MoveRefused, match="第1项没有可报送的牵头单位：（来文没有写明）尚未明确"):
        hand_over(office)
    settle(office, 1, f"{SUPPORT}、{LEAD}")
    assert parts_of(office, 1) == [(SUPPORT, Role.LEAD), (LEAD, Role.LEAD)]
    hand_over(office)


@pytest.mark.parametrize(
    ("code", "choices"),
    [
        ("guiding-unit", ("列为配合单位", "不录入")),
        ("unclear-unit", ("按单位录入", "不是单位，不录入")),
    ],
)
def test_a_name_that_is_no_unit_of_the_key_task_is_left_out(
    office: TestOffice, code: str, choices: tuple[str, ...]
) -> None:
    text = f"“{SUPPORT}”如何录入？"
    store(office, task(1), task(2), questions=(Question(code, text, choices, choices[0], 1),))
    settle(office, 1, "2")
    assert (len(parts_of(office, 1)), len(parts_of(office, 2))) == (1, 2)
    settle(office, 1, "1")
    assert len(parts_of(office, 1)) == 2


def test_words_that_were_left_out_cannot_be_entered_by_an_answer(office: TestOffice) -> None:
    question = Question(
        "unclear-unit", "“专班”是不是责任单位？", ("按单位录入", "不是单位，不录入"), "不是单位，不录入", 1
    )
    store(office, task(1), questions=(question,))
    with pytest.raises(MoveRefused, match="不能这样答复：“按单位录入”"):
        settle(office, 1, "1")
    settle(office, 1, "2")
    assert len(parts_of(office, 1)) == 2


def test_a_person_among_the_units_is_no_leader_when_a_person_says_so(office: TestOffice) -> None:
    choices = ("记为分管领导", "不录入")
    question = Question("person-named", "责任单位中写有人名“钱副市长”，如何录入？", choices, choices[0], 1)
    store(office, task(1), questions=(question,))
    settle(office, 1, "2")
    with reading(office.engine) as session:
        assert key_task_numbered(session, 1).leaders == []
    settle(office, 1, "1")
    with reading(office.engine) as session:
        assert key_task_numbered(session, 1).leaders == ["钱副市长"]


NO_LIMIT = Question(
    "limit-missing", "全部任务没有期限，按哪一天督办？", ("2026年12月31日", "暂不设期限"), "暂不设期限"
)


@pytest.mark.parametrize(
    "stones", [(), (DraftMilestone(None, Criterion.COMPLETE, ""),)], ids=["none", "undated"]
)
def test_one_day_for_all_key_tasks_without_a_limit(
    office: TestOffice, stones: tuple[DraftMilestone, ...]
) -> None:
    bare = task(1, time_limit="", milestones=stones)
    store(office, bare, task(2), questions=(NO_LIMIT,))
    settle(office, 1, "2026-11-30")
    assert [one.deadline for one in milestones_of(office, 1)] == [date(2026, 11, 30)]
    assert [one.deadline for one in milestones_of(office, 2)] == [date(2026, 6, 30)]
    settle(office, 1, "暂不设期限")
    assert [one.deadline for one in milestones_of(office, 1) if one.deadline] == []


def test_a_matter_that_is_done_with_is_not_supervised(office: TestOffice) -> None:
    choices = ("已办结，不再督办", "2026-12-31", "暂不设期限")
    question = Question("limit-without-date", "写作已完成，是否仍要督办？", choices, "暂不设期限", 1)
    store(office, task(1, due=None), questions=(question,))
    for answer, apart in (("1", False), ("2", True), ("3", True)):
        settle(office, 1, answer)
        with reading(office.engine) as session:
            assert key_task_numbered(session, 1).listed_apart is apart


def test_a_matter_only_partly_done_with_goes_on(office: TestOffice) -> None:
    stones = (*task(1).milestones, *task(1, due=None).milestones)
    choices = ("已办结，不再督办", "暂不设期限")
    question = Question("limit-without-date", "写作已完成，是否仍要督办？", choices, "暂不设期限", 1)
    store(office, task(1, milestones=stones), questions=(question,))
    with pytest.raises(MoveRefused, match="只涉及部分节点"):
        settle(office, 1, "1")


def test_how_often_a_limit_recurs_is_answered(office: TestOffice) -> None:
    every = replace(task(1).milestones[0], every=Recurrence.MONTH, confidence=0.6)
    choices = ("每月", "每季度", "每半年", "每年")
    question = Question("limit-rhythm", "周期没有对应的设置，对吗？", choices, "每月", 1)
    store(office, task(1, milestones=(every, task(1).milestones[0])), questions=(question,))
    settle(office, 1, "每季度")
    assert [one.recurrence for one in milestones_of(office, 1)] == [Recurrence.QUARTER, None]
    settle(office, 1, "1")
    assert milestones_of(office, 1)[0].recurrence is Recurrence.MONTH


def test_a_limit_taken_from_elsewhere_can_be_done_without(office: TestOffice) -> None:
    elsewhere = replace(task(1).milestones[0], confidence=0.7)
    choices = ("按此督办", "暂不设期限")
    question = Question("limit-elsewhere", "“6月底前建成”，是否按此督办？", choices, "按此督办", 1)
    store(office, task(1, milestones=(elsewhere,)), questions=(question,))
    settle(office, 1, "暂不设期限")
    assert milestones_of(office, 1)[0].deadline is None
    settle(office, 1, "按此督办")
    assert milestones_of(office, 1)[0].deadline == date(2026, 6, 30)


@pytest.mark.parametrize("code", [*EFFECTS, "limit-unread", "left-over", "year-doubtful", "never-heard-of"])
def test_the_default_of_every_code_can_be_taken_and_leaves_what_was_read(
    office: TestOffice, code: str
) -> None:
    defaults = {
        "unit-unknown": "暂不指定",
        "joint-sums-up": f"由“{LEAD}”汇总",
        "not-listed-apart": "单列督办",
        "limit-rhythm": "每月",
    }
    default = defaults.get(code, "暂不指定" if "unit-missing" in code or "group" in code else "照此")
    every = replace(task(1).milestones[0], every=Recurrence.MONTH, confidence=0.6)
    question = Question(code, f"“{LEAD}”？", (default, "另一种"), default, 1)
    store(office, task(1, milestones=(every,)), questions=() if code == "unit-unknown" else (question,))
    before = parts_of(office, 1), [str(one) for one in milestones_of(office, 1)]
    stored = store(office, task(1, milestones=(every,)), accept_defaults=True)
    assert stored.open_questions == 0
    assert (parts_of(office, 1), [str(one) for one in milestones_of(office, 1)]) == before
    with reading(office.engine) as session:
        assert session.exec(select(KeyTask.listed_apart)).one()


def test_a_question_about_a_key_task_that_was_not_taken_can_only_be_left(office: TestOffice) -> None:
    question = replace(NO_LIMIT, number=9)
    store(office, task(1), questions=(question,))
    with pytest.raises(MoveRefused, match="不能这样答复"):
        settle(office, 1, "2026-11-30")
    settle(office, 1, "暂不设期限")
    assert asked(office) == [(1, "limit-missing", "暂不设期限")]


def test_one_answer_dates_every_key_task_that_shares_the_limit(office: TestOffice) -> None:
    shared = replace(limit_question(1), number=None, tasks=((1, 1), (3, 1)))
    store(office, task(1, due=None), task(2, due=None), task(3, due=None), questions=(shared,))
    settle(office, 1, "2026-09-30")
    dates = [milestones_of(office, number)[0].deadline for number in (1, 2, 3)]
    assert dates == [date(2026, 9, 30), None, date(2026, 9, 30)]
    settle(office, 1, "暂不设期限")
    assert [milestones_of(office, number)[0].deadline for number in (1, 2, 3)] == [None, None, None]


def test_persons_taken_for_leaders_can_be_left_out_everywhere(office: TestOffice) -> None:
    choices = ("作为分管领导录入", "不录入")
    question = Question("persons-of-whom", "责任人是否作为分管领导录入？", choices, choices[0])
    store(office, task(1), task(2), questions=(question,))
    settle(office, 1, "不录入")
    with reading(office.engine) as session:
        assert [key_task_numbered(session, number).leaders for number in (1, 2)] == [[], []]
    settle(office, 1, "作为分管领导录入")
    with reading(office.engine) as session:
        assert key_task_numbered(session, 2).leaders == ["钱副市长"]


def test_one_answer_makes_the_main_responsible_units_of_every_row_leads(office: TestOffice) -> None:
    choices = ("列为配合单位", "与牵头单位共同牵头")
    rows = ((1, 1), (2, 1))
    question = Question(
        "co-responsible", "如何录入？", choices, choices[0], tasks=rows, named=((SUPPORT,), (SUPPORT,))
    )
    store(office, task(1), task(2), questions=(question,))
    settle(office, 1, choices[1])
    assert parts_of(office, 1) == parts_of(office, 2) == [(LEAD, Role.LEAD), (SUPPORT, Role.LEAD)]
    settle(office, 1, choices[0])
    assert parts_of(office, 2) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]
