"""Answer links: signed, hashed at rest, bound to one sheet and one post, expiring, revocable. A GET changes nothing."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from itsdangerous import BadSignature, Signer
from sqlmodel import Session, col, select

from models.duties import Round, Sheet
from models.messages import AnswerLink, Mail
from models.words import MailState
from models.workdays import OfficeTime

PLACEHOLDER = "https://answer-link.invalid/"
"""Stands in stored mail bodies where the signed link goes: whoever reads the database cannot answer for a unit."""


class LinkRefused(Exception):
    """The link opens nothing; the message is a sentence for the person who followed it.

    `gone` tells a link that was good once from one that never was.
    """

    def __init__(self, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.gone = gone


def token_for(link_id: UUID, secret: str) -> str:
    """The link's token: its id, signed. The same every time, so that a retried mail carries the same link."""
    return Signer(secret, salt="answer-link", digest_method=hashlib.sha256).sign(link_id.hex).decode()


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_for(
    session: Session, sheet: Sheet, post_id: UUID, secret: str, office: OfficeTime, days: int, now: datetime
) -> AnswerLink:
    """The valid link of this sheet and post, made when there is none; expires `days` after its round."""
    due = session.get_one(Round, sheet.round_id).due_on
    live = select(AnswerLink).where(
        AnswerLink.sheet_id == sheet.id,
        AnswerLink.post_id == post_id,
        col(AnswerLink.revoked_at).is_(None),
        AnswerLink.expires_at > now,
    )
    found = session.exec(live).first()
    expires = office.at(max(due, office.today(now)) + timedelta(days=days), office.window.closes)
    if found is not None:
        found.expires_at = max(found.expires_at, expires)  # a slip must not outlive its own link
        return found
    link_id = uuid4()
    link = AnswerLink(
        id=link_id,
        sheet_id=sheet.id,
        post_id=post_id,
        token_hash=hashed(token_for(link_id, secret)),
        created_at=now,
        expires_at=expires,
    )
    session.add(link)
    session.flush()
    return link


def was_mailed(session: Session, link: AnswerLink) -> bool:
    """Whether the link was made for a mail to its post; otherwise somebody of the unit made it and handed it on."""
    carried = select(Mail.id).where(
        Mail.link_id == link.id,
        Mail.queued_at <= link.created_at,
        col(Mail.state).not_in((MailState.FAILED, MailState.WITHDRAWN)),
    )
    return session.exec(carried.limit(1)).first() is not None


def open_link(session: Session, token: str, secret: str, now: datetime) -> AnswerLink:
    """The link a token stands for.

    Raises:
        LinkRefused: forged, unknown, expired or revoked.
    """
    try:
        Signer(secret, salt="answer-link", digest_method=hashlib.sha256).unsign(token)
    except BadSignature as wrong:
        raise LinkRefused("这个链接不完整或不是本系统发出的，请从邮件里完整复制。") from wrong
    link = session.exec(select(AnswerLink).where(AnswerLink.token_hash == hashed(token))).first()
    if link is None:
        raise LinkRefused("系统里没有这个链接，请使用最近一封邮件里的链接。")
    if link.revoked_at is not None:
        raise LinkRefused("这个链接已被收回，请使用最近一封邮件里的链接。", gone=True)
    if link.expires_at <= now:
        raise LinkRefused("这个链接已过期，请使用最近一封邮件里的链接，或与督查人员联系。", gone=True)
    return link
