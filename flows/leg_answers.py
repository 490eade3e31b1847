"""Answering one claimed request by one run; what the leg runner and the batches of Prefect's workers share."""

import asyncio
import logging
import textwrap
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from flows import leg_requests
from flows.issue_plan import run_issue
from flows.key_task import run_leg
from flows.leg_requests import Asked
from flows.prefect_server import is_up

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""Wall time after which requests of a runner that died are taken up again; kept alive while a leg is in hand."""


class ServerAwayError(Exception):
    """The Prefect server went away with a leg in hand."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers: this process, with its database, its server and its wall clock."""

    engine: Engine
    api_url: str
    wall: Callable[[], datetime]
    stopping: Callable[[], bool]
    lease: timedelta = LEASE

    async def claim(self) -> Asked | None:
        """What waits longest, taken; None when nothing is due."""
        return await asyncio.to_thread(leg_requests.claim, self.engine, self.wall(), self.lease)

    async def answer(self, asked: Asked) -> bool:
        """One run. One bad key task never stops the loop: its error is written down, and it is tried again later.

        Returns whether it was shown.

        Raises:
            ServerAwayError: nothing can be shown at present; the requests are given back.
        """
        try:
            async with self._kept(asked):
                await self._leg(asked)
        except Exception as wrong:
            if not await asyncio.to_thread(is_up, self.api_url):
                await asyncio.to_thread(leg_requests.give_back, self.engine, asked)
                raise ServerAwayError(one_line(wrong)) from wrong
            error = one_line(wrong)
            pause = await asyncio.to_thread(leg_requests.put_off, self.engine, asked, self.wall(), error)
            what = f"重点工作 {asked.key_task_id}" if asked.key_task_id else f"计划 {asked.plan_id}"
            log.warning("%s 没能送到 Prefect 显示，%.0f 秒后再试：%s", what, pause.total_seconds(), error)
            return False
        return True

    def _leg(self, asked: Asked) -> Coroutine[Any, Any, object]:
        if asked.key_task_id is not None:
            return run_leg(asked.key_task_id, asked.request_ids, answers=asked.request_ids)
        return run_issue(
            asked.plan_id,
            asked.request_ids,
            stopping=self.stopping,
            leave=lambda errors: leg_requests.ask_singly(self.engine, asked, errors, self.wall()),
        )

    @asynccontextmanager
    async def _kept(self, asked: Asked) -> AsyncIterator[None]:
        """Renew the lease while a long run is in hand."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(self.lease.total_seconds() / 3)
                await asyncio.to_thread(leg_requests.keep, self.engine, asked, self.wall(), self.lease)

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()


def one_line(wrong: BaseException) -> str:
    """An error as one line, not too long for a row and a log; of a group, its first."""
    while isinstance(wrong, BaseExceptionGroup):
        wrong = wrong.exceptions[0]
    text = " ".join(str(wrong).split())
    return textwrap.shorten(f"{type(wrong).__name__}：{text}" if text else type(wrong).__name__, 300)
