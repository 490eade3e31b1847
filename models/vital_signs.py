"""Signs of life: each clock and leg runner leaves a row of its own, and the highest `now` is kept.

Ages are by the wall clock. Several processes of a kind may run at once; what counts is the youngest sign.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.traces import Heartbeat

CLOCK, LEGS = "clock", "legs"
HIGHEST = "now"
"""Key of the row that holds the highest office time a clock has acted at."""
HELD = timedelta(hours=2)
"""So far the office's time waits for a wall clock that was set back; more than that, the old time was the wrong one."""
STILL = timedelta(minutes=3)
"""Without a sign for so long a clock stands still; it leaves one at least once a minute."""
FORGOTTEN = timedelta(days=1)
"""After so long the sign of a process that ended is removed."""


def beat(session: Session, kind: str, instance: str, wall: datetime, note: str = "") -> None:
    """One process lives: `instance` tells it from others of its kind (host and process id)."""
    session.merge(Heartbeat(process=f"{kind}:{instance}", at=wall, note=note))
    session.flush()
    session.connection().execute(
        delete(Heartbeat).where(
            col(Heartbeat.process).startswith(f"{kind}:"), col(Heartbeat.at) < wall - FORGOTTEN
        )
    )


def age(session: Session, kind: str, wall: datetime) -> float | None:
    """Seconds since the youngest sign of life of a kind of process; None when none ever ran.

    A sign from the future is as far off as one from the past: it was left before the wall clock was set back.
    """
    of_kind = (col(Heartbeat.process) == kind) | col(Heartbeat.process).startswith(f"{kind}:")
    signs = session.exec(select(Heartbeat.at).where(of_kind))
    return min((abs((wall - at).total_seconds()) for at in signs), default=None)


def keep_highest(session: Session, now: datetime) -> None:
    """Remember how far the office's time has come; two clocks may do so at once."""
    row = session.get(Heartbeat, HIGHEST, with_for_update=True, populate_existing=True)
    if row is None:
        try:
            with session.begin_nested():
                session.add(Heartbeat(process=HIGHEST, at=now))
        except IntegrityError:  # another clock was first, with the same instant or nearly so
            return
    elif row.at < now or row.at - now > HELD:
        row.at = now


def highest(session: Session, wall: datetime) -> datetime:
    """`wall`, or the highest office time so far where the wall clock was set back by up to two hours."""
    row = session.get(Heartbeat, HIGHEST)
    return row.at if row is not None and wall < row.at <= wall + HELD else wall
