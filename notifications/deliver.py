"""Queued mails leave the building: claim, recheck, send, record."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from models.database import transaction
from models.messages import Mail
from models.words import MailState, Outcome
from notifications.claims import Delivered, Ready, claim_mails, prepare_all
from notifications.compose import Desk
from notifications.errors import DeliveryError
from notifications.outbox import mark
from notifications.smtp import SmtpPool

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 40, 60, 120, 240, 480))
"""Growing pauses between attempts; the last one repeats."""
MOST_ATTEMPTS = 20
"""After so many (about four days) a mail that is only ever put off fails visibly."""
RECORDING = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)
"""Growing seconds between attempts to write down what became of a mail while the database is away; within the lease."""
MAILS_A_CONNECTION = 8
"""Mails claimed at once for each connection: few enough to be sent well within the lease, however slow the server."""


def never() -> bool:
    """Nobody has told us to stop."""
    return False


async def deliver_due(
    engine: Engine,
    desk: Desk,
    now: datetime,
    wall: Callable[[], datetime],
    stopping: Callable[[], bool] = never,
) -> Delivered:
    """Send all mails that may go now. `wall` is asked for leases, retries and the Date header.

    Once `stopping` says so nothing more is claimed; what is in hand is sent and recorded.
    """
    total = Delivered()
    most = MAILS_A_CONNECTION * desk.settings.smtp_connections
    async with SmtpPool(desk.settings) as pool:
        while not total.unreachable and not stopping():
            with transaction(engine) as session:
                mails = claim_mails(session, now, wall(), most)
                ready = prepare_all(session, desk, mails, now, wall(), total)
            if not mails:
                break
            await asyncio.gather(*(_send(engine, pool, one, wall, total) for one in ready))
    return total


async def _send(
    engine: Engine, pool: SmtpPool, ready: Ready, wall: Callable[[], datetime], total: Delivered
) -> None:
    """Send one mail and record at once what became of it: a crash can repeat only what is on the wire."""
    result: str | DeliveryError
    try:
        result = await pool.send(ready.message)
    except DeliveryError as wrong:
        result = wrong
    for pause in RECORDING:
        try:
            return _record(engine, ready, result, wall(), total)
        except OperationalError as wrong:
            # A database that restarts is waited for: a mail that has left must not leave once more after its lease.
            log.warning(
                "mail %s could not be recorded, trying again in %.0f s: %s", ready.mail_id, pause, wrong.orig
            )
            await asyncio.sleep(pause)
    _record(engine, ready, result, wall(), total)
    return None


def _record(
    engine: Engine, ready: Ready, result: str | DeliveryError, wall: datetime, total: Delivered
) -> None:
    with transaction(engine) as session:
        mail = session.get_one(Mail, ready.mail_id, with_for_update={"key_share": True})
        # After the lease another sender may have taken it up; then the row is theirs to settle.
        if mail.state is MailState.SENDING and mail.claimed_until == ready.claimed_until:
            _settle(session, mail, ready.notes, result, wall, total)


def _settle(
    session: Session,
    mail: Mail,
    notes: Sequence[UUID],
    result: str | DeliveryError,
    wall: datetime,
    total: Delivered,
) -> None:
    """What became of one mail and of the notifications in it."""
    mail.claimed_until = None
    if isinstance(result, str):
        mail.state, mail.sent_at, mail.reply = MailState.SENT, wall, result
        mark(session, notes, Outcome.DELIVERED, "")
        total.sent += 1
    elif result.permanent or (mail.attempts >= MOST_ATTEMPTS and not result.unreachable):
        mail.state, mail.reply = MailState.FAILED, str(result)
        mark(session, notes, Outcome.REFUSED, str(result))
        total.failed += 1
        log.error("mail %s to %s failed for good: %s", mail.id, mail.address, result)
    else:
        _put_off(mail, result, wall)
        total.retried += 1
        if result.unreachable:
            total.unreachable = str(result)


def _put_off(mail: Mail, why: DeliveryError, wall: datetime) -> None:
    """Back into the queue. A server that is away costs no attempt: it may stay away for a long holiday."""
    mail.state, mail.reply = MailState.QUEUED, str(why)
    if why.unreachable:
        mail.attempts -= 1
        mail.next_attempt_at = wall + PAUSES[0]
    else:
        mail.next_attempt_at = wall + PAUSES[min(mail.attempts, len(PAUSES)) - 1]
