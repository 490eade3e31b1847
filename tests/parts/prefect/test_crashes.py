"""The leg runner as a process of its own, killed, told to stop, and left alone by its server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from flows.leg_requests import waiting
from flows.prefect_server import PrefectServer
from models.database import reading, transaction
from models.traces import Leg, LegRequest
from tests.support.office import TestOffice, key_task, stone
from tests.support.prefect_runs import Runs, soon

pytestmark = pytest.mark.prefect
TASKS = 12
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Runner:
    """`duban legs` for one office."""

    def __init__(self, office: TestOffice, server: PrefectServer) -> None:
        home = office.settings.home
        self.log_file = home / "legs.log"
        self.home = home
        self._env = os.environ | {"DUBAN_HOME": str(home), "DUBAN_PREFECT_PORT": str(server.port)}
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log_file.open("ab") as log:
            command = [sys.executable, "-m", "duban", "legs"]
            self._child = subprocess.Popen(command, env=self._env, stdout=log, stderr=log)

    def end(self, number: signal.Signals) -> int:
        assert self._child is not None
        self._child.send_signal(number)
        return self._child.wait(90)

    @property
    def tag(self) -> str:
        name = (self.home / "prefect" / "runners" / "runner-1.lock").read_text(encoding="utf-8")
        return f"运行器 {name}"

    def close(self) -> None:
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
            self._child.wait()


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    office.issue(*(key_task(number, stone("2026-06-30")) for number in range(1, TASKS + 1)))
    return office


@pytest.fixture
def runner(issued: TestOffice, server: PrefectServer) -> Iterator[Runner]:
    made = Runner(issued, server)
    made.start()
    yield made
    made.close()


def legs(office: TestOffice) -> list[Leg]:
    """First legs recorded so far."""
    with reading(office.engine) as session:
        return list(session.exec(select(Leg).where(col(Leg.key_task_id).is_not(None))))


def wait(what: Callable[[], Any], seconds: float = 90) -> None:
    assert soon(what, seconds), "it did not happen in time"


def half_way(office: TestOffice) -> None:
    """The run of the plan is in hand: some key tasks are shown, some are not."""
    wait(lambda: legs(office))
    assert len(legs(office)) < TASKS


def shown(office: TestOffice) -> set[object]:
    return {leg.key_task_id for leg in legs(office)}


def dies(server: PrefectServer) -> None:
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    wait(lambda: not server.alive())


def leases_end(office: TestOffice) -> None:
    """As if a minute had passed: what the dead runner had in hand is free again."""
    with transaction(office.engine) as session:
        for request in session.exec(select(LegRequest).where(col(LegRequest.claimed_until).is_not(None))):
            request.claimed_until = LONG_AGO


def test_killed_in_a_leg_nothing_stays_running_and_all_is_shown(
    issued: TestOffice, runner: Runner, runs: Runs
) -> None:
    half_way(issued)
    runner.end(signal.SIGKILL)
    assert runs.unfinished(runner.tag)
    leases_end(issued)
    runner.start()
    wait(lambda: waiting(issued.engine) == 0)
    assert runner.end(signal.SIGTERM) == 0
    assert len(shown(issued)) == TASKS
    assert runs.unfinished(runner.tag) == []
    crashed = [run for run in runs.tagged(runner.tag) if run["state_type"] == "CRASHED"]
    assert "运行器中断" in crashed[0]["state"]["message"]


def test_told_to_stop_it_finishes_the_leg_in_hand_and_the_rest_follows_later(
    issued: TestOffice, runner: Runner, runs: Runs
) -> None:
    half_way(issued)
    began = time.monotonic()
    assert runner.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 10
    assert {run["state_type"] for run in runs.tagged(runner.tag)} == {"COMPLETED"}
    assert 0 < waiting(issued.engine) == TASKS - len(shown(issued))
    runner.start()
    wait(lambda: waiting(issued.engine) == 0)
    assert runner.end(signal.SIGINT) == 0
    assert len(legs(issued)) == len(shown(issued)) == TASKS


def test_a_server_that_dies_and_comes_back_gets_all_legs(
    issued: TestOffice, runner: Runner, runs: Runs, server: PrefectServer
) -> None:
    half_way(issued)
    dies(server)
    try:
        said = "没有应答：提醒照常发出"
        wait(lambda: said in runner.log_file.read_text(encoding="utf-8"))
        assert waiting(issued.engine) > 0
        time.sleep(3)
    finally:
        server.start()
        server.wait()
    wait(lambda: waiting(issued.engine) == 0)
    assert runner.end(signal.SIGTERM) == 0
    assert runner.log_file.read_text(encoding="utf-8").count(said) == 1
    assert len(shown(issued)) == TASKS
    assert runs.unfinished(runner.tag) == []


def test_told_to_stop_while_its_server_is_away_it_stops(
    issued: TestOffice, runner: Runner, runs: Runs, server: PrefectServer
) -> None:
    half_way(issued)
    dies(server)
    try:
        began = time.monotonic()
        runner.end(signal.SIGTERM)
        # The call under way is repeated once at most; a busy machine takes longer, and a hung runner never ends.
        assert time.monotonic() - began < 40
    finally:
        server.start()
        server.wait()
