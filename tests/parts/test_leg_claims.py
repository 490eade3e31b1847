"""Leg requests are taken once, and all that waits for a key task is taken together."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from flows.leg_runner import LEASE, claim
from models.database import reading, transaction
from models.plans import KeyTask
from models.traces import LegRequest
from tests.support.office import TestOffice, key_task, stone

WALL = datetime(2026, 2, 24, 1, tzinfo=UTC)


def ask(office: TestOffice, number: int, *reasons: str) -> None:
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == number)).one()
        for reason in reasons:
            session.add(LegRequest(plan_id=task.plan_id, key_task_id=task.id, reason=reason, at=office.now))


def taken(office: TestOffice, wall: datetime = WALL) -> list[str]:
    with transaction(office.engine) as session:
        return sorted(request.reason for request in claim(session, wall))


def test_all_reasons_of_a_key_task_come_together_and_only_once(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30")))
    assert taken(office) == ["交办"]
    ask(office, 1, "签收", "提前5个工作日")
    ask(office, 2, "签收")
    assert taken(office) == ["提前5个工作日", "签收", "签收"]
    assert taken(office) == []


def test_requests_of_a_runner_that_died_are_taken_again_after_its_lease(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    assert taken(office) == ["交办"]
    assert taken(office, WALL + LEASE - timedelta(seconds=1)) == []
    assert taken(office, WALL + LEASE) == ["交办"]
    with reading(office.engine) as session:
        assert session.exec(select(LegRequest)).one().attempts == 2
