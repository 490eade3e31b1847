"""From rows to what Prefect shows: the views of legs and of `issue_plan`, and the note of each run."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Engine, update
from sqlmodel import Session, col, func, select

from config.rules import rules_in_force
from config.settings import Settings
from flows.clocks import read_now, read_wall
from flows.event_names import event_name
from flows.key_task import Source
from flows.leg_standing import Facts, lead_standing, row_standing, strands
from flows.leg_view import LegView
from models import wording
from models.database import reading, transaction
from models.duties import Obligation, Petition, Report
from models.plans import Assignment, Directive, KeyTask, Milestone, Plan
from models.secrecy import shown_notice
from models.traces import Leg, LegRequest
from models.units import Unit
from models.words import OWED, DirectiveKind, ObligationKind, ObligationState


def leg_source(engine: Engine, settings: Settings) -> Source:
    """The source that the leg runner gives to its process."""

    def leg_view(key_task_id: UUID, request_ids: Sequence[UUID]) -> LegView:
        now = read_now(engine)
        with reading(engine) as session:
            rules = rules_in_force(session, settings, now)
            rungs = {rung.name for ladder in rules.policy.ladders.values() for rung in ladder.rungs}
            return view_key_task(
                session, key_task_id, request_ids, rules.office.today(now), settings.pages, rungs
            )

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
    session: Session,
    key_task_id: UUID,
    request_ids: Sequence[UUID],
    today: date,
    pages: str,
    rungs: Collection[str] = (),
) -> LegView:
    """What one leg shows of a key task; `rungs` are names of the ladders' rungs."""
    task = session.get_one(KeyTask, key_task_id)
    plan = session.get_one(Plan, task.plan_id)
    directive = session.get_one(Directive, plan.directive_id)
    facts = _facts(session, task, today)
    reasons = _reasons(session, request_ids)
    number = _number(session, plan, directive, task)
    title = wording.short(task.content, 16) if facts.public else f"（{task.secrecy.label}）"
    standing, remark = lead_standing(facts)
    counted = [row for row in facts.own if row.state is not ObligationState.CANCELLED]
    return LegView(
        run_name=f"{number} {title} · 牵头 {'、'.join(facts.leads) or '未定'} · {'，'.join(reasons)}",
        standing=standing,
        remark=remark,
        tags=_tags(plan, directive, facts, number, reasons),
        strands=tuple(strands(facts)),
        obligations=_table(session, facts),
        progress=100 * sum(row.state not in OWED for row in counted) / len(counted) if counted else 0,
        link=f"{pages}/key-tasks/{task.id}",
        artifact_key=f"plan-{plan.id}-task-{task.number:03d}-{task.part}",
        events=tuple((event_name(reason, rungs), reason) for reason in reasons),
    )


def _number(session: Session, plan: Plan, directive: Directive, task: KeyTask) -> str:
    """`2026-018` in the year's first work report, whose numbers everybody knows; `计划5-018` in every other plan, as
    these number their key tasks from 1 again."""
    first = (
        select(func.min(Plan.id))
        .join(Directive, col(Directive.id) == Plan.directive_id)
        .where(Plan.year == plan.year, Directive.kind == DirectiveKind.WORK_REPORT)
    )
    if directive.kind is not DirectiveKind.WORK_REPORT or session.exec(first).one() != plan.id:
        return task.tag
    return task.tag.replace(f"计划{plan.id}", f"{plan.year}", 1)


def _facts(session: Session, task: KeyTask, today: date) -> Facts:
    """A few queries, however many units there are."""
    parts = session.exec(
        select(Assignment, Unit)
        .join(Unit, col(Unit.id) == Assignment.unit_id)
        .where(Assignment.key_task_id == task.id)
        .order_by(col(Assignment.position))
    ).all()
    rows = session.exec(
        select(Obligation)
        .where(Obligation.key_task_id == task.id, Obligation.kind != ObligationKind.DECIDE)
        .order_by(col(Obligation.report_by))
    ).all()
    stones = session.exec(
        select(Milestone).where(Milestone.key_task_id == task.id).order_by(col(Milestone.position))
    ).all()
    petitions = session.exec(
        select(Petition).where(Petition.key_task_id == task.id).order_by(col(Petition.position))
    ).all()
    names = dict(session.exec(select(Unit.id, Unit.name)).all())
    into = session.get(KeyTask, task.merged_into_id) if task.merged_into_id else None
    return Facts(task, parts, rows, stones, petitions, names, today, into)


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
        run_name=f"交办 {wording.short(shown_notice(directive, tasks).strip('《》'), 40)}",
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
        select(LegRequest)
        .where(col(LegRequest.id).in_(list(request_ids)))
        .order_by(col(LegRequest.at), col(LegRequest.position))
    )
    return list(dict.fromkeys(row.reason for row in rows)) or ["查看"]


def _tags(plan: Plan, directive: Directive, facts: Facts, number: str, reasons: list[str]) -> tuple[str, ...]:
    """Plan, key task, kind of directive, state, reasons; theme and units last, as Prefect keeps so many only."""
    task = facts.task
    named = (
        "duban",
        f"计划{plan.id}",
        task.tag,
        number,
        directive.kind.label,
        task.state.label,
        *reasons,
        task.theme if facts.public else "",
        *(unit.name for _, unit in facts.parts),
    )
    return tuple(dict.fromkeys(tag for tag in named if tag))


def _table(session: Session, facts: Facts) -> tuple[dict[str, str], ...]:
    """The table artifact: one row an obligation, with its dates, the last answer and what the office found."""
    ids = [row.id for row in facts.rows]
    reports = session.exec(
        select(Report).where(col(Report.obligation_id).in_(ids)).order_by(col(Report.position))
    )
    last = {
        report.obligation_id: f"{report.answer.label} {report.text if facts.public else ''}".strip()
        for report in reports
    }
    return tuple(
        {
            "单位": facts.names[row.unit_id],
            "事项": row.label,
            "报送日": row.first_by.isoformat(),
            "现应报": row.asked_by.isoformat(),
            "延期至": row.extended_to.isoformat() if row.extended_to else "",
            "状态": row_standing(row, facts.today),
            "评价": row.verdict.label if row.verdict else "",
            "退回": str(row.returns) if row.returns else "",
            "最近答复": last.get(row.id, ""),
        }
        for row in facts.rows
    )
