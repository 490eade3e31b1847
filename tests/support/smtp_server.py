"""A real SMTP server for tests: keeps what it accepts, and answers as a test tells it to."""

import email.policy
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from duban.ports import choose_port


class Received:
    """The server's handler: an accepted message is parsed and kept with its recipient."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse: dict[str, list[str]] = {}
        """Recipient → replies to give in turn before accepting."""
        self.refuse_sender: list[str] = []
        """Replies to MAIL FROM to give in turn before accepting."""
        self.once: Callable[[], object] | None = None
        """Done while the next message is on the wire, before it is answered."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        replies = self.refuse.get(address, [])
        if replies:
            return replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_sender:
            return self.refuse_sender.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content: Any = envelope.content
        message = BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(content)
        message["X-RcptTo"] = envelope.rcpt_tos[0]
        self.messages.append(message)
        if self.once is not None:
            doing, self.once = self.once, None
            doing()
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """What this reader got, in order."""
        return [message for message in self.messages if message["X-RcptTo"] == address]


@contextmanager
def smtp_server() -> Iterator[tuple[Received, int]]:
    """A running server and its port."""
    received = Received()
    port = choose_port(random.randrange(20_000, 30_000), "测试收信", print, set())
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield received, port
    finally:
        controller.stop()


def text_of(message: EmailMessage) -> str:
    """The plain text part."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(message: EmailMessage) -> str:
    """The HTML part."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())
