"""Names that sheets, pages, mails and commands give to the same rows."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation, Round
from models.plans import Assignment, KeyTask
from models.recording import GONE
from models.units import Unit
from models.words import Role

_SOME = re.compile(r"(?<!各)(?:有关|相关)|^(?:属地|所在|所涉|涉及|项目所在|事发|当地)")


def stands_for_some(name: str) -> bool:
    """相关区人民政府, 属地政府: a group that means other units each time; 各区人民政府 means all of them."""
    return bool(_SOME.search(name))


def rounds_by_id(session: Session) -> dict[UUID, Round]:
    """All rounds of the office: a handful a year."""
    return {row.id: row for row in session.exec(select(Round))}


def round_name(obligation: Obligation, rounds: Mapping[UUID, Round]) -> str:
    """The round an obligation is asked in; empty for one that only rides on the sheet of the round after it."""
    found = rounds.get(obligation.round_id) if obligation.round_id else None
    if found is None or found.due_on.isoformat() not in (obligation.report_by.isoformat(), obligation.period):
        return ""
    return found.name


def number_of(task: KeyTask) -> str:
    """`12`, or `12-2` for the second part."""
    return f"{task.number}-{task.part}" if task.part > 1 else str(task.number)


def lead_names(session: Session, tasks: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Key task → names of its lead units, in the notice's order."""
    rows = session.exec(
        select(Assignment.key_task_id, Unit.name)
        .join(Unit, col(Unit.id) == Assignment.unit_id)
        .where(
            col(Assignment.key_task_id).in_(list(tasks)),
            Assignment.role == Role.LEAD,
            col(Assignment.state).not_in(GONE),
        )
        .order_by(col(Assignment.position))
    )
    names: dict[UUID, tuple[str, ...]] = {}
    for task, name in rows:
        names[task] = (*names.get(task, ()), name)
    return names
