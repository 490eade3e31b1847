"""`duban plan`: import a notice, look at it, settle its questions, issue it."""

import typer
from rich.markup import escape
from rich.table import Table
from sqlmodel import col, select

from duban.app import console, open_office, said_plainly
from duban.commands import plan_import, plan_questions
from duban.commands.plan_tables import plan_numbered, print_offers, print_questions, task_table
from models.database import reading, transaction
from models.issuing import issue
from models.plans import Directive, KeyTask, Plan

app = typer.Typer(help="年度任务计划：导入、查看、答复疑问、交办。", no_args_is_help=True)
for command in (
    plan_questions.questions,
    plan_questions.answer,
    plan_questions.default,
    plan_questions.checkpoint,
):
    app.command()(command)
app.command("import")(plan_import.import_)


@app.command("list")
def list_() -> None:
    """列出全部计划。"""
    with said_plainly():
        office = open_office()
    with reading(office.engine) as session:
        rows = session.exec(select(Plan, Directive).join(Directive).order_by(col(Plan.id))).all()
        table = Table("编号", "年度", "类别", "状态", "项数", "来文", pad_edge=False)
        for plan, directive in rows:
            count = len(session.exec(select(KeyTask.id).where(KeyTask.plan_id == plan.id)).all())
            kind, title = directive.kind.label, escape(directive.title)
            table.add_row(str(plan.id), str(plan.year), kind, plan.state.label, str(count), title)
    if not rows:
        console.print("还没有计划。导入一份通知：duban plan import FILE")
        return
    console.print(table)


@app.command("show")
def show(number: plan_questions.Number) -> None:
    """显示一个计划：重点工作、单位、节点、应办事项和疑问。"""
    with said_plainly():
        office = open_office()
    with reading(office.engine) as session:
        plan = plan_numbered(session, number)
        directive = session.get_one(Directive, plan.directive_id)
        console.print(
            f"[bold]计划 {plan.id}[/bold] {escape(f'{directive.title} {directive.document_number}')}"
        )
        issued = (
            f"，{plan.issued_at.astimezone(office.settings.zone):%Y-%m-%d %H:%M} 交办"
            if plan.issued_at
            else ""
        )
        console.print(f"{plan.year}年，{directive.kind.label}，{plan.state.label}{issued}")
        console.print(task_table(session, plan))
        print_questions(session, plan, choices=False)
        print_offers(session, plan)


@app.command("issue")
def issue_(number: plan_questions.Number) -> None:
    """交办一个计划：生成应办事项，提醒从此按日期走，并请 Prefect 显示每项重点工作。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            plan = plan_numbered(session, number)
            obligations = issue(session, plan, office.rules(session), office.actor, office.now)
            units = len({one.unit_id for one in obligations})
            today = office.now.astimezone(office.settings.zone).date()
            late = sum(one.report_by < today for one in obligations)
    console.print(f"计划 {number} 已交办：{len(obligations)}件应办事项，{units}个单位。")
    if late:
        console.print(f"其中{late}件的报送日在交办之前，直接计为逾期，不补发提醒。", style="yellow")
    console.print("提醒由 duban clock 发出，运行情况由 duban legs 送到 Prefect（duban serve 一并启动）。")
