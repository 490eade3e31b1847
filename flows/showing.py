"""How the run we are in shows a view on Prefect's pages: lines, task runs, artifacts, events, name and tags."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from prefect import get_client, task
from prefect.artifacts import acreate_link_artifact, acreate_progress_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.actions import LogCreate
from prefect.client.schemas.objects import FlowRun, State
from prefect.context import FlowRunContext, TagsContext
from prefect.events import emit_event
from prefect.states import Completed, Failed

from flows.leg_view import LegView, Strand

LINK_TEXT = "在督办系统中打开"
NOTHING = ({"应办事项": "暂无"},)
MOST_TAGS = 60
"""Prefect refuses events with more than 100 related resources, and each tag is one."""
Line = tuple[int, str]


class LegError(Exception):
    """A leg did not end Completed; the message is the state's."""


async def show_key_task(view: LegView, key_task_id: str) -> None:
    """Everything a leg shows.

    The run has its tags, and so have our own events, which automations hang on. Task runs and artifacts go without:
    a tagged task run costs a call for its concurrency limit, and each of their events a row per tag.
    """
    run = current_run()
    tagged, run.tags = run.tags, []
    with TagsContext(current_tags=set()):
        await asyncio.gather(show_artifacts(view), show_lines(_lines(view)), _show_strands(view.strands))
    for name, reason in view.events:
        emit_event(
            name,
            {"prefect.resource.id": f"duban.key-task.{key_task_id}", "prefect.resource.name": view.run_name},
            related=[_tag_resource(tag) for tag in tagged[:MOST_TAGS]],
            payload={"reason": reason, "standing": view.standing},
        )


def _tag_resource(tag: str) -> dict[str, str]:
    return {"prefect.resource.id": f"prefect.tag.{tag}", "prefect.resource.role": "tag"}


async def _show_strands(strands: Sequence[Strand]) -> None:
    for each in strands:
        await strand(each, return_state=True)  # type: ignore[misc]  # Prefect's overloads forget the await


@task(task_run_name="{each.name}", cache_policy=NO_CACHE, persist_result=False)
async def strand(each: Strand) -> State[None]:
    """One supporting unit or one milestone, ending in the state that says where it stands."""
    if each.overdue:
        return Failed(name=each.standing, message=each.remark or None)
    return Completed(name=each.standing, message=each.remark or None)


def _lines(view: LegView) -> Iterable[Line]:
    """What the run's page shows first, and in full: Prefect's graph has no Chinese letters."""
    yield logging.INFO, f"牵头工作：{_stands(view.standing, view.remark)}"
    for each in view.strands:
        level = logging.WARNING if each.overdue else logging.INFO
        yield level, f"{each.name}：{_stands(each.standing, each.remark)}"
    yield logging.INFO, f"{LINK_TEXT}：{view.link}"


def _stands(standing: str, remark: str) -> str:
    return f"{standing}（{remark}）" if remark else standing


async def show_lines(lines: Iterable[Line]) -> None:
    """Into the run's log in one call; Prefect's own way is a thread that complains when the server is away."""
    run = current_run()
    began = run.start_time or run.expected_start_time
    if began is None:
        return
    await get_client().create_logs(
        LogCreate(
            name="duban",
            level=level,
            message=text,
            timestamp=began + timedelta(microseconds=number),  # keeps their order
            flow_run_id=run.id,
        )
        for number, (level, text) in enumerate(lines)
    )


async def show_artifacts(view: LegView) -> None:
    """Table, progress and link; their keys stay the same from leg to leg, so each has a history."""
    key, about = view.artifact_key, view.run_name
    rows = [dict(row) for row in view.obligations or NOTHING]
    progress = min(max(view.progress, 0.0), 100.0)
    await asyncio.gather(
        acreate_table_artifact(rows, key, about),
        acreate_progress_artifact(progress, f"{key}-progress", about),
        acreate_link_artifact(view.link, LINK_TEXT, f"{key}-link", about),
    )


def name_so_far() -> str:
    """The name Prefect gave to a run that we did not start; `name_and_tag` gives it ours."""
    return current_run().name


async def name_and_tag(view: LegView) -> UUID:
    """For a run that somebody else created: one call gives it our name and tags."""
    run = current_run()
    run.tags = sorted({*run.tags, *view.tags[:MOST_TAGS]})
    await get_client().update_flow_run(run.id, name=view.run_name, tags=run.tags)
    return run.id


def current_run() -> FlowRun:
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise LegError("这个流程只能由 Prefect 运行。")
    return context.flow_run
