"""`duban sheet`: a unit's sheet (报送单) of a round: list, write as .xlsx, take a filled-in one over (代录)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session, col, select

from duban.app import Office, console, fail, open_office, said_plainly
from duban.commands.task_rows import round_called, unit_called
from intake.answer_sheet import AnswerSheet, read_answer_sheet
from models.database import reading, transaction
from models.duties import Obligation, Round, Sheet
from models.naming import number_of
from models.plans import KeyTask
from models.sheet_rows import ANSWERED, REPORTED_KINDS, UnitSheet
from models.sheet_upload import Differences, differences, take_over_rows
from models.sheets import horizon, read_sheet, sheet_of
from models.units import Unit
from models.words import OWED
from notifications.sheet_file import sheet_file

app = typer.Typer(help="报送单：查看、导出为 .xlsx、按填好的表格代录。", no_args_is_help=True)

UnitName = Annotated[str, typer.Argument(metavar="UNIT", help="单位名称", show_default=False)]
RoundName = Annotated[
    str, typer.Argument(metavar="ROUND", help="轮次的名称或日期，如 一季度、2026-03-25", show_default=False)
]


@app.command("list")
def list_(unit: UnitName) -> None:
    """一个单位各轮次应报、已报多少，眼下还欠哪些。"""
    with said_plainly():
        office = open_office()
        with reading(office.engine) as session:
            found = unit_called(session, unit)
            rows = _owed(session, found)
            if not rows:
                console.print(f"{found.name}没有要报送的事项。")
                return
            console.print(_rounds_table(session, rows))
            console.print(_owed_table(session, rows))


@app.command("export")
def export(
    unit: UnitName,
    round_: RoundName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="写入的 .xlsx 文件", show_default=False)],
) -> None:
    """把一个单位一轮的报送单写成 .xlsx，上次的情况已经填好。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            due = round_called(session, round_)
            read = _read(session, office, sheet_of(session, unit_called(session, unit).id, due.id))
            written, count = sheet_file(read), read.total
        try:
            file.write_bytes(written)
        except OSError as wrong:
            fail(f"文件 {file} 写不进去：{wrong.strerror}")
    console.print(f"{unit} {due.name}报送单{count}件，已写入 {file}", markup=False, soft_wrap=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="填好的报送单", show_default=False)],
    apply: Annotated[bool, typer.Option(help="按表格报送；不加只显示改动")] = False,
) -> None:
    """看一份填好的报送单改了什么；加 --apply 代录，要么全部保存，要么全不保存。"""
    with said_plainly():
        written = read_answer_sheet(_content(file), file.name)
        office = open_office()

        def act(session: Session) -> tuple[UnitSheet, Differences]:
            read = _read(session, office, _sheet(session, written))
            rules = office.rules(session)
            found = differences(read, written.rows, rules, office.now)
            if apply:
                given = [row.given for row in found.rows]
                take_over_rows(session, read, given, rules, office.actor, office.now)
            return read, found

        _say(*office.move(act), applied=apply)


def _read(session: Session, office: Office, sheet: Sheet) -> UnitSheet:
    """The sheet with this round's rows, also when nobody has been told of them yet."""
    due = session.get_one(Round, sheet.round_id)
    until = max(horizon(office.rules(session), office.now), due.due_on)
    return read_sheet(session, sheet, until, office.now)


def _sheet(session: Session, written: AnswerSheet) -> Sheet:
    found = session.get(Sheet, written.sheet_id)
    if found is None:
        fail("这份表格不是本系统发出的报送单，请用 duban sheet export 重新导出。")
    return found


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        fail(f"文件 {file} 读不出来：{wrong.strerror}")


def _say(sheet: UnitSheet, found: Differences, *, applied: bool) -> None:
    """What the file changes, field by field, and what was left out."""
    console.print(f"{sheet.unit.name} {sheet.called}", style="bold", markup=False)
    for row in found.rows:
        console.print(f"{row.called}  {row.content}", markup=False, soft_wrap=True)
        for one in row.changes:
            console.print(
                f"  {one.called}：{one.old or '（空）'} → {one.new or '（空）'}", markup=False, soft_wrap=True
            )
    for line in found.refused:
        console.print(f"没有采用  {line}", style="yellow", markup=False, soft_wrap=True)
    verb = "已报送" if applied else "将报送"
    console.print(f"{verb}{len(found.rows)}行，{len(found.refused)}行没有采用，{found.untouched}行没有填写。")
    if found.rows and not applied:
        console.print("确认无误后，同一命令加 --apply 代录。", style="yellow")


def _owed(session: Session, unit: Unit) -> Sequence[Obligation]:
    return session.exec(
        select(Obligation)
        .where(
            Obligation.unit_id == unit.id,
            col(Obligation.kind).in_(REPORTED_KINDS),
            col(Obligation.state).in_([*OWED, *ANSWERED]),
        )
        .order_by(col(Obligation.report_by), col(Obligation.kind))
    ).all()


def _rounds_table(session: Session, rows: Sequence[Obligation]) -> Table:
    counts: Counter[tuple[UUID | None, bool]] = Counter((row.round_id, row.state in OWED) for row in rows)
    table = Table("轮次", "报送日", "应报", "已报", "未报", pad_edge=False)
    for one in session.exec(select(Round).order_by(col(Round.due_on))):
        owed, done = counts[one.id, True], counts[one.id, False]
        if owed or done:
            table.add_row(one.name, str(one.due_on), str(owed + done), str(done), str(owed))
    return table


def _owed_table(session: Session, rows: Sequence[Obligation]) -> Table:
    table = Table("计划", "序号", "事项", "应报", "状态", "重点工作", pad_edge=False)
    for row in rows:
        if row.state in OWED and row.key_task_id is not None:
            task = session.get_one(KeyTask, row.key_task_id)
            cells = (
                str(row.plan_id),
                number_of(task),
                row.label,
                str(row.asked_by),
                row.state.label,
                task.content,
            )
            table.add_row(*map(escape, cells))
    return table
