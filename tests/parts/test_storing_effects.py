"""What answers and offers change in what is issued."""

from datetime import date
from typing import NoReturn

import pytest
from sqlmodel import select

from intake.draft import Checkpoint, PlanDefault
from models.actors import MoveRefused
from models.database import reading, transaction
from models.duties import Obligation
from models.offers import checkpoints_of, requirements_of, switch_checkpoint, switch_requirement
from models.plans import Plan
from models.settling import settle_by_default
from models.traces import HistoryEntry
from models.units import Unit
from models.words import KeyTaskState, ObligationKind, Responsibility
from tests.support.drafts import (
    hand_over,
    key_task_numbered,
    limit_question,
    milestones_of,
    settle,
    store,
    task,
)
from tests.support.office import LEAD, OFFICE, SUPPORT, TestOffice, at, contact_of, unit_named


def owed(office: TestOffice, number: int) -> list[tuple[str, ObligationKind]]:
    with reading(office.engine) as session:
        rows = session.exec(
            select(Unit.name, Obligation.kind)
            .join(Unit)
            .where(Obligation.key_task_id == key_task_numbered(session, number).id)
            .order_by(Unit.name)
        )
        return [(name, ObligationKind(kind)) for name, kind in rows]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(
            "1",
            {(LEAD, ObligationKind.COMPLETION), (SUPPORT, ObligationKind.CONTRIBUTION)},
            id="the first-listed sums up",
        ),
        pytest.param(
            "各单位分别报送",
            {(LEAD, ObligationKind.COMPLETION), (SUPPORT, ObligationKind.COMPLETION)},
            id="each reports for itself",
        ),
    ],
)
@pytest.mark.parametrize("shared", [Responsibility.JOINT, Responsibility.LEAD])
def test_who_sums_up_decides_who_is_asked_for_the_result(
    office: TestOffice, answer: str, expected: set[tuple[str, ObligationKind]], shared: Responsibility
) -> None:
    store(office, task(1, (LEAD, SUPPORT), (), responsibility=shared))
    settle(office, 1, answer)
    hand_over(office)
    assert {one for one in owed(office, 1) if one[1] is not ObligationKind.PLAN} == expected


def test_a_key_task_not_supervised_apart_owes_nothing_and_stays_in_the_plan(office: TestOffice) -> None:
    general = task(1, ("市政府各部门",), (), responsibility=Responsibility.EACH, listed_apart=False)
    store(office, general, task(2), accept_defaults=True)
    hand_over(office)
    assert owed(office, 1) == []
    assert owed(office, 2) != []
    with reading(office.engine) as session:
        assert key_task_numbered(session, 1).state is KeyTaskState.CONFIRMED
        assert key_task_numbered(session, 2).state is KeyTaskState.ISSUED
    with pytest.raises(MoveRefused, match="已经交办，不能再次交办"):
        hand_over(office)


def test_an_answered_date_is_when_the_unit_is_asked(office: TestOffice) -> None:
    store(office, task(1, due=None, supports=()), questions=(limit_question(1),))
    settle(office, 1, "2026-09-30")
    hand_over(office)
    with reading(office.engine) as session:
        result = session.exec(select(Obligation).where(Obligation.kind == ObligationKind.COMPLETION)).one()
    assert (result.deadline, result.report_by) == (date(2026, 9, 30), date(2026, 9, 30))


def test_open_questions_are_named_by_their_numbers_at_issue(office: TestOffice) -> None:
    store(office, task(1, due=None), task(2, due=None), questions=(limit_question(1), limit_question(2)))
    settle(office, 1, "暂不设期限")
    with pytest.raises(MoveRefused, match=r"还有1个疑问未答复（疑问2）.*duban plan answer 1 --defaults"):
        hand_over(office)


def test_only_the_office_settles(office: TestOffice) -> None:
    store(office, task(1, due=None), questions=(limit_question(1),))
    with transaction(office.engine) as session:
        plan, unit = session.get_one(Plan, 1), contact_of(unit_named(session, LEAD))
        with pytest.raises(MoveRefused, match="只能由督查人员办理"):
            settle_by_default(session, plan, office.rules(), NOBODY, unit, office.now)
        with pytest.raises(MoveRefused, match="只能由督查人员办理"):
            switch_requirement(session, plan, "ledger", True, unit, office.now)


