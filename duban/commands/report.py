"""`duban report` and `duban sign`: what a unit said by telephone or on paper, entered by the coordinator (代录)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session, col, select

from config.yaml_file import read_yaml
from duban.app import console, fail, open_office, said_plainly
from duban.commands.plan_tables import plan_numbered
from duban.commands.task_rows import owed_rows, task_numbered, unit_called
from models.answer_checks import ANSWERS
from models.answer_choice import row_meant
from models.answering import sign as sign_notice
from models.contributions import last_reports
from models.duties import Obligation, Round
from models.filing import take_in
from models.given_answer import GivenAnswer, read_answer, report_given
from models.plans import KeyTask
from models.rules import Rules
from models.units import Unit
from models.words import OWED, ObligationKind, ObligationState

MEGABYTE = 2**20
PlanNumber = Annotated[int, typer.Argument(metavar="PLAN", help="计划编号", show_default=False)]
UnitName = Annotated[str, typer.Argument(metavar="UNIT", help="单位名称", show_default=False)]


def report(
    plan: PlanNumber,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="序号，如 12 或 12-2", show_default=False)],
    unit: UnitName,
    answer: Annotated[
        str,
        typer.Argument(
            metavar="ANSWER",
            help="按计划推进、推进中、已完成、本轮无新增、报送方案",
            show_default=False,
        ),
    ],
    text: Annotated[str, typer.Option(help="情况说明")] = "",
    percent: Annotated[str, typer.Option(metavar="N", help="进度，0到100")] = "",
    next_step: Annotated[str, typer.Option("--next", help="下一步做什么")] = "",
    next_on: Annotated[str, typer.Option(metavar="DATE", help="下一步的日期；未办结的视为承诺")] = "",
    blocker: Annotated[str, typer.Option(help="存在问题")] = "",
    coordinate: Annotated[bool, typer.Option("--coordinate", help="就存在问题请求协调")] = False,
    done_on: Annotated[str, typer.Option(metavar="DATE", help="完成日期；不写按今天")] = "",
    by: Annotated[str, typer.Option(metavar="DATE", help="哪一天应报的；不写即现在正在报的一件")] = "",
    details: Annotated[Path | None, typer.Option(metavar="FILE", help="落实方案（YAML）")] = None,
    file: Annotated[list[Path] | None, typer.Option(help="附件，可写多次")] = None,
) -> None:
    """代录一个单位的报送，记在经办的督查人员名下。"""
    with said_plainly():
        office = open_office()
        handed_in, plan_said = [(one.name, _content(one)) for one in file or ()], _details(details)

        def act(session: Session) -> str:
            task = task_numbered(session, plan, number)
            rules, now = office.rules(session), office.now
            owed = _chosen(session, task, unit_called(session, unit), answer, by, rules, now)
            given = GivenAnswer(
                str(owed.id),
                answer=answer,
                text=text,
                percent=percent,
                next_step=next_step,
                next_on=next_on,
                blocker=blocker,
                done_on=done_on,
                coordinate="是" if coordinate else "",
            )
            limit = office.settings.file_limit_mb * MEGABYTE
            files = take_in(session, handed_in, limit)
            made = report_given(
                session, owed, given, rules, office.actor, now, details=plan_said, files=files
            )
            lacking = f"，未收到{'、'.join(made.missing)}的配合情况" if made.missing else ""
            return f"{owed.label}（{owed.report_by}应报）：{made.answer.label}{lacking}"

        said = office.move(act)
    console.print(f"已代录{unit}第{number}项{said}。", markup=False, soft_wrap=True)


def sign(plan: PlanNumber, unit: UnitName) -> None:
    """代录一个单位的签收。"""
    with said_plainly():
        office = open_office()

        def act(session: Session) -> None:
            plan_numbered(session, plan)
            found = unit_called(session, unit)
            signings = _signings(session, plan, found)
            if not signings:
                fail(f"计划{plan}没有要{found.name}签收的事项。")
            waiting = [row for row in signings if row.state is ObligationState.OPEN]
            for row in waiting or signings[-1:]:
                sign_notice(session, row, office.rules(session), office.actor, office.now)

        office.move(act)
    console.print(f"已代录{unit}签收计划{plan}。", markup=False)


def _chosen(
    session: Session, task: KeyTask, unit: Unit, said: str, by: str, rules: Rules, now: datetime
) -> Obligation:
    """The row of the unit that is meant: of the date given, else the one asked for at present."""
    answer = read_answer(said)
    rows = [
        row
        for row, name in owed_rows(session, task)
        if name == unit.name
        and answer in ANSWERS.get(row.kind, ())
        and (row.state in OWED or row.state is ObligationState.REPORTED)
        and by in ("", row.report_by.isoformat(), row.asked_by.isoformat())
    ]
    if not rows:
        fail(
            f"{unit.name}在第{task.number}项下没有可以答复“{answer.label}”的事项，请用 duban sheet list 核对。"
        )
    if by:
        return next((row for row in rows if row.state in OWED), rows[-1])
    rounds = session.exec(select(col(Round.due_on))).all()
    return row_meant(rows, last_reports(session, rows), answer, rules, now, rounds)


def _signings(session: Session, plan: int, unit: Unit) -> Sequence[Obligation]:
    """What the unit had or has to sign for in a plan, by date."""
    return session.exec(
        select(Obligation)
        .where(
            Obligation.plan_id == plan,
            Obligation.unit_id == unit.id,
            Obligation.kind == ObligationKind.SIGN,
        )
        .order_by(col(Obligation.report_by))
    ).all()


def _details(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    read = read_yaml(file)
    if not isinstance(read, dict):
        fail(
            f"落实方案 {file} 应写明 measures、timetable、responsible、result_form、expected_result 和 nodes。"
        )
    nodes = [
        {**node, "due": str(node.get("due", ""))}
        for node in read.get("nodes") or ()
        if isinstance(node, dict)
    ]
    return {**read, "nodes": nodes}


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        fail(f"文件 {file} 读不出来：{wrong.strerror}")
