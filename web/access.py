"""Who may open what: the office's pages, forms from elsewhere, and the headers that keep a page to itself."""

import base64
import binascii
import re
from email.message import Message
from ipaddress import ip_address
from secrets import compare_digest
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders

from config.settings import Settings
from models.writable import writable

LARGEST_FORM = 1_000_000
"""Bytes of a request's body; a sheet's longest text is far below."""
TAKES_FILES = re.compile(r"/answer/[^/]+/(?:report|upload|signature/enter)")
"""Where a form may bring files along."""

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
MAIL_POLICY = POLICY + "; style-src 'self' 'unsafe-inline'"
"""A mail brings its styles along; it is shown in a sandbox that runs nothing."""


class OfficeClosed(Exception):
    """The office's pages are not for this visitor; the message is a sentence for them."""

    def __init__(self, sentence: str, *, ask_password: bool = False) -> None:
        super().__init__(sentence)
        self.ask_password = ask_password


def guard_office(request: Request) -> None:
    """Let in coordinators only, and note the person's name for the history.

    Raises:
        OfficeClosed: not on this machine while no password is set, or a wrong password.
    """
    settings: Settings = request.app.state.desk.settings
    password = settings.secret("coordinator_password")
    if not password:
        guard_loopback(request)
        return
    name, given = _credentials(request.headers.get("authorization", ""))
    if not name or not compare_digest(given.encode(), password.encode()):
        raise OfficeClosed("请输入姓名和督查口令；姓名会记入办理记录。", ask_password=True)
    request.state.person = name


def guard_loopback(request: Request) -> None:
    """Let in this machine only. A request that came through a proxy is not from this machine.

    Raises:
        OfficeClosed: the client, or the name it asked for, is not the loopback.
    """
    client = request.client.host if request.client else ""
    proxied = any(name in request.headers for name in FORWARDED)
    if proxied or not _is_loopback(client) or not _is_loopback(_host_name(request)):
        raise OfficeClosed("尚未设置督查口令，这些页面只能在本机打开。")


def from_elsewhere(request: Request, own_pages: str) -> bool:
    """Whether a form was sent from another site's page."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        sender = urlsplit(origin).netloc
    except ValueError:
        return True
    return sender not in (request.headers.get("host", ""), urlsplit(own_pages).netloc)


def in_other_letters(request: Request) -> bool:
    """Whether a form says that it is written in anything but UTF-8; pages of ours never send one."""
    said = Message()
    said["content-type"] = request.headers.get("content-type", "")
    charset = said.get_content_charset("utf-8")
    return charset.lower().replace("_", "-") not in ("utf-8", "utf8")


def too_large(request: Request, files: int) -> bool:
    """Whether the body is announced as larger than any form of ours, or not announced at all.

    Args:
        files: bytes that the files of a form may have together, where it may have any.
    """
    announced = request.headers.get("content-length", "")
    if "chunked" in request.headers.get("transfer-encoding", "").lower():
        return True
    with_files = files if TAKES_FILES.fullmatch(request.url.path) else 0
    return announced.isdecimal() and int(announced) > LARGEST_FORM + with_files


def keep_to_itself(path: str, headers: MutableHeaders) -> None:
    """Headers of every response: no foreign content, no frames around it, no address told to others."""
    headers["Content-Security-Policy"] = MAIL_POLICY if path.startswith("/mails/") else POLICY
    headers["X-Frame-Options"] = "DENY"
    headers["X-Content-Type-Options"] = "nosniff"
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if path.startswith("/static/"):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers["Cache-Control"] = "no-store"


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return writable(name).strip(), password


def _host_name(request: Request) -> str:
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
