"""`duban units`: the unit register, its gaps, and what reform changes in it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session, col, select

from config.errors import ConfigError
from duban.app import Office, console, open_office, said_plainly
from intake.register import Loaded, load_register, read_register
from intake.register_export import present_register, register_workbook
from models.actors import MoveRefused
from models.database import reading
from models.gaps import gaps
from models.merger import reorganisation_effect
from models.recording import record
from models.reorganising import merge_units, rename_effect, rename_unit
from models.units import Post, Unit
from models.words import PostRole

app = typer.Typer(help="单位库：单位、岗位、邮箱和电话。", no_args_is_help=True)

Reason = Annotated[str, typer.Option(help="理由，例如机构改革文件的文号", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="照所示办理；不写则只显示影响")]
Name = Annotated[str, typer.Argument(help="单位名称或别名", show_default=False)]


@app.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="单位库文件（.xlsx 或 YAML）", show_default=False)],
    preview: Annotated[bool, typer.Option("--preview", help="只显示差异，不改动")] = False,
) -> None:
    """登记新单位、岗位和人员，更新有变化的；不删除任何单位。"""
    with said_plainly():
        register = read_register(file)
        office = open_office()
        with Session(office.engine, expire_on_commit=False) as session, session.begin() as undone:
            rules, now = office.rules(session), office.now
            loaded = load_register(session, register, rules.office.today(now))
            if preview:
                undone.rollback()
            elif loaded.differences:
                lines = [f"{one.unit}：{one.change.label} {one.sentence}" for one in loaded.differences]
                record(session, office.actor, now, "单位库", _summary(loaded), after={"differences": lines})
    _show(loaded, every=preview)
    console.print("以上没有改动单位库。" if preview else _summary(loaded))


def _summary(loaded: Loaded) -> str:
    return f"新登记{len(loaded.added)}个单位，更新{len(loaded.updated)}个。"


def _show(loaded: Loaded, *, every: bool) -> None:
    if every and loaded.differences:
        table = Table("单位", "变化", "内容", pad_edge=False)
        for one in loaded.differences:
            table.add_row(escape(one.unit), one.change.label, escape(one.sentence))
        console.print(table)
    elif every:
        console.print("与单位库没有差异。")
    for warning in loaded.warnings:
        console.print(f"注意：{warning}", style="yellow", markup=False, soft_wrap=True)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件", show_default=False)],
) -> None:
    """把现在的单位、岗位和人员写成 Excel，可以修改后再读入。"""
    with said_plainly():
        office = open_office()
        with reading(office.engine) as session:
            register = present_register(session)
        try:
            file.write_bytes(register_workbook(register))
        except OSError as wrong:
            raise ConfigError(f"{file}：写不进去：{wrong.strerror}") from wrong
    console.print(f"{len(register.units)}个单位已写入 {file}。", markup=False)


@app.command("list")
def list_() -> None:
    """列出单位、联络员和主要负责人。"""
    with said_plainly():
        office = open_office()
    with reading(office.engine) as session:
        posts = {(post.unit_id, post.role): post for post in session.exec(select(Post))}
        names = {unit.id: unit.name for unit in session.exec(select(Unit))}
        table = Table("单位", "类别", "联络员", "电话", "邮箱", "主要负责人邮箱", pad_edge=False)
        for unit in session.exec(select(Unit).order_by(col(Unit.name))):
            contact = posts.get((unit.id, PostRole.CONTACT)) or posts.get((unit.id, PostRole.COORDINATOR))
            head = posts.get((unit.id, PostRole.HEAD))
            merged = f"已并入{names[unit.merged_into_id]}" if unit.merged_into_id else unit.kind.label
            cells = (
                unit.name,
                merged,
                contact.person if contact else "",
                contact.telephone if contact else "",
                contact.email if contact else "",
                head.email if head else "",
            )
            table.add_row(*map(escape, cells))
    console.print(table)


@app.command("gaps")
def gaps_() -> None:
    """有待办事项却联系不上、没有联络员的单位，以及没有督查人员或主要负责人的督查机构。"""
    with said_plainly():
        office = open_office()
        with reading(office.engine) as session:
            found = gaps(session, office.rules(session).office.today(office.now))
    if not found:
        console.print("有待办事项的单位和督查机构自己都联系得上。")
        return
    table = Table("单位", "缺口", "待办", "姓名", "电话", "说明", pad_edge=False)
    for gap in found:
        person = gap.post.person if gap.post else ""
        telephone = gap.post.telephone if gap.post else ""
        cells = (gap.unit.name, gap.sentence, f"{gap.owed}件", person, telephone, gap.remark)
        table.add_row(*map(escape, cells))
    console.print(table)


@app.command("rename")
def rename(
    unit: Name,
    name: Annotated[str, typer.Argument(help="新的名称", show_default=False)],
    reason: Reason = "",
    full_name: Annotated[
        str, typer.Option(help="新的全称；不写则把原全称里的原名换成新名称", show_default=False)
    ] = "",
    yes: Yes = False,
) -> None:
    """单位更名：先显示影响，加 --yes 办理；原名成为别名。"""
    with said_plainly():
        office = open_office()

        def act(session: Session) -> str:
            row = unit_called(session, unit)
            if not yes:
                return rename_effect(session, row, name, full_name)
            rules = office.rules(session)
            return rename_unit(
                session, row, name, reason, rules, office.actor, office.now, full_name=full_name
            )

        told = office.move(act)
    _tell(told, done=yes)


@app.command("merge")
def merge(
    unit: Name,
    into: Annotated[str, typer.Argument(help="并入哪个单位", show_default=False)],
    reason: Reason = "",
    yes: Yes = False,
) -> None:
    """单位合并：先显示影响，加 --yes 办理；已报送的保留在原单位名下。"""
    with said_plainly():
        office = open_office()

        def act(session: Session) -> str:
            left, kept = unit_called(session, unit), unit_called(session, into)
            return _merge(session, office, left, kept, reason, yes=yes)

        told = office.move(act)
    _tell(told, done=yes)


def _merge(session: Session, office: Office, left: Unit, kept: Unit, reason: str, *, yes: bool) -> str:
    if not yes:
        return reorganisation_effect(session, left, kept, office.now).sentence
    rules = office.rules(session)
    return merge_units(session, left, kept, reason, rules, office.actor, office.now).sentence


def _tell(sentence: str, *, done: bool) -> None:
    console.print(sentence, markup=False, soft_wrap=True)
    console.print("已办理。" if done else "没有改动；照此办理请加 --yes 和 --reason。")


def unit_called(session: Session, name: str) -> Unit:
    """The unit of this name, full name or alias; one that was merged only by its own name.

    Raises:
        MoveRefused: no such unit, or several.
    """
    units = session.exec(select(Unit).order_by(col(Unit.name))).all()
    exact = [unit for unit in units if unit.name == name]
    standing = [unit for unit in units if unit.merged_into_id is None]
    found = exact or [unit for unit in standing if name in (unit.full_name, *unit.aliases)]
    if len(found) == 1:
        return found[0]
    near = [unit.name for unit in standing if name and (name in unit.name or unit.name in name)][:5]
    hint = f"，是否指{'、'.join(near)}" if near else "，请用 duban units list 核对"
    raise MoveRefused(f"单位库里没有“{name}”{hint}。")
