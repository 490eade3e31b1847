"""Reads one unit's sheet (报送单) of one round."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.duties import Obligation, Report, Round, Sheet
from models.messages import AnswerLink, Notification
from models.plans import Directive, KeyTask, Milestone, Plan
from models.recording import parts_to_sign
from models.traces import HistoryEntry
from models.units import Post, Unit
from models.words import OWED, ObligationKind, ObligationState, Outcome
from notifications.matters import lead_names
from web.naming import round_name, rounds_by_id
from web.sheet_rows import ANSWERED, SheetRow, Signing, TaskRows, UnitSheet

REPORTED_KINDS = (ObligationKind.PROGRESS, ObligationKind.COMPLETION, ObligationKind.CONTRIBUTION)


def read_sheet(session: Session, link: AnswerLink, horizon: date) -> UnitSheet:
    """The sheet a link opens. What is asked after `horizon` stays off it until the unit has been told of it."""
    sheet = session.get_one(Sheet, link.sheet_id)
    due = session.get_one(Round, sheet.round_id)
    owed = _owed(session, sheet, due, link.created_at, horizon)
    by_task = _grouped(session, sheet.unit_id, owed)
    return UnitSheet(
        unit=session.get_one(Unit, sheet.unit_id),
        post=session.get_one(Post, link.post_id),
        round=due,
        signings=_signings(session, sheet.unit_id),
        lead=_only(by_task, contributes=False),
        support=_only(by_task, contributes=True),
    )


def belongs(session: Session, link: AnswerLink, obligation_id: UUID, horizon: date) -> Obligation | None:
    """The obligation if it stands on this link's sheet, or None: a guessed id opens nothing."""
    sheet = session.get_one(Sheet, link.sheet_id)
    found = session.get(Obligation, obligation_id)
    if found is None or found.unit_id != sheet.unit_id:
        return None
    if found.kind is ObligationKind.SIGN:
        return found
    due = session.get_one(Round, sheet.round_id)
    return found if found in _owed(session, sheet, due, link.created_at, horizon) else None


def _owed(session: Session, sheet: Sheet, due: Round, since: datetime, horizon: date) -> list[Obligation]:
    """This round's rows, what the unit has been told of, and older ones still owed or answered since this link."""
    told = select(Notification.obligation_id).where(
        Notification.cycle == Obligation.cycle, Notification.outcome == Outcome.DELIVERED
    )
    wanted = or_(
        # A mail about a later milestone must not lead to a sheet without it.
        col(Obligation.id).in_(told),
        # A round that has not opened yet must not be answered months early with one click.
        (col(Obligation.report_by) <= horizon)
        & ((col(Obligation.round_id) == sheet.round_id) | (col(Obligation.report_by) <= due.due_on)),
        (col(Obligation.round_id) == sheet.round_id) & col(Obligation.state).in_(ANSWERED),
    )
    rows = session.exec(
        select(Obligation).where(
            Obligation.unit_id == sheet.unit_id,
            col(Obligation.kind).in_(REPORTED_KINDS),
            col(Obligation.state).in_([*OWED, *ANSWERED]),
            wanted,
        )
    ).all()
    lately = select(Report.obligation_id).where(
        Report.at >= since, col(Report.obligation_id).in_([row.id for row in rows])
    )
    fresh = set(session.exec(lately))
    return [row for row in rows if row.state in OWED or row.round_id == sheet.round_id or row.id in fresh]


def _grouped(session: Session, unit_id: UUID, owed: Sequence[Obligation]) -> list[TaskRows]:
    """Rows by key task in the notice's order."""
    ids = {row.key_task_id for row in owed if row.key_task_id}
    tasks = session.exec(
        select(KeyTask)
        .where(col(KeyTask.id).in_(ids))
        .order_by(col(KeyTask.plan_id), col(KeyTask.number), col(KeyTask.part))
    ).all()
    stones = {
        stone.id: stone
        for stone in session.exec(
            select(Milestone).where(col(Milestone.id).in_([row.milestone_id for row in owed]))
        )
    }
    texts, last = _texts(session, unit_id, ids)
    rounds = rounds_by_id(session)
    reasons = _reasons(session, [row.id for row in owed if row.state is ObligationState.RETURNED])
    rows = [
        SheetRow(
            obligation=row,
            milestone=stones.get(row.milestone_id) if row.milestone_id else None,
            round_name=round_name(row, rounds),
            last=last.get(row.id),
            prefill=texts.get(row.key_task_id, "") if row.key_task_id else "",
            returned_because=reasons.get(row.id, ""),
        )
        for row in sorted(owed, key=lambda row: (row.report_by, row.kind.value))
    ]
    leads = lead_names(session, [task.id for task in tasks])
    return [
        TaskRows(task, [row for row in rows if row.obligation.key_task_id == task.id], leads.get(task.id, ()))
        for task in tasks
    ]


def _only(groups: Sequence[TaskRows], *, contributes: bool) -> list[TaskRows]:
    kept = [
        TaskRows(group.task, [row for row in group.rows if row.contributes is contributes], group.leads)
        for group in groups
    ]
    return [group for group in kept if group.rows]


def _texts(session: Session, unit_id: UUID, tasks: set[UUID]) -> tuple[dict[UUID, str], dict[UUID, Report]]:
    """Key task → the unit's last text about it; obligation → its last report."""
    texts: dict[UUID, str] = {}
    last: dict[UUID, Report] = {}
    for report, task_id in session.exec(
        select(Report, Obligation.key_task_id)
        .join(Obligation, col(Report.obligation_id) == Obligation.id)
        .where(Obligation.unit_id == unit_id, col(Obligation.key_task_id).in_(tasks))
        .order_by(col(Report.at))
    ):
        last[report.obligation_id] = report
        if report.text and task_id is not None:
            texts[task_id] = report.text
    return texts, last


def _reasons(session: Session, returned: Sequence[UUID]) -> dict[UUID, str]:
    """Why the office sent a row back, in its own words."""
    entries = session.exec(
        select(HistoryEntry)
        .where(col(HistoryEntry.obligation_id).in_(returned), HistoryEntry.verb == "退回")
        .order_by(col(HistoryEntry.at))
    )
    return {
        entry.obligation_id: str(entry.after.get("reason", "")) for entry in entries if entry.obligation_id
    }


def _signings(session: Session, unit_id: UUID) -> list[Signing]:
    """Notices the unit has not signed for."""
    rows = session.exec(
        select(Obligation, Directive.title)
        .join(Plan, col(Obligation.plan_id) == Plan.id)
        .join(Directive, col(Plan.directive_id) == Directive.id)
        .where(
            Obligation.unit_id == unit_id,
            Obligation.kind == ObligationKind.SIGN,
            Obligation.state == ObligationState.OPEN,
        )
    ).all()
    return [_signing(session, obligation, title) for obligation, title in rows]


def _signing(session: Session, obligation: Obligation, title: str) -> Signing:
    leads, supports = parts_to_sign(session, obligation)
    return Signing(obligation, title, leads, supports)
