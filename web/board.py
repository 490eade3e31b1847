"""The board (台账) as plain values, read with a constant number of queries however many key tasks there are."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy
from sqlmodel import Session, col, select

from models.duties import Obligation, Petition
from models.plans import Assignment, Directive, KeyTask, Plan
from models.recording import GONE
from models.rules import Rules
from models.units import Unit
from models.wording import standing
from models.words import (
    Light,
    PetitionState,
    PlanState,
    Role,
    UnitKind,
)
from web.board_rows import BoardRow, Owed, board_row, searchable


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
            and all(word in searchable(row) for word in self.text.lower().split())
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
    asked, targets = _petitions(session, plan_id), _targets(session, tasks)
    found = session.exec(select(Unit.id, Unit.name, Unit.kind)).all()
    names = {unit_id: name for unit_id, name, _ in found}
    rows = [
        board_row(
            task, parts[task.id], owed[task.id], names, rules, today,
            standing=standing(task, targets.get(task.merged_into_id) if task.merged_into_id else None),
            petitions=asked[task.id],
        )
        for task in tasks
    ]  # fmt: skip
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
        .where(KeyTask.plan_id == plan_id, col(Assignment.state).not_in(GONE))
        .order_by(col(Assignment.position))
    ):
        parts[task_id].append((unit_id, Role(role)))
    return parts


def _obligations(session: Session, plan_id: int) -> dict[UUID, list[Owed]]:
    """Plain columns instead of rows: a plan owes thousands."""
    owed: dict[UUID, list[Owed]] = defaultdict(list)
    table = Obligation.__table__.c  # type: ignore[attr-defined]
    columns = (
        table.key_task_id, table.unit_id, table.kind, table.state, table.report_by,
        table.milestone_id, table.return_by, table.extended_to, table.first_asked,
    )  # fmt: skip
    wanted = sqlalchemy.select(*columns).where(table.plan_id == plan_id, table.key_task_id.is_not(None))
    for row in session.execute(wanted):
        owed[row.key_task_id].append(Owed(*row))
    return owed


def _petitions(session: Session, plan_id: int) -> Counter[UUID]:
    """Key task → petitions that wait for the office."""
    asked = select(Petition.key_task_id).where(
        Petition.plan_id == plan_id, Petition.state == PetitionState.ASKED
    )
    return Counter(session.exec(asked))


def _targets(session: Session, tasks: Sequence[KeyTask]) -> dict[UUID, KeyTask]:
    """What others were merged into, of whatever plan."""
    ids = [task.merged_into_id for task in tasks if task.merged_into_id]
    return {row.id: row for row in session.exec(select(KeyTask).where(col(KeyTask.id).in_(ids)))}
