"""What stands on a unit's sheet (报送单), as plain values. Read from the database by `models.sheets`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.attached import Attachment
from models.contributions import Contribution
from models.duties import Obligation, Petition, Promise, Report, Round, SectionAnswer, Sheet
from models.freshness import mark_of
from models.naming import number_of
from models.plans import KeyTask, Milestone
from models.units import Post, Unit
from models.words import Answer, ObligationKind, ObligationState, PetitionState

ANSWERED = (ObligationState.REPORTED, ObligationState.ACCEPTED)
REPORTED_KINDS = (
    ObligationKind.PLAN,
    ObligationKind.PROGRESS,
    ObligationKind.COMPLETION,
    ObligationKind.CONTRIBUTION,
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One thing to answer."""

    obligation: Obligation
    milestone: Milestone | None
    round_name: str
    last: Report | None
    """The last answer to this very obligation."""
    before: Report | None
    """The unit's last answer on this key task with something written in it: what the fields begin with."""
    returned_because: str
    contributions: Sequence[Contribution] = ()
    """Of a lead's row: what its supporting units have sent, and who is missing."""
    files: Sequence[Attachment] = ()
    """Handed in with the answers of this cycle."""
    petitions: Sequence[Petition] = ()
    """What the unit asked the office about this row, the last one last."""
    promise: Promise | None = None
    """The promise that still runs."""
    along: Sequence[str] = ()
    """同一事项: what 已完成, or this round's report, answers in other plans too (计划2第5项)."""
    inside: Sequence[tuple[str, SectionAnswer | None]] = ()
    """Sections of the unit (处室) with what they wrote, where one wrote what the contact has not taken over."""

    @property
    def contributes(self) -> bool:
        """配合 rather than 牵头."""
        return self.obligation.kind is ObligationKind.CONTRIBUTION

    @property
    def plans(self) -> bool:
        """落实方案: a form of its own."""
        return self.obligation.kind is ObligationKind.PLAN

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
    def mark(self) -> str:
        """What a page or a file carries to be known as fresh."""
        return mark_of(self.obligation, self.last)

    @property
    def start(self) -> Report | None:
        """What the fields are filled with: this row's own answer, else the last one on the key task."""
        return self.noted or self.before

    @property
    def prefill(self) -> str:
        """The unit's last text on this key task, whatever it answered then."""
        return self.start.text if self.start else ""

    @property
    def plan(self) -> dict[str, Any]:
        """The 落实方案 as it was last handed in, also when it was returned."""
        return self.last.details if self.last else {}

    @property
    def nodes(self) -> list[tuple[str, str]]:
        """Its nodes: dates and texts."""
        return [(node["due"], node["text"]) for node in self.plan.get("nodes", ())]

    @property
    def waits(self) -> bool:
        """A usual report that nobody has answered."""
        open_still = self.obligation.state is ObligationState.OPEN and self.noted is None
        return open_still and self.obligation.kind in (ObligationKind.PROGRESS, ObligationKind.CONTRIBUTION)

    @property
    def easy(self) -> bool:
        """May be answered together with the others in one click: not over what a section has written."""
        return self.waits and not self.inside

    @property
    def said_inside(self) -> str:
        """`规划处已填“推进中”、产业处未填`; empty where no section has written anything new."""
        return "、".join(
            f"{name}已填“{said.answer.label}”" if said else f"{name}未填" for name, said in self.inside
        )

    @property
    def usual(self) -> Answer:
        """The one-click answer."""
        return Answer.NOTHING_NEW if self.contributes else Answer.ON_TRACK

    @property
    def arrived(self) -> list[Contribution]:
        """Contributions that can be taken over (并入)."""
        return [one for one in self.contributions if one.report is not None]

    @property
    def missing(self) -> list[str]:
        """Supporting units that have not answered."""
        return [one.unit_name for one in self.contributions if one.report is None]

    @property
    def asked(self) -> list[Petition]:
        """Petitions that wait for the office."""
        return [one for one in self.petitions if one.state is PetitionState.ASKED]

    def may_extend(self, today: date) -> bool:
        """Whether an extension may still be asked for: a dated result, before it expires."""
        owed = self.obligation
        if self.answered or not (
            owed.kind is ObligationKind.COMPLETION or (owed.is_result and owed.deadline)
        ):
            return False
        return min(owed.asked_by, owed.extended_to or owed.deadline or owed.asked_by) >= today

    @property
    def asked_first(self) -> date | None:
        """The date first asked, where another one holds now."""
        moved = self.obligation.asked_by != self.obligation.first_by
        return self.obligation.first_by if moved else None


@dataclass(frozen=True, slots=True)
class TaskRows:
    """All rows of one key task."""

    task: KeyTask
    rows: Sequence[SheetRow]
    leads: Sequence[str] = ()
    """Names of its lead units: a contribution is asked in their name."""
    extended: str = ""
    """`5月31日延至7月31日`, where a date of the key task was extended (延期)."""

    @property
    def limit(self) -> str:
        """The time limit of the notice, with what was extended since."""
        return (self.task.time_limit or "未写明") + (f"（{self.extended}）" if self.extended else "")

    @property
    def number(self) -> str:
        """`12`, or `12-2` for the second part."""
        return number_of(self.task)


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

    sheet: Sheet
    unit: Unit
    post: Post | None
    """Who looks at it; None outside of a unit's link."""
    round: Round
    signings: Sequence[Signing]
    lead: Sequence[TaskRows]
    support: Sequence[TaskRows]

    @property
    def of_round(self) -> bool:
        """Whether this round's own reports are on it; a milestone between rounds needs no round's name above it."""
        return any(row.obligation.report_by == self.round.due_on or row.round_name for row in self.rows())

    @property
    def called(self) -> str:
        """`一季度报送单`; without the round's name where nothing on it is asked in that round."""
        return f"{self.round.name if self.of_round else ''}报送单"

    def rows(self) -> Iterator[SheetRow]:
        """All rows, lead first."""
        for group in (*self.lead, *self.support):
            yield from group.rows

    def row(self, obligation: Obligation) -> SheetRow | None:
        """The row of an obligation, where it stands on this sheet."""
        return next((row for row in self.rows() if row.obligation.id == obligation.id), None)

    def easy(self, *, contributes: bool) -> list[SheetRow]:
        """Rows that one click may answer together."""
        return [row for row in self.rows() if row.easy and row.contributes is contributes]

    def filled_inside(self, *, contributes: bool) -> list[SheetRow]:
        """Rows that one click leaves out, as a section has written something."""
        return [row for row in self.rows() if row.waits and row.inside and row.contributes is contributes]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(1 for _ in self.rows())

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(row.answered for row in self.rows())
