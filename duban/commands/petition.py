"""`duban petition`: what units ask (分工异议, 申请延期, 请求协调) and how the office answers."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session, col, select

from duban.app import console, fail, open_office, said_plainly
from duban.commands.plan_tables import plan_numbered
from duban.commands.task_rows import (
    SHOWN,
    date_said,
    handed_on,
    obligation_called,
    task_numbered,
    unit_called,
)
from models import petitions, wording
from models.assigning import part_of
from models.database import reading
from models.duties import Obligation, Petition
from models.extending import extension_effect
from models.naming import number_of
from models.petition_terms import check_expiry, check_new_date, extension_level
from models.plans import KeyTask
from models.secrecy import shown_title
from models.units import Unit
from models.words import PetitionKind, PetitionState

app = typer.Typer(help="单位的申请：分工异议、申请延期、请求协调，提出和答复。", no_args_is_help=True)

PlanNumber = Annotated[int, typer.Argument(metavar="PLAN", help="计划编号", show_default=False)]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="序号，如 12 或 12-2", show_default=False)]
Which = Annotated[
    str, typer.Argument(help="应办事项：编号的前几位，或 单位，或 单位:事项", show_default=False)
]
Asked = Annotated[str, typer.Argument(metavar="ID", help="申请编号的前几位", show_default=False)]
Reason = Annotated[str, typer.Option(help="理由")]
Words = Annotated[str, typer.Option(metavar="TEXT", help="答复，申请单位会看到")]
Paper = Annotated[str, typer.Option(metavar="NUMBER", help="呈批件文号，须由上一级决定时写明")]
Yes = Annotated[bool, typer.Option("--yes", help="看过影响，确认办理")]


@app.command("list")
def list_(
    plan: Annotated[int, typer.Option(metavar="PLAN", help="只列这个计划的")] = 0,
    everything: Annotated[bool, typer.Option("--all", help="连同已答复、已撤回的")] = False,
) -> None:
    """待答复的申请，先提出的在前。"""
    with said_plainly():
        office = open_office()
        with reading(office.engine) as session:
            wanted = select(Petition).order_by(*map(col, (Petition.asked_at, Petition.position, Petition.id)))
            if plan:
                wanted = wanted.where(Petition.plan_id == plan_numbered(session, plan).id)
            if not everything:
                wanted = wanted.where(Petition.state == PetitionState.ASKED)
            _print(session, list(session.exec(wanted)))


@app.command("object")
def object_(
    plan: PlanNumber,
    number: Number,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="提出异议的单位", show_default=False)],
    reason: Reason = "",
    signed_by: Annotated[str, typer.Option(metavar="NAME", help="签字的主要负责人，或来文文号")] = "",
) -> None:
    """代录一件分工异议（交办后5个工作日内，由主要负责人签字）。"""
    with said_plainly():
        office = open_office()

        def act(session: Session) -> str:
            task, asking = task_numbered(session, plan, number), unit_called(session, unit)
            part = part_of(session, task, asking.id)
            if part is None:
                fail(f"{asking.name}没有以本单位名义承担第{number}项。")
            made = petitions.object_to(
                session, part, reason, signed_by, office.rules(session), office.actor, office.now
            )
            return _id(made)

        said = office.move(act)
    _asked(said, PetitionKind.OBJECTION)


@app.command()
def extend(
    plan: PlanNumber,
    number: Number,
    which: Which,
    until: Annotated[str, typer.Option(metavar="DATE", help="延至哪一天", show_default=False)],
    reason: Reason = "",
    yes: Yes = False,
) -> None:
    """代录一件延期申请（到期以前）；先显示影响和由谁决定，加 --yes 才提出。"""
    with said_plainly():
        office = open_office()
        day = date_said(until, "延至日期")

        def act(session: Session) -> tuple[str, str]:
            rules, now = office.rules(session), office.now
            row = obligation_called(session, task_numbered(session, plan, number), which)
            check_expiry(row, rules, now)
            check_new_date(row, day)
            effect = extension_effect(session, row, day, rules, now)
            told = f"同意后将{effect.sentence}由{extension_level(session, row, day, rules).label}决定。"
            if not yes:
                return "", told
            made = petitions.ask_extension(session, row, day, reason, rules, office.actor, now)
            return _id(made), told

        said, told = office.move(act)
        console.print(told, markup=False)
    if yes:
        _asked(said, PetitionKind.EXTENSION)
    else:
        console.print("还没有提出；加 --yes 提出。")


@app.command()
def coordinate(plan: PlanNumber, number: Number, which: Which, reason: Reason = "") -> None:
    """代录一件请求协调。"""
    with said_plainly():
        office = open_office()

        def act(session: Session) -> str:
            row = obligation_called(session, task_numbered(session, plan, number), which)
            made = petitions.ask_coordination(
                session, row, reason, office.rules(session), office.actor, office.now
            )
            return _id(made)

        said = office.move(act)
    _asked(said, PetitionKind.COORDINATION)


@app.command()
def grant(
    which: Asked,
    answer: Words = "",
    on: Annotated[str, typer.Option(metavar="DATE", help="延期：准予的日期，早于所申请的时写明")] = "",
    paper: Paper = "",
    to: Annotated[str, typer.Option(metavar="UNIT", help="分工异议：改由哪个单位承担")] = "",
    yes: Yes = False,
) -> None:
    """同意。延期先显示影响，加 --yes 才生效；异议的分工退回，可同时指明接办单位。"""
    with said_plainly():
        office = open_office()
        day = date_said(on, "准予日期") if on else None

        def act(session: Session) -> tuple[PetitionKind, str]:
            petition, rules, now = _chosen(session, which), office.rules(session), office.now
            kind, until, told = petition.kind, day or petition.wanted_on, ""
            if kind is PetitionKind.EXTENSION and until is not None:
                row = session.get_one(Obligation, petition.obligation_id)
                check_new_date(row, until)
                told = f"同意延至{until}将{extension_effect(session, row, until, rules, now).sentence}"
                if not yes:
                    return kind, told
            taker = unit_called(session, to) if to else None
            to_unit = taker.id if taker else None
            petitions.grant(
                session, petition, answer, rules, office.actor, now, on=day, paper=paper, to_unit_id=to_unit
            )
            if taker is not None and kind is PetitionKind.OBJECTION:
                task = session.get_one(KeyTask, petition.key_task_id)
                told = handed_on(session, task, session.get_one(Unit, petition.unit_id), taker, now)
            return kind, told

        kind, told = office.move(act)
        if told:
            console.print(told, markup=False, soft_wrap=True)
        if told and kind is PetitionKind.EXTENSION and not yes:
            console.print("还没有生效；加 --yes 生效。")
            return
    console.print(f"已同意{kind.label}，下一封邮件告知申请单位。", markup=False)


@app.command()
def refuse(which: Asked, answer: Words = "", paper: Paper = "") -> None:
    """不同意，写明答复。"""
    with said_plainly():
        office = open_office()

        def act(session: Session) -> PetitionKind:
            petition, rules = _chosen(session, which), office.rules(session)
            petitions.refuse(session, petition, answer, rules, office.actor, office.now, paper=paper)
            return petition.kind

        kind = office.move(act)
    console.print(f"已答复不同意{kind.label}，下一封邮件告知申请单位。", markup=False)


@app.command()
def withdraw(which: Asked) -> None:
    """申请单位撤回，由督查人员代录。"""
    with said_plainly():
        office = open_office()

        def act(session: Session) -> PetitionKind:
            petition = _chosen(session, which)
            petitions.take_back(session, petition, office.rules(session), office.actor, office.now)
            return petition.kind

        kind = office.move(act)
    console.print(f"已撤回{kind.label}。", markup=False)


def _asked(said: str, kind: PetitionKind) -> None:
    console.print(f"已提出{kind.label}，编号 {said}，两个工作日内答复。", markup=False)


def _id(petition: Petition) -> str:
    return petition.id.hex[:SHOWN]


def _chosen(session: Session, which: str) -> Petition:
    """The petition whose id begins so; one that names none or several ends the command with a sentence."""
    found = [row for row in session.exec(select(Petition)) if row.id.hex.startswith(which.lower())]
    if len(found) != 1 or not which:
        fail(f"编号 {which} 对应{len(found)}件申请，请用 duban petition list --all 核对。")
    return found[0]


def _print(session: Session, rows: list[Petition]) -> None:
    if not rows:
        console.print("没有申请。")
        return
    table = Table(pad_edge=False)
    for heading in ("编号", "种类", "单位", "事项", "理由", "延至", "由谁决定", "状态"):
        table.add_column(heading, overflow="fold")
    units = {unit.id: unit.name for unit in session.exec(select(Unit))}
    for row in rows:
        task = session.get_one(KeyTask, row.key_task_id)
        until = row.granted_on or row.wanted_on
        cells = (
            _id(row),
            row.kind.label,
            units[row.unit_id],
            wording.short(f"计划{row.plan_id} {number_of(task)} {shown_title(task)}"),
            row.reason,
            str(until or ""),
            row.level.label,
            f"{row.state.label}{'：' + row.answer if row.answer else ''}",
        )
        table.add_row(*map(escape, cells))
    console.print(table)
