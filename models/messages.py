"""Tables of what is said: notifications, mails, answer links. A row is queue, memory and evidence at once."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from models.columns import Row, key, moment, refers, word
from models.words import Channel, Kind, MailClass, MailState, Outcome

REWRITTEN = "（公开范围已调整，发出时按现在的范围重新写）"
"""Stands in a mail that has to be written anew before it leaves."""


class Notification(Row, table=True):
    """One rung said to one post. The unique key is what refuses the second reminder."""

    __table_args__ = (UniqueConstraint("obligation_id", "cycle", "rung", "post_id", "channel"),)

    id: UUID = key()
    obligation_id: UUID = refers("obligation.id")
    cycle: int
    rung: str
    post_id: UUID = refers("post.id")
    channel: Channel = word(Channel)
    kind: Kind = word(Kind)
    due_at: datetime = moment()
    outcome: Outcome = word(Outcome, Outcome.QUEUED)
    reason: str = ""
    mail_id: UUID | None = refers("mail.id", nullable=True)
    policy: int
    """Number of the policy version that decided it."""
    created_at: datetime = moment()
    released_at: datetime | None = moment(nullable=True)
    released_by: str = ""
    about_id: UUID | None = None
    """The petition it answers; such a notification is said whatever has become of the obligation."""


class AnswerLink(Row, table=True):
    """A signed link to one unit's sheet. Only the token's hash is stored; it opens this sheet and nothing else."""

    id: UUID = key()
    sheet_id: UUID = refers("sheet.id")
    post_id: UUID = refers("post.id")
    token_hash: str = Field(unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(nullable=True)


class Mail(Row, table=True):
    """One message to one post. `now` rules when it may go, `wall` rules leases, retries and the Date header."""

    __table_args__ = (UniqueConstraint("post_id", "morning", "batch"),)

    id: UUID = key()
    post_id: UUID = refers("post.id")
    address: str
    mail_class: MailClass = word(MailClass)
    morning: date
    batch: str
    """`digest`, or `slip:` and the notification's id: one mail for one reader, morning and class."""
    subject: str
    text: str
    html: str
    link_id: UUID | None = refers("answer_link.id", nullable=True)
    state: MailState = word(MailState, MailState.QUEUED)
    not_before: datetime = moment(index=True)
    """Office time: the sending window's next opening."""
    queued_at: datetime = moment()
    attempts: int = 0
    claimed_until: datetime | None = moment(nullable=True)
    """Wall time: a sender that died gives its mail back at this instant."""
    next_attempt_at: datetime | None = moment(nullable=True)
    sent_at: datetime | None = moment(nullable=True)
    reply: str = ""
    """What the server said last, or why it was not sent."""
