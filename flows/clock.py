"""The clock process: APScheduler wakes at the next due instant, a sweep once a minute; both ask what is due.

Nothing is stored: any number of clocks may run against one PostgreSQL, for all they do is claimed row by row. The sweep
goes by the monotonic clock, so that a wall clock set back or forward never stops it.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from config.rules import rules_in_force
from config.settings import Settings
from flows.clocks import read_wall
from flows.instance import SIGN_OF_LIFE, instance_name
from flows.tick import Ticked, tick
from models.database import reading, transaction
from models.office_clock import next_due, office_now
from models.vital_signs import CLOCK, HELD, beat, keep_highest
from notifications.claims import Delivered
from notifications.compose import Desk
from notifications.deliver import deliver_due

log = logging.getLogger(__name__)

SWEEP = timedelta(minutes=1)
"""A missed wake-up costs at most this."""
DEMONSTRATION_SWEEP = timedelta(seconds=1)
"""In the demonstration office time jumps when somebody presses a button."""
WAKE = "wake"


@dataclass(frozen=True, slots=True)
class Beat:
    """What one waking did."""

    now: datetime
    ticked: Ticked
    delivered: Delivered


class Clock:
    """Wakes, reads both clocks once, ticks, delivers, and sets its next waking."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        secret: str,
        on_beat: Callable[[Beat], None] | None = None,
        *,
        wall: Callable[[], datetime] = read_wall,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._secret = secret
        self._on_beat = on_beat
        self._wall = wall
        self._name = instance_name()
        self._latest: datetime | None = None
        self._unreachable = ""
        self._waking = asyncio.Lock()
        self._stopping = False
        self._alive_at: datetime | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=settings.zone,
            # A late waking is still a waking, several missed ones are one, and two never run at once.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; the waking in hand is finished."""
        sweep = DEMONSTRATION_SWEEP if self._settings.demonstration else SWEEP
        self._scheduler.start()
        log.info("clock started; sweeping every %s", sweep)
        while not stop.is_set():
            await self.wake()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), sweep.total_seconds())
        # APScheduler cancels a job in hand; a mail that the server has accepted must be recorded first.
        self._stopping = True
        self._scheduler.pause()
        async with self._waking:
            self._scheduler.shutdown(wait=False)

    async def wake(self) -> Beat | None:
        """One beat. A database that is away is said in one sentence; the next sweep tries again.

        So it does after any other failure, which is logged whole: a clock that ended would remind nobody.
        """
        try:
            async with self._waking:  # the sweep and the due instant may come together
                beat = await self._beat()
        except OperationalError as wrong:
            log.error("数据库没有应答，%s 后再试：%s", SWEEP, wrong.orig)  # noqa: TRY400 - one sentence, no trace
            return None
        except Exception:
            log.exception("一次唤醒没有完成，下一次照常进行")
            return None
        self._say(beat.delivered)
        if self._on_beat is not None:
            self._on_beat(beat)
        return beat

    async def _beat(self) -> Beat:
        with reading(self._engine) as session:
            now = self._forward(office_now(session, self._wall()))
            desk = Desk(rules_in_force(session, self._settings, now), self._settings, self._secret)
        ticked = tick(self._engine, desk, now)
        delivered = await deliver_due(self._engine, desk, now, self._wall, lambda: self._stopping)
        self._live(self._wall(), now, ticked)
        if not self._settings.demonstration:
            with reading(self._engine) as session:
                self._set_waking(next_due(session))
        return Beat(now, ticked, delivered)

    def _forward(self, now: datetime) -> datetime:
        """Never behind an instant at which we have already decided."""
        if self._latest is not None and self._latest - HELD <= now < self._latest:
            return self._latest
        self._latest = now
        return now

    def _live(self, wall: datetime, now: datetime, ticked: Ticked) -> None:
        """Leave a sign of life, at most a few times a minute: the pages say when the clock stands still."""
        if self._alive_at is not None and abs(wall - self._alive_at) < SIGN_OF_LIFE:
            return
        with transaction(self._engine) as session:
            beat(session, CLOCK, self._name, wall, f"looked at {ticked.looked_at}")
            if not self._settings.demonstration:
                keep_highest(session, now)
        self._alive_at = wall

    def _set_waking(self, at: datetime | None) -> None:
        if at is not None and self._scheduler.running:
            self._scheduler.add_job(self.wake, DateTrigger(at), id=WAKE, replace_existing=True)

    def _say(self, delivered: Delivered) -> None:
        """Say once that the mail server is away, and once that it is back."""
        if delivered.unreachable and not self._unreachable:
            log.error(
                "%s；请检查 DUBAN_SMTP_HOST 与 DUBAN_SMTP_PORT，邮件留在待发送中，恢复后自动发出",
                delivered.unreachable,
            )
        elif self._unreachable and delivered.sent:
            log.info("邮件服务器已恢复，发出%s封", delivered.sent)
        if delivered.sent or delivered.unreachable:
            self._unreachable = delivered.unreachable
