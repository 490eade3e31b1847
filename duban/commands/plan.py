"""`duban plan`: import a notice, look at it, settle its questions, issue it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlmodel import col, select

from config.rules import rules_in_force
from duban.app import Office, console, fail, open_office, said_plainly
from duban.commands import plan_questions
from duban.commands.plan_tables import plan_numbered, print_offers, print_questions, task_table
from duban.commands.read import File
from intake.formats.opening import content_of
from intake.notice import read_notice
from intake.storing import Stored, store_draft
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


@app.command("import")
def import_(
    file: File,
    register_units: Annotated[bool, typer.Option(help="单位库里没有的单位按通知中的名称登记")] = False,
    accept_defaults: Annotated[bool, typer.Option(help="疑问按默认答复")] = False,
    apply: Annotated[bool, typer.Option(help="采用更正的文件；不加只显示与计划的不同")] = False,
    same: Annotated[
        list[str] | None,
        typer.Option(metavar="NEW=OLD", help="更正后的第NEW项就是原第OLD项；“NEW=”是新的一项。可写多次"),
    ] = None,
) -> None:
    """导入一份通知为计划草稿。同一份通知再导入一次，什么也不会改变；更正的文件先显示不同之处。"""
    with said_plainly():
        office = open_office()
        register = (lambda _: "") if register_units else None
        stored = import_file(
            office, file, register, accept_defaults, apply=apply, decided=_decided(same or ())
        )
    say_stored(stored)


def _decided(pairs: Sequence[str]) -> dict[str, str]:
    """`6=5` and `7=`: which key tasks of a corrected notice are which."""
    wrong = [pair for pair in pairs if not pair.partition("=")[1] or not pair.partition("=")[0].strip()]
    if wrong:
        fail(f"--same 应写成 新序号=原序号，如 --same 6=5，现为：{wrong[0]}")
    split = (pair.partition("=") for pair in pairs)
    return {new.strip(): old.strip() for new, _, old in split}


def import_file(
    office: Office,
    file: Path,
    register: Callable[[str], str] | None,
    accept_defaults: bool,
    *,
    apply: bool = False,
    decided: Mapping[str, str] | None = None,
) -> Stored:
    """Read a file and store its draft in one transaction."""
    # Before it is read: where the file changes meanwhile, importing it again shows what is different.
    content = content_of(file)
    draft = read_notice(file)
    with transaction(office.engine) as session:
        now = office.now
        rules = rules_in_force(session, office.settings, now)
        return store_draft(
            session,
            draft,
            (file.name, content),
            rules,
            office.actor,
            now,
            register=register,
            accept_defaults=accept_defaults,
            apply=apply,
            decided=decided,
        )


def say_stored(stored: Stored) -> None:
    """What the import did, in a few lines."""
    number = stored.plan.id
    console.print(f"计划 {number}：{_what_happened(stored)}。")
    for line in stored.changes:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    if stored.differs:
        console.print("确认无误后，同一命令加 --apply 采用更正的文件。", style="yellow")
        return
    if stored.by_hand:
        console.print("以下各处没有改动，须人工处理：", style="yellow")
    for line in stored.by_hand:
        console.print(f"  {line}", style="yellow", markup=False, soft_wrap=True)
    if stored.registered:
        names = "、".join(stored.registered)
        console.print(
            f"按通知登记了{len(stored.registered)}个单位（尚无邮箱和电话，请补登）：{names}",
            markup=False,
            soft_wrap=True,
        )
    if stored.answered:
        console.print(f"{stored.answered}个疑问按默认答复。")
    if stored.open_questions:
        console.print(
            f"还有{stored.open_questions}个疑问待答复：duban plan questions {number} 查看，"
            f"duban plan answer {number} 答复（--defaults 全部按默认）。",
            style="yellow",
        )
    console.print(f"下一步：duban plan show {number}，确认后 duban plan issue {number}")


def _what_happened(stored: Stored) -> str:
    if stored.new:
        return "已导入"
    if stored.differs:
        return f"以前已经导入，这份文件与它有{len(stored.changes)}处不同，没有改变"
    return f"已按更正的文件修改{len(stored.changes)}处" if stored.changes else "以前已经导入，没有改变"


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
            table.add_row(str(plan.id), str(plan.year), plan.state.label, str(count), escape(directive.title))
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
        console.print(f"{plan.year}年，{plan.state.label}{issued}")
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
