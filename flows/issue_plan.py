"""Issuing a plan, as Prefect shows it: one run whose subflows are the first legs of the plan's key tasks."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import httpx
from prefect import flow, tags
from prefect.client.schemas.objects import State
from prefect.context import TagsContext
from prefect.states import Completed

from flows.key_task import UNUSED_STORAGE, many_legs, record_ended, run_leg, source
from flows.leg_view import LegView
from flows.showing import Line, name_and_tag, name_so_far, show_artifacts, show_lines


@dataclass(slots=True)
class Issue:
    """What `run_issue` has loaded for the run it starts, and what it hears back."""

    view: LegView
    key_tasks: Sequence[UUID]
    request_ids: Sequence[UUID]
    outer_tags: set[str]
    """Tags around the run, without the plan's own: every leg carries its own in place of them."""
    stopping: Callable[[], bool] = lambda: False
    failed: dict[UUID, str] = field(default_factory=dict)
    """Key tasks whose first leg did not end Completed, with the reason."""


_issue: ContextVar[Issue | None] = ContextVar("issue", default=None)


async def run_issue(
    plan_id: int,
    request_ids: Sequence[UUID],
    *,
    leave: Callable[[Mapping[UUID, str]], None],
    stopping: Callable[[], bool] = lambda: False,
) -> None:
    """The run of a plan, started by us, and recorded when it has ended.

    `leave` is told which key tasks could not be shown, with the reasons, before the requests count as answered.
    Once `stopping` says so, the key tasks that are not shown yet are left too.
    """
    view, key_tasks = await asyncio.to_thread(source().plan_view, plan_id, request_ids)
    issue = Issue(view, key_tasks, request_ids, set(TagsContext.get().current_tags), stopping)
    token = _issue.set(issue)
    try:
        with tags(*view.tags):
            state: State[Any] = await issue_plan(
                plan_id, [str(each) for each in request_ids], return_state=True
            )
    finally:
        _issue.reset(token)
    if issue.failed and state.is_completed():
        await asyncio.to_thread(leave, issue.failed)
    await record_ended(state, None, view.run_name, request_ids)


def _run_name() -> str:
    issue = _issue.get()
    return issue.view.run_name if issue else name_so_far()


@flow(flow_run_name=_run_name, validate_parameters=False, persist_result=False, result_storage=UNUSED_STORAGE)
async def issue_plan(plan_id: int = 0, request_ids: list[str] | None = None) -> State[None]:
    """交办一个年度任务计划：每项重点工作的第一次运行是它的子流程。"""
    if not plan_id:
        return Completed(name="未指定", message="没有给出计划，本次没有内容可显示。")
    issue = _issue.get()
    if issue is None:
        requests = [UUID(each) for each in request_ids or ()]
        view, key_tasks = await asyncio.to_thread(source().plan_view, plan_id, requests)
        await name_and_tag(view)
        issue = Issue(view, key_tasks, requests, set())
    with TagsContext(current_tags=issue.outer_tags):
        async with many_legs():
            await _first_legs(issue)
        await asyncio.gather(show_artifacts(_with_failures(issue)), show_lines(_lines(issue)))
    if issue.failed:
        return Completed(name="部分未显示", message=f"{len(issue.failed)}项重点工作未能显示，稍后补上。")
    return Completed(name=issue.view.standing, message=issue.view.remark)


async def _first_legs(issue: Issue) -> None:
    at_once = asyncio.Semaphore(source().at_once)

    async def one(key_task_id: UUID) -> None:
        async with at_once:
            if issue.stopping():
                issue.failed[key_task_id] = "运行器停止，稍后补上"
                return
            try:
                await run_leg(key_task_id, issue.request_ids)
            except httpx.TransportError:  # the server went away: the others would fail just the same
                raise
            except Exception as error:  # one bad key task never stops the others
                issue.failed[key_task_id] = str(error) or type(error).__name__

    async with asyncio.TaskGroup() as legs:
        for each in issue.key_tasks:
            legs.create_task(one(each))


def _with_failures(issue: Issue) -> LegView:
    """The plan's figures, and below them what could not be shown."""
    if not issue.failed:
        return issue.view
    row = {"项目": "未能显示的重点工作", "数量": str(len(issue.failed))}
    return replace(issue.view, obligations=(*issue.view.obligations, row))


def _lines(issue: Issue) -> Iterable[Line]:
    yield logging.INFO, f"{issue.view.standing}：{issue.view.remark}"
    for key_task_id, reason in issue.failed.items():
        yield logging.WARNING, f"重点工作 {key_task_id} 未能显示，稍后补上：{reason}"
