"""`duban round`: rounds (报送轮次) of the office and of a plan, and 调度; `duban call`: 已电话催办."""

import re
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from duban.app import console, fail, open_office, said_plainly
from duban.commands.plan_tables import plan_numbered
from duban.commands.task_rows import date_said, task_numbered, unit_called
from models.calling import record_call, rows_to_call
from models.database import reading, transaction
from models.dispatching import DispatchPreview, dispatch, preview_dispatch
from models.plans import Plan
from models.policy import RoundRule
from models.rhythms import round_rule, rules_of, set_rounds
from models.round_standing import round_standings
from models.rules import Rules
from models.words import PlanState

app = typer.Typer(help="报送轮次：查看、为一个计划设定、调度。", no_args_is_help=True)

PlanNumber = Annotated[int, typer.Argument(metavar="PLAN", help="计划编号", show_default=False)]
_ROUND = re.compile(r"(?P<name>[^=]+)=(?P<next>次年)?(?P<month>\d{1,2})-(?P<day>\d{1,2})")


@app.command("list")
def list_(
    plan: Annotated[int, typer.Argument(metavar="PLAN", help="只看这个计划", show_default=False)] = 0,
) -> None:
    """各轮次应报、已报、逾期的件数；未交办的计划列出将要用的轮次。"""
    with said_plainly():
        office = open_office()
        with reading(office.engine) as session:
            rules = office.rules(session)
            chosen = plan_numbered(session, plan) if plan else None
            if chosen is not None and chosen.state is PlanState.DRAFT:
                _print_rules(session, chosen, rules)
                return
            standings = round_standings(session, rules.office.today(office.now), plan or None)
    if not standings:
        console.print("还没有轮次。")
        return
    table = Table("日期", "名称", "种类", "单位", "应报", "已报", "逾期", "要求", pad_edge=False)
    for one in standings:
        counts = (one.units, one.asked, one.answered, one.overdue)
        note = one.round.note if one.round is not None else ""
        shown = (str(one.due_on), one.name, one.kind, *map(str, counts), note)
        table.add_row(*map(escape, shown))
    console.print(table)


@app.command("set")
def set_(
    plan: PlanNumber,
    rounds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ROUND...",
            help="名称=月-日，次年的写 年终=次年1-15；最后一个是年终轮次",
            show_default=False,
        ),
    ] = None,
    default: Annotated[bool, typer.Option("--default", help="恢复按规则设定的轮次")] = False,
) -> None:
    """交办以前设定一个计划自己的报送轮次。"""
    with said_plainly():
        wanted = _read(rounds or [])
        if bool(wanted) == default:
            fail("请写明各轮次，如 一季度=3-25 年终=次年1-15；或用 --default 恢复按规则设定。")
        office = open_office()
        with transaction(office.engine) as session:
            chosen, rules = plan_numbered(session, plan), office.rules(session)
            set_rounds(session, chosen, wanted, rules, office.actor, office.now)
            _print_rules(session, chosen, rules)


@app.command("call")
def call_round(
    plan: PlanNumber,
    numbers: Annotated[
        list[str], typer.Argument(metavar="NUMBER...", help="重点工作的序号，可写多个", show_default=False)
    ],
    due: Annotated[str, typer.Option(metavar="DATE", help="报送日期", show_default=False)],
    name: Annotated[str, typer.Option(help="这次调度叫什么")] = "调度",
    note: Annotated[str, typer.Option(help="请各单位报什么")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="看过影响，确认发出")] = False,
) -> None:
    """调度：选几项重点工作加报一次。先显示涉及的单位和替代的轮次，加 --yes 才发出。"""
    with said_plainly():
        office = open_office()
        day = date_said(due, "报送日期")

        def act(session: Session) -> DispatchPreview:
            chosen, rules, now = plan_numbered(session, plan), office.rules(session), office.now
            tasks = [task_numbered(session, plan, number) for number in dict.fromkeys(numbers)]
            preview = preview_dispatch(session, chosen, tasks, day, rules, now)
            if yes:
                dispatch(session, chosen, tasks, day, name, note, rules, office.actor, now)
            return preview

        preview = office.move(act)
    _print_preview(preview)
    console.print("已调度，下一封邮件通知各单位。" if yes else "还没有发出；加 --yes 发出。")


def call(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="接电话的单位", show_default=False)],
    plan: Annotated[int, typer.Option(metavar="PLAN", help="计划编号", show_default=False)],
    number: Annotated[str, typer.Option(metavar="NUMBER", help="序号；不写是催签收")] = "",
    person: Annotated[str, typer.Option(help="接电话的人")] = "",
    promised: Annotated[str, typer.Option(metavar="DATE", help="对方答应哪一天前报")] = "",
    text: Annotated[str, typer.Option(help="对方怎么说")] = "",
) -> None:
    """记一次电话催办；答应了日期的，到期未报即重新催办。"""
    with said_plainly():
        office = open_office()
        day = date_said(promised, "承诺日期") if promised else None

        def act(session: Session) -> str:
            rules, now, chosen = office.rules(session), office.now, plan_numbered(session, plan)
            task = task_numbered(session, plan, number) if number else None
            rows = rows_to_call(session, chosen, task, unit_called(session, unit), rules, now)
            record_call(session, rows, person, day, rules, office.actor, now, text=text)
            return "、".join(f"{row.label}（{row.asked_by}应报）" for row in rows)

        said = office.move(act)
    until = f"，对方答应{day}前报送" if day else ""
    console.print(f"已记录电话催办{unit}：{said}{until}。", markup=False, soft_wrap=True)


def _read(rounds: list[str]) -> list[RoundRule]:
    """`一季度=3-25 年终=次年1-15`; the last is the year-end round."""
    made = []
    for at, text in enumerate(rounds, 1):
        read = _ROUND.fullmatch(text)
        if read is None:
            fail(f"轮次“{text}”请写成 一季度=3-25，次年的写成 年终=次年1-15。")
        made.append(
            round_rule(
                read["name"],
                int(read["month"]),
                int(read["day"]),
                next_year=bool(read["next"]),
                final=at == len(rounds),
            )
        )
    return made


def _print_rules(session: Session, plan: Plan, rules: Rules) -> None:
    own = "（本计划自定）" if plan.rounds else "（按规则）"
    table = Table("日期", f"名称{own}", pad_edge=False)
    for rule in rules_of(session, plan, rules.policy):
        table.add_row(str(rule.due_on(plan.year)), escape(rule.name) + ("（年终）" if rule.final else ""))
    console.print(table)


def _print_preview(preview: DispatchPreview) -> None:
    console.print(preview.sentence, markup=False, soft_wrap=True)
    if preview.units:
        console.print(f"单位：{'、'.join(preview.units)}", markup=False, soft_wrap=True)
    if preview.replaces:
        console.print(f"替代：{'、'.join(preview.replaces)}", markup=False, soft_wrap=True)
    if preview.advice:
        console.print(preview.advice, markup=False, soft_wrap=True)
