"""What needs mending (需处理), as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Mail, Notification
from models.plans import KeyTask
from models.traces import LegRequest
from models.units import Post, Unit
from models.words import MailState, Outcome, PostRole
from web.counting import without_address

LONGEST = 200
"""Lines per section; more of a kind have one cause."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A unit that owes something and cannot be mailed."""

    unit: Unit
    contact: Post | None
    owed: int


@dataclass(frozen=True, slots=True)
class Troubles:
    """Everything on the page."""

    undecided: Sequence[tuple[Obligation, Unit, KeyTask | None]]
    failed: Sequence[tuple[Mail, Unit]]
    unreachable: Sequence[Unreachable]
    refused: Sequence[tuple[Notification, Unit, KeyTask | None]]
    legs: Sequence[LegRequest]

    @property
    def none(self) -> bool:
        """Whether there is nothing to mend."""
        return not (self.undecided or self.failed or self.unreachable or self.refused or self.legs)


def read_troubles(session: Session) -> Troubles:
    """All of them."""
    return Troubles(
        undecided=_undecided(session),
        failed=_failed(session),
        unreachable=_unreachable(session),
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
    return [tuple(row) for row in rows]


def _failed(session: Session) -> list[tuple[Mail, Unit]]:
    rows = session.exec(
        select(Mail, Unit)
        .join(Post, col(Mail.post_id) == Post.id)
        .join(Unit, col(Post.unit_id) == Unit.id)
        .where(Mail.state == MailState.FAILED)
        .order_by(col(Mail.queued_at).desc())
        .limit(LONGEST)
    )
    return [tuple(row) for row in rows]


def _unreachable(session: Session) -> list[Unreachable]:
    owing: dict[UUID, int] = {}
    for unit_id in session.exec(select(Obligation.unit_id).where(*without_address())):  # type: ignore[arg-type]
        owing[unit_id] = owing.get(unit_id, 0) + 1
    units = session.exec(select(Unit).where(col(Unit.id).in_(owing)).order_by(col(Unit.name))).all()
    posts = session.exec(
        select(Post).where(col(Post.unit_id).in_(owing), Post.role == PostRole.CONTACT)
    )
    contacts = {post.unit_id: post for post in posts}
    return [Unreachable(unit, contacts.get(unit.id), owing[unit.id]) for unit in units]


def _refused(session: Session) -> list[tuple[Notification, Unit, KeyTask | None]]:
    rows = session.exec(
        select(Notification, Unit, KeyTask)
        .join(Obligation, col(Notification.obligation_id) == Obligation.id)
        .join(Unit, col(Obligation.unit_id) == Unit.id)
        .join(KeyTask, col(Obligation.key_task_id) == KeyTask.id, isouter=True)
        .where(Notification.outcome == Outcome.REFUSED)
        .order_by(col(Notification.due_at).desc())
        .limit(LONGEST)
    )
    return [tuple(row) for row in rows]
