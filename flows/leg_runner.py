"""The leg runner: drains `LegRequest` rows into Prefect runs, one run per key task with all its reasons.

It may lag without harm, and repeating a leg is harmless: our rows are the truth, Prefect only shows them.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, or_, update
from sqlmodel import Session, col, select

from flows.clocks import read_wall
from flows.issue_plan import run_issue
from flows.key_task import run_leg
from flows.prefect_env import without_heartbeats
from flows.prefect_server import is_up
from models.database import reading, transaction
from models.traces import LegRequest

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Wall time after which requests of a runner that died are taken up again."""
PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600))
"""Growing pauses before a leg that failed is tried again."""
AWAY = (2.0, 5.0, 10.0, 30.0, 60.0)
"""Growing seconds between looks at a Prefect server that is away."""
IDLE = 1.0
BATCH = 32
"""Oldest requests whose key tasks are taken at once; few, so that what comes meanwhile is coalesced too."""
AT_ONCE = 4


class LegRunner:
    """Runs until told to stop; the legs in hand are finished."""

    def __init__(self, engine: Engine, api_url: str) -> None:
        self._engine = engine
        self._api_url = api_url
        self._away = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Drain, wait, drain again."""
        with without_heartbeats():
            crashed = False
            while not stop.is_set():
                if not await self._server_is_up():
                    await pause(stop, AWAY[min(self._away, len(AWAY)) - 1])
                    continue
                if not crashed:
                    await mark_crashed()
                    crashed = True
                if not await self.drain(stop):
                    await pause(stop, IDLE)

    async def _server_is_up(self) -> bool:
        """Say once that the server is away, and once that it is back."""
        up = await asyncio.to_thread(is_up, self._api_url)
        if not up:
            if not self._away:
                log.error(
                    "Prefect 服务 %s 没有应答：邮件照常发出，运行记录待恢复后补上；请检查该服务是否在运行",
                    self._api_url,
                )
            self._away += 1
        elif self._away:
            log.info("Prefect 服务已恢复，补上积压的运行记录")
            self._away = 0
        return up

    async def drain(self, stop: asyncio.Event) -> int:
        """Run what waits; returns the number of requests taken."""
        with transaction(self._engine) as session:
            taken = claim(session, read_wall())
        issues: dict[int, list[UUID]] = {}
        legs: dict[UUID, list[UUID]] = {}
        for request in taken:
            if request.key_task_id is None:
                issues.setdefault(request.plan_id, []).append(request.id)
            else:
                legs.setdefault(request.key_task_id, []).append(request.id)
        for plan_id, ids in issues.items():
            await self._attempt(self._issue(plan_id, ids), ids)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(key_task_id: UUID, ids: Sequence[UUID]) -> None:
            async with gate:
                if stop.is_set():
                    self._give_back(ids, read_wall(), "")
                else:
                    await self._attempt(run_leg(key_task_id, ids, answers=ids), ids)

        await asyncio.gather(*(one(key, ids) for key, ids in legs.items()))
        return len(taken)

    async def _issue(self, plan_id: int, ids: Sequence[UUID]) -> None:
        """`issue_plan`; key tasks whose first leg failed are asked for again one by one."""
        failed = await run_issue(plan_id, ids)
        if not failed:
            return
        wall = read_wall()
        with transaction(self._engine) as session:
            for key_task_id, error in failed.items():
                session.add(
                    LegRequest(
                        plan_id=plan_id,
                        key_task_id=key_task_id,
                        reason="交办",
                        at=wall,
                        error=error,
                        not_before=wall + PAUSES[0],
                    )
                )

    async def _attempt(self, running: object, ids: Sequence[UUID]) -> None:
        """One bad key task never stops the loop: what went wrong is written on the request, and tried again later."""
        try:
            await running  # type: ignore[misc]
        except Exception as wrong:
            log.exception("leg failed")
            self._give_back(ids, read_wall(), f"{type(wrong).__name__}：{wrong}")

    def _give_back(self, ids: Sequence[UUID], wall: datetime, error: str) -> None:
        with transaction(self._engine) as session:
            for request in session.exec(select(LegRequest).where(col(LegRequest.id).in_(list(ids)))):
                request.claimed_until, request.error = None, error
                if error:
                    request.not_before = wall + PAUSES[min(request.attempts, len(PAUSES)) - 1]


def claim(session: Session, wall: datetime) -> Sequence[LegRequest]:
    """Take waiting requests by conditional update; whoever changes the row first has it."""
    free = (
        col(LegRequest.done_at).is_(None),
        or_(col(LegRequest.claimed_until).is_(None), col(LegRequest.claimed_until) <= wall),
        or_(col(LegRequest.not_before).is_(None), col(LegRequest.not_before) <= wall),
    )
    oldest = session.exec(
        select(LegRequest.plan_id, LegRequest.key_task_id)
        .where(*free)
        .order_by(col(LegRequest.at))
        .limit(BATCH)
    ).all()
    if not oldest:
        return ()
    # Everything that waits for these key tasks comes along: one leg shows all its reasons.
    places = [
        (col(LegRequest.plan_id) == plan_id) & (col(LegRequest.key_task_id).is_(None))
        if key_task_id is None
        else col(LegRequest.key_task_id) == key_task_id
        for plan_id, key_task_id in dict.fromkeys(oldest)
    ]
    claimed = (
        update(LegRequest)
        .where(*free, or_(*places))
        .values(claimed_until=wall + LEASE, attempts=col(LegRequest.attempts) + 1)
        .returning(col(LegRequest.id))
    )
    mine = session.connection().execute(claimed).scalars().all()
    return session.exec(
        select(LegRequest).where(col(LegRequest.id).in_(mine)).order_by(col(LegRequest.at))
    ).all()


async def mark_crashed() -> None:
    """Runs that a killed runner left Running are marked Crashed: nothing of ours runs when we start."""
    from prefect import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
        FlowRunFilterTags,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    left = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])),
        tags=FlowRunFilterTags(all_=["duban"]),
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=left):
            await client.set_flow_run_state(
                run.id, Crashed(message="运行器中断，已由新的运行补上"), force=True
            )


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until `stop`."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def waiting(engine: Engine) -> int:
    """Requests that no leg has answered yet."""
    with reading(engine) as session:
        return len(session.exec(select(LegRequest.id).where(col(LegRequest.done_at).is_(None))).all())
