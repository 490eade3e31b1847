"""The Prefect server is down for a whole day of the office: reminders go, and the legs are caught up afterwards."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, select

from flows.key_task import use_source
from flows.leg_requests import waiting
from flows.leg_runner import LegRunner
from flows.leg_source import leg_source
from flows.prefect_server import PrefectServer, is_up
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
from tests.support.prefect_runs import Runs, soon
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


@contextmanager
def runners(office: TestOffice, api_url: str, count: int) -> Iterator[None]:
    """Several runners at work side by side, each with its own claims, while the block lives through what it likes."""
    ended = threading.Event()

    async def live() -> None:
        stop = asyncio.Event()
        running = [asyncio.create_task(LegRunner(office.engine, api_url).run(stop)) for _ in range(count)]
        await asyncio.to_thread(ended.wait)
        stop.set()
        await asyncio.gather(*running)

    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(copy_context().run, asyncio.run, live())
        try:
            yield
        finally:
            ended.set()
        working.result(60)


def reasons_waiting(office: TestOffice) -> dict[UUID | None, int]:
    found: dict[UUID | None, int] = {}
    with reading(office.engine) as session:
        for request in session.exec(select(LegRequest).where(col(LegRequest.done_at).is_(None))):
            found[request.key_task_id] = found.get(request.key_task_id, 0) + 1
    return found


def a_day_passes(office: TestOffice) -> None:
    """Both units sign, and the first reminders of the round go out."""
    with transaction(office.engine) as session:
        for name in (LEAD, SUPPORT):
            duty, unit = owed(session, ObligationKind.SIGN, name), unit_named(session, name)
            sign(session, duty, office.rules(), contact_of(unit), office.now)
    office.now = at("2026-03-10", 18)
    office.beat()
    office.live_until(at("2026-03-11", 18), timedelta(hours=3))
    with transaction(office.engine) as session:
        set_office_now(session, office.now)


@pytest.mark.prefect
def test_a_day_without_prefect_is_caught_up_by_one_run_a_key_task(
    office: TestOffice,
    received: Received,
    runs: Runs,
    server: PrefectServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The server's process is stopped, the office lives a day, it is started again; runners live through all of it."""
    with runners(office, runs.api_url, 2):
        assert soon(lambda: waiting(office.engine) == 0, 90)
        before = {leg.flow_run_id for leg in legs(office)}
        server.stop()
        try:
            assert not is_up(runs.api_url)
            a_day_passes(office)
            assert received.messages, "reminders do not wait for Prefect"
            held_up = reasons_waiting(office)
            assert len(held_up) == TASKS
            assert min(held_up.values()) >= 2
            assert soon(lambda: len(complaints(caplog)) == 2), "each runner says so"
        finally:
            server.start()
            server.wait()
        assert soon(lambda: waiting(office.engine) == 0, 90)
    assert reasons_waiting(office) == {}
    caught_up = [leg for leg in legs(office) if leg.flow_run_id not in before]
    assert len(caught_up) == len({leg.key_task_id for leg in caught_up}) == TASKS
    shown = runs.ask(
        "/flow_runs/filter", flow_runs={"id": {"any_": [str(leg.flow_run_id) for leg in caught_up]}}
    )
    assert [run["state_type"] for run in shown] == ["COMPLETED"] * TASKS
    assert len(complaints(caplog)) == 2, "and says so once"


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the runners said of a server that is away."""
    said = [record.getMessage() for record in caplog.records if record.name == "flows.leg_runner"]
    return [line for line in said if "没有应答：提醒照常发出" in line]


def legs(office: TestOffice) -> list[Leg]:
    with reading(office.engine) as session:
        return list(session.exec(select(Leg)))
