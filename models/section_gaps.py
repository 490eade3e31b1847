"""Sections (处室) that rows are forwarded to while no mail can reach them: a gap of their unit."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.forward_notices import FORWARDED_KINDS
from models.messages import AnswerLink
from models.units import Forward, Post, Unit
from models.words import OWED, PostRole


def unreached_sections(session: Session) -> list[tuple[Unit, Post, int]]:
    """Unit, section without a mailbox, and how many of its rows are still owed; by name.

    A section whose link the contact has made goes without: he hands it on himself.
    """
    linked = select(AnswerLink.id).where(AnswerLink.post_id == Post.id, col(AnswerLink.revoked_at).is_(None))
    counts = session.exec(
        select(Post.id, func.count(col(Obligation.id)))
        .join(Forward, col(Forward.post_id) == Post.id)
        .join(
            Obligation,
            (col(Obligation.key_task_id) == Forward.key_task_id) & (col(Obligation.unit_id) == Post.unit_id),
        )
        .where(
            Post.role == PostRole.SECTION,
            Post.email == "",
            col(Forward.ended_at).is_(None),
            col(Obligation.kind).in_(FORWARDED_KINDS),
            col(Obligation.state).in_(OWED),
            ~linked.exists(),
        )
        .group_by(col(Post.id))
    )
    owed = dict(counts.all())
    rows = session.exec(
        select(Unit, Post)
        .join(Post, col(Post.unit_id) == Unit.id)
        .where(col(Post.id).in_(list(owed)))
        .order_by(Unit.name, Post.title)
    )
    return [(unit, post, owed[post.id]) for unit, post in rows]


def without_mailbox(session: Session, posts: Collection[UUID]) -> list[str]:
    """Names of those of these sections that have no mailbox, in order."""
    rows = select(Post.title).where(col(Post.id).in_(list(posts)), Post.email == "").order_by(Post.title)
    return list(session.exec(rows))


def no_mailbox_said(names: Collection[str]) -> str:
    """What whoever forwards to such sections is told; empty where all have one."""
    if not names:
        return ""
    return f"{'、'.join(names)}没有邮箱，不会收到邮件：请补登邮箱再转办一次，或生成填报链接转交。"
