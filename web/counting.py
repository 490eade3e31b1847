"""The counts that stand on every page of the office: what waits for a person."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.gaps import gaps
from models.messages import Mail, Notification
from models.words import OWED, Channel, MailState, Outcome

SETTLED = (Outcome.WITHDRAWN, Outcome.PASSED, Outcome.SILENCED)
"""Outcomes of a call that nobody has to make."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits, by page."""

    held: int
    calls: int
    trouble: int
    failed_mails: int
    gaps: int
    """Units that owe something while nobody can be reached there."""

    @property
    def problems(self) -> int:
        """All that needs mending."""
        return self.trouble + self.failed_mails + self.gaps


def read_counts(session: Session, today: date) -> Counts:
    """What waits today."""
    held = select(func.count()).select_from(Notification).where(Notification.outcome == Outcome.HELD)
    calls = (
        select(func.count(func.distinct(Notification.obligation_id)))
        .join(Obligation, col(Notification.obligation_id) == Obligation.id)
        .where(*still_to_call())
    )
    trouble = select(func.count()).select_from(Obligation).where(Obligation.trouble != "")
    put_off = (col(Mail.state) == MailState.QUEUED) & (col(Mail.reply) != "")
    failed = select(func.count()).select_from(Mail).where((col(Mail.state) == MailState.FAILED) | put_off)
    return Counts(
        held=session.exec(held).one(),
        calls=session.exec(calls).one(),
        trouble=session.exec(trouble).one(),
        failed_mails=session.exec(failed).one(),
        gaps=len(gaps(session, today)),
    )


def still_to_call() -> tuple[ColumnElement[bool], ...]:
    """Conditions on Notification joined with Obligation: on the call list, still owed, and not 挂账."""
    return (
        col(Notification.channel) == Channel.CALL,
        col(Notification.outcome).not_in(SETTLED),
        col(Notification.cycle) == Obligation.cycle,
        col(Obligation.state).in_(OWED),
        col(Obligation.paused).is_(False),
    )
