"""Tables of what was handed down: directive (来文), plan, key task (重点工作), assignment, milestone (节点)."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from models.columns import Row, key, moment, plain_list, refers, word
from models.words import (
    AssignmentState,
    Criterion,
    DirectiveKind,
    KeyTaskState,
    PlanState,
    Recurrence,
    Responsibility,
    Role,
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


class Question(Row, table=True):
    """A doubtful reading that a coordinator settles before the plan is issued."""

    __table_args__ = (UniqueConstraint("plan_id", "number", "part", "code", "text"),)

    id: UUID = key()
    plan_id: int = refers("plan.id")
    number: int = 0
    """The key task's number, or 0 for the whole notice."""
    part: int = 1
    code: str
    text: str
    choices: list[str] = plain_list()
    default: str
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = moment(nullable=True)
