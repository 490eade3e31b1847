"""`duban forward`: rows of a unit at its sections (内部转办), entered for the unit by the office."""

from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session, col, select

from duban.app import console, fail, open_office, said_plainly
from duban.commands.task_rows import task_numbered, unit_called
from models.database import reading, transaction
from models.duties import Obligation
from models.forwarding import end_forward, forward, forwards_of
from models.rules import Rules
from models.section_answers import section_answers
from models.section_gaps import no_mailbox_said, without_mailbox
from models.units import Forward, Post
from models.words import OWED

app = typer.Typer(help="内部转办：把单位的行转给处室，看谁还没有填。", no_args_is_help=True)

UnitName = Annotated[str, typer.Argument(metavar="UNIT", help="单位名称", show_default=False)]
Section = Annotated[str, typer.Argument(metavar="SECTION", help="处室名称", show_default=False)]
PlanNumber = Annotated[int, typer.Argument(metavar="PLAN", help="计划编号", show_default=False)]
Numbers = Annotated[
    list[str], typer.Argument(metavar="NUMBER...", help="重点工作的序号，如 3、3-2", show_default=False)
]


@app.command("add")
def add(
    unit: UnitName,
    section: Section,
    plan: PlanNumber,
    numbers: Numbers,
    email: Annotated[str, typer.Option(help="处室邮箱；已登记的可不写")] = "",
    person: Annotated[str, typer.Option(help="经办人")] = "",
    telephone: Annotated[str, typer.Option(help="电话")] = "",
    days_before: Annotated[int, typer.Option(help="内部时限：比单位报送日提前几个工作日")] = 2,
    inner_on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="只改本轮的内部时限")
    ] = None,
) -> None:
    """把一个单位的若干重点工作转给处室；处室收到一封邮件，以后各轮照转。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            found = unit_called(session, unit)
            tasks = [task_numbered(session, plan, number) for number in numbers]
            made = forward(
                session,
                found.id,
                tasks,
                section,
                email,
                office.rules(session),
                office.actor,
                office.now,
                person=person,
                telephone=telephone,
                days_before=days_before,
                inner_on=inner_on.date() if inner_on else None,
            )
            warning = no_mailbox_said(without_mailbox(session, {one.post_id for one in made}))
    console.print(f"{unit}的{len(tasks)}项已转给{section}。", markup=False)
    if warning:
        console.print(warning, style="yellow", markup=False, soft_wrap=True)


@app.command("list")
def list_(unit: UnitName) -> None:
    """一个单位转给了哪些处室，本轮填了没有。"""
    with said_plainly():
        office = open_office()
        with reading(office.engine) as session:
            rows = forwards_of(session, unit_called(session, unit).id)
            if not rows:
                console.print(f"{unit}没有内部转办。", markup=False)
                return
            table = Table("计划", "序号", "处室", "经办人", "电话", "内部时限", "填报", pad_edge=False)
            for one, post, task in rows:
                for due, said in _parts(session, one, post, office.rules(session)) or [
                    ("", "没有待报的事项")
                ]:
                    line = (
                        str(task.plan_id),
                        task.called,
                        post.title,
                        post.person,
                        post.telephone,
                        due,
                        said,
                    )
                    table.add_row(*map(escape, line))
            console.print(table)


@app.command("end")
def end(unit: UnitName, section: Section, plan: PlanNumber, numbers: Numbers) -> None:
    """取消转办；处室已填的保留。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            found = unit_called(session, unit)
            tasks = {task_numbered(session, plan, number).id for number in numbers}
            rows = [
                one
                for one, post, task in forwards_of(session, found.id)
                if task.id in tasks and post.title == section
            ]
            if len(rows) < len(tasks):
                fail(f"所列各项没有都转给{found.name}的“{section}”，请用 duban forward list 核对。")
            for one in rows:
                end_forward(session, one, office.actor, office.now)
    console.print(f"已取消{len(rows)}项转办。")


def _parts(session: Session, forward: Forward, post: Post, rules: Rules) -> list[tuple[str, str]]:
    """Inner date and answer of each open row of one forward, the first date first."""
    rows = session.exec(
        select(Obligation)
        .where(
            Obligation.unit_id == forward.unit_id,
            Obligation.key_task_id == forward.key_task_id,
            col(Obligation.state).in_(OWED),
        )
        .order_by(col(Obligation.report_by))
    ).all()
    found = section_answers(session, rows, rules)
    parts = [one for row in rows for one in found.get(row.id, ()) if one.post.id == post.id]
    return [(f"{one.due}", one.answer.answer.label if one.answer else "未填") for one in parts[:1]]
