"""One row of the board (台账), made of a key task's rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models.lights import OwnDuty, light, light_word
from models.naming import number_of
from models.plans import KeyTask
from models.rules import Rules
from models.words import OWED, KeyTaskState, Light, ObligationKind, ObligationState, Role

OWN = (ObligationKind.PROGRESS, ObligationKind.COMPLETION)
"""What a lead unit answers for itself; lights and progress look at nothing else."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation as far as the board looks at it."""

    key_task_id: UUID
    unit_id: UUID
    kind: ObligationKind
    state: ObligationState
    report_by: date
    milestone_id: UUID | None
    return_by: date | None = None
    extended_to: date | None = None
    first_asked: date | None = None

    @property
    def first_by(self) -> date:
        """The date first asked, as `Obligation.first_by`."""
        return self.first_asked or self.report_by

    @property
    def asked_by(self) -> date:
        """The date that counts, as `Obligation.asked_by`."""
        return self.return_by or self.extended_to or self.report_by

    @property
    def awaits_office(self) -> bool:
        """Whether the office has to verify it, as `Obligation.awaits_office`."""
        verified = self.milestone_id is not None or self.kind is ObligationKind.PLAN
        return verified and self.state is ObligationState.REPORTED


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One key task."""

    id: UUID
    number: str
    theme: str
    content: str
    time_limit: str
    standing: str
    """The state in words: `推进中`, `挂账至2026-09-01`, `并入第12项`."""
    light: Light
    state: KeyTaskState
    listed_apart: bool
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    units: frozenset[UUID]
    leaders: tuple[str, ...]
    next_kind: ObligationKind | None
    next_on: date | None
    first_on: date | None
    """What was first asked, where another date counts now."""
    petitions: int
    """申请 that wait for the office."""
    answered: int
    asked: int
    """Obligations of the lead that fell due so far or were answered before."""
    to_review: int

    @property
    def light_word(self) -> str:
        """What stands beside a grey light in place of its own word."""
        return light_word(self.state, self.listed_apart)


def board_row(
    task: KeyTask,
    parts: Sequence[tuple[UUID, Role]],
    owed: Sequence[Owed],
    names: dict[UUID, str],
    rules: Rules,
    today: date,
    standing: str,
    petitions: int,
) -> BoardRow:
    own = [row for row in owed if row.kind in OWN and row.state is not ObligationState.CANCELLED]
    coming = min((row for row in own if row.state in OWED), key=lambda row: row.asked_by, default=None)
    answered, asked = progress(own, today)
    lamp = [OwnDuty(row.kind, row.state, row.asked_by) for row in own]
    return BoardRow(
        id=task.id,
        number=number_of(task),
        theme=task.theme,
        content=task.content,
        time_limit=task.time_limit,
        standing=standing,
        light=light(task.state, lamp, today, rules.policy.terms.near, rules.office.workdays),
        state=task.state,
        listed_apart=task.listed_apart,
        leads=tuple(names[unit] for unit, role in parts if role is Role.LEAD),
        supports=tuple(names[unit] for unit, role in parts if role is Role.SUPPORT),
        units=frozenset(unit for unit, _ in parts)
        | frozenset(row.unit_id for row in owed if row.kind is not ObligationKind.DECIDE),
        leaders=tuple(task.leaders),
        next_kind=coming.kind if coming else None,
        next_on=coming.asked_by if coming else None,
        first_on=coming.first_by if coming and coming.asked_by != coming.first_by else None,
        petitions=petitions,
        answered=answered,
        asked=asked,
        to_review=sum(row.awaits_office for row in owed),
    )


def progress(own: Iterable[Owed], today: date) -> tuple[int, int]:
    """How many were answered, of those that fell due so far or were answered before."""
    answered = asked = 0
    for row in own:
        done = row.state in (ObligationState.REPORTED, ObligationState.ACCEPTED)
        answered += done
        asked += done or row.asked_by <= today
    return answered, asked


def searchable(row: BoardRow) -> str:
    units = " ".join((*row.leads, *row.supports))
    return f"{row.number} {row.theme} {row.content} {row.time_limit} {units} {' '.join(row.leaders)}".lower()
