"""Legs per second: our legs beside bare Prefect flows of the same shape, in one process against one server.

    python -m bench.legs [--legs 134] [--at-once 1,2]

Ours go the product's whole way: the rows of the sample notice are read, shown, and the run is recorded. The bare
flows show the same texts without product code or database: the same task runs, artifacts and named states, but no
run names, tags, log lines or events of their own. Both share one connection. Printed: seconds for each, and
ours ÷ bare (goal: at most 1.2, at one leg at a time: with SQLite more only makes the writers wait for each other).
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import col, select

from config.policy_file import SHIPPED, read_policy, store_policy
from config.rules import rules_in_force
from config.settings import Settings
from duban.ports import choose_port
from duban.sample import sample_notice
from flows.leg_view import LegView
from flows.prefect_env import enter_prefect_env
from flows.prefect_server import PrefectServer
from intake.notice import read_text
from intake.register import SHIPPED_UNITS, load_register, read_register
from intake.storing import store_draft
from models.actors import Actor, ActorKind
from models.database import open_database, reading, transaction
from models.issuing import issue
from models.migrate import migrate
from models.plans import KeyTask

GOAL = 1.2
TURN = 10
NOW = datetime(2026, 2, 24, 1, 0, tzinfo=UTC)
ACTOR = Actor("bench", ActorKind.OFFICE)
Leg = Callable[[int], Awaitable[object]]


def issued_plan(folder: Path) -> tuple[Engine, Settings, list[UUID]]:
    """The sample notice, imported and issued; returns its key tasks too."""
    settings = Settings(home=folder, database_url=f"sqlite:///{folder / 'duban.sqlite3'}")
    engine = open_database(settings.database)
    migrate(engine)
    with transaction(engine) as session:
        store_policy(session, read_policy(SHIPPED), "bench", "", NOW)
        load_register(session, read_register(SHIPPED_UNITS))
        rules = rules_in_force(session, settings, NOW)
        draft = read_text(sample_notice(2026), "sample")
        stored = store_draft(
            session, draft, ("sample", b""), rules, ACTOR, NOW, register=lambda _: "", accept_defaults=True
        )
        issue(session, stored.plan, rules, ACTOR, NOW)
    with reading(engine) as session:
        return engine, settings, list(session.exec(select(KeyTask.id).order_by(col(KeyTask.number))))


def our_leg(key_tasks: Sequence[UUID]) -> Leg:
    """As the leg runner starts it."""
    from flows.key_task import run_leg

    async def leg(number: int) -> object:
        return await run_leg(key_tasks[number % len(key_tasks)], ())

    return leg


def bare_leg(views: Sequence[LegView]) -> Leg:
    """What anybody would write by hand for one run that shows the same."""
    from prefect import flow, task
    from prefect.artifacts import acreate_link_artifact, acreate_progress_artifact, acreate_table_artifact
    from prefect.cache_policies import NO_CACHE
    from prefect.client.schemas.objects import State
    from prefect.states import Completed, Failed

    @task(task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False)
    async def bare_task(name: str, standing: str, overdue: bool) -> State[None]:  # noqa: ARG001 - names the run
        return (Failed if overdue else Completed)(name=standing, message=None)

    @flow(validate_parameters=False, persist_result=False)
    async def bare(number: int) -> State[None]:
        view = views[number % len(views)]
        for each in view.strands:
            await bare_task(each.name, each.standing, each.overdue, return_state=True)  # type: ignore[misc]
        await acreate_table_artifact([dict(row) for row in view.obligations], f"bare-{number}", view.run_name)
        await acreate_progress_artifact(view.progress, f"bare-{number}-progress", view.run_name)
        await acreate_link_artifact(view.link, "打开", f"bare-{number}-link", view.run_name)
        return Completed(name=view.standing, message=view.remark)

    async def leg(number: int) -> object:
        return await bare(number, return_state=True)

    return leg


async def run(leg: Leg, numbers: Sequence[int], at_once: int) -> float:
    """Seconds until all have ended and every event has left this process."""
    from prefect.events.worker import EventsWorker

    gate = asyncio.Semaphore(at_once)

    async def one(number: int) -> None:
        async with gate:
            await leg(number)

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in numbers))
    await asyncio.to_thread(EventsWorker.instance().wait_until_empty)
    return time.perf_counter() - began


async def compare(both: dict[str, Leg], legs: int, at_once: Sequence[int]) -> float:
    """Ours and bare in turns of ten, so that a growing database burdens both alike. Returns the first ratio."""
    from flows.key_task import many_legs

    ratios = []
    print(" at once    ours  legs/s    bare  legs/s   ours ÷ bare")
    async with many_legs():
        for leg in both.values():
            await run(leg, range(5), 1)
        for width in at_once:
            spent = dict.fromkeys(both, 0.0)
            for start in range(0, legs, TURN):
                for name, leg in both.items() if start // TURN % 2 else reversed(both.items()):
                    spent[name] += await run(leg, range(start, min(start + TURN, legs)), width)
            ratios.append(spent["ours"] / spent["bare"])
            figures = "".join(f"{seconds:7.1f}s {legs / seconds:7.1f}" for seconds in spent.values())
            print(f"{width:8}{figures}   {ratios[-1]:11.2f}", flush=True)
    return ratios[0]


def measure(folder: Path, legs: int, at_once: Sequence[int]) -> float:
    """Start a server, prepare both kinds of legs, compare them."""
    server = PrefectServer(folder, choose_port(24_700, "Prefect", print, set()))
    enter_prefect_env(folder, server.api_url)
    from flows.key_task import use_source
    from flows.leg_source import leg_source

    engine, settings, key_tasks = issued_plan(folder)
    source = leg_source(engine, settings)
    use_source(source)
    views = [source.leg_view(key_task_id, ()) for key_task_id in key_tasks]
    strands = sum(len(view.strands) for view in views) / len(views)
    print(f"{legs} legs of {strands:.1f} task runs and 3 artifacts on average")
    with server:
        ratio = asyncio.run(compare({"ours": our_leg(key_tasks), "bare": bare_leg(views)}, legs, at_once))
    engine.dispose()
    return ratio


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; status 1 when the goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--legs", type=int, default=134)
    parser.add_argument("--at-once", default="1,2", help="how many at once, by commas")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        ratio = measure(Path(folder), chosen.legs, [int(each) for each in chosen.at_once.split(",")])
    print(f"ours ÷ bare {ratio:.2f}, goal {GOAL}: {'met' if ratio <= GOAL else 'MISSED'}")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
