"""`duban matter`: a single matter by hand, one matter in several plans, how much of one may be written."""

from datetime import date
from typing import Annotated

import typer
from sqlmodel import Session, select

from duban.app import console, fail, open_office, said_plainly
from duban.commands.task import Number, PlanNumber
from duban.commands.task_rows import date_said, task_numbered, word_said
from intake.matter import Matter, add_matter
from models.database import reading, transaction
from models.issuing import issue
from models.matters import linked_tasks, place_of
from models.placing import tasks_of
from models.plans import Milestone
from models.same_matter import link, unlink
from models.secrecy import set_secrecy
from models.words import DirectiveKind, Secrecy

app = typer.Typer(help="单件事项：登记、关联同一事项、调整公开范围。", no_args_is_help=True)


@app.command()
def add(
    title: Annotated[str, typer.Option(help="事项内容", show_default=False)],
    source: Annotated[str, typer.Option("--from", help="交办的领导、会议或单位", show_default=False)],
    lead: Annotated[list[str], typer.Option(help="牵头单位，可写多次，第一个汇总", show_default=False)],
    kind: Annotated[
        str, typer.Option(help="来文类别：领导批示 instruction、会议议定事项 meeting、其他 other 等")
    ] = DirectiveKind.INSTRUCTION.value,
    support: Annotated[list[str] | None, typer.Option(help="配合单位，可写多次", show_default=False)] = None,
    due: Annotated[str, typer.Option(metavar="DATE", help="办结日期", show_default=False)] = "",
    limit: Annotated[str, typer.Option(help="期限文字，如 15日内、6月底前完成", show_default=False)] = "",
    term: Annotated[
        int | None, typer.Option(help="该类别的期限之一（自然日），如 5、15、30", show_default=False)
    ] = None,
    leader: Annotated[list[str] | None, typer.Option(help="分管领导，可写多次", show_default=False)] = None,
    number: Annotated[str, typer.Option(help="文号或批示编号", show_default=False)] = "",
    on: Annotated[str, typer.Option(metavar="DATE", help="交办日期，不写为今天", show_default=False)] = "",
    secrecy: Annotated[str, typer.Option(help="公开 open、内部 internal、线下 offline")] = Secrecy.OPEN.value,
    paper: Annotated[str, typer.Option(help="线下事项的纸质件编号", show_default=False)] = "",
    issue_now: Annotated[bool, typer.Option("--issue", help="登记后立即交办")] = False,
) -> None:
    """登记一件事项为一个计划，期限由日期、文字或类别的期限确定。"""
    matter = Matter(
        kind=word_said(tuple(DirectiveKind), kind, "来文类别"),
        title=title,
        source=source,
        leads=tuple(lead),
        supports=tuple(support or ()),
        leaders=tuple(leader or ()),
        number=number,
        issued_on=date_said(on, "交办日期") if on else None,
        due=date_said(due, "办结日期") if due else None,
        limit=limit,
        term=term,
        secrecy=word_said(tuple(Secrecy), secrecy, "公开范围"),
        paper_reference=paper,
    )
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            rules = office.rules(session)
            plan = add_matter(session, matter, rules, office.actor, office.now).plan
            (task,) = tasks_of(session, plan.id or 0)
            stones = session.exec(select(Milestone).where(Milestone.key_task_id == task.id)).all()
            dates = "、".join(_date(stone.deadline) for stone in sorted(stones, key=lambda one: one.position))
            owed = issue(session, plan, rules, office.actor, office.now) if issue_now else []
            plan_number = plan.id
    console.print(f"计划 {plan_number}：{matter.kind.label}已登记，期限{dates}。")
    if issue_now:
        console.print(f"已交办：{len(owed)}件应办事项。")
    else:
        console.print(f"下一步：duban plan show {plan_number}，确认后 duban plan issue {plan_number}")


def _date(deadline: date | None) -> str:
    return deadline.isoformat() if deadline else "未定"


@app.command("link")
def link_(plan: PlanNumber, number: Number, other_plan: PlanNumber, other_number: Number) -> None:
    """两个计划里的两项是同一事项：单位报送一项，同时答复另一项，各自复核。"""
    with said_plainly():
        office = open_office()

        def join(session: Session) -> str:
            task = task_numbered(session, plan, number)
            other = task_numbered(session, other_plan, other_number)
            link(session, task, other, office.actor, office.now)
            same = "、".join(map(place_of, linked_tasks(session, task)))
            return f"计划{plan}{task.called}的同一事项：{same}。"

        said = office.move(join)
    console.print(said)


@app.command("unlink")
def unlink_(plan: PlanNumber, number: Number, other_plan: PlanNumber, other_number: Number) -> None:
    """解除关联，各自报送；已有的报送保留。"""
    with said_plainly():
        office = open_office()

        def part(session: Session) -> None:
            task = task_numbered(session, plan, number)
            other = task_numbered(session, other_plan, other_number)
            unlink(session, task, other, office.actor, office.now)

        office.move(part)
    console.print("已解除关联。")


@app.command("secrecy")
def secrecy_(
    plan: PlanNumber,
    number: Number,
    level: Annotated[
        str,
        typer.Argument(metavar="LEVEL", help="公开 open、内部 internal、线下 offline", show_default=False),
    ],
    paper: Annotated[str, typer.Option(help="转为线下时：纸质件的文号、卷号或柜号", show_default=False)] = "",
    yes: Annotated[bool, typer.Option("--yes", help="确认删除文字")] = False,
) -> None:
    """调整公开范围。内部：邮件和 Prefect 只写序号。线下：删除全部文字，只留序号、日期和纸质件编号，不能恢复。"""
    wanted = word_said(tuple(Secrecy), level, "公开范围")
    with said_plainly():
        office = open_office()
        if wanted is Secrecy.OFFLINE and not yes:
            with reading(office.engine) as session:
                called = task_numbered(session, plan, number).called
            fail(f"{called}转为线下将删除它的全部文字、报送情况和附件，不能恢复；确认请加 --yes。")

        def settle(session: Session) -> str:
            task = task_numbered(session, plan, number)
            set_secrecy(session, task, wanted, paper, office.actor, office.now)
            return task.called

        called = office.move(settle)
    console.print(f"计划{plan}{called}：{wanted.label}。")
    if wanted is Secrecy.OFFLINE:
        console.print(
            "数据库里的文字已删除。已经送达的邮件、Prefect 里以前的运行记录、数据库备份、"
            "签字扫描件和来文原件不在其内，请另行清理。",
            style="yellow",
            soft_wrap=True,
        )
