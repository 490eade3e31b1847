"""The board (台账) as plain values, read with a constant number of queries however many key tasks there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.lights import OwnDuty, light
from models.plans import Assignment, Directive, KeyTask, Plan
from models.rules import Rules
from models.units import Unit
from models.words import OWED, Light, ObligationKind, ObligationState, PlanState, Role, UnitKind

OWN = (ObligationKind.PROGRESS, ObligationKind.COMPLETION)
"""What a lead unit answers for itself; lights and progress look at nothing else."""


@dataclass(frozen=True, slots=True)
class PlanHeading:
    """One plan in the selector."""

    id: int
    title: str
    year: int
    state: PlanState
    tasks: int = 0

    @property
    def issued(self) -> bool:
        """Whether units have been asked for anything."""
        return self.state is PlanState.ISSUED


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation as far as the board looks at it."""

    key_task_id: UUID
    unit_id: UUID
    kind: ObligationKind
    state: ObligationState
    report_by: date
    milestone_id: UUID | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One key task."""

    id: UUID
    number: str
    theme: str
    content: str
    time_limit: str
    standing: str
    light: Light
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    units: frozenset[UUID]
    leaders: tuple[str, ...]
    next_kind: ObligationKind | None
    next_on: date | None
    answered: int
    asked: int
    """Obligations of the lead that fell due so far or were answered before."""
    to_review: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks to see."""

    text: str = ""
    unit: UUID | None = None
    theme: str = ""
    light: Light | None = None
    review: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()

    def admits(self, row: BoardRow) -> bool:
        """Whether a row is to be shown."""
        return self.admits_besides_light(row) and self.light in (None, row.light)

    def admits_besides_light(self, row: BoardRow) -> bool:
        """The same without the light: what the counts on top of the board are taken from."""
        return (
            (self.unit is None or self.unit in row.units)
            and self.theme in ("", row.theme)
            and (not self.review or row.to_review > 0)
            and all(word in _searchable(row) for word in self.text.lower().split())
        )


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board's page shows."""

    rows: Sequence[BoardRow]
    counts: Counter[Light]
    to_review: int
    total: int
    units: Sequence[tuple[UUID, str]]
    themes: Sequence[str]


def plan_headings(session: Session) -> list[PlanHeading]:
    """All plans, the newest first."""
    found = session.exec(
        select(Plan.id, Directive.title, Plan.year, Plan.state)
        .join(Directive, col(Plan.directive_id) == Directive.id)
        .order_by(col(Plan.id).desc())
    )
    return [PlanHeading(plan_id or 0, title, year, PlanState(state)) for plan_id, title, year, state in found]


def read_board(session: Session, plan_id: int, rules: Rules, today: date, filters: Filters) -> Board:
    """The board of one plan, narrowed by the filters."""
    tasks = session.exec(
        select(KeyTask).where(KeyTask.plan_id == plan_id).order_by(col(KeyTask.number), col(KeyTask.part))
    ).all()
    parts = _assignments(session, plan_id)
    owed = _obligations(session, plan_id)
    found = session.exec(select(Unit.id, Unit.name, Unit.kind)).all()
    names = {unit_id: name for unit_id, name, _ in found}
    rows = [_row(task, parts[task.id], owed[task.id], names, rules, today) for task in tasks]
    concerned = frozenset().union(*(row.units for row in rows)) if rows else frozenset()
    widest = [row for row in rows if filters.admits_besides_light(row)]
    return Board(
        rows=[row for row in widest if filters.admits(row)],
        counts=Counter(row.light for row in widest),
        to_review=sum(row.to_review for row in widest),
        total=len(rows),
        units=sorted(
            (
                (unit_id, name)
                for unit_id, name, kind in found
                if unit_id in concerned and kind != UnitKind.GROUP
            ),
            key=lambda unit: unit[1],
        ),
        themes=list(dict.fromkeys(row.theme for row in rows if row.theme)),
    )


def _assignments(session: Session, plan_id: int) -> dict[UUID, list[tuple[UUID, Role]]]:
    parts: dict[UUID, list[tuple[UUID, Role]]] = defaultdict(list)
    for task_id, unit_id, role in session.exec(
        select(Assignment.key_task_id, Assignment.unit_id, Assignment.role)
        .join(KeyTask, col(Assignment.key_task_id) == KeyTask.id)
        .where(KeyTask.plan_id == plan_id)
        .order_by(col(Assignment.position))
    ):
        parts[task_id].append((unit_id, Role(role)))
    return parts


def _obligations(session: Session, plan_id: int) -> dict[UUID, list[Owed]]:
    """Plain columns instead of rows: a plan owes thousands."""
    owed: dict[UUID, list[Owed]] = defaultdict(list)
    table = Obligation.__table__.c  # type: ignore[attr-defined]
    columns = (table.key_task_id, table.unit_id, table.kind, table.state, table.report_by, table.milestone_id)
    wanted = sqlalchemy.select(*columns).where(table.plan_id == plan_id, table.key_task_id.is_not(None))
    for row in session.execute(wanted):
        owed[row.key_task_id].append(Owed(*row))
    return owed


def _row(
    task: KeyTask,
    parts: Sequence[tuple[UUID, Role]],
    owed: Sequence[Owed],
    names: dict[UUID, str],
    rules: Rules,
    today: date,
) -> BoardRow:
    own = [row for row in owed if row.kind in OWN and row.state is not ObligationState.CANCELLED]
    coming = min((row for row in own if row.state in OWED), key=lambda row: row.report_by, default=None)
    answered, asked = progress(own, today)
    lamp = [OwnDuty(row.kind, row.state, row.report_by) for row in own]
    return BoardRow(
        id=task.id,
        number=f"{task.number}-{task.part}" if task.part > 1 else str(task.number),
        theme=task.theme,
        content=task.content,
        time_limit=task.time_limit,
        standing=task.state.label,
        light=light(task.state, lamp, today, rules.policy.terms.near, rules.office.workdays),
        leads=tuple(names[unit] for unit, role in parts if role is Role.LEAD),
        supports=tuple(names[unit] for unit, role in parts if role is Role.SUPPORT),
        units=frozenset(unit for unit, _ in parts) | frozenset(row.unit_id for row in owed),
        leaders=tuple(task.leaders),
        next_kind=coming.kind if coming else None,
        next_on=coming.report_by if coming else None,
        answered=answered,
        asked=asked,
        to_review=sum(row.state is ObligationState.REPORTED and row.milestone_id is not None for row in owed),
    )


def progress(own: Iterable[Owed], today: date) -> tuple[int, int]:
    """How many were answered, of those that fell due so far or were answered before."""
    answered = asked = 0
    for row in own:
        done = row.state in (ObligationState.REPORTED, ObligationState.ACCEPTED)
        answered += done
        asked += done or row.report_by <= today
    return answered, asked


def _searchable(row: BoardRow) -> str:
    units = " ".join((*row.leads, *row.supports))
    return f"{row.number} {row.theme} {row.content} {row.time_limit} {units} {' '.join(row.leaders)}".lower()
