"""What a unit has said and asked so far about the rows of its sheet; loaded in bulk, a query per table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from models.attached import Attachment
from models.contributions import Contribution, contributions_to, files_of
from models.duties import Obligation, Petition, Promise, Report
from models.traces import HistoryEntry
from models.words import ObligationState, PetitionKind


@dataclass(frozen=True, slots=True)
class RowMemory:
    """By obligation, unless it says otherwise."""

    last: Mapping[UUID, Report]
    before: Mapping[UUID, Report]
    """By key task: the unit's last report with a text."""
    reasons: Mapping[UUID, str]
    """Why the office sent a row back."""
    contributions: Mapping[UUID, tuple[Contribution, ...]]
    reports: Sequence[Report]
    files: Mapping[UUID, tuple[Attachment, ...]]
    """By report."""
    petitions: Sequence[Petition]
    promises: Mapping[UUID, Promise]

    def files_of(self, row: Obligation) -> tuple[Attachment, ...]:
        """Files of all answers to a row in its present cycle, each name and content once."""
        mine = (one for one in self.reports if one.obligation_id == row.id and one.cycle == row.cycle)
        files = [file for report in mine for file in self.files.get(report.id, ())]
        return tuple({(file.digest, file.name): file for file in files}.values())

    def petitions_of(self, row: Obligation) -> tuple[Petition, ...]:
        """What was asked about a row; an objection concerns the whole key task, and so each of its rows."""
        return tuple(
            one
            for one in self.petitions
            if one.obligation_id == row.id
            or (one.kind is PetitionKind.OBJECTION and one.key_task_id == row.key_task_id)
        )


def remembered(
    session: Session, unit_id: UUID, owed: Sequence[Obligation], tasks: Collection[UUID]
) -> RowMemory:
    """Everything said and asked so far about these rows and key tasks by one unit."""
    told = session.exec(
        select(Report, Obligation.key_task_id)
        .join(Obligation, col(Report.obligation_id) == Obligation.id)
        .where(Obligation.unit_id == unit_id, col(Obligation.key_task_id).in_(tasks))
        .order_by(col(Report.at), col(Obligation.report_by), col(Report.position))
    ).all()
    last = {report.obligation_id: report for report, _ in told}
    before = {task: report for report, task in told if report.text and task is not None}
    ids = {row.id for row in owed}
    reports = [report for report, _ in told if report.obligation_id in ids]
    returned = [row.id for row in owed if row.state is ObligationState.RETURNED]
    return RowMemory(
        last=last,
        before=before,
        reasons=_reasons(session, returned),
        contributions=contributions_to(session, owed),
        reports=reports,
        files=files_of(session, [report.id for report in reports]),
        petitions=_petitions(session, unit_id, tasks),
        promises=_promises(session, owed),
    )


def _reasons(session: Session, returned: Sequence[UUID]) -> dict[UUID, str]:
    """Why the office sent a row back, in its own words."""
    entries = session.exec(
        select(HistoryEntry)
        .where(col(HistoryEntry.obligation_id).in_(returned), HistoryEntry.verb == "退回")
        .order_by(col(HistoryEntry.id))
    )
    return {
        entry.obligation_id: str(entry.after.get("reason", "")) for entry in entries if entry.obligation_id
    }


def _petitions(session: Session, unit_id: UUID, tasks: Collection[UUID]) -> list[Petition]:
    asked = select(Petition).where(Petition.unit_id == unit_id, col(Petition.key_task_id).in_(tasks))
    return list(session.exec(asked.order_by(col(Petition.asked_at), col(Petition.position))))


def _promises(session: Session, owed: Sequence[Obligation]) -> dict[UUID, Promise]:
    cycles = {row.id: row.cycle for row in owed}
    running = select(Promise).where(
        col(Promise.obligation_id).in_(list(cycles)),
        col(Promise.kept_at).is_(None),
        col(Promise.broken_at).is_(None),
    )
    rows = session.exec(running.order_by(col(Promise.position)))
    return {row.obligation_id: row for row in rows if row.cycle == cycles[row.obligation_id]}
