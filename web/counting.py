"""The counts that stand on every page of the office: what waits for a person."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Mail, Notification
from models.units import Post
from models.words import OWED, Channel, MailState, Outcome, PostRole

SETTLED = (Outcome.WITHDRAWN, Outcome.PASSED, Outcome.SILENCED)
"""Outcomes of a call that nobody has to make."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits, by page."""

    held: int
    calls: int
    trouble: int
    failed_mails: int
    no_address: int

    @property
    def problems(self) -> int:
        """All that needs mending."""
        return self.trouble + self.failed_mails + self.no_address


def read_counts(session: Session) -> Counts:
    """Three counts by one query each."""
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
        no_address=session.exec(
            select(func.count(func.distinct(Obligation.unit_id))).where(*without_address())
        ).one(),
    )


def still_to_call() -> tuple[ColumnElement[bool], ...]:
    """Conditions on Notification joined with Obligation: on the call list, and still owed."""
    return (
        col(Notification.channel) == Channel.CALL,
        col(Notification.outcome).not_in(SETTLED),
        col(Notification.cycle) == Obligation.cycle,
        col(Obligation.state).in_(OWED),
    )


def without_address() -> tuple[ColumnElement[bool], ...]:
    """Conditions on Obligation: still owed by a unit whose contact has no address."""
    contact = aliased(Post)
    reachable = exists().where(
        col(contact.unit_id) == Obligation.unit_id,
        col(contact.role) == PostRole.CONTACT,
        col(contact.email) != "",
    )
    return col(Obligation.state).in_(OWED), ~reachable
