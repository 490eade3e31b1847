"""The leg runner: drains `LegRequest` rows into Prefect runs, one run per key task with all its reasons.

It may lag without harm, and repeating a leg is harmless: our rows are the truth, Prefect only shows them.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from prefect import get_client, tags
from prefect.events.worker import EventsWorker
from prefect.settings import get_current_settings
from sqlalchemy import Engine

from flows import leg_requests
from flows.clocks import read_wall
from flows.crashed_runs import RunnerName, mark_crashed
from flows.instance import SIGN_OF_LIFE, instance_name
from flows.key_task import many_legs, source
from flows.leg_answers import LEASE, Answering, one_line
from flows.prefect_server import is_up
from models.database import transaction
from models.vital_signs import LEGS, beat

log = logging.getLogger(__name__)

AWAY = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Growing seconds between looks at a Prefect server that is away."""
IDLE = 1.0
FRESH = 5.0
"""Seconds for which an answer of the server is believed."""


class LegRunner:
    """Runs until told to stop; the legs in hand are finished."""

    def __init__(
        self,
        engine: Engine,
        api_url: str,
        *,
        wall: Callable[[], datetime] = read_wall,
        lease: timedelta = LEASE,
    ) -> None:
        self._engine = engine
        self._api_url = api_url
        self._wall = wall
        self._stop = threading.Event()
        self._answering = Answering(engine, api_url, wall, self._stop.is_set, lease)
        self._alive_at: datetime | None = None
        self._away = 0
        self._answered_at = -FRESH

    async def run(self, stop: asyncio.Event) -> None:
        """Drain, wait, drain again.

        The legs have a thread and an event loop of their own: in the main thread Prefect takes SIGTERM for itself and
        crashes the leg in hand.
        """
        telling = asyncio.create_task(self._pass_on(stop))
        try:
            await asyncio.to_thread(lambda: asyncio.run(self._run()))
        finally:
            telling.cancel()

    async def _pass_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stop.set()

    async def _run(self) -> None:
        name = RunnerName(get_current_settings().home / "runners")
        try:
            while not self._stop.is_set():
                if not await self._server_is_up():
                    await self._pause(AWAY[min(self._away, len(AWAY)) - 1])
                    continue
                try:
                    await self._session(name.tag)
                except Exception as wrong:
                    self._answered_at = -FRESH
                    if await self._server_is_up():  # so it is something else, such as our own database
                        log.warning("运行记录中断，稍后继续：%s", one_line(wrong))
                        await self._pause(AWAY[0])
        finally:
            name.free()
            if self._away:
                hurry_events()
                drop_events()

    async def _session(self, tag: str) -> None:
        """While the server answers: clean up what an earlier session left, then leg after leg."""
        with tags(tag):
            async with many_legs():
                if crashed := await mark_crashed(get_client(), tag):
                    log.warning("上次中断时还在进行的 %d 次运行已标为 Crashed，会重新运行", crashed)
                hurrying = asyncio.create_task(self._hurry())
                try:
                    async with asyncio.TaskGroup() as workers:
                        for _ in range(source().at_once):
                            workers.create_task(self._work())
                finally:
                    hurrying.cancel()

    async def _hurry(self) -> None:
        """Told to stop while the server is away: what is in hand cannot be shown, so no call waits to be repeated."""
        while not self._stop.is_set() or await asyncio.to_thread(is_up, self._api_url):
            await asyncio.sleep(0.5)
        get_current_settings().client.max_retries = (
            0  # of this session alone: `many_legs` has settings of its own
        )
        hurry_events()

    async def _work(self) -> None:
        while not self._stop.is_set() and await self._server_is_up():
            await asyncio.to_thread(self._live)
            asked = await self._answering.claim()
            if asked is None:
                await self._pause(IDLE)
            else:
                await self._answering.answer(asked)

    def _live(self) -> None:
        """Leave a sign of life, a few times a minute."""
        wall = self._wall()
        if self._alive_at is not None and abs(wall - self._alive_at) < SIGN_OF_LIFE:
            return
        with transaction(self._engine) as session:
            beat(session, LEGS, instance_name(), wall)
        self._alive_at = wall

    async def _server_is_up(self) -> bool:
        """Say once that the server is away, with what to do, and once that it is back."""
        if time.monotonic() - self._answered_at < FRESH:
            return True
        if not await asyncio.to_thread(is_up, self._api_url):
            if not self._away:
                log.error(
                    "Prefect 服务 %s 没有应答：提醒照常发出，运行记录待恢复后补上；请检查该服务是否在运行",
                    self._api_url,
                )
            self._away += 1
            return False
        if self._away:
            log.warning("Prefect 服务已恢复，正在补上 %d 个运行请求", leg_requests.waiting(self._engine))
        self._away, self._answered_at = 0, time.monotonic()
        return True

    async def _pause(self, seconds: float) -> None:
        await asyncio.to_thread(self._stop.wait, seconds)


def hurry_events() -> None:
    """Prefect looks ten times, a second apart, for the server that would take the event in hand."""
    known: dict[int, EventsWorker] = getattr(EventsWorker, "_instances", {})
    for worker in list(known.values()):
        client = getattr(worker, "_client", None)
        if client is not None:
            client._reconnection_attempts = 0


def drop_events() -> None:
    """With its server away, Prefect would try for minutes, before the process may end, to send what nobody takes."""
    known: dict[int, EventsWorker] = getattr(EventsWorker, "_instances", {})
    for worker in list(known.values()):
        with suppress(queue.Empty):
            while True:
                worker._queue.get_nowait()
