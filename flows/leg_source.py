"""From rows to what Prefect shows: the views of legs and of `issue_plan`, and the note of each run."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from config.rules import rules_in_force
from config.settings import Settings
from flows.clocks import read_now, read_wall
from flows.key_task import Source
from flows.leg_view import LegView, Strand
from models import wording
from models.database import reading, transaction
from models.duties import Obligation, Report
from models.plans import Assignment, Directive, KeyTask, Milestone, Plan
from models.traces import Leg, LegRequest
from models.units import Unit
from models.words import (
    OWED,
    AssignmentState,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    Responsibility,
    Role,
)

EVENT = "duban.key-task.changed"


def leg_source(engine: Engine, settings: Settings) -> Source:
    """The source that the leg runner gives to its process."""

    def leg_view(key_task_id: UUID, request_ids: Sequence[UUID]) -> LegView:
        now = read_now(engine)
        with reading(engine) as session:
            today = rules_in_force(session, settings, now).office.today(now)
            return view_key_task(session, key_task_id, request_ids, today, settings.pages)

    def plan_view(plan_id: int, _: Sequence[UUID]) -> tuple[LegView, Sequence[UUID]]:
        with reading(engine) as session:
            return view_plan(session, plan_id, settings.pages)

    def record_leg(
        key_task_id: UUID | None, flow_run_id: UUID, name: str, request_ids: Sequence[UUID]
    ) -> None:
        with transaction(engine) as session:
            record_run(session, key_task_id, flow_run_id, name, request_ids, read_wall())

    return Source(leg_view, plan_view, record_leg)


def record_run(
    session: Session,
    key_task_id: UUID | None,
    flow_run_id: UUID,
    name: str,
    request_ids: Sequence[UUID],
    wall: datetime,
) -> None:
    """Note a run once and mark the requests it answers as done."""
    leg = session.exec(select(Leg).where(Leg.flow_run_id == flow_run_id)).first()
    if leg is None:
        leg = Leg(key_task_id=key_task_id, flow_run_id=flow_run_id, name=name, at=wall)
        session.add(leg)
        session.flush()
    session.connection().execute(
        update(LegRequest)
        .where(col(LegRequest.id).in_(list(request_ids)))
        .values(done_at=wall, leg_id=leg.id, error="", claimed_until=None)
    )


def view_key_task(
    session: Session, key_task_id: UUID, request_ids: Sequence[UUID], today: date, pages: str
) -> LegView:
    """What one leg shows of a key task."""
    task = session.get_one(KeyTask, key_task_id)
    plan = session.get_one(Plan, task.plan_id)
    rows = session.exec(
        select(Obligation).where(Obligation.key_task_id == task.id).order_by(col(Obligation.report_by))
    ).all()
    parts = session.exec(
        select(Assignment, Unit)
        .join(Unit, col(Unit.id) == Assignment.unit_id)
        .where(Assignment.key_task_id == task.id)
        .order_by(col(Assignment.position))
    ).all()
    names = {unit.id: unit.name for unit in session.exec(select(Unit))}
    reasons = _reasons(session, request_ids)
    leads = [unit.name for part, unit in parts if part.role is Role.LEAD]
    number = f"{plan.year}-{task.number:03d}" + (f"-{task.part}" if task.part > 1 else "")
    own = [row for row in rows if row.kind is not ObligationKind.CONTRIBUTION]
    standing, remark = _lead_standing(task, own, today)
    strands = (*_supports(task, parts, rows, names, today), *_milestones(session, task, own, today))
    return LegView(
        run_name=f"{number} {wording.short(task.content, 16)} · 牵头 {'、'.join(leads)} · {'，'.join(reasons)}",
        standing=standing,
        remark=remark,
        tags=_tags(plan, task, number, [unit.name for _, unit in parts], reasons),
        strands=strands,
        obligations=_table(session, rows, names, today),
        progress=100 * sum(row.state not in OWED for row in own) / len(own) if own else 0,
        link=f"{pages}/key-tasks/{task.id}",
        artifact_key=f"plan-{plan.id}-task-{task.number:03d}-{task.part}",
        events=tuple((EVENT, reason) for reason in reasons),
    )


def view_plan(session: Session, plan_id: int, pages: str) -> tuple[LegView, list[UUID]]:
    """What the run of `issue_plan` shows, and the plan's key tasks in order."""
    plan = session.get_one(Plan, plan_id)
    directive = session.get_one(Directive, plan.directive_id)
    tasks = session.exec(
        select(KeyTask).where(KeyTask.plan_id == plan_id).order_by(col(KeyTask.number), col(KeyTask.part))
    ).all()
    rows = session.exec(select(Obligation).where(Obligation.plan_id == plan_id)).all()
    kinds = [ObligationKind(kind) for kind in ObligationKind if any(row.kind is kind for row in rows)]
    table = [{"项目": "重点工作", "数量": str(len(tasks))}] + [
        {"项目": kind.label, "数量": str(sum(row.kind is kind for row in rows))} for kind in kinds
    ]
    view = LegView(
        run_name=f"交办 {wording.short(directive.title, 40)}",
        standing="已交办",
        remark=f"{len(tasks)}项重点工作，{len({row.unit_id for row in rows})}个单位",
        tags=("duban", f"计划{plan.id}", "交办"),
        strands=(),
        obligations=tuple(table),
        progress=100,
        link=f"{pages}/?plan={plan.id}",
        artifact_key=f"plan-{plan.id}",
    )
    return view, [task.id for task in tasks]


