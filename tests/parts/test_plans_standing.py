"""A 落实方案 that nobody returned in time stands, and its nodes are asked for like any other."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.actors import MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.deciding import send_back
from models.duties import Obligation
from models.plans import KeyTask, Milestone
from models.plans_standing import adopt_plans
from models.steering import resume, suspend
from models.traces import HistoryEntry
from models.words import Answer, ObligationKind, ObligationState
from tests.support.office import LEAD, OFFICE, TestOffice, at, contact_of, key_task, owed, stone, unit_named

FIELDS = ("measures", "timetable", "responsible", "result_form", "expected_result")
PLAN = ObligationKind.PLAN


def hand_in(office: TestOffice, due: str = "2026-06-30") -> None:
    with transaction(office.engine) as session:
        given = {**dict.fromkeys(FIELDS, "已明确"), "nodes": [{"due": due, "text": "开工"}]}
        actor = contact_of(unit_named(session, LEAD))
        report(session, owed(session, PLAN), Answer.PLANNED, office.rules(), actor, office.now, details=given)


def look(office: TestOffice) -> int:
    with transaction(office.engine) as session:
        return adopt_plans(session, office.rules(), office.now)


def nodes(session: Session) -> list[date | None]:
    of_plan = select(Milestone.deadline).where(Milestone.source == "来自落实方案")  # type: ignore[type-var]
    return list(session.exec(of_plan))


@pytest.fixture
def handed_in(office: TestOffice) -> TestOffice:
    """Reported on Tuesday 3 March; the term for returning it ends on Tuesday 10 March."""
    office.issue(key_task(1, stone("2026-09-30")))
    office.now = at("2026-03-03")
    hand_in(office)
    return office


def test_it_comes_into_force_the_day_after_the_term_and_once(handed_in: TestOffice) -> None:
    handed_in.now = at("2026-03-10", 17)
    assert look(handed_in) == 0
    handed_in.now = at("2026-03-11", 8)
    assert [look(handed_in), look(handed_in)] == [1, 0]
    with reading(handed_in.engine) as session:
        assert owed(session, PLAN).state is ObligationState.ACCEPTED
        assert nodes(session) == [date(2026, 6, 30)]
        dates = {row.report_by for row in session.exec(select(Obligation)) if row.milestone_id is not None}
        assert dates == {date(2026, 6, 30), date(2026, 9, 30)}
        line = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "复核认可")).one()
        assert (line.actor, line.sentence) == ("时钟", "认可落实方案（收到5个工作日未退回，视为认可）")
        assert (line.before["state"], line.after["state"]) == ("reported", "accepted")


def test_the_clock_looks_after_it(handed_in: TestOffice) -> None:
    handed_in.now = at("2026-03-11", 9)
    handed_in.beat()
    with reading(handed_in.engine) as session:
        assert owed(session, PLAN).state is ObligationState.ACCEPTED


def test_a_corrected_plan_has_its_term_anew(handed_in: TestOffice) -> None:
    handed_in.now = at("2026-03-09")
    hand_in(handed_in, "2026-07-31")
    handed_in.now = at("2026-03-16")
    assert look(handed_in) == 0
    handed_in.now = at("2026-03-17")
    assert look(handed_in) == 1
    with reading(handed_in.engine) as session:
        assert nodes(session) == [date(2026, 7, 31)]


def test_a_returned_plan_waits_for_the_next_one(handed_in: TestOffice) -> None:
    with transaction(handed_in.engine) as session:
        send_back(session, owed(session, PLAN), "节点太粗", handed_in.rules(), OFFICE, handed_in.now)
    handed_in.now = at("2026-03-20")
    assert look(handed_in) == 0


def test_after_the_term_it_cannot_be_returned(handed_in: TestOffice) -> None:
    handed_in.now = at("2026-03-11")
    with transaction(handed_in.engine) as session, pytest.raises(MoveRefused, match="视为认可，不能再退回"):
        send_back(session, owed(session, PLAN), "太粗", handed_in.rules(), OFFICE, handed_in.now)


def test_what_is_suspended_waits_until_it_goes_on(handed_in: TestOffice) -> None:
    with transaction(handed_in.engine) as session:
        task = session.exec(select(KeyTask)).one()
        suspend(session, task, date(2026, 5, 29), "等待上级政策", handed_in.rules(), OFFICE, handed_in.now)
    handed_in.now = at("2026-03-20")
    assert look(handed_in) == 0
    with transaction(handed_in.engine) as session:
        task = session.exec(select(KeyTask)).one()
        resume(session, task, "政策已明确", handed_in.rules(), OFFICE, handed_in.now)
    assert look(handed_in) == 1
