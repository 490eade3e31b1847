"""A draft plan (草案): what was read from a document, before a person confirms it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.document import Document, Span
from models.words import Criterion, Recurrence, Responsibility

Sources = Mapping[str, tuple[Span, ...]]
"""Where each field of a draft was read, by the field's name."""


@dataclass(frozen=True, slots=True)
class DraftMilestone:
    """节点 as read: `due` is the last day that counts, None where the limit names no date."""

    due: date | None
    criterion: Criterion
    scope: str
    every: Recurrence | None = None
    confidence: float = 1.0
    """0 to 1; below 1 there is a question."""
    explanation: str = ""
    """How the date came about, as a sentence."""
    within: tuple[int, int] | None = None
    """The characters of the limit it was read from."""


@dataclass(frozen=True, slots=True)
class DraftTask:
    """重点工作 as read.

    Its `sources` are named number, theme, content, time_limit, leaders, units, leads, supports and milestones (one
    span or more each); those of one milestone are in `milestones.0` and so on.
    """

    number: int
    part: int
    theme: str
    content: str
    time_limit: str
    leaders: tuple[str, ...]
    responsibility: Responsibility
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    milestones: tuple[DraftMilestone, ...]
    sources: Sources = field(default_factory=dict)
    listed_apart: bool = True
    """False where nothing is supervised item by item (不单列督办): EACH 市政府各部门, purely general items."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader could not decide alone; without an answer the default holds."""

    code: str
    text: str
    choices: tuple[str, ...]
    default: str
    number: int | None = None
    """The key task's number; None for the whole notice."""
    part: int = 1
    sources: tuple[Span, ...] = ()
    tasks: tuple[tuple[int, int], ...] = ()
    """(number, part) of the key tasks it is about, where one question stands for several."""
    named: tuple[tuple[str, ...], ...] = ()
    """The names it is about in each of these key tasks, where they differ."""


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Text of the table's body or of the prose that no field uses."""

    span: Span
    text: str
    action: bool
    """It names something to do, so that leaving it out is a question."""


@dataclass(frozen=True, slots=True)
class PlanDefault:
    """A general requirement (工作要求) of the notice, offered as a default of the plan."""

    code: str
    """implementation-plan, ledger, contribution, notify-lead, reporting-period, monthly-round, inspection or
    appraisal."""
    text: str
    """What the notice says, as written."""
    offer: str
    """What the plan would do, as a Chinese sentence."""
    accepted: bool
    """Whether it holds unless a person says otherwise."""
    sources: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A date inside the task's text, offered as an extra milestone (off by default)."""

    number: int
    part: int
    text: str
    clause: str
    due: date | None
    kind: str
    """deadline, extension, effective-from, background."""
    track: str
    """checkpoint: worth a milestone; watch: worth knowing; none."""
    sources: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What one kind of notice (table, prose, labelled lines) yields."""

    form: str
    tasks: tuple[DraftTask, ...]
    questions: tuple[Question, ...]
    used: tuple[Span, ...] = ()
    """Read besides the fields: heads, numbers, labels, marks, words that only connect."""
    body: tuple[Span, ...] = ()
    """What has to be accounted for: the table's cells, or the prose between the first and the last assignment."""
    first_listed_rule: str = ""
    past: tuple[Span, ...] = ()
    """What has been done so far (进展情况): listed as left over, and nothing to ask about."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a document is not a notice of one kind."""

    form: str
    text: str
    """What was missing, as a Chinese phrase that names the place where there is one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole document as read, with the questions left to a person."""

    title: str
    issuer: str
    document_number: str
    issued_on: date | None
    year: int
    form: str
    tasks: tuple[DraftTask, ...]
    questions: tuple[Question, ...]
    first_listed_rule: str
    document: Document | None = None
    sources: Sources = field(default_factory=dict)
    """Of title, issuer, document_number, issued_on, first_listed_rule."""
    left_over: tuple[LeftOver, ...] = ()
    defaults: tuple[PlanDefault, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
