"""The units of a key task's page: whose part it is, and whether it was signed for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.plans import Assignment, KeyTask
from models.recording import GONE
from models.units import Unit, UnitMember
from models.words import AssignmentState, ObligationKind, ObligationState, Role, UnitKind


@dataclass(frozen=True, slots=True)
class Part:
    """A unit's part, and whether it has been signed for."""

    unit: str
    role: Role
    signed: bool
    remark: str
    signed_at: datetime | None
    gone: bool = False
    """Sent back or handed on: kept on the page, and struck through."""


def read_parts(session: Session, task: KeyTask) -> list[Part]:
    """Units in the notice's order, leads first, those that left last; a group signs through its members."""
    rows = session.exec(
        select(Assignment, Unit)
        .join(Unit, col(Assignment.unit_id) == Unit.id)
        .where(Assignment.key_task_id == task.id)
    ).all()
    rows = sorted(rows, key=lambda row: (row[0].state in GONE, row[0].role is not Role.LEAD, row[0].position))
    signings = _signings(session, task.plan_id)
    members = _members(session, [unit.id for _, unit in rows if unit.kind is UnitKind.GROUP])
    return [
        _part(part, unit, [signings.get(one, False) for one in members.get(unit.id, ())])
        for part, unit in rows
    ]


def _part(part: Assignment, unit: Unit, members: Sequence[bool]) -> Part:
    if part.state in GONE:
        return Part(unit.name, part.role, False, part.state.label, None, gone=True)
    if unit.kind is UnitKind.GROUP:
        signed = bool(members) and all(members)
        remark = f"{sum(members)}/{len(members)}个成员单位已签收" if members else "尚未指明成员单位"
        return Part(unit.name, part.role, signed, remark, None)
    return Part(unit.name, part.role, part.state is AssignmentState.SIGNED, part.state.label, part.signed_at)


def _signings(session: Session, plan_id: int) -> dict[UUID, bool]:
    """Unit → whether it has signed for everything asked of it."""
    rows = session.exec(
        select(Obligation.unit_id, Obligation.state).where(
            Obligation.plan_id == plan_id,
            Obligation.kind == ObligationKind.SIGN,
            Obligation.state != ObligationState.CANCELLED,
        )
    )
    signed: dict[UUID, bool] = {}
    for unit_id, state in rows:
        signed[unit_id] = signed.get(unit_id, True) and state == ObligationState.ACCEPTED
    return signed


def _members(session: Session, groups: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for row in session.exec(select(UnitMember).where(col(UnitMember.group_id).in_(groups))):
        found.setdefault(row.group_id, []).append(row.unit_id)
    return found
