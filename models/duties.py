"""Tables of what is owed: rounds (报送轮次), sheets (报送单), obligations (应办事项), reports."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, UniqueConstraint

from models.columns import Row, key, moment, plain_list, refers, word
from models.words import Answer, Criterion, ObligationKind, ObligationState


class Round(Row, table=True):
    """报送轮次: one rhythm for the whole office, so that two plans share one sheet."""

    id: UUID = key()
    due_on: date = Field(unique=True)
    name: str
    """一季度, 全年预计, 年终 …"""


class Sheet(Row, table=True):
    """报送单: all one unit owes in one round."""

    __table_args__ = (UniqueConstraint("unit_id", "round_id"),)

    id: UUID = key()
    unit_id: UUID = refers("unit.id")
    round_id: UUID = refers("round.id")


class Obligation(Row, table=True):
    """应办事项: what one unit owes by one date. The ladder's state is `cycle`, `armed_at` and `next_rung_at`."""

    __table_args__ = (
        UniqueConstraint("plan_id", "unit_id", "kind", "slot"),
        # The clock asks only for rows that will speak again; finished rows must cost nothing.
        Index(
            "ix_obligation_due",
            "next_rung_at",
            sqlite_where=text("next_rung_at IS NOT NULL"),
            postgresql_where=text("next_rung_at IS NOT NULL"),
        ),
    )

    id: UUID = key()
    plan_id: int = refers("plan.id")
    unit_id: UUID = refers("unit.id")
    kind: ObligationKind = word(ObligationKind)
    key_task_id: UUID | None = refers("key_task.id", nullable=True)
    """None for signing, which is once for the whole notice."""
    milestone_id: UUID | None = refers("milestone.id", nullable=True)
    round_id: UUID | None = refers("round.id", nullable=True)
    period: str = ""
    slot: str
    """(key task, milestone or none, period) as one text, so that one unique key covers the empty ones too."""
    ladder: str
    """Name of the ladder in the policy."""
    report_by: date
    return_by: date | None = None
    """After a return: by when to answer again. The ladder counts from it; what was first asked stays visible."""
    deadline: date | None = None
    state: ObligationState = word(ObligationState, ObligationState.OPEN)
    cycle: int = 0
    """Rises when a date moves, a report is returned, a matter is reopened."""
    armed_at: datetime = moment()
    next_rung_at: datetime | None = moment(nullable=True)
    done_on: date | None = None
    trouble: str = ""
    """Why the clock could not decide this row; shown on the board until it can."""

    @property
    def label(self) -> str:
        """What it is called: the answer to a PROGRESS milestone is an assessment, to a CONTINUOUS one a summary."""
        if self.kind is ObligationKind.PROGRESS and self.milestone_id is not None:
            return "年度小结" if self.period == Criterion.CONTINUOUS.value else "进展评估"
        return self.kind.label

    @property
    def is_result(self) -> bool:
        """Whether it answers a milestone. Results are verified one by one; round reports stand unless returned."""
        return self.milestone_id is not None

    @property
    def awaits_office(self) -> bool:
        """Whether the office has to verify it."""
        return self.is_result and self.state is ObligationState.REPORTED


class Report(Row, table=True):
    """One answer to an obligation; the last of the cycle counts, the earlier ones stay."""

    id: UUID = key()
    obligation_id: UUID = refers("obligation.id")
    cycle: int
    answer: Answer = word(Answer)
    text: str = ""
    done_on: date | None = None
    missing: list[str] = plain_list()
    """Supporting units that had not contributed when the lead reported."""
    at: datetime = moment()
    actor: str
