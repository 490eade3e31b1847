"""How fast leg runners drain what has happened, one and two of them, and how long Prefect's pages lag.

    python -m bench.leg_lag [--changed 100] [--seconds 6]

A burst of changes like 1,000 key tasks a minute, at the scale given: so many key tasks change three times each within
so many seconds, and real `duban legs` processes show them on one Prefect server with SQLite. Requests of one key task
are coalesced. The yardstick is the same number of bare flows of the same shape in one process, against the same
server, a moment before. Printed: runs per second, runner ÷ bare, two ÷ one, and the seconds from the last change
until everything is shown.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import func, select

from bench.legs import NOW, bare_leg, issued_plan, run
from duban.ports import choose_port
from flows.leg_requests import waiting
from flows.prefect_env import enter_prefect_env
from flows.prefect_server import PrefectServer
from models.database import reading, transaction
from models.plans import KeyTask
from models.traces import Heartbeat, Leg, LegRequest

TIMES = 3
"""Changes of each key task in the burst."""
PATIENCE = 900.0


@contextmanager
def runners(count: int, folder: Path, server: PrefectServer, engine: Engine) -> Iterator[None]:
    """So many `duban legs`, all of them at work before the block begins."""
    with transaction(engine) as session:
        for row in session.exec(select(Heartbeat)):
            session.delete(row)
    env = os.environ | {"DUBAN_HOME": str(folder), "DUBAN_PREFECT_API_URL": server.api_url}
    env |= {"DUBAN_DATABASE_URL": f"sqlite:///{folder / 'duban.sqlite3'}"}
    command = [sys.executable, "-m", "duban", "legs"]
    with (folder / "legs.log").open("ab") as log:
        children = [subprocess.Popen(command, env=env, stdout=log, stderr=log) for _ in range(count)]
    try:
        _until(lambda: _count(engine, Heartbeat) >= count)
        yield
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(60)


def burst(engine: Engine, key_tasks: Sequence[UUID], seconds: float) -> tuple[float, float, int]:
    """(seconds from the first change until all is shown, from the last, runs it took)."""
    before, began = _count(engine, Leg), time.perf_counter()
    for turn in range(TIMES):
        for number, key_task_id in enumerate(key_tasks):
            at = NOW + timedelta(minutes=turn)
            request = LegRequest(plan_id=1, key_task_id=key_task_id, reason=f"第{turn}次", at=at)
            with transaction(engine) as session:
                session.add(request)
            behind = began + seconds * (turn * len(key_tasks) + number + 1) / (TIMES * len(key_tasks))
            time.sleep(max(behind - time.perf_counter(), 0))
    changed = time.perf_counter()
    _until(lambda: waiting(engine) == 0)
    ended = time.perf_counter()
    return ended - began, ended - changed, _count(engine, Leg) - before


def _until(holds: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE
    while not holds():
        if time.perf_counter() > end:
            raise TimeoutError(f"not within {PATIENCE:.0f} s")
        time.sleep(0.1)


def _count(engine: Engine, table: type[Leg] | type[Heartbeat]) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def more_key_tasks(engine: Engine, key_tasks: Sequence[UUID], wanted: int) -> list[UUID]:
    """The sample's own, and as many of the same shape as are wanted; their legs show what the sample's show."""
    with transaction(engine) as session:
        first = session.get_one(KeyTask, key_tasks[0])
        made = [
            KeyTask(**first.model_dump(exclude={"id", "number"}), number=1000 + number)
            for number in range(wanted - len(key_tasks))
        ]
        session.add_all(made)
    return [*key_tasks, *(row.id for row in made)][:wanted]


def measure(folder: Path, changed: int, seconds: float) -> None:
    """Start a server, then bare flows, one runner, two runners."""
    server = PrefectServer(folder, choose_port(24_800, "Prefect", print, set()))
    enter_prefect_env(folder, server.api_url)
    from flows.key_task import many_legs
    from flows.leg_source import leg_source

    engine, settings, sample = issued_plan(folder)
    with transaction(engine) as session:
        for request in session.exec(select(LegRequest)):
            session.delete(request)
    source = leg_source(engine, settings)
    key_tasks = more_key_tasks(engine, sample, changed)
    views = [source.leg_view(key_task_id, ()) for key_task_id in key_tasks]

    async def bare() -> float:
        async with many_legs():
            await run(bare_leg(views), range(5), 1)
            return await run(bare_leg(views), range(changed), 1)

    with server:
        yardstick = changed / asyncio.run(bare())
        print(f"bare flows, one process        {yardstick:6.2f} runs/s")
        speeds = []
        for count in (1, 2):
            with runners(count, folder, server, engine):
                spent, lag, made = burst(engine, key_tasks, seconds)
            speeds.append(made / spent)
            print(
                f"{count} leg runner(s): {changed} key tasks × {TIMES} changes in {seconds:.0f} s:"
                f" {made} runs, {speeds[-1]:6.2f} runs/s, ÷ bare {speeds[-1] / yardstick:.2f};"
                f" shown {lag:.1f} s after the last change",
                flush=True,
            )
    engine.dispose()
    print(f"two ÷ one {speeds[1] / speeds[0]:.2f}")
    late = max(1000 / max(speeds) - 60, 0)
    print(f"at this speed 1,000 key tasks changed in a minute are shown {late:.0f} s after it")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; there is no goal but to see them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--changed", type=int, default=100, help="key tasks that change")
    parser.add_argument("--seconds", type=float, default=6, help="in how many seconds")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="duban-bench-", ignore_cleanup_errors=True) as folder:
        measure(Path(folder), chosen.changed, chosen.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
