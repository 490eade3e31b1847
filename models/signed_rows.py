"""What a signature (签批) of a sheet stands for: the reports on it, and which of them changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session, col, select

from models.contributions import last_reports
from models.duties import Obligation, Report, Round, Sheet, Signature
from models.messages import Notification
from models.rules import Rules
from models.sheet_rows import REPORTED_KINDS
from models.words import ObligationKind, ObligationState, Outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sheet is signed."""

    last: Signature | None
    """The last signature that stands; None where nobody has signed."""
    unsigned: tuple[UUID, ...]
    """Obligations whose present report no standing signature covers."""
    total: int
    """Reports on the sheet."""

    @property
    def changed(self) -> bool:
        """签批后有改动: something was reported or changed after the head had signed."""
        return self.last is not None and bool(self.unsigned)

    @property
    def complete(self) -> bool:
        """All that is reported is signed."""
        return self.last is not None and not self.unsigned


def covered(session: Session, sheet: Sheet, rules: Rules) -> list[tuple[Obligation, Report]]:
    """The last report of each row a signature of this sheet stands for, by date: what stands on the sheet.

    The rows of its round; rows of earlier rounds, or of none, that were reported since the round before; and of later
    rounds those that stood on it when they were reported (`models.sheets.owed_on`).
    """
    due = session.get_one(Round, sheet.round_id)
    before = session.exec(
        select(col(Round.due_on)).where(col(Round.due_on) < due.due_on).order_by(col(Round.due_on).desc())
    ).first()
    rows = session.exec(
        select(Obligation).where(
            Obligation.unit_id == sheet.unit_id,
            col(Obligation.kind).in_(REPORTED_KINDS),
            Obligation.state != ObligationState.CANCELLED,
        )
    ).all()
    reports = last_reports(session, rows)
    ahead = _ahead(session, due, rows, reports, rules)
    found = [
        (row, reports[row.id])
        for row in rows
        if row.id in reports
        and (
            row.round_id == sheet.round_id
            or (row.id not in ahead and _since(reports[row.id], before, due.due_on, rules))
        )
    ]
    return sorted(found, key=lambda pair: (pair[0].report_by, str(pair[0].key_task_id), pair[0].slot))


def _ahead(
    session: Session, due: Round, rows: Sequence[Obligation], reports: Mapping[UUID, Report], rules: Rules
) -> set[UUID]:
    """Rows of later rounds that never stood on this round's sheet.

    Those asked by its date did, and so did what was reported by then and could be from the first day on (落实方案) or
    the unit had been told of.
    """
    later = set(session.exec(select(Round.id).where(col(Round.due_on) > due.due_on)))
    told = set(
        session.exec(
            select(Notification.obligation_id)
            .join(Obligation, col(Obligation.id) == Notification.obligation_id)
            .where(
                col(Obligation.id).in_([row.id for row in rows if row.round_id in later]),
                Notification.cycle == Obligation.cycle,
                Notification.outcome == Outcome.DELIVERED,
            )
        )
    )

    def stood(row: Obligation) -> bool:
        shown = row.kind is ObligationKind.PLAN or row.id in told
        in_time = row.id in reports and rules.office.today(reports[row.id].at) <= due.due_on
        return row.report_by <= due.due_on or (shown and in_time)

    return {row.id for row in rows if row.round_id in later and not stood(row)}


def _since(report: Report, before: date | None, due: date, rules: Rules) -> bool:
    """Whether it was reported in this round's time; without a round before, up to a year back."""
    day = rules.office.today(report.at)
    return (before is None or day > before) and (due - day).days < 366


def reports_mark(reports: Sequence[tuple[Obligation, Report]]) -> str:
    """What the head's page carries, so that nobody signs what was changed behind it."""
    ids = sorted(report.id.hex for _, report in reports)
    return sha256("".join(ids).encode()).hexdigest()[:16]


def standing_signatures(session: Session, unit_id: UUID) -> list[Signature]:
    """A unit's signatures that nobody has revoked, first to last."""
    return list(
        session.exec(
            select(Signature)
            .join(Sheet, col(Sheet.id) == Signature.sheet_id)
            .where(Sheet.unit_id == unit_id, col(Signature.revoked_at).is_(None))
            .order_by(col(Signature.at), col(Signature.position))
        )
    )


def standing(session: Session, sheet: Sheet, rules: Rules) -> Standing:
    """How the sheet is signed at present."""
    signatures = standing_signatures(session, sheet.unit_id)
    stood_for = {report for one in signatures for report in one.reports}
    of_sheet = [one for one in signatures if one.sheet_id == sheet.id]
    rows = covered(session, sheet, rules)
    return Standing(
        last=of_sheet[-1] if of_sheet else None,
        unsigned=tuple(row.id for row, report in rows if str(report.id) not in stood_for),
        total=len(rows),
    )


def signed(session: Session, obligation: Obligation) -> Signature | None:
    """The last standing signature that covers the obligation's last report; None while there is none."""
    report = last_reports(session, [obligation]).get(obligation.id)
    if report is None:
        return None
    found = [one for one in standing_signatures(session, obligation.unit_id) if str(report.id) in one.reports]
    return found[-1] if found else None