def _reasons(session: Session, request_ids: Sequence[UUID]) -> list[str]:
    rows = session.exec(
        select(LegRequest).where(col(LegRequest.id).in_(list(request_ids))).order_by(col(LegRequest.at))
    )
    return list(dict.fromkeys(row.reason for row in rows)) or ["查看"]


def _tags(plan: Plan, task: KeyTask, number: str, units: list[str], reasons: list[str]) -> tuple[str, ...]:
    named = (
        "duban",
        f"计划{plan.id}",
        f"计划{plan.id}-{task.number:03d}",
        number,
        task.theme,
        *units,
        *reasons,
    )
    return tuple(dict.fromkeys(tag for tag in named if tag))


def _overdue(row: Obligation, today: date) -> bool:
    return row.state in OWED and row.report_by < today


def _late(rows: Iterable[Obligation], today: date) -> str:
    """`应于2026-03-25前报送` of the first overdue row; empty when none is."""
    late = [row for row in rows if _overdue(row, today)]
    return f"应于{late[0].report_by}前报送" if late else ""


def _lead_standing(task: KeyTask, own: Sequence[Obligation], today: date) -> tuple[str, str]:
    """The leg's own final state: how the lead unit's work stands."""
    if task.state is not KeyTaskState.ISSUED:
        return task.state.label, f"重点工作{task.state.label}"
    if late := _late(own, today):
        return "逾期", late
    waiting = [row for row in own if row.state is ObligationState.REPORTED and row.milestone_id]
    if waiting:
        return "待复核", f"{len(waiting)}项报送等待复核"
    coming = [row for row in own if row.state in OWED]
    return ("待报送", f"下一次 {coming[0].report_by}") if coming else ("已报送", "")


def _supports(
    task: KeyTask,
    parts: Sequence[tuple[Assignment, Unit]],
    rows: Sequence[Obligation],
    names: dict[UUID, str],
    today: date,
) -> Iterable[Strand]:
    """One strand per unit that contributes; groups not named yet stand for themselves."""
    contributions = [row for row in rows if row.kind is ObligationKind.CONTRIBUTION]
    pending = {unit.id for part, unit in parts if part.state is AssignmentState.PENDING}
    joint = task.responsibility is Responsibility.JOINT
    listed = [unit for part, unit in parts if part.role is Role.SUPPORT or (joint and part.position > 0)]
    ids = dict.fromkeys([unit.id for unit in listed] + [row.unit_id for row in contributions])
    for unit_id in ids:
        own = [row for row in contributions if row.unit_id == unit_id]
        late = _late(own, today)
        coming = [row for row in own if row.state in OWED]
        standing = _support_standing(own, coming, late, signed=unit_id not in pending)
        remark = late or (f"下一次 {coming[0].report_by}" if coming else "")
        yield Strand(f"配合 {names[unit_id]}", standing, bool(late), remark)


def _support_standing(
    own: Sequence[Obligation], coming: Sequence[Obligation], late: str, *, signed: bool
) -> str:
    if late:
        return "逾期"
    if not own:
        return "待明确成员"
    if not signed:
        return "待签收"
    return "待报送" if coming else "已报送"


def _milestones(session: Session, task: KeyTask, own: Sequence[Obligation], today: date) -> Iterable[Strand]:
    stones = session.exec(
        select(Milestone).where(Milestone.key_task_id == task.id).order_by(col(Milestone.position))
    )
    for stone in stones:
        rows = [row for row in own if row.milestone_id == stone.id]
        late = _late(rows, today)
        states = {row.state for row in rows}
        standing = (
            "逾期" if late else "、".join(sorted(state.label for state in states)) or stone.criterion.label
        )
        what = stone.scope or stone.criterion.label
        when = stone.deadline.isoformat() if stone.deadline else "未定日期"
        yield Strand(f"节点 {when} {wording.short(what, 30)}", standing, bool(late), late)


def _table(
    session: Session, rows: Sequence[Obligation], names: dict[UUID, str], today: date
) -> tuple[dict[str, str], ...]:
    """The table artifact: one row an obligation, with the last answer."""
    ids = [row.id for row in rows]
    reports = session.exec(select(Report).where(col(Report.obligation_id).in_(ids)).order_by(col(Report.at)))
    last = {report.obligation_id: f"{report.answer.label} {report.text}".strip() for report in reports}
    return tuple(
        {
            "单位": names[row.unit_id],
            "事项": row.label,
            "报送日": row.report_by.isoformat(),
            "状态": "逾期" if _overdue(row, today) else row.state.label,
            "最近答复": last.get(row.id, ""),
        }
        for row in rows
    )
