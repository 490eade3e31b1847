"""配合报送 as the lead unit sees it: what has arrived for a row, who is missing, what is taken over (并入)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import MoveRefused
from models.attached import Attachment
from models.duties import Obligation, Report
from models.units import Unit
from models.words import OWED, ObligationKind, ObligationState

LED = (ObligationKind.PROGRESS, ObligationKind.COMPLETION)
"""What supporting units contribute to."""
_ARRIVED = (ObligationState.REPORTED, ObligationState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one supporting unit has to say to the lead's row."""

    unit_name: str
    obligation: Obligation
    report: Report | None
    """Its answer of this cycle; None while it is missing."""
    files: Sequence[Attachment] = ()


def contributions_to(
    session: Session, obligations: Iterable[Obligation]
) -> dict[UUID, tuple[Contribution, ...]]:
    """Lead's obligation → contributions asked for the same key task and date, those still missing included."""
    leads: dict[tuple[UUID | None, str], list[Obligation]] = {}
    for lead in obligations:
        if lead.kind in LED and lead.key_task_id:
            leads.setdefault((lead.key_task_id, lead.report_by.isoformat()), []).append(lead)
    asked = session.exec(
        select(Obligation, Unit.name)
        .join(Unit, col(Unit.id) == Obligation.unit_id)
        .where(
            Obligation.kind == ObligationKind.CONTRIBUTION,
            col(Obligation.key_task_id).in_({task for task, _ in leads}),
            col(Obligation.state).in_([*OWED, *_ARRIVED]),
        )
        .order_by(Unit.name)
    ).all()
    wanted = [(row, name) for row, name in asked if (row.key_task_id, row.period) in leads]
    last = last_reports(session, [row for row, _ in wanted])
    files = files_of(session, [report.id for report in last.values()])
    found: dict[UUID, tuple[Contribution, ...]] = {}
    for row, name in wanted:
        report = last.get(row.id) if row.state in _ARRIVED else None
        one = Contribution(name, row, report, files.get(report.id, ()) if report else ())
        for lead in leads[row.key_task_id, row.period]:
            found[lead.id] = (*found.get(lead.id, ()), one)
    return found


def last_reports(session: Session, obligations: Iterable[Obligation]) -> dict[UUID, Report]:
    """Obligation → its last report of the present cycle."""
    cycles = {row.id: row.cycle for row in obligations}
    reports = session.exec(
        select(Report).where(col(Report.obligation_id).in_(list(cycles))).order_by(col(Report.position))
    )
    return {row.obligation_id: row for row in reports if row.cycle == cycles[row.obligation_id]}


def files_of(session: Session, reports: Iterable[UUID]) -> dict[UUID, tuple[Attachment, ...]]:
    """Report → its files, the first added first."""
    rows = session.exec(
        select(Attachment)
        .where(col(Attachment.report_id).in_(list(reports)))
        .order_by(col(Attachment.at), col(Attachment.name))
    )
    found: dict[UUID, tuple[Attachment, ...]] = {}
    for row in rows:
        if row.report_id is not None:
            found[row.report_id] = (*found.get(row.report_id, ()), row)
    return found


def missing_names(session: Session, obligation: Obligation) -> list[str]:
    """Names of supporting units that owe a contribution to this date and have not sent it."""
    asked = contributions_to(session, [obligation]).get(obligation.id, ())
    return sorted(one.unit_name for one in asked if one.obligation.state in OWED)


def taken_over(session: Session, obligation: Obligation, wanted: Iterable[UUID | str]) -> list[str]:
    """Ids of the contributions that a report takes over, checked.

    Raises:
        MoveRefused: one of them is no contribution to this row, or was answered anew meanwhile.
    """
    chosen = list(dict.fromkeys(str(one) for one in wanted))
    if not chosen:
        return []
    asked = contributions_to(session, [obligation]).get(obligation.id, ())
    arrived = {str(one.report.id) for one in asked if one.report is not None}
    if not arrived.issuperset(chosen):
        raise MoveRefused("要并入的配合情况不属于本项本次报送，或配合单位刚刚修改过，请刷新后重新勾选。")
    return chosen
