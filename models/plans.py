"""Tables of what was handed down: directive (来文), plan, key task (重点工作), assignment, milestone (节点)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from models.columns import Row, key, moment, plain_list, plain_map, refers, word
from models.words import (
    AssignmentState,
    Criterion,
    DirectiveKind,
    KeyTaskState,
    PlanState,
    Recurrence,
    Responsibility,
    Role,
    Secrecy,
)


class Directive(Row, table=True):
    """The document itself."""

    id: UUID = key()
    kind: DirectiveKind = word(DirectiveKind, DirectiveKind.WORK_REPORT)
    title: str
    issuer: str
    document_number: str = ""
    issued_on: date | None = None
    source_name: str = ""
    source_digest: str = ""
    """SHA-256 of the file as it was read."""
    term_days: int | None = None
    """Of a kind with terms (领导批示…) the one chosen, in calendar days; dates matters that name no date."""


class Plan(Row, table=True):
    """One directive's decomposition. Its number is what people type after `duban plan show`."""

    id: int | None = Field(default=None, primary_key=True)
    directive_id: UUID = refers("directive.id")
    year: int
    identity: str = Field(unique=True)
    """Issuer + document number, else title + year: what makes a second import the same plan."""
    state: PlanState = word(PlanState, PlanState.DRAFT)
    created_at: datetime = moment()
    issued_at: datetime | None = moment(nullable=True)
    rounds: list[dict[str, Any]] = plain_list()
    """Rounds of this plan alone, as `RoundRule` bodies; empty: those of the policy for its kind of directive."""


class KeyTask(Row, table=True):
    """重点工作. Its id never changes, whatever happens to the notice."""

    __table_args__ = (UniqueConstraint("plan_id", "number", "part"),)

    id: UUID = key()
    plan_id: int = refers("plan.id")
    number: int
    part: int = 1
    theme: str = ""
    content: str
    time_limit: str
    """As written in the notice."""
    responsibility: Responsibility = word(Responsibility)
    leaders: list[str] = plain_list()
    """分管领导, as written; never mailed by a machine."""
    state: KeyTaskState = word(KeyTaskState, KeyTaskState.DRAFT)
    listed_apart: bool = True
    """False: kept in the plan, but nobody is asked (不单列督办)."""
    sums_up: bool = True
    """Of joint units the first-listed one sums up (汇总); False: each reports for itself."""
    source: str = ""
    """Where it was read: 第2页第1张表第5行."""
    reading: dict[str, Any] = plain_map()
    """The fields as read, before any answer; a corrected notice is compared with it."""
    groups: dict[str, Any] = plain_map()
    """What a name means in this key task alone: a group as read → ids of units; none where it is left out."""
    chosen_leads: list[str] = plain_list()
    """The names that lead, where a person has decided it; empty as long as it is as read."""
    secrecy: Secrecy = word(Secrecy, Secrecy.OPEN)
    paper_reference: str = ""
    """Of an offline (线下) key task: where the paper is kept."""
    suspended_until: date | None = None
    """挂账: on this date the office decides whether to resume or to end it."""
    merged_into_id: UUID | None = refers("key_task.id", nullable=True)

    @property
    def called(self) -> str:
        """As sentences name it: `第12项`, `第12-2项` for the second part."""
        return f"第{self.number}-{self.part}项" if self.part > 1 else f"第{self.number}项"

    @property
    def tag(self) -> str:
        """As Prefect's pages find it, whatever other plans have a key task of this number: `计划5-018`."""
        return f"计划{self.plan_id}-{self.number:03d}" + (f"-{self.part}" if self.part > 1 else "")


class SameMatter(Row, table=True):
    """同一事项: two key tasks of different plans that one report may answer."""

    __table_args__ = (UniqueConstraint("key_task_id", "other_id"),)

    id: UUID = key()
    key_task_id: UUID = refers("key_task.id")
    other_id: UUID = refers("key_task.id")
    at: datetime = moment()
    actor: str


