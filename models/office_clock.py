"""`now`, the office's time: the wall's, or in the demonstration a row that all processes read. Forward only."""

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Mail, Notification
from models.rules import Rules
from models.traces import OfficeClock
from models.words import MailState, Outcome


def office_now(session: Session, wall: datetime) -> datetime:
    """The office's time: the demonstration's row when there is one, else `wall`."""
    row = session.get(OfficeClock, 1)
    return row.now if row else wall


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


def next_due(session: Session, rules: Rules, now: datetime) -> datetime | None:
    """The next instant at which the clock has something to do; None when nothing is left."""
    rung = session.exec(select(func.min(Obligation.next_rung_at))).one()
    mail = session.exec(select(func.min(Mail.not_before)).where(Mail.state == MailState.QUEUED)).one()
    waiting = session.exec(
        select(func.min(Notification.due_at)).where(
            Notification.outcome == Outcome.QUEUED, col(Notification.mail_id).is_(None)
        )
    ).one()
    tomorrow = rules.office.window.next_open(
        rules.office.at(rules.office.today(now) + timedelta(days=1), rules.office.window.opens),
        rules.office.workdays,
    )
    # A straggler that missed its morning's digest waits for the next one.
    straggler = max(waiting, tomorrow) if waiting is not None else None
    return min((at for at in (rung, mail, straggler) if at is not None), default=None)
