"""`duban read`: what a notice says, for a person or as JSON. Needs no database."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from duban.app import console, said_plainly
from intake.draft import Draft, as_json
from intake.notice import read_notice
from models.words import Criterion

File = Annotated[Path, typer.Argument(help="通知文件（表格式通知转成的 .txt）", show_default=False)]


def read(
    file: File,
    as_json_text: Annotated[bool, typer.Option("--json", help="以 JSON 输出，不带其他文字")] = False,
) -> None:
    """读一份通知：列出重点工作、单位、节点和疑问，不写入数据库。"""
    with said_plainly():
        draft = read_notice(file)
    if as_json_text:
        typer.echo(json.dumps(as_json(draft), ensure_ascii=False, indent=1))
        return
    print_draft(draft)


def print_draft(draft: Draft) -> None:
    """The draft as a table a person can check, then its questions."""
    console.print(f"[bold]{draft.title}[/bold]")
    console.print(f"{draft.issuer} {draft.document_number}  {draft.year}年  {len(draft.tasks)}项")
    table = Table(show_lines=False, pad_edge=False)
    for heading in ("序号", "重点工作", "牵头", "配合", "节点"):
        table.add_column(heading, overflow="fold")
    for task in draft.tasks:
        stones = "\n".join(
            f"{stone.due or '未定日期'} {Criterion(stone.criterion).label} {stone.scope}".strip()
            for stone in task.milestones
        )
        table.add_row(str(task.number), task.content, "、".join(task.leads), "、".join(task.supports), stones)
    console.print(table)
    for question in draft.questions:
        where = f"第{question.number}项：" if question.number else ""
        console.print(f"疑问  {where}{question.text} 默认：{question.default}", style="yellow", markup=False)
