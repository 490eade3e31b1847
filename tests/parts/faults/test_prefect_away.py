"""The Prefect server is down for a whole day of the office: reminders go, and the legs are caught up afterwards."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, select

from flows.key_task import use_source
from flows.leg_requests import waiting
from flows.leg_runner import LegRunner
from flows.leg_source import leg_source
from models.answering import sign
from models.database import reading, transaction
from models.office_clock import set_office_now
from models.traces import Leg, LegRequest
from models.words import ObligationKind
from tests.support.office import (
    LEAD,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    key_task,
    open_test_office,
    owed,
    stone,
    unit_named,
)
from tests.support.postgres import postgres_url
from tests.support.prefect_runs import Runs
from tests.support.smtp_server import Received

TASKS = 5


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, received_and_port: tuple[Received, int]
) -> Iterator[TestOffice]:
    url = postgres_url() if request.param == "postgresql" else ""
    opened = open_test_office(tmp_path, received_and_port[1], url)
    opened.issue(*(key_task(number, stone("2026-03-25")) for number in range(1, TASKS + 1)))
    use_source(leg_source(opened.engine, opened.settings))
    yield opened
    opened.engine.dispose()


def nobody() -> str:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}/api"


def work(office: TestOffice, api_url: str, until: Callable[[], bool], runners: int, seconds: float) -> None:
    """Several runners side by side, each with its own claims."""

    async def live() -> None:
        stop = asyncio.Event()
        running = [asyncio.create_task(LegRunner(office.engine, api_url).run(stop)) for _ in range(runners)]
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end:
            await asyncio.sleep(0.2)
        stop.set()
        await asyncio.gather(*running)

    asyncio.run(live())


def reasons_waiting(office: TestOffice) -> dict[UUID | None, int]:
    found: dict[UUID | None, int] = {}
    with reading(office.engine) as session:
        for request in session.exec(select(LegRequest).where(col(LegRequest.done_at).is_(None))):
            found[request.key_task_id] = found.get(request.key_task_id, 0) + 1
    return found


@pytest.mark.prefect
def test_a_day_without_prefect_is_caught_up_by_one_run_a_key_task(
    office: TestOffice, received: Received, runs: Runs
) -> None:
    work(office, runs.api_url, lambda: waiting(office.engine) == 0, 1, 90)
    before = {leg.flow_run_id for leg in legs(office)}

    with transaction(office.engine) as session:
        for name in (LEAD, SUPPORT):
            duty, unit = owed(session, ObligationKind.SIGN, name), unit_named(session, name)
            sign(session, duty, office.rules(), contact_of(unit), office.now)
    office.now = at("2026-03-10", 18)
    office.beat()
    office.live_until(at("2026-03-11", 18), timedelta(hours=3))
    work(office, nobody(), lambda: False, 1, 2)
    assert received.messages, "reminders do not wait for Prefect"
    held_up = reasons_waiting(office)
    assert len(held_up) == TASKS
    assert min(held_up.values()) >= 2

    with transaction(office.engine) as session:
        set_office_now(session, office.now)
    work(office, runs.api_url, lambda: waiting(office.engine) == 0, 2, 90)
    assert reasons_waiting(office) == {}
    caught_up = [leg for leg in legs(office) if leg.flow_run_id not in before]
    assert len(caught_up) == len({leg.key_task_id for leg in caught_up}) == TASKS
    shown = {run["id"]: run["state_type"] for run in runs.tagged("计划1")}
    assert {shown[str(leg.flow_run_id)] for leg in caught_up} == {"COMPLETED"}


def legs(office: TestOffice) -> list[Leg]:
    with reading(office.engine) as session:
        return list(session.exec(select(Leg)))
