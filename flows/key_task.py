"""A leg: the short run that shows through Prefect where one key task stands.

Our database is the truth; a leg reads it through the `Source` the process was given, shows it, and is noted
by its run id. Repeating a leg is harmless. Parameters are ids with defaults, never text: a changed signature
would crash runs that were created before an upgrade.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prefect import flow, tags
from prefect.client.schemas.objects import State
from prefect.context import AsyncClientContext, SyncClientContext
from prefect.settings import get_current_settings
from prefect.states import Completed

from flows.leg_view import LegView
from flows.prefect_env import without_heartbeats
from flows.showing import MOST_TAGS, LegError, name_and_tag, name_so_far, show_key_task

UNUSED_STORAGE = get_current_settings().results.local_storage_path
"""Nothing is ever stored there, but without a path each run asks the server, twice and blocking, where it would be."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where legs get what they show, and where their runs are noted. Plain functions; they may block."""

    leg_view: Callable[[UUID, Sequence[UUID]], LegView]
    """(key task, requests): what to show."""
    plan_view: Callable[[int, Sequence[UUID]], tuple[LegView, Sequence[UUID]]]
    """(plan, requests): what the run of `issue_plan` shows, and its key tasks in order."""
    record_leg: Callable[[UUID | None, UUID, str, Sequence[UUID]], None]
    """(key task or None for a plan, flow run, run name, requests it answers)."""
    at_once: int = 1
    """Legs at the same time. With SQLite more only makes the writers wait for each other (bench/legs.py)."""


_source: Source | None = None
_shown: ContextVar[LegView | None] = ContextVar("shown", default=None)
"""The view that `run_leg` has loaded: the run needs its name and tags from it before it starts."""


def use_source(source: Source) -> None:
    """Tell this process where its legs get what they show."""
    global _source
    _source = source


def source() -> Source:
    """The source this process was given; in a process of a Prefect worker, that of its own settings."""
    if _source is None:
        from flows.worker_source import installed

        use_source(installed().source)
    assert _source is not None
    return _source


@asynccontextmanager
async def many_legs() -> AsyncIterator[None]:
    """Around a loop of legs: one connection for all; each run alone would load the certificates anew."""
    with without_heartbeats(), SyncClientContext.get_or_create():
        async with AsyncClientContext.get_or_create():
            yield


async def run_leg(
    key_task_id: UUID, request_ids: Sequence[UUID], *, answers: Sequence[UUID] = ()
) -> State[Any]:
    """One leg, started by us: named and tagged from birth, and recorded when it has ended.

    `answers` are the requests that are done with it.
    """
    view = await asyncio.to_thread(source().leg_view, key_task_id, request_ids)
    token = _shown.set(view)
    try:
        with tags(*view.tags[:MOST_TAGS]):
            state: State[Any] = await key_task(
                str(key_task_id), [str(each) for each in request_ids], return_state=True
            )
    finally:
        _shown.reset(token)
    await record_ended(state, key_task_id, view.run_name, answers)
    return state


async def record_ended(
    state: State[Any], key_task_id: UUID | None, run_name: str, answers: Sequence[UUID]
) -> None:
    """Note the run, or complain that it did not end as it should."""
    flow_run_id = state.state_details.flow_run_id
    if not state.is_completed() or flow_run_id is None:
        raise LegError(f"{state.name}：{state.message or '没有说明'}")
    await asyncio.to_thread(source().record_leg, key_task_id, flow_run_id, run_name, answers)


def _run_name() -> str:
    view = _shown.get()
    return view.run_name if view else name_so_far()


@flow(flow_run_name=_run_name, validate_parameters=False, persist_result=False, result_storage=UNUSED_STORAGE)
async def key_task(key_task_id: str = "", request_ids: list[str] | None = None) -> State[None]:
    """重点工作的一次运行：牵头单位办到哪一步，各配合单位、各节点分别办到哪一步。"""
    if not key_task_id:
        return Completed(name="未指定", message="没有给出重点工作，本次没有内容可显示。")
    view = _shown.get()
    if view is not None:
        await show_key_task(view, key_task_id)
        return Completed(name=view.standing, message=view.remark)
    # Started from Prefect's pages or by a worker: it has no name of ours yet, and nobody else will note it.
    requests = [UUID(each) for each in request_ids or ()]
    view = await asyncio.to_thread(source().leg_view, UUID(key_task_id), requests)
    run_id = await name_and_tag(view)
    await show_key_task(view, key_task_id)
    await asyncio.to_thread(source().record_leg, UUID(key_task_id), run_id, view.run_name, requests)
    return Completed(name=view.standing, message=view.remark)
