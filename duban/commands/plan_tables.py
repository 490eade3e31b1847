"""What `duban plan` prints of a stored plan."""

from datetime import date

from rich.markup import escape
from rich.table import Table
from sqlmodel import Session, col, select

from duban.app import console, fail
from intake.changes import shown
from models.duties import Obligation
from models.in_force import extended_stones
from models.offers import checkpoints_of, requirements_of
from models.placing import known_units, tasks_of, unplaced
from models.plans import Assignment, KeyTask, Milestone, Plan, Question
from models.recording import GONE
from models.settling import questions_of
from models.units import Unit
from models.wording import standing
from models.words import KeyTaskState, ObligationKind, ObligationState, PlanState, Role

LARGEST = 2**31 - 1
"""Of the numbers that a database keeps; what people type may be larger."""


def plan_numbered(session: Session, number: int) -> Plan:
    """The plan with this number; ends the command with a sentence when there is none."""
    plan = session.get(Plan, number) if 0 < number <= LARGEST else None
    if plan is None:
        known = "、".join(str(one) for one in session.exec(select(Plan.id)))
        fail(f"没有编号为 {number} 的计划；现有：{known or '无，请先 duban plan import FILE'}")
    return plan


def task_table(session: Session, plan: Plan) -> Table:
    """Every key task as it stands now: its units, milestones, and what is owed and asked next."""
    table = Table(pad_edge=False)
    for heading in ("序号", "重点工作", "牵头", "配合", "节点（期限｜报送）", "应办", "下次提醒"):
        table.add_column(heading, overflow="fold")
    names = {unit.id: unit.name for unit in session.exec(select(Unit))}
    known = known_units(session, plan.id or 0)
    tasks = tasks_of(session, plan.id or 0)
    extended = extended_stones(session, [task.id for task in tasks])
    for task in tasks:
        parts = session.exec(
            select(Assignment)
            .where(Assignment.key_task_id == task.id, col(Assignment.state).not_in(GONE))
            .order_by(col(Assignment.position))
        ).all()
        named = [(names[part.unit_id], part.role) for part in parts]
        named += [(f"{name}（未定）", role) for name, role in unplaced(task, known)]
        stones = session.exec(
            select(Milestone).where(Milestone.key_task_id == task.id).order_by(col(Milestone.position))
        )
        live = (Obligation.key_task_id == task.id, Obligation.state != ObligationState.CANCELLED)
        owed = session.exec(select(Obligation).where(*live, Obligation.kind != ObligationKind.DECIDE)).all()
        looks = [one.next_rung_at for one in owed if one.next_rung_at]
        cells = (
            shown((task.number, task.part)),
            task.content,
            "、".join(name for name, role in named if role is Role.LEAD),
            "、".join(name for name, role in named if role is Role.SUPPORT),
            "\n".join(_stone(stone, extended.get(stone.id)) for stone in stones),
            _owed(session, plan, task, len(owed)),
            f"{min(looks):%m-%d}" if looks else "",
        )
        table.add_row(*map(escape, cells))
    return table


def _stone(stone: Milestone, extended: date | None) -> str:
    until = f"（延至{extended}）" if extended else ""
    asked = stone.report_by or "按轮次"
    return f"{stone.deadline or '未定'}{until}｜{asked} {stone.criterion.label} {stone.scope}".rstrip()


def _owed(session: Session, plan: Plan, task: KeyTask, count: int) -> str:
    """How many rows there are, and where the key task stands unless it is under way."""
    if not task.listed_apart:
        return "不单列督办"
    if plan.state is PlanState.ISSUED and task.state is KeyTaskState.CONFIRMED:
        return "待补充交办"
    rows = str(count or "")
    if task.state in (KeyTaskState.DRAFT, KeyTaskState.CONFIRMED, KeyTaskState.ISSUED):
        return rows
    into = session.get(KeyTask, task.merged_into_id) if task.merged_into_id else None
    return f"{standing(task, into)} {rows}".rstrip()


def print_questions(session: Session, plan: Plan, *, choices: bool) -> None:
    """The plan's questions by number; with `choices` also what may be answered, and where the doubt arose."""
    for row in questions_of(session, plan):
        where = f"第{shown((row.number, row.part))}项：" if row.number else ""
        answer = f"答复：{row.answer}" if row.answer else f"待答复，默认：{row.default}"
        _line(f"疑问{row.position}  {where}{row.text} {answer}", waits=not row.answer)
        if choices:
            _print_choices(row)


def _print_choices(row: Question) -> None:
    numbered = "  ".join(f"{at}.{choice}" for at, choice in enumerate(row.choices, 1))
    _line(f"      可选：{numbered}")
    if row.source:
        _line(f"      来源：{row.source}")


def print_offers(session: Session, plan: Plan) -> None:
    """General requirements and dates offered as milestones, with what holds now."""
    for row in requirements_of(session, plan):
        _line(f"工作要求  {row.code}：{'采用' if row.accepted else '不采用'}  {row.offer}")
        _line(f"      原文：{row.source or row.text}")
    for offer, task in checkpoints_of(session, plan):
        state = "已设为节点" if offer.milestone_id else "未设"
        where = f"检查点{offer.position}  第{shown((task.number, task.part))}项"
        _line(f"{where}：{offer.due or '无日期'} {offer.clause}  {state}")


def _line(text: str, *, waits: bool = False) -> None:
    console.print(text, style="yellow" if waits else "", markup=False, soft_wrap=True)