class _Nobody:
    """A register that is not asked."""

    def find(self, name: str) -> NoReturn:
        raise AssertionError(name)

    def enter(self, name: str) -> NoReturn:
        raise AssertionError(name)

    def members_of(self, name: str) -> NoReturn:
        raise AssertionError(name)


NOBODY = _Nobody()


# 工作要求 and 检查点

LEDGER = PlanDefault("ledger", "各单位要建立台账。", "每个牵头单位建立台账", True)
MONTHLY = PlanDefault("monthly-round", "逐月调度。", "每月调度一次", False)
OPENING = Checkpoint(1, 1, "确保到9月1日投入使用", "投入使用", date(2026, 9, 1), "deadline", "checkpoint")
SOMEDAY = Checkpoint(1, 1, "自明年起施行", "施行", None, "effective-from", "watch")


def with_offers(office: TestOffice) -> None:
    store(office, task(1), defaults=(LEDGER, MONTHLY), checkpoints=(OPENING, SOMEDAY))


def switch(office: TestOffice, number: int, on: bool) -> None:
    with transaction(office.engine) as session:
        plan = session.get_one(Plan, 1)
        switch_checkpoint(session, plan, number, on, office.rules(), OFFICE, office.now)


def test_a_requirement_is_switched_by_its_code_and_says_who_did(office: TestOffice) -> None:
    with_offers(office)
    with transaction(office.engine) as session:
        switch_requirement(session, session.get_one(Plan, 1), "ledger", False, OFFICE, office.now)
    with reading(office.engine) as session:
        rows = requirements_of(session, session.get_one(Plan, 1))
        line = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "设定计划默认")).one()
    assert [(row.code, row.accepted, row.settled_by) for row in rows] == [
        ("ledger", False, "孙协调"),
        ("monthly-round", False, ""),
    ]
    assert (line.before, line.after["accepted"]) == ({"accepted": [True]}, False)


def test_a_requirement_the_notice_does_not_make_is_refused_with_those_it_makes(office: TestOffice) -> None:
    with_offers(office)
    with (
        transaction(office.engine) as session,
        pytest.raises(MoveRefused, match="现有：ledger、monthly-round"),
    ):
        switch_requirement(session, session.get_one(Plan, 1), "notify-lead", True, OFFICE, office.now)


def test_an_offered_date_becomes_a_milestone_that_says_where_it_came_from(office: TestOffice) -> None:
    with_offers(office)
    switch(office, 1, True)
    switch(office, 1, True)  # twice is once
    stones = milestones_of(office, 1)
    assert [(stone.position, stone.deadline, stone.scope) for stone in stones] == [
        (0, date(2026, 6, 30), ""),
        (1, date(2026, 9, 1), "投入使用"),
    ]
    assert stones[1].explanation == "来自任务正文“确保到9月1日投入使用”，由督查人员增设。"
    hand_over(office)
    assert owed(office, 1).count((LEAD, ObligationKind.COMPLETION)) == 2


def test_an_offered_date_can_be_taken_back(office: TestOffice) -> None:
    with_offers(office)
    switch(office, 1, True)
    switch(office, 1, False)
    assert len(milestones_of(office, 1)) == 1
    with reading(office.engine) as session:
        assert checkpoints_of(session, session.get_one(Plan, 1))[0][0].milestone_id is None


@pytest.mark.parametrize(
    ("number", "said"),
    [(2, "没有可用的日期，不能增设为节点"), (9, "没有第9个检查点")],
    ids=["no date", "no such"],
)
def test_what_cannot_be_a_milestone_is_refused(office: TestOffice, number: int, said: str) -> None:
    with_offers(office)
    with pytest.raises(MoveRefused, match=said):
        switch(office, number, True)


def test_offers_are_closed_when_the_plan_is_issued(office: TestOffice) -> None:
    with_offers(office)
    office.now = at("2026-02-25")
    hand_over(office)
    with pytest.raises(MoveRefused, match="已经交办，不能再改"):
        switch(office, 1, True)
    with transaction(office.engine) as session, pytest.raises(MoveRefused, match="已经交办，不能再改"):
        switch_requirement(session, session.get_one(Plan, 1), "ledger", False, OFFICE, office.now)
