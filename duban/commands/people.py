"""`duban people`: who holds which post (任职), leave (请假), hand-overs (交接)."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session, select

from config.errors import ConfigError
from duban.app import Office, console, open_office, said_plainly
from duban.commands.people_rows import holding_rows
from duban.commands.units import unit_called
from models.actors import MoveRefused
from models.addresses import is_plain_address
from models.database import reading, transaction
from models.gaps import asked_role
from models.handing_over import handover_sheet
from models.holding import person_of
from models.people import absent as note_absence
from models.people import appoint as note_appointment
from models.people import end_holding
from models.people import hand_over as note_hand_over
from models.rules import Rules
from models.seating import in_office, post_name, seat_people
from models.units import Holding, Person, Post
from models.words import PostRole, Rank
from notifications.handover_paper import handover_docx, handover_text

app = typer.Typer(help="岗位上的人：任职、请假、交接。", no_args_is_help=True)

UnitName = Annotated[str, typer.Argument(help="单位名称或别名", show_default=False)]
PersonName = Annotated[str, typer.Argument(help="姓名", show_default=False)]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False)]
Role = Annotated[PostRole | None, typer.Option("--post", help="岗位；默认联络员", show_default=False)]
Section = Annotated[str, typer.Option(help="处室名称", show_default=False)]
Telephone = Annotated[str, typer.Option(help="本人电话", show_default=False)]
Email = Annotated[str, typer.Option(help="本人邮箱；岗位有公共邮箱时邮件发往公共邮箱", show_default=False)]
Rank_ = Annotated[Rank, typer.Option("--rank", help="a 为A角，b 为B角")]
Paper = Annotated[Path | None, typer.Option("--out", help="把交接单写成 .docx", show_default=False)]


@app.command("appoint")
def appoint(
    unit: UnitName,
    name: PersonName,
    since: Day = None,
    until: Day = None,
    rank: Rank_ = Rank.A,
    post: Role = None,
    section: Section = "",
    telephone: Telephone = "",
    email: Email = "",
) -> None:
    """登记任职：某人自某日起在某岗位；不写日期即自今天起。"""
    with said_plainly():
        office = open_office()
        _check_address(email)
        with transaction(office.engine) as session:
            rules = office.rules(session)
            row = _post(session, unit, post, section)
            held = note_appointment(
                session,
                row,
                name,
                _day(since) or rules.office.today(office.now),
                rules,
                office.actor,
                office.now,
                rank=rank,
                until=_day(until),
                telephone=telephone,
                email=email,
            )
            told = f"{name}自{held.since}起任{unit}{post_name(row)}{rank.label}。"
    _say(told)


@app.command("hand-over")
def hand_over(
    unit: UnitName,
    name: Annotated[str, typer.Argument(help="接任人姓名；不写只打印交接单", show_default=False)] = "",
    on: Day = None,
    out: Paper = None,
    rank: Rank_ = Rank.A,
    post: Role = None,
    section: Section = "",
    telephone: Telephone = "",
    email: Email = "",
    revoke: Annotated[bool, typer.Option("--revoke", help="接任当天收回已发出的报送链接，换发新的")] = False,
) -> None:
    """交接：接任人自某日起任职，原任职到前一天；打印交接单。"""
    with said_plainly():
        office = open_office()
        _check_address(email)
        with transaction(office.engine) as session:
            rules, now = office.rules(session), office.now
            today = rules.office.today(now)
            row = _post(session, unit, post, section)
            sheet = handover_sheet(session, row, today, rules)
            if name:
                day = _day(on) or today
                note_hand_over(
                    session,
                    row,
                    name,
                    day,
                    rules,
                    office.actor,
                    now,
                    rank=rank,
                    telephone=telephone,
                    email=email,
                    revoke=revoke,
                )
        if out is not None:
            _write(out, handover_docx(sheet))
    if out is None:
        _say(handover_text(sheet))
    if name:
        _say(f"{unit}{post_name(row)}自{day}起由{name}接任，待办{len(sheet.owed)}件不变。")
    if name and revoke:
        when = "已收回已发出的报送链接" if day <= today else f"已发出的报送链接到{day}收回"
        _say(f"{when}，当天上午给该岗位发一封带新链接的邮件。")
    if out is not None:
        _say(f"交接单已写入 {out}。")


@app.command("absent")
def absent(
    unit: UnitName,
    name: PersonName,
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="第一天", show_default=False)],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="最后一天", show_default=False)],
    reason: Annotated[str, typer.Option(help="事由", show_default=False)] = "",
) -> None:
    """登记请假：在此期间由B角代，没有B角的列入缺口。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            rules = office.rules(session)
            person = _person(session, office, rules, unit, name)
            note_absence(session, person, since.date(), until.date(), reason, office.actor, office.now)
            seat_people(session, rules, office.now)
    _say(f"{name}{since:%Y-%m-%d}至{until:%Y-%m-%d}请假。")


