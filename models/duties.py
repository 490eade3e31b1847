"""Tables of what is owed: rounds (报送轮次), sheets (报送单), obligations (应办事项), petitions (申请)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, UniqueConstraint

from models.columns import Row, key, moment, plain_list, plain_map, refers, word
from models.words import (
    OFFICE_DUTIES,
    Answer,
    Armed,
    Criterion,
    Level,
    ObligationKind,
    ObligationState,
    PetitionKind,
    PetitionState,
    RoundKind,
    SignatureWay,
    Verdict,
)


class Round(Row, table=True):
    """报送轮次: one rhythm for the whole office, so that two plans share one sheet."""

    id: UUID = key()
    due_on: date = Field(unique=True)
    name: str
    """一季度, 全年预计, 年终 …"""
    kind: RoundKind = word(RoundKind, RoundKind.REGULAR)
    note: str = ""  # of a 调度: what is asked, in the coordinator's words


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
    key_task_id: UUID | None = refers("key_task.id", nullable=True)  # none for 签收: once for the notice
    milestone_id: UUID | None = refers("milestone.id", nullable=True)
    round_id: UUID | None = refers("round.id", nullable=True)
    period: str = ""
    slot: str
    """(key task, milestone or none, period) as one text, so that one unique key covers the empty ones too."""
    ladder: str  # its name in the policy
    report_by: date
    return_by: date | None = None
    """After a return: by when to answer again. The ladder counts from it; what was first asked stays visible."""
    extended_to: date | None = None
    """延期: the date granted; lights and ladder follow it, what was first asked stays visible."""
    first_asked: date | None = None  # where a corrected notice (来文更正) moved `report_by`: what it was
    deadline: date | None = None
    state: ObligationState = word(ObligationState, ObligationState.OPEN)
    cycle: int = 0
    """Rises when a date moves, a report is returned, a matter is reopened."""
    armed_at: datetime = moment()
    armed_for: Armed = word(Armed, Armed.ISSUED)
    next_rung_at: datetime | None = moment(nullable=True)
    paused: bool = False
    """Its key task is 挂账: the ladder stands still."""
    returns: int = 0  # how often it was sent back
    done_on: date | None = None
    verdict: Verdict | None = word(Verdict, nullable=True)  # the office's finding on a year-end answer
    about_id: UUID | None = Field(default=None, index=True)
    """Of a DECIDE: the petition, the held notification or the suspended key task; its period says which."""
    trouble: str = ""
    """Why the clock could not decide this row; shown on the board until it can."""

    @property
    def asked_by(self) -> date:
        """The date that lights and ladder follow: of a return, of an extension, else as first asked."""
        return self.return_by or self.extended_to or self.report_by

    @property
    def first_by(self) -> date:
        """The date first asked, whatever has moved it since."""
        return self.first_asked or self.report_by

    @property
    def label(self) -> str:
        """What it is called: the answer to a PROGRESS milestone is an assessment, to a CONTINUOUS one a summary."""
        if self.kind is ObligationKind.PROGRESS and self.milestone_id is not None:
            return "年度小结" if self.period == Criterion.CONTINUOUS.value else "进展评估"
        if self.period.startswith(Armed.REOPENED.label):
            return "整改报送"
        return OFFICE_DUTIES.get(self.period, self.kind.label)

    @property
    def is_result(self) -> bool:
        """Whether it answers a milestone. Results are verified one by one; round reports stand unless returned."""
        return self.milestone_id is not None

    @property
    def awaits_office(self) -> bool:
        """Whether the office has to verify it: a result, or a 落实方案."""
        return (self.is_result or self.kind is ObligationKind.PLAN) and self.state is ObligationState.REPORTED


class Report(Row, table=True):
    """One answer to an obligation; the last of the cycle counts, the earlier ones stay."""

    __table_args__ = (Index("uq_report_position", "obligation_id", "position", unique=True),)

    id: UUID = key()
    obligation_id: UUID = refers("obligation.id")
    cycle: int
    position: int
    """Its place among all answers to the obligation, from 1: the highest is the last, also at equal instants."""
    answer: Answer = word(Answer)
    text: str = ""
    """What was done; for a completion also the evidence."""
    percent: int | None = None
    """0–100, as the unit sees it."""
    next_step: str = ""
    next_on: date | None = None
    """By when the next step, or what is still missing, is promised."""
    blocker: str = ""
    details: dict[str, Any] = plain_map()
    """Of a 落实方案: measures, timetable, responsible, result_form, expected_result, nodes [{due, text}]."""
    taken_over: list[str] = plain_list()
    """Ids of the supporting units' reports that the lead took over into this one."""
    answered_with_id: UUID | None = refers("report.id", nullable=True)
    """同一事项: the report on another plan's key task that answered this one too."""
    done_on: date | None = None
    missing: list[str] = plain_list()
    """Supporting units that had not contributed when the lead reported."""
    at: datetime = moment()
    actor: str


