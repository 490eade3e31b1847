"""One key task's page as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from models.duties import Obligation, Report
from models.lights import OwnDuty, light
from models.messages import Notification
from models.plans import Assignment, Directive, KeyTask, Milestone, Plan
from models.rules import Rules
from models.traces import HistoryEntry, Leg
from models.units import Post, Unit, UnitMember
from models.words import (
    OWED,
    AssignmentState,
    Light,
    ObligationKind,
    ObligationState,
    Role,
    UnitKind,
)
from web.board import OWN
from web.naming import round_name, rounds_by_id

SOON = timedelta(days=45)
"""What is asked later than this is folded away on the page."""


@dataclass(frozen=True, slots=True)
class Part:
    """A unit's part, and whether it has been signed for."""

    unit: str
    role: Role
    signed: bool
    remark: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One obligation with its last answer."""

    obligation: Obligation
    unit: str
    round_name: str
    scope: str
    answer: Report | None

    @property
    def owed(self) -> bool:
        """Whether the unit still has to act."""
        return self.obligation.state in OWED

    @property
    def to_review(self) -> bool:
        """Whether the office has to act."""
        return self.obligation.awaits_office

    @property
    def returnable(self) -> bool:
        """Whether the office may still send it back."""
        return self.obligation.state is ObligationState.REPORTED

    def later(self, today: date) -> bool:
        """Whether nobody need think of it yet."""
        untouched = self.owed and self.answer is None and not self.obligation.trouble
        return untouched and self.obligation.report_by > today + SOON

    def overdue(self, today: date) -> bool:
        """逾期."""
        return self.owed and self.obligation.report_by < today


@dataclass(frozen=True, slots=True)
class Said:
    """One notification and who it went to."""

    note: Notification
    unit: str
    post: Post
    report_by: date


@dataclass(frozen=True, slots=True)
class KeyTaskView:
    """Everything on the page."""

    task: KeyTask
    plan: Plan
    directive: Directive
    light: Light
    parts: Sequence[Part]
    milestones: Sequence[Milestone]
    owed: Sequence[OwedLine]
    said: Sequence[Said]
    history: Sequence[HistoryEntry]
    legs: Sequence[Leg]

    def near(self, today: date) -> list[OwedLine]:
        """Obligations that concern anybody now: answered, due, or soon due."""
        return [line for line in self.owed if not line.later(today)]

    def later(self, today: date) -> list[OwedLine]:
        """The rest of the year."""
        return [line for line in self.owed if line.later(today)]

    @property
    def number(self) -> str:
        """`12`, or `12-2` for the second part."""
        return f"{self.task.number}-{self.task.part}" if self.task.part > 1 else str(self.task.number)


def read_key_task(session: Session, task_id: UUID, rules: Rules, today: date) -> KeyTaskView | None:
    """One key task, or None when there is none with this id."""
    task = session.get(KeyTask, task_id)
    if task is None:
        return None
    plan = session.get_one(Plan, task.plan_id)
    names = dict(session.exec(select(Unit.id, Unit.name)).all())
    owed = _owed_lines(session, task, names)
    lamp = [
        OwnDuty(line.obligation.kind, line.obligation.state, line.obligation.report_by)
        for line in owed
        if line.obligation.kind in OWN
    ]
    return KeyTaskView(
        task=task,
        plan=plan,
        directive=session.get_one(Directive, plan.directive_id),
        light=light(task.state, lamp, today, rules.policy.terms.near, rules.office.workdays),
        parts=_parts(session, task),
        milestones=session.exec(
            select(Milestone).where(Milestone.key_task_id == task_id).order_by(col(Milestone.position))
        ).all(),
        owed=owed,
        said=_said(session, task_id, names),
        history=_history(session, task),
        legs=session.exec(select(Leg).where(Leg.key_task_id == task_id).order_by(col(Leg.at).desc())).all(),
    )


def _history(session: Session, task: KeyTask) -> Sequence[HistoryEntry]:
    """Its own entries, the issue of the plan, and the signings of the units that have a part in it."""
    units = select(Assignment.unit_id).where(Assignment.key_task_id == task.id)
    signings = select(Obligation.id).where(
        Obligation.plan_id == task.plan_id,
        Obligation.kind == ObligationKind.SIGN,
        col(Obligation.unit_id).in_(units),
    )
    of_plan = and_(
        col(HistoryEntry.plan_id) == task.plan_id,
        col(HistoryEntry.key_task_id).is_(None),
        or_(col(HistoryEntry.obligation_id).is_(None), col(HistoryEntry.obligation_id).in_(signings)),
    )
    return session.exec(
        select(HistoryEntry)
        .where(or_(col(HistoryEntry.key_task_id) == task.id, of_plan))
        .order_by(col(HistoryEntry.at).desc())
    ).all()


def _parts(session: Session, task: KeyTask) -> list[Part]:
    """Units in the notice's order, leads first; a group's signing is counted from its members' own."""
    rows = session.exec(
        select(Assignment, Unit)
        .join(Unit, col(Assignment.unit_id) == Unit.id)
        .where(Assignment.key_task_id == task.id)
    ).all()
    rows = sorted(rows, key=lambda row: (row[0].role is not Role.LEAD, row[0].position))
    signings = _signings(session, task.plan_id)
    members = _members(session, [unit.id for _, unit in rows if unit.kind is UnitKind.GROUP])
    return [
        _part(part, unit, [signings.get(one, False) for one in members.get(unit.id, ())])
        for part, unit in rows
    ]


