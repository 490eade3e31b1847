"""What a digest says beside its own matters: missing contributions, what comes next, why something was returned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from models import wording
from models.duties import Obligation
from models.plans import KeyTask
from models.recording import parts_to_sign
from models.secrecy import shown_titles
from models.traces import HistoryEntry
from models.units import Post, Unit
from models.words import OWED, Channel, ObligationKind, ObligationState, PostRole
from notifications.digest import Call, Line, Surroundings
from notifications.matters import Matter

WEEKS_AHEAD = 4
ASKED_BY: Any = func.coalesce(Obligation.return_by, Obligation.extended_to, Obligation.report_by)
"""`Obligation.asked_by` as the database counts it."""


def surroundings(session: Session, unit_id: UUID, matters: Sequence[Matter], today: date) -> Surroundings:
    """Looked up for one reader; what is only told asks for nothing."""
    matters = [one for one in matters if not one.only_told]
    return Surroundings(
        missing=_missing(session, matters, today),
        upcoming=_upcoming(session, unit_id, matters, today),
        assigned=_assigned(session, matters),
        returned_why=_returned_why(session, matters),
    )


def _missing(session: Session, matters: Sequence[Matter], today: date) -> tuple[Call, ...]:
    """配合单位未报: contributions to these reports whose own date has come, by unit with telephone."""
    reports = {
        (one.obligation.key_task_id, one.obligation.report_by.isoformat())
        for one in matters
        if one.obligation.kind in (ObligationKind.PROGRESS, ObligationKind.COMPLETION)
        and one.note.channel is not Channel.CALL
    }
    if not reports:
        return ()
    wanted = or_(
        *((Obligation.key_task_id == task) & (Obligation.period == period) for task, period in reports)
    )
    rows = session.exec(
        select(Unit, Post, KeyTask)
        .join(Obligation, col(Obligation.unit_id) == Unit.id)
        .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
        .outerjoin(Post, (col(Post.unit_id) == Unit.id) & (col(Post.role) == PostRole.CONTACT))
        .where(
            wanted,
            Obligation.kind == ObligationKind.CONTRIBUTION,
            col(Obligation.state).in_(OWED),
            col(Obligation.paused).is_(False),
            today >= ASKED_BY,
        )
        .order_by(Unit.name, col(KeyTask.number))
    ).all()
    titles = shown_titles(session, [task for _, _, task in rows])
    by_unit: dict[str, tuple[Post | None, list[Line]]] = {}
    for unit, post, task in rows:
        by_unit.setdefault(unit.name, (post, []))[1].append(Line(wording.short(titles[task.id], 36), ""))
    return tuple(
        Call(name, post.person if post else "", post.telephone if post else "", tuple(lines))
        for name, (post, lines) in by_unit.items()
    )


def _upcoming(
    session: Session, unit_id: UUID, matters: Sequence[Matter], today: date
) -> tuple[tuple[str, int], ...]:
    """未来四周: how many of each kind the unit will be asked for, beyond what this mail names."""
    rows = session.exec(
        select(Obligation.kind, func.count())
        .where(
            Obligation.unit_id == unit_id,
            col(Obligation.state).in_(OWED),
            col(Obligation.paused).is_(False),
            today < ASKED_BY,
            today + timedelta(weeks=WEEKS_AHEAD) >= ASKED_BY,
            col(Obligation.id).not_in([one.obligation.id for one in matters]),
        )
        .group_by(col(Obligation.kind))
    )
    return tuple((ObligationKind(kind).label, count) for kind, count in sorted(rows))


def _assigned(session: Session, matters: Sequence[Matter]) -> tuple[int, int]:
    """How many key tasks of the plans to be signed the unit leads and supports."""
    counts = [
        parts_to_sign(session, one.obligation)
        for one in matters
        if one.obligation.kind is ObligationKind.SIGN and one.note.channel is not Channel.CALL
    ]
    return sum(leads for leads, _ in counts), sum(supports for _, supports in counts)


def _returned_why(session: Session, matters: Sequence[Matter]) -> dict[str, str]:
    returned = [one.obligation.id for one in matters if one.obligation.state is ObligationState.RETURNED]
    if not returned:
        return {}
    rows = session.exec(
        select(HistoryEntry)
        .where(col(HistoryEntry.obligation_id).in_(returned), HistoryEntry.verb == "退回")
        .order_by(col(HistoryEntry.id))
    )
    return {str(row.obligation_id): str(row.after.get("reason", "")) for row in rows}
