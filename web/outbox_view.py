"""The outbox (邮件) as the office reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Mail, Notification
from models.plans import KeyTask
from models.units import Post, Unit
from models.words import MailState, PostRole
from notifications.links import PLACEHOLDER

PAGE = 100
"""Mails on one page."""


@dataclass(frozen=True, slots=True)
class MailFilters:
    """What the address asks to see."""

    unit: UUID | None = None
    state: MailState | None = None
    morning: date | None = None

    def conditions(self) -> list[Any]:
        """As conditions on Mail joined with Post."""
        asked: list[Any] = []
        if self.unit is not None:
            asked.append(Post.unit_id == self.unit)
        if self.state is not None:
            asked.append(Mail.state == self.state)
        if self.morning is not None:
            asked.append(Mail.morning == self.morning)
        return asked


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail in the list; without its bodies, which a list does not need."""

    id: UUID
    subject: str
    address: str
    unit: str
    role: PostRole
    person: str
    state: MailState
    morning: date
    not_before: datetime
    sent_at: datetime | None
    attempts: int
    reply: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page of the list."""

    lines: Sequence[MailLine]
    total: int
    number: int
    units: Sequence[tuple[UUID, str]]

    @property
    def last(self) -> int:
        """Number of the last page."""
        return last_page(self.total)


@dataclass(frozen=True, slots=True)
class MailView:
    """One mail with what it carries."""

    mail: Mail
    post: Post
    unit: Unit
    carries: Sequence[tuple[Notification, Obligation, KeyTask | None]]

    @property
    def holds_link(self) -> bool:
        """Whether a signed link was put into it when it left."""
        return PLACEHOLDER in self.mail.text or PLACEHOLDER in self.mail.html


def last_page(total: int) -> int:
    """Number of the last page of so many mails."""
    return max(1, -(-total // PAGE))


def read_mails(session: Session, filters: MailFilters, number: int) -> MailPage:
    """One page of the outbox, the newest first; a number beyond the last page shows the last."""
    conditions = filters.conditions()
    counted = select(func.count()).select_from(Mail).join(Post, col(Mail.post_id) == Post.id)
    total = session.exec(counted.where(*conditions)).one()
    number = min(number, last_page(total))
    rows = session.exec(
        select(Mail, Post, Unit)
        .join(Post, col(Mail.post_id) == Post.id)
        .join(Unit, col(Post.unit_id) == Unit.id)
        .where(*conditions)
        .order_by(col(Mail.morning).desc(), col(Mail.queued_at).desc(), col(Unit.name))
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    )
    units = session.exec(
        select(Unit.id, Unit.name)
        .where(col(Unit.id).in_(select(Post.unit_id).where(col(Post.id).in_(select(Mail.post_id)))))
        .order_by(col(Unit.name))
    )
    return MailPage(
        lines=[_line(*row) for row in rows],
        total=total,
        number=number,
        units=list(units),
    )


def _line(mail: Mail, post: Post, unit: Unit) -> MailLine:
    return MailLine(
        id=mail.id,
        subject=mail.subject,
        address=mail.address,
        unit=unit.name,
        role=post.role,
        person=post.person,
        state=mail.state,
        morning=mail.morning,
        not_before=mail.not_before,
        sent_at=mail.sent_at,
        attempts=mail.attempts,
        reply=mail.reply,
    )


def read_mail(session: Session, mail_id: UUID) -> MailView | None:
    """One mail, or None when there is none with this id."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        return None
    post = session.get_one(Post, mail.post_id)
    carries = session.exec(
        select(Notification, Obligation, KeyTask)
        .join(Obligation, col(Notification.obligation_id) == Obligation.id)
        .join(KeyTask, col(Obligation.key_task_id) == KeyTask.id, isouter=True)
        .where(Notification.mail_id == mail_id)
        .order_by(col(KeyTask.number), col(KeyTask.part))
    )
    return MailView(
        mail, post, session.get_one(Unit, post.unit_id), [(note, owed, task) for note, owed, task in carries]
    )
