"""A batch of legs, for Prefect's own workers: a process per run costs seconds, so one run answers many requests.

Deployed by `duban deploy`, on a schedule. Batches and `duban legs` may run side by side on any number of machines:
each request is claimed in our database.
"""

from typing import Any

from prefect import flow, get_client
from prefect.client.schemas.objects import State
from prefect.context import TagsContext
from prefect.settings import get_current_settings
from prefect.states import Completed

from flows.clocks import read_wall
from flows.crashed_runs import RunnerName, mark_crashed
from flows.key_task import UNUSED_STORAGE, many_legs, source
from flows.leg_answers import Answering
from flows.prefect_server import is_up
from flows.showing import LegError
from flows.worker_source import installed

LIMIT = 50
"""Runs in one batch: at about five a second ten seconds of work for two of starting."""


@flow(validate_parameters=False, persist_result=False, result_storage=UNUSED_STORAGE)
async def work_legs(limit: int = LIMIT) -> State[Any]:
    """批次：把等待的重点工作变化依次送到 Prefect 显示，每项一次运行。"""
    api_url = get_current_settings().api.url
    if not api_url or not is_up(api_url):
        raise LegError("这个进程没有连上 Prefect 服务，请检查 PREFECT_API_URL。")
    answering = Answering(installed().engine, api_url, read_wall, lambda: False)
    name = RunnerName(get_current_settings().home / "runners")
    source()
    try:
        # Its own tags, not the batch's: a leg looks the same whoever ran it.
        with TagsContext(current_tags={name.tag}):
            async with many_legs():
                await mark_crashed(get_client(), name.tag)
                shown, failed = await _drain(answering, limit)
    finally:
        name.free()
    left = f"，{failed}次未能显示，稍后再试" if failed else ""
    return Completed(name="已送" if shown else "没有等待", message=f"送出{shown}次运行{left}。")


async def _drain(answering: Answering, limit: int) -> tuple[int, int]:
    """(runs shown, runs that failed), at most `limit` together."""
    shown = failed = 0
    while shown + failed < max(limit, 1):
        asked = await answering.claim()
        if asked is None:
            break
        if await answering.answer(asked):
            shown += 1
        else:
            failed += 1
    return shown, failed
