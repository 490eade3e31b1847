"""`duban units`: the unit register."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlmodel import col, select

from duban.app import console, open_office, said_plainly
from intake.register import load_register, read_register
from models.database import reading, transaction
from models.units import Post, Unit
from models.words import PostRole

app = typer.Typer(help="单位库：单位、岗位、邮箱和电话。", no_args_is_help=True)


@app.command("load")
def load(file: Annotated[Path, typer.Argument(help="单位库文件（YAML）", show_default=False)]) -> None:
    """登记新单位，更新有变化的；不删除任何单位。"""
    with said_plainly():
        register = read_register(file)
        office = open_office()
        with transaction(office.engine) as session:
            loaded = load_register(session, register)
    console.print(f"新登记{len(loaded.added)}个单位，更新{len(loaded.updated)}个。")


@app.command("list")
def list_() -> None:
    """列出单位、联络员和主要负责人。"""
    with said_plainly():
        office = open_office()
    with reading(office.engine) as session:
        posts = {(post.unit_id, post.role): post for post in session.exec(select(Post))}
        table = Table("单位", "类别", "联络员", "电话", "邮箱", "主要负责人邮箱", pad_edge=False)
        for unit in session.exec(select(Unit).order_by(col(Unit.name))):
            contact = posts.get((unit.id, PostRole.CONTACT)) or posts.get((unit.id, PostRole.COORDINATOR))
            head = posts.get((unit.id, PostRole.HEAD))
            table.add_row(
                unit.name,
                unit.kind.label,
                contact.person if contact else "",
                contact.telephone if contact else "",
                contact.email if contact else "",
                head.email if head else "",
            )
    console.print(table)
