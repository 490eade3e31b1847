"""Before a mail leaves: it is claimed, rechecked, and turned into the message that goes over the wire."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.forward_notices import moot_inside
from models.messages import REWRITTEN, AnswerLink, Mail, Notification
from models.plans import KeyTask
from models.units import Post, Unit
from models.withdrawing import moot
from models.words import MailState, Outcome, Secrecy
from notifications.compose import Desk, write
from notifications.links import PLACEHOLDER, token_for
from notifications.outbox import mark

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Wall time a sender has for a claimed mail before another may take it up."""


@dataclass(slots=True)
class Delivered:
    """Figures of one round of deliveries."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    withdrawn: int = 0
    unreachable: str = ""
    """Why no mail at all can leave at present; the rest waits."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed mail as it goes over the wire, with exactly the notifications that stand in its text."""

    mail_id: UUID
    claimed_until: datetime
    notes: tuple[UUID, ...]
    message: EmailMessage


def claim_mails(session: Session, now: datetime, wall: datetime, most: int) -> Sequence[Mail]:
    """Take mails by conditional update: whoever changes the row first has it, the loser finds nothing."""
    free = (
        col(Mail.not_before) <= now,
        or_(
            (col(Mail.state) == MailState.QUEUED)
            & (col(Mail.next_attempt_at).is_(None) | (col(Mail.next_attempt_at) <= wall)),
            (col(Mail.state) == MailState.SENDING) & (col(Mail.claimed_until) <= wall),
        ),
    )
    ids = session.exec(
        select(Mail.id)
        .where(*free)
        .order_by(col(Mail.queued_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    if not ids:
        return ()
    claimed = (
        update(Mail)
        .where(col(Mail.id).in_(ids), *free)
        .values(state=MailState.SENDING, claimed_until=wall + LEASE, attempts=col(Mail.attempts) + 1)
        .returning(col(Mail.id))
    )
    mine = session.connection().execute(claimed).scalars().all()
    return session.exec(select(Mail).where(col(Mail.id).in_(mine)).order_by(col(Mail.queued_at))).all()


def prepare_all(
    session: Session, desk: Desk, mails: Sequence[Mail], now: datetime, wall: datetime, total: Delivered
) -> list[Ready]:
    """Prepare a batch; a mail that cannot be built fails visibly and never keeps the others back."""
    ready: list[Ready] = []
    for mail, notes, _known in _with_notes(session, mails):
        try:
            with session.begin_nested():
                one = _prepare(session, desk, mail, notes, now, wall)
        except OperationalError:
            raise  # the database is away, or another one was in the way: nothing is stored, and all of it waits
        except Exception as wrong:
            log.exception("mail %s to %r could not be built", mail.id, mail.address)
            session.refresh(mail)
            mail.state, mail.reply = (
                MailState.FAILED,
                f"邮件无法生成，请核对邮箱：{type(wrong).__name__}：{wrong}",
            )
            mark(session, [note.id for note in notes], Outcome.REFUSED, mail.reply)
            total.failed += 1
            continue
        total.withdrawn += one is None
        if one is not None:
            ready.append(one)
    return ready


def _with_notes(
    session: Session, mails: Sequence[Mail]
) -> Iterator[tuple[Mail, list[Notification], Sequence[object]]]:
    """Each mail with its waiting notifications. Everything they refer to is loaded with a query a table; the session
    forgets rows that nobody holds, so they are handed along."""
    if not mails:
        return
    notes = session.exec(
        select(Notification).where(
            col(Notification.mail_id).in_([mail.id for mail in mails]), Notification.outcome == Outcome.QUEUED
        )
    ).all()
    by_mail: dict[UUID | None, list[Notification]] = {}
    for note in notes:
        by_mail.setdefault(note.mail_id, []).append(note)
    owed = session.exec(
        select(Obligation).where(col(Obligation.id).in_({note.obligation_id for note in notes}))
    ).all()
    known: list[object] = [
        *owed,
        *session.exec(
            select(KeyTask).where(col(KeyTask.id).in_({one.key_task_id for one in owed if one.key_task_id}))
        ),
        *session.exec(
            select(Post, Unit)
            .join(Unit, col(Unit.id) == Post.unit_id)
            .where(col(Post.id).in_({mail.post_id for mail in mails}))
        ),
    ]
    for mail in mails:
        yield mail, by_mail.get(mail.id, []), known


def _prepare(
    session: Session, desk: Desk, mail: Mail, notes: Sequence[Notification], now: datetime, wall: datetime
) -> Ready | None:
    """Recheck each notification; what has been answered meanwhile is withdrawn, what stands is sent.

    The text is written anew when something dropped out, when it speaks of another day (今天到期 must be true on the
    day it is read), when a key task in it is not public (any more), and when its link was taken back.
    """
    standing = []
    link = session.get(AnswerLink, mail.link_id) if mail.link_id else None
    guarded = mail.text == REWRITTEN or (link is not None and link.revoked_at is not None)
    for note in notes:
        owed = session.get_one(Obligation, note.obligation_id)
        task = session.get(KeyTask, owed.key_task_id) if owed.key_task_id else None
        # Looked at here once more: whoever composed may have read the key task before it was changed.
        guarded = guarded or (task is not None and task.secrecy is not Secrecy.OPEN)
        reason = moot(note, owed, task) or moot_inside(session, note, owed)
        if reason:
            note.outcome, note.reason = Outcome.WITHDRAWN, reason
        else:
            standing.append(note.id)
    if not standing:
        mail.state, mail.reply = MailState.WITHDRAWN, "信中事项均已办理"
        return None
    if guarded or len(standing) < len(notes) or desk.rules.office.today(now) != mail.morning:
        session.flush()
        write(session, desk, mail, now)
    assert mail.claimed_until is not None
    return Ready(mail.id, mail.claimed_until, tuple(standing), build_message(session, desk, mail, wall))


def build_message(session: Session, desk: Desk, mail: Mail, wall: datetime) -> EmailMessage:
    """The mail as it goes over the wire, with the signed link in place of the placeholder."""
    post = session.get_one(Post, mail.post_id)
    name, sender = parseaddr(desk.settings.mail_from)
    message = EmailMessage()
    message["From"] = Address(display_name=name or desk.settings.office_name, addr_spec=sender)
    message["To"] = Address(display_name=_reader(session, post), addr_spec=mail.address)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(wall)
    # Made from the row, so that a mail taken up again after a crash is recognisably the same.
    message["Message-ID"] = f"<{mail.id.hex}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    link = ""
    if mail.link_id is not None:
        link = f"{desk.settings.pages}/answer/{token_for(mail.link_id, desk.secret)}"
    placeholder = f"{PLACEHOLDER}{mail.id.hex}"
    message.set_content(mail.text.replace(placeholder, link))
    message.add_alternative(mail.html.replace(placeholder, link), subtype="html")
    return message


def _reader(session: Session, post: Post) -> str:
    """Unit and person on one line, so that a forwarded mail still says whose it was."""
    unit = session.get_one(Unit, post.unit_id)
    return " ".join(f"{unit.name} {post.person or post.title or post.role.label}".split())
