"""From the names that were read to assignments: which units stand for them, in the order of the notice."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from models.plans import Assignment, KeyTask, UnitReading
from models.words import Role

NOBODY = "（来文没有写明）"
"""Stands where a name would."""


def named(task: KeyTask) -> list[tuple[str, Role]]:
    """The names as read with the part each unit has, leading ones first; a person's word goes before what was read.

    Where the notice names nobody, one entry stands for whoever is answered.
    """
    leads, supports = task.reading.get("leads", ()), task.reading.get("supports", ())
    names = [*leads, *supports]
    if task.chosen_leads:
        ahead = [name for name in names if name in task.chosen_leads]
        rest = [name for name in names if name not in task.chosen_leads]
        return [*((name, Role.LEAD) for name in ahead), *((name, Role.SUPPORT) for name in rest)]
    if not names:
        return [(NOBODY, Role.LEAD)]
    shared = task.responsibility != task.reading.get("responsibility", task.responsibility)
    role = Role.LEAD if shared else Role.SUPPORT
    return [*((name, Role.LEAD) for name in leads), *((name, role) for name in supports)]


def tasks_naming(tasks: Iterable[KeyTask], name: str) -> list[KeyTask]:
    """Those key tasks in which a name occurs."""
    return [task for task in tasks if any(name == one for one, _ in named(task))]


def tasks_of(session: Session, plan_id: int) -> Sequence[KeyTask]:
    """The plan's key tasks in the order of the notice."""
    rows = select(KeyTask).where(KeyTask.plan_id == plan_id)
    return session.exec(rows.order_by(col(KeyTask.number), col(KeyTask.part))).all()


def place_units(session: Session, tasks: Iterable[KeyTask]) -> None:
    """Bring the assignments of these key tasks, which are not issued yet, into line with names and answers.

    An assignment that stays keeps its row. A name nobody has placed has none, and is listed by `unplaced`.
    """
    tasks = list(tasks)
    known = known_units(session, tasks[0].plan_id) if tasks else {}
    ids = [task.id for task in tasks]
    rows = session.exec(select(Assignment).where(col(Assignment.key_task_id).in_(ids))).all()
    for task in tasks:
        wanted = wanted_units(task, known)
        present = {row.unit_id: row for row in rows if row.key_task_id == task.id}
        for unit_id in set(present) - set(wanted):
            session.delete(present[unit_id])
        for position, (unit_id, role) in enumerate(wanted.items()):
            row = present.get(unit_id) or Assignment(key_task_id=task.id, unit_id=unit_id, role=role)
            row.role, row.position = role, position
            session.add(row)
    session.flush()


def wanted_units(task: KeyTask, known: Mapping[str, UUID | None]) -> dict[UUID, Role]:
    """The units of a key task in order; two names of one unit are one, with the part named first."""
    wanted: dict[UUID, Role] = {}
    for name, role in named(task):
        unit_id = known.get(name)
        as_named = [unit_id] if unit_id else []
        for one in [UUID(one) for one in task.groups[name]] if name in task.groups else as_named:
            wanted.setdefault(one, role)
    return wanted


def known_units(session: Session, plan_id: int) -> dict[str, UUID | None]:
    """Every name in the plan → the unit it stands for."""
    rows = session.exec(select(UnitReading).where(UnitReading.plan_id == plan_id))
    return {row.name: row.unit_id for row in rows}


def unplaced(task: KeyTask, known: Mapping[str, UUID | None]) -> list[tuple[str, Role]]:
    """The names of a key task that stand for no unit yet; `known` are those of the plan (`known_units`)."""
    return [(name, role) for name, role in named(task) if not known.get(name) and name not in task.groups]
