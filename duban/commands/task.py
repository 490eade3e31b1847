"""`duban task`: one key task: look at it, verify and return what was reported, steer it."""

from collections.abc import Callable
from typing import Annotated

import typer
from sqlmodel import Session

from duban.app import Office, console, open_office, said_plainly
from duban.commands.task_rows import (
    date_said,
    handed_on,
    obligation_called,
    task_numbered,
    unit_called,
    word_said,
)
from duban.commands.task_tables import print_task
from models import confirming, deciding, steering
from models.database import reading
from models.plans import KeyTask

app = typer.Typer(
    help="一项重点工作：查看、确认、单列、复核、退回、挂账、恢复、终止、并入、转办、回头看、销号。",
    no_args_is_help=True,
)

PlanNumber = Annotated[int, typer.Argument(metavar="PLAN", help="计划编号", show_default=False)]
Number = Annotated[
    str, typer.Argument(metavar="NUMBER", help="序号，如 12；分成几部分的写 12-2", show_default=False)
]
Which = Annotated[
    str,
    typer.Argument(help="应办事项：编号的前几位，或 单位，或 单位:事项", show_default=False),
]
Reason = Annotated[str, typer.Option(help="理由，写入办理记录", show_default=False)]


@app.command()
def show(plan: PlanNumber, number: Number) -> None:
    """状态、责任单位、节点、应办事项（含编号）、申请和办理记录。"""
    with said_plainly():
        office = open_office()
        with reading(office.engine) as session:
            task = task_numbered(session, plan, number)
            print_task(session, task, office.rules(session).office.today(office.now))


@app.command()
def confirm(plan: PlanNumber, number: Number, reason: Reason = "") -> None:
    """确认一项草稿，等待交办；计划已交办的，随后 duban plan issue 补充交办。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        confirming.confirm(session, task, reason, office.actor, office.now)

    _make(plan, number, move)
    console.print(f"下一步：duban plan issue {plan}", markup=False)


@app.command()
def apart(plan: PlanNumber, number: Number, reason: Reason = "") -> None:
    """把已交办计划中不单列督办的一项改为单列；随后 duban plan issue 补充交办。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        confirming.list_apart(session, task, reason, office.actor, office.now)

    _make(plan, number, move)
    console.print(f"下一步：duban plan issue {plan}", markup=False)


@app.command()
def verify(
    plan: PlanNumber,
    number: Number,
    which: Which,
    verdict: Annotated[
        str,
        typer.Option(
            help="年终评估结论：已取得明显进展、进展一般、未达预期；持续推进的：结转、转入日常、办结"
        ),
    ] = "",
    done_on: Annotated[str, typer.Option(metavar="DATE", help="核定的完成日期；不写则按单位所报")] = "",
    why: Annotated[str, typer.Option(help="完成日期为何与所报的不同")] = "",
) -> None:
    """认可一件报送。最后一个结果认可后，这项重点工作办结。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        owed = obligation_called(session, task, which)
        found = word_said(deciding.verdicts_for(session, owed), verdict, "评估结论") if verdict else None
        day = date_said(done_on, "完成日期") if done_on else None
        rules = office.rules(session)
        deciding.accept(session, owed, rules, office.actor, office.now, verdict=found, done_on=day, why=why)

    _make(plan, number, move)


@app.command("return")
def return_(plan: PlanNumber, number: Number, which: Which, reason: Reason = "") -> None:
    """退回一件报送；报送单位会看到理由，催办重新起算。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        owed = obligation_called(session, task, which)
        deciding.send_back(session, owed, reason, office.rules(session), office.actor, office.now)

    _make(plan, number, move)


@app.command()
def suspend(
    plan: PlanNumber,
    number: Number,
    until: Annotated[str, typer.Option(metavar="DATE", help="挂账到期日", show_default=False)] = "",
    reason: Reason = "",
) -> None:
    """挂账：催办暂停，到期日由督查人员决定恢复或终止。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        day = date_said(until, "挂账到期日") if until else None
        steering.suspend(session, task, day, reason, office.rules(session), office.actor, office.now)

    _make(plan, number, move)


@app.command()
def resume(plan: PlanNumber, number: Number, reason: Reason = "") -> None:
    """恢复挂账的重点工作：催办重新起算，挂账期间到期的轮次报送取消。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        steering.resume(session, task, reason, office.rules(session), office.actor, office.now)

    _make(plan, number, move)


@app.command()
def cancel(plan: PlanNumber, number: Number, reason: Reason = "") -> None:
    """终止：未报送的事项取消，已报送的保留。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        steering.cancel(session, task, reason, office.rules(session), office.actor, office.now)

    _make(plan, number, move)


@app.command()
def merge(
    plan: PlanNumber,
    number: Number,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="并入哪一项的序号", show_default=False)],
    into_plan: Annotated[int, typer.Option(metavar="PLAN", help="并入另一个计划的一项时，写那个计划")] = 0,
    reason: Reason = "",
) -> None:
    """并入另一项重点工作，情况在那一项里报送。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        into = task_numbered(session, into_plan or plan, target)
        steering.merge(session, task, into, reason, office.rules(session), office.actor, office.now)

    _make(plan, number, move)


@app.command()
def transfer(
    plan: PlanNumber,
    number: Number,
    from_unit: Annotated[str, typer.Argument(metavar="FROM", help="原承办单位", show_default=False)],
    to_unit: Annotated[str, typer.Argument(metavar="TO", help="接办单位", show_default=False)],
    reason: Reason = "",
) -> None:
    """转办：未报送的事项转给接办单位并重新起算；已报送的留在原单位。"""

    def move(session: Session, task: KeyTask, office: Office) -> str:
        left, taker = unit_called(session, from_unit), unit_called(session, to_unit)
        rules = office.rules(session)
        steering.transfer(session, task, left.id, taker.id, reason, rules, office.actor, office.now)
        return handed_on(session, task, left, taker, office.now)

    _make(plan, number, move)


@app.command()
def reopen(
    plan: PlanNumber,
    number: Number,
    due: Annotated[str, typer.Option(metavar="DATE", help="整改报送日", show_default=False)] = "",
    reason: Reason = "",
) -> None:
    """回头看：已办结或销号的重新推进，报送单位增加一件整改报送。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        day = date_said(due, "整改报送日") if due else None
        steering.reopen(session, task, day, reason, office.rules(session), office.actor, office.now)

    _make(plan, number, move)


@app.command()
def close(plan: PlanNumber, number: Number) -> None:
    """销号：把已办结的移出在办清单。"""

    def move(session: Session, task: KeyTask, office: Office) -> None:
        deciding.close(session, task, office.actor, office.now)

    _make(plan, number, move)


def _make(plan: int, number: str, move: Callable[[Session, KeyTask, Office], str | None]) -> None:
    """Make one move in one transaction; say where the key task stands then, and what else the move has to say."""
    with said_plainly():
        office = open_office()

        def act(session: Session) -> str:
            task = task_numbered(session, plan, number)
            said = move(session, task, office)
            session.flush()
            return "\n".join(filter(None, (f"计划{plan}{task.called}：{task.state.label}", said)))

        standing = office.move(act)
    console.print(standing, markup=False, soft_wrap=True)
