"""The figures by which machines watch an installation: how old, how many, how far behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from models.columns import Row
from models.duties import Obligation
from models.messages import Mail, Notification
from models.traces import LegRequest
from models.vital_signs import CLOCK, LEGS, STILL, age
from models.words import OWED, MailState, Outcome


@dataclass(frozen=True, slots=True)
class Figures:
    """Ages and lags in seconds, all else rows."""

    clock_age: float | None
    """Since the youngest sign of life of any clock; None when none ever ran."""
    legs_age: float | None
    """The same of leg runners."""
    due: int
    """Obligations whose next look has come."""
    due_lag: float
    """How long the one that has waited longest has been due."""
    mails: Mapping[str, int]
    """By state."""
    refused: int
    """Notifications that could not be delivered."""
    held: int
    troubled: int
    """Obligations the clock could not decide."""
    overdue: int
    legs_waiting: int
    legs_failing: int
    """Requests whose last attempt failed."""
    legs_lag: float
    """How long ago what Prefect has not shown yet happened."""

    @property
    def standing_still(self) -> bool:
        """Whether no clock is at work."""
        return self.clock_age is None or self.clock_age > STILL.total_seconds()


def read_figures(session: Session, today: date, now: datetime, wall: datetime) -> Figures:
    """All of them; each query counts what is pending, not what exists, wherever there is an index for it."""
    due = col(Obligation.next_rung_at) <= now
    waiting = col(LegRequest.done_at).is_(None)
    by_state = dict(session.exec(select(Mail.state, func.count()).group_by(col(Mail.state))).all())
    return Figures(
        clock_age=age(session, CLOCK, wall),
        legs_age=age(session, LEGS, wall),
        due=_count(session, Obligation, due),
        due_lag=_since(session.exec(select(func.min(Obligation.next_rung_at)).where(due)).one(), now),
        mails={state.value: by_state.get(state, 0) for state in MailState},
        refused=_count(session, Notification, col(Notification.outcome) == Outcome.REFUSED),
        held=_count(session, Notification, col(Notification.outcome) == Outcome.HELD),
        troubled=_count(session, Obligation, col(Obligation.trouble) != ""),
        overdue=_count(
            session,
            Obligation,
            col(Obligation.state).in_(OWED),
            col(Obligation.paused).is_(False),
            func.coalesce(Obligation.return_by, Obligation.extended_to, Obligation.report_by) < today,
        ),
        legs_waiting=_count(session, LegRequest, waiting),
        legs_failing=_count(session, LegRequest, waiting, col(LegRequest.error) != ""),
        legs_lag=_since(session.exec(select(func.min(LegRequest.at)).where(waiting)).one(), now),
    )


def _count(session: Session, table: type[Row], *which: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).select_from(table).where(*which)).one()


def _since(at: datetime | None, now: datetime) -> float:
    return max((now - at).total_seconds(), 0.0) if at else 0.0
