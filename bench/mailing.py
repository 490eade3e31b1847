"""Mails per second through the outbox, beside sending ready messages over the same pool of connections.

python -m bench.mailing [--mails 500]
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from sqlmodel import select

from bench.ticking import NOW, filled
from duban.ports import choose_port
from flows.tick import tick
from models.database import reading
from models.messages import Mail
from notifications.claims import build_message
from notifications.compose import Desk
from notifications.deliver import deliver_due
from notifications.smtp import SmtpPool

GOAL = 0.7


class Swallow:
    """A server that accepts and forgets."""

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        return "250 OK"


async def send_raw(desk: Desk, messages: Sequence[EmailMessage]) -> float:
    """Seconds for ready messages over the pool, nothing recorded."""
    began = time.perf_counter()
    async with SmtpPool(desk.settings) as pool:
        await asyncio.gather(*(pool.send(message) for message in messages))
    return time.perf_counter() - began


def main() -> int:
    """Print both rates and their ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mails", type=int, default=200, help="one for each unit of the sample, at most 200")
    chosen = parser.parse_args()
    port = choose_port(28_025, "收信", print, set())
    controller = Controller(Swallow(), hostname="127.0.0.1", port=port)
    controller.start()
    with (
        tempfile.TemporaryDirectory(prefix="duban-bench-") as folder,
        filled(Path(folder), chosen.mails, 10_000) as (
            desk,
            engine,
        ),
    ):
        desk = Desk(desk.rules, desk.settings.model_copy(update={"smtp_port": port}), desk.secret)
        began = time.perf_counter()
        tick(engine, desk, NOW)  # type: ignore[arg-type]
        composed = time.perf_counter() - began
        with reading(engine) as session:  # type: ignore[arg-type]
            messages = [build_message(session, desk, mail, NOW) for mail in session.exec(select(Mail))]
        raw = asyncio.run(send_raw(desk, messages))
        began = time.perf_counter()
        done = asyncio.run(deliver_due(engine, desk, NOW, lambda: NOW.astimezone(UTC)))  # type: ignore[arg-type]
        ours = time.perf_counter() - began
    controller.stop()
    assert done.sent == len(messages) == chosen.mails, done
    ratio = raw / ours
    print(f"deciding and composing {chosen.mails} mails: {composed:.2f} s on {date(2026, 6, 16)}")
    print(f"ready messages over the pool: {chosen.mails / raw:7.0f} mails/s")
    print(f"through the outbox:           {chosen.mails / ours:7.0f} mails/s")
    print(f"outbox ÷ raw {ratio:.2f}, goal {GOAL}: {'met' if ratio >= GOAL else 'MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
