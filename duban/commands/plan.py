"""`duban plan`: import a notice, look at it, issue it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlmodel import Session, col, select

from config.rules import rules_in_force
from duban.app import Office, console, fail, open_office, said_plainly
from duban.commands.read import File
from intake.notice import read_notice
from intake.storing import Stored, store_draft
from models.database import reading, transaction
from models.duties import Obligation
from models.issuing import issue
from models.plans import Assignment, Directive, KeyTask, Milestone, Plan, Question
from models.units import Unit
from models.words import Role

app = typer.Typer(help="年度任务计划：导入、查看、交办。", no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="计划编号，导入时给出", show_default=False)]


@app.command("import")
def import_(
    file: File,
    register_units: Annotated[bool, typer.Option(help="单位库里没有的单位按通知中的名称登记")] = False,
    accept_defaults: Annotated[bool, typer.Option(help="疑问按默认答复")] = False,
) -> None:
    """导入一份通知为计划草稿。同一份通知再导入一次，什么也不会改变。"""
    with said_plainly():
        office = open_office()
        stored = import_file(office, file, (lambda _: "") if register_units else None, accept_defaults)
    say_stored(stored)


def import_file(
    office: Office, file: Path, register: Callable[[str], str] | None, accept_defaults: bool
) -> Stored:
    """Read a file and store its draft in one transaction."""
    draft = read_notice(file)
    with transaction(office.engine) as session:
        now = office.now
        rules = rules_in_force(session, office.settings, now)
        return store_draft(
            session,
            draft,
            (file.name, file.read_bytes()),
            rules,
            office.actor,
            now,
            register=register,
            accept_defaults=accept_defaults,
        )


def say_stored(stored: Stored) -> None:
    """What the import did, in a few lines."""
    number = stored.plan.id
    console.print(f"计划 {number}：{'已导入' if stored.new else '以前已经导入，没有改变'}。")
    if stored.differs:
        console.print(
            f"文件内容与计划{number}导入时的不同，没有采用；更正通知目前请先人工核对。",
            style="yellow",
            soft_wrap=True,
        )
    if stored.registered:
        names = "、".join(stored.registered)
        console.print(
            f"按通知登记了{len(stored.registered)}个单位（尚无邮箱和电话，请补登）：{names}", soft_wrap=True
        )
    if stored.answered:
        console.print(f"{stored.answered}个疑问按默认答复。")
    if stored.open_questions:
        console.print(
            f"还有{stored.open_questions}个疑问待答复：duban plan show {number} 查看，"
            "或加 --accept-defaults 再导入一次按默认答复。",
            style="yellow",
        )
    console.print(f"下一步：duban plan show {number}，确认后 duban plan issue {number}")


@app.command("list")
def list_() -> None:
    """列出全部计划。"""
    with said_plainly():
        office = open_office()
    with reading(office.engine) as session:
        rows = session.exec(select(Plan, Directive).join(Directive).order_by(col(Plan.id))).all()
        table = Table("编号", "年度", "状态", "项数", "来文", pad_edge=False)
        for plan, directive in rows:
            count = len(session.exec(select(KeyTask.id).where(KeyTask.plan_id == plan.id)).all())
            table.add_row(str(plan.id), str(plan.year), plan.state.label, str(count), directive.title)
    if not rows:
        console.print("还没有计划。导入一份通知：duban plan import FILE")
        return
    console.print(table)


@app.command("show")
def show(number: Number) -> None:
    """显示一个计划：重点工作、单位、节点、应办事项和疑问。"""
    with said_plainly():
        office = open_office()
    with reading(office.engine) as session:
        plan = _plan(session, number)
        directive = session.get_one(Directive, plan.directive_id)
        console.print(f"[bold]计划 {plan.id}[/bold] {directive.title} {directive.document_number}")
        issued = (
            f"，{plan.issued_at.astimezone(office.settings.zone):%Y-%m-%d %H:%M} 交办"
            if plan.issued_at
            else ""
        )
        console.print(f"{plan.year}年，{plan.state.label}{issued}")
        console.print(_task_table(session, plan))
        _print_questions(session, plan)


def _task_table(session: Session, plan: Plan) -> Table:
    table = Table(pad_edge=False)
    for heading in ("序号", "重点工作", "牵头", "配合", "节点（期限｜报送）", "应办", "下次提醒"):
        table.add_column(heading, overflow="fold")
    names = {unit.id: unit.name for unit in session.exec(select(Unit))}
    tasks = session.exec(
        select(KeyTask).where(KeyTask.plan_id == plan.id).order_by(col(KeyTask.number), col(KeyTask.part))
    )
    for task in tasks.all():
        parts = session.exec(
            select(Assignment).where(Assignment.key_task_id == task.id).order_by(col(Assignment.position))
        ).all()
        stones = session.exec(
            select(Milestone).where(Milestone.key_task_id == task.id).order_by(col(Milestone.position))
        )
        owed = session.exec(select(Obligation).where(Obligation.key_task_id == task.id)).all()
        looks = [one.next_rung_at for one in owed if one.next_rung_at]
        table.add_row(
            str(task.number),
            task.content,
            "、".join(names[part.unit_id] for part in parts if part.role is Role.LEAD),
            "、".join(names[part.unit_id] for part in parts if part.role is Role.SUPPORT),
            "\n".join(
                f"{stone.deadline or '未定'}｜{stone.report_by or '按轮次'} {stone.criterion.label} {stone.scope}"
                for stone in stones
            ),
            str(len(owed) or ""),
            f"{min(looks):%m-%d}" if looks else "",
        )
    return table


def _print_questions(session: Session, plan: Plan) -> None:
    rows = session.exec(select(Question).where(Question.plan_id == plan.id).order_by(col(Question.number)))
    for row in rows:
        where = f"第{row.number}项：" if row.number else ""
        answer = f"答复：{row.answer}" if row.answer else f"待答复，默认：{row.default}"
        style = "" if row.answer else "yellow"
        console.print(f"疑问  {where}{row.text} {answer}", style=style, markup=False, soft_wrap=True)


@app.command("issue")
def issue_(number: Number) -> None:
    """交办一个计划：生成应办事项，提醒从此按日期走，并请 Prefect 显示每项重点工作。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            plan = _plan(session, number)
            obligations = issue(session, plan, office.rules(session), office.actor, office.now)
            units = len({one.unit_id for one in obligations})
            today = office.now.astimezone(office.settings.zone).date()
            late = sum(one.report_by < today for one in obligations)
    console.print(f"计划 {number} 已交办：{len(obligations)}件应办事项，{units}个单位。")
    if late:
        console.print(f"其中{late}件的报送日在交办之前，直接计为逾期，不补发提醒。", style="yellow")
    console.print("提醒由 duban clock 发出，运行情况由 duban legs 送到 Prefect（duban serve 一并启动）。")


def _plan(session: Session, number: int) -> Plan:
    plan = session.get(Plan, number)
    if plan is None:
        known = "、".join(str(one) for one in session.exec(select(Plan.id)))
        fail(f"没有编号为 {number} 的计划；现有：{known or '无，请先 duban plan import FILE'}")
    return plan
