"""What needs mending (需处理), as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.gaps import Gap, gaps
from models.messages import Mail, Notification
from models.plans import KeyTask
from models.traces import LegRequest
from models.units import Post, Unit
from models.words import MailState, Outcome

LONGEST = 200
"""Lines per section; more of a kind have one cause."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Notifications of one unit that were refused for one reason."""

    unit: str
    reason: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Troubles:
    """Everything on the page."""

    undecided: Sequence[tuple[Obligation, Unit, KeyTask | None]]
    failed: Sequence[tuple[Mail, Unit]]
    delayed: Sequence[tuple[Mail, Unit]]
    """Put off by the server, or the server is away; they go by themselves once it accepts them."""
    gaps: Sequence[Gap]
    refused: Sequence[Undelivered]
    legs: Sequence[LegRequest]

    @property
    def none(self) -> bool:
        """Whether there is nothing to mend."""
        return not (self.undecided or self.failed or self.delayed or self.gaps or self.refused or self.legs)


def read_troubles(session: Session, today: date) -> Troubles:
    """All of them."""
    return Troubles(
        undecided=_undecided(session),
        failed=_mails(session, Mail.state == MailState.FAILED),
        delayed=_mails(session, Mail.state == MailState.QUEUED, Mail.reply != ""),
        gaps=gaps(session, today),
        refused=_refused(session),
        legs=session.exec(
            select(LegRequest)
            .where(LegRequest.error != "", col(LegRequest.done_at).is_(None))
            .order_by(col(LegRequest.at).desc())
            .limit(LONGEST)
        ).all(),
    )


def _undecided(session: Session) -> list[tuple[Obligation, Unit, KeyTask | None]]:
    rows = session.exec(
        select(Obligation, Unit, KeyTask)
        .join(Unit, col(Obligation.unit_id) == Unit.id)
        .join(KeyTask, col(Obligation.key_task_id) == KeyTask.id, isouter=True)
        .where(Obligation.trouble != "")
        .limit(LONGEST)
    )
    return [(owed, unit, task) for owed, unit, task in rows]


def _mails(session: Session, *which: ColumnElement[bool] | bool) -> list[tuple[Mail, Unit]]:
    rows = session.exec(
        select(Mail, Unit)
        .join(Post, col(Mail.post_id) == Post.id)
        .join(Unit, col(Post.unit_id) == Unit.id)
        .where(*which)
        .order_by(col(Mail.queued_at).desc())
        .limit(LONGEST)
    )
    return [(mail, unit) for mail, unit in rows]


def _refused(session: Session) -> list[Undelivered]:
    """By unit and reason: one wrong address refuses many notifications."""
    rows = session.exec(
        select(Unit.name, Notification.reason, func.count(), func.max(Notification.due_at))
        .join(Obligation, col(Obligation.unit_id) == Unit.id)
        .join(Notification, col(Notification.obligation_id) == Obligation.id)
        .where(Notification.outcome == Outcome.REFUSED)
        .group_by(col(Unit.name), col(Notification.reason))
        .order_by(func.max(Notification.due_at).desc(), col(Unit.name))
        .limit(LONGEST)
    )
    return [Undelivered(unit, reason, count, last_at) for unit, reason, count, last_at in rows]