@app.command("end")
def end(
    unit: UnitName,
    name: PersonName,
    reason: Annotated[str, typer.Option(help="理由", show_default=False)],
    until: Day = None,
) -> None:
    """登记离任：任职到某日（含），暂时没有接任人。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            rules, now = office.rules(session), office.now
            day = _day(until) or rules.office.today(now)
            person = _person(session, office, rules, unit, name)
            held = session.exec(select(Holding).where(Holding.person_id == person.id)).all()
            current = [one for one in held if in_office(one, day)]
            if not current:
                raise MoveRefused(f"{name}在{day}没有任职。")
            for one in current:
                end_holding(session, one, day, reason, rules, office.actor, now)
    _say(f"{name}任职至{day}。")


@app.command("list")
def list_(
    unit: Annotated[str, typer.Argument(help="单位；不写则列出全部", show_default=False)] = "",
) -> None:
    """列出岗位上的人、任期和请假。"""
    with said_plainly():
        office = open_office()
        with reading(office.engine) as session:
            today = office.rules(session).office.today(office.now)
            table = Table("单位", "岗位", "角", "姓名", "任期", "电话", "邮箱", "今天", pad_edge=False)
            for row in holding_rows(session, unit, today):
                table.add_row(*map(escape, row))
    console.print(table)


def _post(session: Session, unit: str, role: PostRole | None, section: str) -> Post:
    """The post that is meant; one that nobody has registered yet is made, of sections none."""
    row = unit_called(session, unit)
    role = PostRole.SECTION if section else role or asked_role(row)
    posts = session.exec(select(Post).where(Post.unit_id == row.id, Post.role == role)).all()
    found = [post for post in posts if role is not PostRole.SECTION or post.title == section]
    if found:
        return found[0]
    if role is PostRole.SECTION:
        raise MoveRefused(f"{row.name}没有名为“{section}”的处室。")
    made = Post(unit_id=row.id, role=role, title=role.label)
    session.add(made)
    session.flush()
    return made


def _person(session: Session, office: Office, rules: Rules, unit: str, name: str) -> Person:
    """Somebody of the unit; who stands in the register by name alone is in office from today."""
    row = unit_called(session, unit)
    found = person_of(session, row.id, name)
    if found is not None:
        return found
    named = session.exec(select(Post).where(Post.unit_id == row.id, Post.person == name)).first()
    if named is None:
        raise MoveRefused(f"{row.name}没有名为{name}的任职人员，请用 duban people list {row.name} 核对。")
    named.person = ""
    today = rules.office.today(office.now)
    note_appointment(session, named, name, today, rules, office.actor, office.now)
    return _person(session, office, rules, unit, name)


def _check_address(email: str) -> None:
    if email and not is_plain_address(email):
        raise MoveRefused(f"{email!r} 不是一个邮箱地址，应为 name@example.com 这样的一个地址。")


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as wrong:
        raise ConfigError(f"{file}：写不进去：{wrong.strerror}") from wrong


def _say(sentence: str) -> None:
    console.print(sentence, markup=False, soft_wrap=True)