def _part(part: Assignment, unit: Unit, members: Sequence[bool]) -> Part:
    if unit.kind is UnitKind.GROUP:
        signed = bool(members) and all(members)
        remark = f"{sum(members)}/{len(members)}个成员单位已签收" if members else "尚未指明成员单位"
        return Part(unit.name, part.role, signed, remark, None)
    return Part(unit.name, part.role, part.state is AssignmentState.SIGNED, part.state.label, part.signed_at)


def _signings(session: Session, plan_id: int) -> dict[UUID, bool]:
    """Unit → whether it has signed for the notice."""
    rows = session.exec(
        select(Obligation.unit_id, Obligation.state).where(
            Obligation.plan_id == plan_id, Obligation.kind == ObligationKind.SIGN
        )
    )
    return {unit_id: state not in OWED for unit_id, state in rows}


def _members(session: Session, groups: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for row in session.exec(select(UnitMember).where(col(UnitMember.group_id).in_(groups))):
        found.setdefault(row.group_id, []).append(row.unit_id)
    return found


def _owed_lines(session: Session, task: KeyTask, names: dict[UUID, str]) -> list[OwedLine]:
    """By date, the lead's own before the contributions to it."""
    obligations = session.exec(select(Obligation).where(Obligation.key_task_id == task.id)).all()
    last = last_reports(session, [row.id for row in obligations])
    rounds = rounds_by_id(session)
    scopes = dict(
        session.exec(select(Milestone.id, Milestone.scope).where(Milestone.key_task_id == task.id)).all()
    )
    lines = [
        OwedLine(
            obligation=row,
            unit=names[row.unit_id],
            round_name=round_name(row, rounds),
            scope=scopes.get(row.milestone_id, "") if row.milestone_id else "",
            answer=last.get(row.id),
        )
        for row in obligations
    ]
    return sorted(
        lines, key=lambda line: (line.obligation.report_by, line.obligation.kind not in OWN, line.unit)
    )


def last_reports(session: Session, obligations: Sequence[UUID]) -> dict[UUID, Report]:
    """Obligation → its last report, whatever the cycle."""
    rows = session.exec(
        select(Report).where(col(Report.obligation_id).in_(obligations)).order_by(col(Report.at))
    )
    return {row.obligation_id: row for row in rows}


def _said(session: Session, task_id: UUID, names: dict[UUID, str]) -> list[Said]:
    rows = session.exec(
        select(Notification, Post, Obligation)
        .join(Obligation, col(Notification.obligation_id) == Obligation.id)
        .join(Post, col(Notification.post_id) == Post.id)
        .where(Obligation.key_task_id == task_id)
        .order_by(col(Notification.due_at).desc(), col(Notification.created_at).desc())
    )
    return [Said(note, names[owed.unit_id], post, owed.report_by) for note, post, owed in rows]
