"""Reads one unit's sheet (报送单) of one round: for the page, the .xlsx file, and the commands."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.duties import Obligation, Report, Round, Sheet
from models.erasing import OFFLINE_TEXT
from models.in_force import extended_limits
from models.messages import Notification
from models.naming import lead_names, round_name, rounds_by_id
from models.once import stored_once
from models.plans import Directive, KeyTask, Milestone, Plan
from models.recording import parts_to_sign
from models.row_memory import remembered
from models.rules import Rules
from models.same_matter import also_answered
from models.secrecy import shown_notices
from models.section_answers import filled_inside
from models.sheet_rows import ANSWERED, REPORTED_KINDS, SheetRow, Signing, TaskRows, UnitSheet
from models.units import Post, Unit
from models.words import OWED, ObligationKind, ObligationState, Outcome


def horizon(rules: Rules, now: datetime) -> date:
    """Up to when a sheet shows what nobody has been told of yet: twice the workdays that count as near."""
    office = rules.office
    return office.workdays.shift(office.today(now), 2 * rules.policy.terms.near)


def sheet_of(session: Session, unit_id: UUID, round_id: UUID) -> Sheet:
    """The unit's sheet of a round; made where nobody has needed it yet."""
    same = select(Sheet).where(Sheet.unit_id == unit_id, Sheet.round_id == round_id)
    found = session.exec(same).first()
    new = Sheet(unit_id=unit_id, round_id=round_id)
    return found or stored_once(session, new, lambda: session.exec(same).first())


def read_sheet(
    session: Session, sheet: Sheet, horizon: date, since: datetime, post: Post | None = None
) -> UnitSheet:
    """All that one unit owes in one round, with what it said before.

    Args:
        horizon: what is asked after it stays off the sheet until the unit has been told of it.
        since: older rows answered after this instant stay on the sheet, as a receipt.
        post: who looks at it.
    """
    due = session.get_one(Round, sheet.round_id)
    owed = owed_on(session, sheet, due, horizon, since)
    by_task = _grouped(session, sheet.unit_id, owed)
    return UnitSheet(
        sheet=sheet,
        unit=session.get_one(Unit, sheet.unit_id),
        post=post,
        round=due,
        signings=_signings(session, sheet.unit_id),
        lead=_only(by_task, contributes=False),
        support=_only(by_task, contributes=True),
    )


def owed_on(session: Session, sheet: Sheet, due: Round, horizon: date, since: datetime) -> list[Obligation]:
    """This round's rows, what the unit has been told of, and older ones still owed or answered since."""
    told = select(Notification.obligation_id).where(
        Notification.cycle == Obligation.cycle, Notification.outcome == Outcome.DELIVERED
    )
    wanted = or_(
        # A mail about a later milestone must not lead to a sheet without it.
        col(Obligation.id).in_(told),
        # A plan (落实方案) may be handed in from the first day on.
        col(Obligation.kind) == ObligationKind.PLAN,
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
    rows = _rows(session, unit_id, owed, ids)
    shown = [task.id for task in tasks]
    leads, extended = lead_names(session, shown), extended_limits(session, shown)
    return [
        TaskRows(
            task,
            [row for row in rows if row.obligation.key_task_id == task.id],
            leads.get(task.id, ()),
            extended.get(task.id, ""),
        )
        for task in tasks
    ]


def _rows(
    session: Session, unit_id: UUID, owed: Sequence[Obligation], tasks: Collection[UUID]
) -> list[SheetRow]:
    wanted = {row.milestone_id for row in owed}
    stones = {
        stone.id: stone for stone in session.exec(select(Milestone).where(col(Milestone.id).in_(wanted)))
    }
    memory = remembered(session, unit_id, owed, tasks)
    rounds = rounds_by_id(session)
    along = also_answered(session, owed)
    inside = filled_inside(session, owed)
    return [
        SheetRow(
            obligation=row,
            milestone=stones.get(row.milestone_id) if row.milestone_id else None,
            round_name=round_name(row, rounds),
            last=memory.last.get(row.id),
            before=memory.before.get(row.key_task_id) if row.key_task_id else None,
            returned_because=memory.reasons.get(row.id, ""),
            contributions=memory.contributions.get(row.id, ()),
            files=memory.files_of(row),
            petitions=memory.petitions_of(row),
            promise=memory.promises.get(row.id),
            along=along.get(row.id, ()),
            inside=inside.get(row.id, ()),
        )
        for row in sorted(owed, key=lambda row: (row.report_by, row.kind.value))
    ]


def _only(groups: Sequence[TaskRows], *, contributes: bool) -> list[TaskRows]:
    kept = [
        TaskRows(
            group.task,
            [row for row in group.rows if row.contributes is contributes],
            group.leads,
            group.extended,
        )
        for group in groups
    ]
    return [group for group in kept if group.rows]


def _signings(session: Session, unit_id: UUID) -> list[Signing]:
    """Notices the unit has not signed for."""
    rows = session.exec(
        select(Obligation, Directive)
        .join(Plan, col(Obligation.plan_id) == Plan.id)
        .join(Directive, col(Plan.directive_id) == Directive.id)
        .where(
            Obligation.unit_id == unit_id,
            Obligation.kind == ObligationKind.SIGN,
            Obligation.state == ObligationState.OPEN,
        )
    ).all()
    return [_signing(session, obligation, directive) for obligation, directive in rows]


def _signing(session: Session, obligation: Obligation, directive: Directive) -> Signing:
    """The unit reads the title of an 内部 matter here; of one on paper alone there is none."""
    leads, supports = parts_to_sign(session, obligation)
    title = f"《{directive.title}》"
    if directive.title == OFFLINE_TEXT:
        title = shown_notices(session, {obligation.plan_id})[obligation.plan_id]
    return Signing(obligation, title, leads, supports)
