"""Legs per second: our legs beside bare Prefect flows of the same shape, in one process against one server.

    python -m bench.legs [--legs 134] [--at-once 1,2,4,8]

Both have the same number of task runs, artifacts and named states and share one connection; the bare flows have no
run names, tags, events of their own or product code. Printed: seconds for each, and ours ÷ bare (goal: at most 1.2,
at one leg at a time: with SQLite more at once only makes the writers wait for each other).
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

from flows.leg_view import LegView, Strand
from flows.prefect_env import enter_prefect_env
from flows.prefect_server import PrefectServer

GOAL = 1.2
STRANDS = 4
TURN = 10
Leg = Callable[[int], Awaitable[object]]


def sample_view(number: int) -> LegView:
    """A key task with two supporting units and two milestones, one of them overdue."""
    strands = (
        Strand("配合 市发展改革委", "待报送", overdue=False),
        Strand("配合 市财政局", "已报送", overdue=False),
        Strand("节点 2026-06-30 计划制定", "逾期", overdue=True, remark="应于6月30日前报送"),
        Strand("节点 2026-12-31 全面完成", "待报送", overdue=False),
    )
    rows = tuple(
        {"单位": f"单位{n}", "应办事项": "进展报送", "应报": "2026-06-25", "状态": "待报送"} for n in range(6)
    )
    return LegView(
        run_name=f"2026-{number:03} 制造强市行动计划 · 牵头 市工业和信息化局 · 提前5个工作日",
        standing="待报送",
        remark="一季度进展应于3月25日前报送",
        tags=("计划 1", f"重点工作 {number:03}", "板块 产业", "单位 市工业和信息化局", "提前5个工作日"),
        strands=strands,
        obligations=rows,
        progress=25.0,
        link=f"http://127.0.0.1:8000/key-tasks/{number}",
        artifact_key=f"task-2026-{number:03}",
        events=(("duban.reminded", "提前5个工作日"),),
    )


def our_leg() -> Leg:
    from flows.key_task import Source, run_leg, use_source

    numbers: dict[UUID, int] = {}
    use_source(
        Source(
            leg_view=lambda key_task_id, _: sample_view(numbers[key_task_id]),
            plan_view=lambda _plan, _requests: (sample_view(0), ()),
            record_leg=lambda *_: None,
        )
    )

    async def leg(number: int) -> object:
        key_task_id = uuid4()
        numbers[key_task_id] = number
        return await run_leg(key_task_id, [])

    return leg


def bare_leg() -> Leg:
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
        view = sample_view(number)
        for each in view.strands:
            await bare_task(each.name, each.standing, each.overdue, return_state=True)  # type: ignore[misc]
        await acreate_table_artifact(list(view.obligations), f"bare-{number}", view.run_name)
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


async def compare(legs: int, at_once: Sequence[int]) -> float:
    """Ours and bare in turns of ten, so that a growing database burdens both alike. Returns the first ratio."""
    from flows.key_task import many_legs

    both = {"ours": our_leg(), "bare": bare_leg()}
    ratios = []
    print(f"{legs} legs of {STRANDS} task runs and 3 artifacts")
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


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--legs", type=int, default=134)
    parser.add_argument("--at-once", default="1,2", help="how many at once, by commas")
    parser.add_argument("--port", type=int, default=4711)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        server = PrefectServer(Path(folder), chosen.port)
        enter_prefect_env(Path(folder), server.api_url)
        with server:
            ratio = asyncio.run(compare(chosen.legs, [int(each) for each in chosen.at_once.split(",")]))
    print(f"ours ÷ bare {ratio:.2f}, goal {GOAL}: {'met' if ratio <= GOAL else 'MISSED'}")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