class Assignment(Row, table=True):
    """A unit's part in a key task, signed for (签收) or sent back."""

    __table_args__ = (UniqueConstraint("key_task_id", "unit_id"),)

    id: UUID = key()
    key_task_id: UUID = refers("key_task.id")
    unit_id: UUID = refers("unit.id")
    role: Role = word(Role)
    position: int = 0
    """Order in the notice; the first-listed lead is 0."""
    state: AssignmentState = word(AssignmentState, AssignmentState.PENDING)
    signed_at: datetime | None = moment(nullable=True)
    signed_by: str = ""


class Milestone(Row, table=True):
    """节点: a checkpoint that comes from the time limit."""

    __table_args__ = (UniqueConstraint("key_task_id", "position"),)

    id: UUID = key()
    key_task_id: UUID = refers("key_task.id")
    position: int
    deadline: date | None = None
    """What the result is judged by; last day that counts."""
    report_by: date | None = None
    """When the unit is asked; rungs count from it."""
    criterion: Criterion = word(Criterion)
    scope: str = ""
    """What the date is for; empty means the whole key task."""
    recurrence: Recurrence | None = word(Recurrence, nullable=True)
    expected_result: str = ""
    confidence: float = 1.0
    explanation: str = ""
    """How the date came about, as a sentence."""
    source: str = ""
    """Where it was read, and the words: 第2页第1张表第5行第4列“…”."""


class UnitReading(Row, table=True):
    """Which unit a name in the notice stands for, in the whole plan; a name nobody has placed yet has none."""

    __table_args__ = (UniqueConstraint("plan_id", "name"),)

    id: UUID = key()
    plan_id: int = refers("plan.id")
    name: str
    """As written in the notice."""
    unit_id: UUID | None = refers("unit.id", nullable=True)


class GeneralRequirement(Row, table=True):
    """工作要求: a requirement on all units, offered as a default of the plan."""

    __table_args__ = (UniqueConstraint("plan_id", "position"),)

    id: UUID = key()
    plan_id: int = refers("plan.id")
    position: int
    code: str
    text: str
    """As written in the notice."""
    offer: str
    """What the plan would do, as a Chinese sentence."""
    accepted: bool
    due_on: date | None = None
    """The date it names: 3月31日前报送落实方案."""
    source: str = ""
    settled_by: str = ""
    """Who switched it last; empty while it stands as it was read."""
    settled_at: datetime | None = moment(nullable=True)


class CheckpointOffer(Row, table=True):
    """A date inside a key task's text; becomes a milestone when a coordinator says so."""

    __table_args__ = (UniqueConstraint("plan_id", "position"),)

    id: UUID = key()
    plan_id: int = refers("plan.id")
    key_task_id: UUID = refers("key_task.id")
    position: int
    """Its number in the plan, from 1."""
    text: str
    clause: str
    due: date | None = None
    kind: str
    """deadline, extension, effective-from, background."""
    track: str
    """checkpoint: worth a milestone; watch: worth knowing; none."""
    source: str = ""
    milestone_id: UUID | None = refers("milestone.id", nullable=True)
    """The milestone made of it."""


class Question(Row, table=True):
    """A doubtful reading that a coordinator settles before the plan is issued."""

    __table_args__ = (UniqueConstraint("plan_id", "number", "part", "code", "text"),)

    id: UUID = key()
    plan_id: int = refers("plan.id")
    position: int = 0
    """What people type to answer it, from 1; never changes."""
    number: int = 0
    """The key task's number, or 0 for the whole notice."""
    part: int = 1
    code: str
    text: str
    choices: list[str] = plain_list()
    default: str
    about: dict[str, Any] = plain_map()
    """What an answer changes: a name as read, positions of milestones, key tasks; its keys depend on the code."""
    source: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = moment(nullable=True)
