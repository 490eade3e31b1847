"""`now`, the office's time: the wall's, or in the demonstration a row that all processes read. Forward only:
while a wall clock that was set back (by up to two hours) catches up, the office's time waits for it.
"""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Mail, Notification
from models.traces import OfficeClock
from models.vital_signs import highest
from models.words import MailState, Outcome


def office_now(session: Session, wall: datetime) -> datetime:
    """The office's time: the demonstration's row when there is one, else `wall`, but never behind what has been."""
    row = session.get(OfficeClock, 1)
    return row.now if row else highest(session, wall)


def set_office_now(session: Session, now: datetime) -> None:
    """Move the demonstration's clock.

    Raises:
        ValueError: backwards.
    """
    row = session.get(OfficeClock, 1)
    if row is None:
        session.add(OfficeClock(now=now))
    elif now < row.now:
        raise ValueError(f"演示时间只能向前：现为 {row.now:%Y-%m-%d %H:%M}")
    else:
        row.now = now
        session.add(row)


def next_due(session: Session) -> datetime | None:
    """The next instant at which the clock has something to do; None when nothing is left."""
    rung = session.exec(select(func.min(Obligation.next_rung_at))).one()
    mail = session.exec(select(func.min(Mail.not_before)).where(Mail.state == MailState.QUEUED)).one()
    waiting = session.exec(
        select(func.min(Notification.due_at)).where(
            Notification.outcome == Outcome.QUEUED, col(Notification.mail_id).is_(None)
        )
    ).one()
    return min((at for at in (rung, mail, waiting) if at is not None), default=None)


def busy(session: Session, now: datetime) -> bool:
    """Whether something due has not been decided, composed or sent yet."""
    undecided = select(Obligation.id).where(col(Obligation.next_rung_at) <= now)
    uncomposed = select(Notification.id).where(
        Notification.outcome == Outcome.QUEUED,
        col(Notification.mail_id).is_(None),
        col(Notification.due_at) <= now,
    )
    unsent = select(Mail.id).where(
        col(Mail.state).in_([MailState.QUEUED, MailState.SENDING]),
        col(Mail.not_before) <= now,
        Mail.reply == "",  # one that was put off waits for the server, not for us
    )
    return any(session.exec(query.limit(1)).first() is not None for query in (undecided, uncomposed, unsent))
