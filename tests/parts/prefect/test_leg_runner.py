"""The leg runner in this process, with the real rows, the real views and the real server."""

import asyncio
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from flows.clocks import read_wall
from flows.key_task import Source, use_source
from flows.leg_requests import waiting
from flows.leg_runner import LegRunner
from flows.leg_source import leg_source
from flows.leg_view import LegView
from models.database import reading, transaction
from models.plans import KeyTask
from models.traces import Leg, LegRequest
from models.vital_signs import LEGS, age
from tests.support.office import TestOffice, key_task, stone
from tests.support.prefect_runs import Runs

pytestmark = pytest.mark.prefect


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    """A plan of three key tasks, just issued: its request waits."""
    office.issue(*(key_task(number, stone("2026-06-30")) for number in (1, 2, 3)))
    use_source(leg_source(office.engine, office.settings))
    return office


def work(
    office: TestOffice,
    api_url: str,
    until: Callable[[], bool],
    seconds: float = 60,
    wall: Callable[[], datetime] = read_wall,
) -> None:
    """A runner's life: until the condition holds, or at most so long."""

    async def live() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(LegRunner(office.engine, api_url, wall=wall).run(stop))
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end and not running.done():
            await asyncio.sleep(0.1)
        stop.set()
        await running

    asyncio.run(live())


def drained(office: TestOffice) -> Callable[[], bool]:
    return lambda: waiting(office.engine) == 0


def recorded(office: TestOffice) -> dict[UUID | None, list[Leg]]:
    """Legs by key task; None is the run of the plan."""
    found: dict[UUID | None, list[Leg]] = {}
    with reading(office.engine) as session:
        for leg in session.exec(select(Leg).order_by(col(Leg.at))):
            found.setdefault(leg.key_task_id, []).append(leg)
    return found


def key_tasks(office: TestOffice) -> list[UUID]:
    with reading(office.engine) as session:
        return list(session.exec(select(KeyTask.id).order_by(col(KeyTask.number))))


def ask(office: TestOffice, key_task_id: UUID, *reasons: str) -> list[UUID]:
    with transaction(office.engine) as session:
        requests = [
            LegRequest(
                plan_id=1, key_task_id=key_task_id, reason=reason, at=office.now + timedelta(minutes=minute)
            )
            for minute, reason in enumerate(reasons)
        ]
        session.add_all(requests)
    return [request.id for request in requests]


def requests(office: TestOffice, ids: list[UUID]) -> list[LegRequest]:
    with reading(office.engine) as session:
        return list(session.exec(select(LegRequest).where(col(LegRequest.id).in_(ids))))


def test_the_issue_becomes_one_run_with_a_first_leg_per_key_task(issued: TestOffice, runs: Runs) -> None:
    work(issued, runs.api_url, drained(issued))
    legs = recorded(issued)
    assert set(legs) == {None, *key_tasks(issued)}
    plan = str(legs[None][0].flow_run_id)
    assert {run["id"] for run in runs.subflows(plan)} == {
        str(leg.flow_run_id) for task, (leg,) in legs.items() if task
    }
    (first,) = (run for run in runs.subflows(plan) if run["name"].startswith("2026-001"))
    assert "牵头 市工信局 · 交办" in first["name"]
    assert {"计划1-001", "市工信局", "市财政局", "交办"} <= set(first["tags"])


def test_what_waits_for_a_key_task_is_one_run_that_lists_the_reasons(issued: TestOffice, runs: Runs) -> None:
    work(issued, runs.api_url, drained(issued))
    first = key_tasks(issued)[0]
    ids = ask(issued, first, "签收", "报送", "签收")
    work(issued, runs.api_url, drained(issued))
    _, leg = recorded(issued)[first]
    assert leg.name.endswith("· 签收，报送")
    assert {request.leg_id for request in requests(issued, ids)} == {leg.id}


def test_one_bad_key_task_never_stops_the_loop(issued: TestOffice, runs: Runs) -> None:
    work(issued, runs.api_url, drained(issued))
    bad, good = key_tasks(issued)[:2]
    use_source(failing_for(bad, leg_source(issued.engine, issued.settings)))
    wrong, right = ask(issued, bad, "签收"), ask(issued, good, "签收")
    work(issued, runs.api_url, lambda: requests(issued, right)[0].done_at is not None)
    (request,) = requests(issued, wrong)
    assert (request.done_at, request.error, request.attempts) == (None, "ValueError：没有牵头单位", 1)
    assert request.not_before is not None
    assert request.claimed_until is None


def failing_for(bad: UUID, source: Source) -> Source:
    def leg_view(key_task_id: UUID, ids: object) -> LegView:
        if key_task_id == bad:
            raise ValueError("没有牵头单位")
        return source.leg_view(key_task_id, ids)  # type: ignore[arg-type]

    return replace(source, leg_view=leg_view)


def test_while_the_server_is_away_it_says_so_once_and_takes_nothing(
    issued: TestOffice, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/api"
        with caplog.at_level(logging.WARNING, "flows.leg_runner"):
            work(issued, nobody, lambda: False, seconds=4)
    (said,) = [record.getMessage() for record in caplog.records if record.name == "flows.leg_runner"]
    assert said.startswith(f"Prefect 服务 {nobody} 没有应答：提醒照常发出")
    with reading(issued.engine) as session:
        (request,) = session.exec(select(LegRequest)).all()
    assert (request.attempts, request.claimed_until, request.error) == (0, None, "")


def test_a_wall_clock_set_back_an_hour_holds_up_no_leg(issued: TestOffice, runs: Runs) -> None:
    work(issued, runs.api_url, drained(issued))
    first = key_tasks(issued)[0]
    ask(issued, first, "签收")
    back = timedelta(hours=1)
    work(issued, runs.api_url, drained(issued), wall=lambda: read_wall() - back)
    assert drained(issued)()
    assert len(recorded(issued)[first]) == 2
    with reading(issued.engine) as session:
        assert age(session, LEGS, read_wall() - back) is not None


def test_an_idle_runner_stops_at_once(issued: TestOffice, runs: Runs) -> None:
    work(issued, runs.api_url, drained(issued))
    began = time.monotonic()
    work(issued, runs.api_url, lambda: time.monotonic() - began > 2)
    assert time.monotonic() - began < 5