class SectionAnswer(Row, table=True):
    """What a section (处室) wrote into its row; the contact takes it over, and only then it is the unit's report."""

    __table_args__ = (UniqueConstraint("obligation_id", "position"),)

    id: UUID = key()
    obligation_id: UUID = refers("obligation.id")
    cycle: int
    position: int
    """Its place among the sections' answers to the obligation, from 1."""
    post_id: UUID = refers("post.id")
    answer: Answer = word(Answer)
    text: str = ""
    percent: int | None = None
    next_step: str = ""
    next_on: date | None = None
    blocker: str = ""
    done_on: date | None = None
    at: datetime = moment()
    actor: str
    taken_at: datetime | None = moment(nullable=True)


class Promise(Row, table=True):
    """承诺: by when a unit said it would answer. A broken one arms the ladder anew."""

    __table_args__ = (UniqueConstraint("obligation_id", "position"),)

    id: UUID = key()
    obligation_id: UUID = refers("obligation.id")
    cycle: int
    position: int
    """Its place among the promises about the obligation, from 1: the highest is the newest."""
    due_on: date = Field(index=True)
    text: str = ""
    made_at: datetime = moment()
    made_by: str
    kept_at: datetime | None = moment(nullable=True)
    broken_at: datetime | None = moment(nullable=True)


class Petition(Row, table=True):
    """申请: a unit asks, the office decides within its term (the DECIDE obligation that points here)."""

    __table_args__ = (UniqueConstraint("key_task_id", "position"),)

    id: UUID = key()
    position: int
    """Its place among the petitions under the key task, from 1."""
    kind: PetitionKind = word(PetitionKind)
    plan_id: int = refers("plan.id")
    key_task_id: UUID = refers("key_task.id")
    unit_id: UUID = refers("unit.id")
    obligation_id: UUID | None = refers("obligation.id", nullable=True)
    """What an extension, or the report that asks for coordination, is about."""
    reason: str
    wanted_on: date | None = None
    """Of an extension: the date asked for."""
    signed_by: str = ""
    """The head who signed it, or the paper's number."""
    level: Level = word(Level, Level.COORDINATOR)
    """Who decides, by rule."""
    state: PetitionState = word(PetitionState, PetitionState.ASKED)
    asked_at: datetime = moment()
    asked_by: str
    granted_on: date | None = None
    """Of a granted extension: the new date, which may be earlier than the one asked for."""
    answer: str = ""
    paper: str = ""
    """The paper that carries the decision of a level above the one who entered it."""
    decided_at: datetime | None = moment(nullable=True)
    decided_by: str = ""


class Signature(Row, table=True):
    """签批: the head of a unit stands for what is on a sheet."""

    __table_args__ = (UniqueConstraint("sheet_id", "position"),)

    id: UUID = key()
    sheet_id: UUID = refers("sheet.id")
    position: int
    """Its place among the sheet's signatures, from 1."""
    way: SignatureWay = word(SignatureWay)
    signed_by: str
    oa_number: str = ""
    received_on: date | None = None
    """When the paper arrived; may lie before the day it was entered (代录)."""
    reports: list[str] = plain_list()
    """Ids of the reports it stands for; a report made later is not signed."""
    at: datetime = moment()
    actor: str
    revoked_at: datetime | None = moment(nullable=True)
