"""What stands on a unit's sheet (报送单), as plain values. Read from the database by `web.unit_sheet`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.duties import Obligation, Report, Round
from models.plans import KeyTask, Milestone
from models.units import Post, Unit
from models.words import Answer, ObligationKind, ObligationState

ANSWERED = (ObligationState.REPORTED, ObligationState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One thing to answer."""

    obligation: Obligation
    milestone: Milestone | None
    round_name: str
    last: Report | None
    """The last answer to this very obligation."""
    prefill: str
    """The unit's last text on this key task, whatever it answered then."""
    returned_because: str

    @property
    def contributes(self) -> bool:
        """配合 rather than 牵头."""
        return self.obligation.kind is ObligationKind.CONTRIBUTION

    @property
    def answered(self) -> bool:
        """Nothing more is asked."""
        return self.obligation.state in ANSWERED

    @property
    def settled(self) -> bool:
        """The office has accepted it: no more changes."""
        return self.obligation.state is ObligationState.ACCEPTED

    @property
    def returned(self) -> bool:
        """The office sent the last answer back."""
        return self.obligation.state is ObligationState.RETURNED

    @property
    def noted(self) -> Report | None:
        """The answer of this cycle, which for a completion may leave the row open."""
        return self.last if self.last is not None and self.last.cycle == self.obligation.cycle else None

    @property
    def easy(self) -> bool:
        """May be answered together with the others in one click."""
        open_still = self.obligation.state is ObligationState.OPEN and self.noted is None
        return open_still and self.obligation.kind is not ObligationKind.COMPLETION

    @property
    def usual(self) -> Answer:
        """The one-click answer."""
        return Answer.NOTHING_NEW if self.contributes else Answer.ON_TRACK


@dataclass(frozen=True, slots=True)
class TaskRows:
    """All rows of one key task."""

    task: KeyTask
    rows: Sequence[SheetRow]
    leads: Sequence[str] = ()
    """Names of its lead units: a contribution is asked in their name."""

    @property
    def number(self) -> str:
        """`12`, or `12-2` for the second part."""
        return f"{self.task.number}-{self.task.part}" if self.task.part > 1 else str(self.task.number)


@dataclass(frozen=True, slots=True)
class Signing:
    """One notice to sign for."""

    obligation: Obligation
    title: str
    leads: int
    supports: int


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """Everything on the sheet."""

    unit: Unit
    post: Post
    round: Round
    signings: Sequence[Signing]
    lead: Sequence[TaskRows]
    support: Sequence[TaskRows]

    @property
    def of_round(self) -> bool:
        """Whether this round's own reports are on it; a milestone between rounds needs no round's name above it."""
        return any(row.obligation.report_by == self.round.due_on or row.round_name for row in self.rows())

    def rows(self) -> Iterator[SheetRow]:
        """All rows, lead first."""
        for group in (*self.lead, *self.support):
            yield from group.rows

    def easy(self, *, contributes: bool) -> list[SheetRow]:
        """Rows that one click may answer together."""
        return [row for row in self.rows() if row.easy and row.contributes is contributes]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(1 for _ in self.rows())

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(row.answered for row in self.rows())
