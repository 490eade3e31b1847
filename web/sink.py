"""The demonstration's mailbox: shows what its SMTP sink put into a Maildir folder. Never part of a real office."""

import mailbox
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.staticfiles import StaticFiles

from web.access import MAIL_POLICY, guard_loopback, keep_to_itself
from web.refusals import install_refusals
from web.rendering import STATIC, environment, html

PAGE = 100
ZONE = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a mail that does not say it."""
SHOWN = {
    "From": "发件人",
    "To": "收件人",
    "Cc": "抄送",
    "Reply-To": "回复至",
    "Date": "时间",
    "Message-ID": "邮件编号",
    "In-Reply-To": "接续",
}


@dataclass(frozen=True, slots=True)
class Received:
    """One mail in the list."""

    key: str
    recipient: str
    subject: str
    at: datetime

    @property
    def order(self) -> tuple[datetime, str]:
        """Later mails are greater; within a second by arrival."""
        return self.at, self.key


class Sink:
    """A Maildir folder; what was read once is remembered, because a mail never changes."""

    def __init__(self, folder: Path) -> None:
        self.box = mailbox.Maildir(folder, create=True)
        self.known: dict[str, Received] = {}

    def received(self) -> list[Received]:
        """All mails, the newest first."""
        keys = set(self.box.keys())
        for key in keys - self.known.keys():
            self.known[key] = _line(key, self.message(key))
        return sorted((self.known[key] for key in keys), key=lambda mail: mail.order, reverse=True)

    def message(self, key: str) -> EmailMessage:
        """One mail.

        Raises:
            KeyError: there is none with this key.
        """
        message = message_from_bytes(self.box.get_bytes(key), policy=default)
        if not isinstance(message, EmailMessage):
            raise KeyError(key)
        return message


def create_sink_app(folder: Path) -> FastAPI:
    """The mailbox's pages. They show live answer links, and therefore open on this machine only."""
    app = FastAPI(title="演示收件箱", docs_url=None, redoc_url=None, openapi_url=None)
    templates = environment()
    app.state.templates = templates
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    sink = Sink(folder)
    install_refusals(app)

    @app.get("/", dependencies=[Depends(guard_loopback)])
    def inbox(to: str = "", page: int = 1) -> Response:
        return html(templates, "sink/inbox.html", _inbox(sink, to, max(page, 1)))

    @app.get("/mails/{key}", dependencies=[Depends(guard_loopback)])
    def letter(key: str) -> Response:
        try:
            message = sink.message(key)
        except (KeyError, OSError) as unknown:
            raise HTTPException(404) from unknown
        return html(templates, "sink/letter.html", _letter(message))

    @app.middleware("http")
    async def _own_headers(request: Request, go_in: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await go_in(request)
        keep_to_itself(request.url.path, response.headers)
        # A framed mail's link opens the answer page, whose forms must reach their own address.
        response.headers["Content-Security-Policy"] = MAIL_POLICY
        return response

    return app


def _inbox(sink: Sink, to: str, page: int) -> dict[str, Any]:
    everything = sink.received()
    shown = [mail for mail in everything if to in ("", mail.recipient)]
    return {
        "mails": shown[(page - 1) * PAGE : page * PAGE],
        "total": len(shown),
        "page": page,
        "last": max(1, -(-len(shown) // PAGE)),
        "to": to,
        "recipients": sorted({mail.recipient for mail in everything}),
    }


def _letter(message: EmailMessage) -> dict[str, Any]:
    body_html, body_text = message.get_body(("html",)), message.get_body(("plain",))
    return {
        "subject": _header(message, "Subject") or "（没有主题）",
        "headers": [(said, value) for name, said in SHOWN.items() if (value := _shown(message, name))],
        "html": _content(body_html),
        "text": _content(body_text),
        "attachments": [part.get_filename() or "未命名附件" for part in message.iter_attachments()],
    }


def _content(part: Any) -> str:
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeDecodeError):
        return bytes(part.get_payload(decode=True)).decode("utf-8", errors="replace")


def _header(message: EmailMessage, name: str) -> str:
    """A header in readable characters (RFC 2047 decoded by the policy); empty when absent or broken."""
    try:
        return str(message[name] or "")
    except (HeaderParseError, ValueError, IndexError):
        return ""


def _shown(message: EmailMessage, name: str) -> str:
    value = _header(message, name)
    at = _sent_at(value) if name == "Date" else LONG_AGO
    return value if at == LONG_AGO else f"{at:%Y-%m-%d %H:%M:%S %z}"


def _line(key: str, message: EmailMessage) -> Received:
    return Received(
        key=key,
        recipient=_header(message, "To"),
        subject=_header(message, "Subject") or "（没有主题）",
        at=_sent_at(_header(message, "Date")),
    )


def _sent_at(value: str) -> datetime:
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return LONG_AGO
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZONE)
