"""The last report of each obligation on a key task's page, with its files and what it took over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from models.attached import Attachment
from models.contributions import files_of
from models.duties import Obligation, Report
from models.units import Unit


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A supporting unit's report that the lead took over into its own (并入)."""

    unit: str
    report: Report
    files: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """One report and what belongs to it."""

    report: Report
    files: Sequence[Attachment] = ()
    taken: Sequence[TakenOver] = ()


def last_reports(session: Session, obligations: Sequence[UUID]) -> dict[UUID, Report]:
    """Obligation → its last report, whatever the cycle."""
    rows = session.exec(
        select(Report).where(col(Report.obligation_id).in_(obligations)).order_by(col(Report.position))
    )
    return {row.obligation_id: row for row in rows}


def last_reported(session: Session, obligations: Sequence[UUID]) -> dict[UUID, Reported]:
    """Obligation → its last report, whatever the cycle; a constant number of queries."""
    last = last_reports(session, obligations)
    taken = _reports(session, [one for row in last.values() for one in row.taken_over])
    files = files_of(session, [row.id for row in last.values()] + [one.report.id for one in taken.values()])
    return {owed: _reported(row, taken, files) for owed, row in last.items()}


def _reported(
    row: Report, taken: Mapping[str, TakenOver], files: Mapping[UUID, Sequence[Attachment]]
) -> Reported:
    found = [taken[one] for one in row.taken_over if one in taken]
    return Reported(
        row,
        files.get(row.id, ()),
        [TakenOver(one.unit, one.report, files.get(one.report.id, ())) for one in found],
    )


def _reports(session: Session, ids: Sequence[str]) -> dict[str, TakenOver]:
    """Id as a report names it → the contribution, without its files yet."""
    if not ids:
        return {}
    rows = session.exec(
        select(Report, Unit.name)
        .join(Obligation, col(Obligation.id) == Report.obligation_id)
        .join(Unit, col(Unit.id) == Obligation.unit_id)
        .where(col(Report.id).in_([UUID(one) for one in ids]))
    )
    return {str(report.id): TakenOver(name, report) for report, name in rows}
