"""Queued mails leave the building: claim, recheck, send, record."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

from sqlalchemy import Engine, or_, update
from sqlmodel import Session, col, select

from models.database import transaction
from models.duties import Obligation
from models.messages import Mail, Notification
from models.units import Post, Unit
from models.withdrawing import moot
from models.words import MailState, Outcome
from notifications.compose import Desk, write
from notifications.errors import DeliveryError
from notifications.links import PLACEHOLDER, token_for
from notifications.smtp import SmtpPool

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
"""Wall time a sender has for a claimed mail before another may take it up."""
PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 40, 60, 120, 240, 480))
"""Growing pauses between attempts; after the last the mail fails visibly."""
BATCH = 64


@dataclass(slots=True)
class Delivered:
    """Figures of one round of deliveries."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    withdrawn: int = 0
    unreachable: str = ""
    """Why the server could not be reached at all; the rest waits."""


async def deliver_due(engine: Engine, desk: Desk, now: datetime, wall: Callable[[], datetime]) -> Delivered:
    """Send all mails that may go now. `wall` is asked for leases, retries and the Date header."""
    total = Delivered()
    async with SmtpPool(desk.settings) as pool:
        while not total.unreachable:
            with transaction(engine) as session:
                ready = _prepare_all(session, desk, _claim(session, now, wall()), now, wall())
            if not ready:
                break
            total.withdrawn += ready.count(None)
            await _send_all(engine, pool, [one for one in ready if one], wall, total)
    return total


def _claim(session: Session, now: datetime, wall: datetime) -> Sequence[Mail]:
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
        .limit(BATCH)
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


def _prepare_all(
    session: Session, desk: Desk, mails: Sequence[Mail], now: datetime, wall: datetime
) -> list[tuple[UUID, EmailMessage] | None]:
    """Prepare a batch; everything its mails refer to is loaded with a query a table."""
    if not mails:
        return []
    ids = [mail.id for mail in mails]
    notes = session.exec(
        select(Notification).where(col(Notification.mail_id).in_(ids), Notification.outcome == Outcome.QUEUED)
    ).all()
    by_mail: dict[UUID | None, list[Notification]] = {}
    for note in notes:
        by_mail.setdefault(note.mail_id, []).append(note)
    # The session remembers these rows, so that asking for one of them below costs no query.
    known: list[object] = [
        *session.exec(
            select(Obligation).where(col(Obligation.id).in_({note.obligation_id for note in notes}))
        ),
        *session.exec(
            select(Post, Unit)
            .join(Unit, col(Unit.id) == Post.unit_id)
            .where(col(Post.id).in_({mail.post_id for mail in mails}))
        ),
    ]
    ready = [_prepare(session, desk, mail, by_mail.get(mail.id, []), now, wall) for mail in mails]
    del known
    return ready


def _prepare(
    session: Session, desk: Desk, mail: Mail, notes: Sequence[Notification], now: datetime, wall: datetime
) -> tuple[UUID, EmailMessage] | None:
    """Recheck each notification; what has been answered meanwhile is withdrawn, what stands is (re)written."""
    standing = 0
    for note in notes:
        reason = moot(note, session.get_one(Obligation, note.obligation_id))
        if reason:
            note.outcome, note.reason = Outcome.WITHDRAWN, reason
        else:
            standing += 1
    if not standing:
        mail.state, mail.reply = MailState.WITHDRAWN, "信中事项均已办理"
        return None
    if standing < len(notes):
        session.flush()
        write(session, desk, mail, now)
    return mail.id, build_message(session, desk, mail, wall)


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


async def _send_all(
    engine: Engine,
    pool: SmtpPool,
    ready: Sequence[tuple[UUID, EmailMessage]],
    wall: Callable[[], datetime],
    total: Delivered,
) -> None:
    async def one(mail_id: UUID, message: EmailMessage) -> tuple[UUID, str | DeliveryError]:
        try:
            return mail_id, await pool.send(message)
        except DeliveryError as wrong:
            return mail_id, wrong

    results = await asyncio.gather(*(one(*pair) for pair in ready))
    with transaction(engine) as session:
        for mail_id, result in results:
            _settle(session, session.get_one(Mail, mail_id), result, wall(), total)


def _settle(
    session: Session, mail: Mail, result: str | DeliveryError, wall: datetime, total: Delivered
) -> None:
    """Record what became of one mail and of the notifications in it."""
    mail.claimed_until = None
    if isinstance(result, str):
        mail.state, mail.sent_at, mail.reply = MailState.SENT, wall, result
        _mark(session, mail, Outcome.DELIVERED, "")
        total.sent += 1
    elif result.permanent or mail.attempts > len(PAUSES):
        mail.state, mail.reply = MailState.FAILED, str(result)
        _mark(session, mail, Outcome.REFUSED, str(result))
        total.failed += 1
        log.error("mail %s to %s failed for good: %s", mail.id, mail.address, result)
    else:
        mail.state, mail.reply = MailState.QUEUED, str(result)
        mail.next_attempt_at = wall + PAUSES[mail.attempts - 1]
        total.retried += 1
        if result.unreachable:
            total.unreachable = str(result)


def _mark(session: Session, mail: Mail, outcome: Outcome, reason: str) -> None:
    session.connection().execute(
        update(Notification)
        .where(col(Notification.mail_id) == mail.id, col(Notification.outcome) == Outcome.QUEUED)
        .values(outcome=outcome, reason=reason)
    )
