"""分工异议 on a unit's pages: whether it may still object to a part, by the very rule that would refuse it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from models.petition_terms import objection_ends
from models.plans import Assignment, KeyTask
from models.recording import GONE
from models.rules import Rules
from models.sheet_rows import UnitSheet


@dataclass(frozen=True, slots=True)
class Objecting:
    """Up to when a unit may object."""

    today: date
    tasks: Mapping[UUID, date]
    """Key task → the last day, of those in which the unit has a part of its own."""
    plans: Mapping[int, date]
    """Plan → the last day for any of its parts."""

    def to_task(self, task_id: UUID) -> bool:
        """Whether the unit may still object to its part in a key task."""
        return self.tasks.get(task_id, date.min) >= self.today

    def to_plan(self, plan_id: int) -> bool:
        """Whether the unit may still object to any part in a plan."""
        return self.plans.get(plan_id, date.min) >= self.today

    def ended(self, plan_id: int) -> date | None:
        """The day on which it became too late for the last part in a plan; None while it is not, or without a part."""
        return None if self.to_plan(plan_id) else self.plans.get(plan_id)


def objecting(session: Session, sheet: UnitSheet, rules: Rules, today: date) -> Objecting:
    """For everything on a sheet."""
    plans = {group.task.plan_id for group in (*sheet.lead, *sheet.support)}
    parts = parts_of(session, sheet.unit.id, plans | {one.obligation.plan_id for one in sheet.signings})
    ends = objection_ends(session, parts, rules)
    tasks = {task.id: ends[part.id] for task, part in parts if part.id in ends}
    last: dict[int, date] = {}
    for task, _ in parts:
        if task.id in tasks:
            last[task.plan_id] = max(last.get(task.plan_id, date.min), tasks[task.id])
    return Objecting(today, tasks, last)


def parts_of(session: Session, unit_id: UUID, plans: Collection[int]) -> list[tuple[KeyTask, Assignment]]:
    """A unit's own parts in these plans, in the order of the notice."""
    rows = session.exec(
        select(KeyTask, Assignment)
        .join(Assignment, col(KeyTask.id) == Assignment.key_task_id)
        .where(
            Assignment.unit_id == unit_id,
            col(Assignment.state).not_in(GONE),
            col(KeyTask.plan_id).in_(plans),
        )
        .order_by(col(KeyTask.plan_id), col(KeyTask.number), col(KeyTask.part))
    )
    return list(rows.all())
