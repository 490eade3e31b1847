"""What `duban task show` prints of one key task."""

from datetime import date

from rich.markup import escape
from rich.table import Table
from sqlmodel import Session, col, select

from duban.app import console
from duban.commands.task_rows import SHOWN, owed_rows
from models.duties import Obligation, Petition
from models.in_force import extended_stones
from models.plans import Assignment, KeyTask, Milestone
from models.traces import HistoryEntry
from models.units import Unit
from models.wording import standing
from models.words import OWED, PetitionState

LATEST = 12
"""Lines of history that are printed."""


def print_task(session: Session, task: KeyTask, today: date) -> None:
    """The key task with everything that can be acted on."""
    into = session.get(KeyTask, task.merged_into_id) if task.merged_into_id else None
    _say(f"计划{task.plan_id}{task.called}  {standing(task, into)}")
    _say(f"{task.content}（{task.time_limit or '时限未写明'}）")
    for part, name in session.exec(
        select(Assignment, Unit.name)
        .join(Unit, col(Assignment.unit_id) == Unit.id)
        .where(Assignment.key_task_id == task.id)
        .order_by(col(Assignment.role), col(Assignment.position))
    ):
        _say(f"  {part.role.label}  {name}  {part.state.label}")
    extended = extended_stones(session, [task.id])
    for stone in session.exec(
        select(Milestone).where(Milestone.key_task_id == task.id).order_by(col(Milestone.position))
    ):
        until = f"（延至{extended[stone.id]}）" if stone.id in extended else ""
        _say(f"  节点  {stone.deadline or '未定'}{until} {stone.criterion.label} {stone.scope}")
    _print_owed(session, task, today)
    _print_petitions(session, task)
    told = select(HistoryEntry).where(HistoryEntry.key_task_id == task.id)
    for entry in session.exec(told.order_by(col(HistoryEntry.id).desc()).limit(LATEST)):
        _say(f"  {entry.at:%Y-%m-%d} {entry.verb}  {entry.sentence}（{entry.actor}）")


def _print_owed(session: Session, task: KeyTask, today: date) -> None:
    table = Table("编号", "单位", "事项", "应报", "状态", "备注", pad_edge=False)
    for row, unit in owed_rows(session, task):
        cells = (row.id.hex[:SHOWN], unit, row.label, _asked(row), _state(row, today), _remark(row))
        table.add_row(*map(escape, cells))
    if table.row_count:
        console.print(table)


def _asked(row: Obligation) -> str:
    """The date that counts, and what was first asked where that is another one."""
    first = f"（原{row.first_by}）" if row.asked_by != row.first_by else ""
    return f"{row.asked_by}{first}"


def _state(row: Obligation, today: date) -> str:
    if row.paused and row.state in OWED:
        return "挂账"
    overdue = row.state in OWED and row.asked_by < today
    return f"{row.state.label}（逾期）" if overdue else row.state.label


def _remark(row: Obligation) -> str:
    said = [
        row.verdict.label if row.verdict else "",
        f"完成于{row.done_on}" if row.done_on else "",
        f"退回{row.returns}次" if row.returns else "",
        row.trouble,
    ]
    return "，".join(one for one in said if one)


def _print_petitions(session: Session, task: KeyTask) -> None:
    rows = session.exec(
        select(Petition, Unit.name)
        .join(Unit, col(Petition.unit_id) == Unit.id)
        .where(Petition.key_task_id == task.id)
        .order_by(col(Petition.position))
    )
    for petition, unit in rows:
        wanted = f"至{petition.wanted_on}" if petition.wanted_on else ""
        answer = f"：{petition.answer}" if petition.state is not PetitionState.ASKED else ""
        _say(f"  {petition.kind.label}{wanted}  {unit}：{petition.reason}（{petition.state.label}{answer}）")


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
