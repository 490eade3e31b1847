"""What a section (处室) is told when rows are forwarded to it, and when that need not be said any more."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation, SectionAnswer
from models.inner_dates import in_sight
from models.messages import Notification
from models.rules import Rules
from models.units import Forward, Post
from models.words import OWED, Channel, Kind, ObligationKind, Outcome, PostRole

RUNG = "内部转办"
"""The rung of these notifications. No ladder has it; the office's own 转办 is another matter."""

FORWARDED_KINDS = (ObligationKind.PROGRESS, ObligationKind.COMPLETION, ObligationKind.CONTRIBUTION)
"""Rows that a section may fill in. A 落实方案 is the unit's as a whole."""

_ALIVE = (Outcome.QUEUED, Outcome.DELIVERED)


def present_rows(
    session: Session, unit_id: UUID, tasks: Collection[UUID], rules: Rules, now: datetime
) -> list[Obligation]:
    """The unit's open rows of these key tasks that are asked soon, or that it has been told of."""
    horizon = in_sight(rules, now)
    rows = session.exec(
        select(Obligation).where(
            Obligation.unit_id == unit_id,
            col(Obligation.key_task_id).in_(list(tasks)),
            col(Obligation.kind).in_(FORWARDED_KINDS),
            col(Obligation.state).in_(OWED),
            col(Obligation.paused).is_(False),
        )
    ).all()
    told = set(
        session.exec(
            select(Notification.obligation_id)
            .join(Obligation, col(Obligation.id) == Notification.obligation_id)
            .where(
                col(Notification.obligation_id).in_([row.id for row in rows]),
                Notification.cycle == Obligation.cycle,
                col(Notification.outcome).in_(_ALIVE),
            )
        )
    )
    return [row for row in rows if row.asked_by <= horizon or row.id in told]


def notify_section(
    session: Session,
    post: Post,
    rows: Sequence[Obligation],
    rules: Rules,
    now: datetime,
    *,
    again: bool = False,
) -> int:
    """Queue one notification per row; they leave as one mail. Returns how many.

    What the section has been told of in this way, or has answered, is not said again; without a mailbox nothing is.

    Args:
        again: what has been told is told once more, as its links do not open any longer.
    """
    if not post.email:
        return 0
    answered = answered_by(session, post.id, [row.id for row in rows])
    told: dict[tuple[UUID, int], list[Notification]] = {}
    for note in session.exec(
        select(Notification).where(
            Notification.post_id == post.id, col(Notification.obligation_id).in_([row.id for row in rows])
        )
    ):
        if note.rung.startswith(RUNG):
            told.setdefault((note.obligation_id, note.cycle), []).append(note)
    made = 0
    for row in rows:
        before = told.get((row.id, row.cycle), [])
        if (row.id, row.cycle) in answered or (not again and any(note.outcome in _ALIVE for note in before)):
            continue
        session.add(_notice(row, post, f"{RUNG}{len(before) + 1}" if before else RUNG, rules, now))
        made += 1
    session.flush()
    return made


def answered_by(session: Session, post_id: UUID, obligations: Collection[UUID]) -> set[tuple[UUID, int]]:
    """(obligation, cycle) of what a section has answered."""
    rows = session.exec(
        select(SectionAnswer.obligation_id, SectionAnswer.cycle).where(
            SectionAnswer.post_id == post_id, col(SectionAnswer.obligation_id).in_(list(obligations))
        )
    )
    return {(obligation_id, cycle) for obligation_id, cycle in rows}


def moot_inside(session: Session, note: Notification, obligation: Obligation) -> str:
    """Why a section need not read this any more; empty while it stands, and for every other post."""
    if session.get_one(Post, note.post_id).role is not PostRole.SECTION:
        return ""
    live = select(Forward.id).where(
        Forward.key_task_id == obligation.key_task_id,
        Forward.post_id == note.post_id,
        col(Forward.ended_at).is_(None),
    )
    if session.exec(live).first() is None:
        return "转办已取消"
    if (obligation.id, obligation.cycle) in answered_by(session, note.post_id, [obligation.id]):
        return "处室已填报"
    return ""


def _notice(row: Obligation, post: Post, rung: str, rules: Rules, now: datetime) -> Notification:
    return Notification(
        obligation_id=row.id,
        cycle=row.cycle,
        rung=rung,
        post_id=post.id,
        channel=Channel.MAIL,
        kind=Kind.REMINDER,
        due_at=now,
        outcome=Outcome.QUEUED,
        policy=rules.number,
        created_at=now,
    )
