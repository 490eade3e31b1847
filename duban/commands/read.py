"""`duban read`: what a notice says, for a person, as JSON or as a review page. Needs no database."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from duban.app import console, fail, said_plainly
from intake.draft import Draft, DraftMilestone, DraftTask, Question
from intake.notice import read_notice
from intake.shapes import draft_shape
from models.words import Responsibility

File = Annotated[
    Path,
    typer.Argument(
        help="来文：.docx、.doc、.pdf、.html、.xlsx 或 .txt；表格、分工文字或逐条标注的都可以",
        show_default=False,
    ),
]
_FORMS = {"table": "表格", "prose": "文字分工", "labelled": "逐条标注"}
_NO_SHARE = {Responsibility.JOINT: "（共同负责）", Responsibility.EACH: "（分别负责）"}


def read(
    file: File,
    as_json_text: Annotated[bool, typer.Option("--json", help="以 JSON 输出，不带其他文字")] = False,
    page: Annotated[
        Path | None, typer.Option("--html", help="另写一个核对页面：左边原文，右边草案", show_default=False)
    ] = None,
) -> None:
    """读一份通知：列出重点工作、单位、节点和疑问，不写入数据库。"""
    with said_plainly():
        draft = read_notice(file)
    if page is not None:
        _write_page(draft, page)
    if as_json_text:
        typer.echo(json.dumps(draft_shape(draft), ensure_ascii=False, indent=1))
    elif page is None:
        print_draft(draft)
    else:
        console.print(f"核对页面已写入 {page}：{_summary(draft)}。", soft_wrap=True, markup=False)


def _write_page(draft: Draft, page: Path) -> None:
    # The templates are needed for the page alone; the command starts quicker without them.
    from web.review import review_page

    try:
        page.write_text(review_page(draft), encoding="utf-8")
    except OSError as error:
        fail(f"写不了“{page}”（{error.strerror}），请换一个位置。")


def _summary(draft: Draft) -> str:
    doubts = f"{len(draft.questions)}个疑问" if draft.questions else "没有疑问"
    return f"{len(draft.tasks)}项重点工作，{doubts}"


def print_draft(draft: Draft) -> None:
    """The draft as a table a person can check, then what it offers and asks."""
    console.print(f"[bold]{escape(draft.title)}[/bold]")
    issued = f"  {draft.issued_on}" if draft.issued_on else ""
    console.print(
        f"{draft.issuer} {draft.document_number}{issued}  {draft.year}年  {_FORMS.get(draft.form, draft.form)}"
        f"  {_summary(draft)}",
        markup=False,
        highlight=False,
    )
    if draft.first_listed_rule:
        console.print(f"牵头规则：{draft.first_listed_rule}", markup=False)
    _print_tasks(draft)
    for default in draft.defaults:
        mark = "采用" if default.accepted else "未采用"
        console.print(
            f"工作要求（{mark}）  {default.offer}  来文：{default.text}", markup=False, soft_wrap=True
        )
    for one in draft.checkpoints:
        due = one.due or "无确定日期"
        console.print(
            f"文中日期  第{one.number}项：{due} {one.clause}（默认不设节点）", markup=False, soft_wrap=True
        )
    for rest in draft.left_over:
        style = "yellow" if rest.action else "dim"
        console.print(f"未读入    {rest.text}", style=style, markup=False, soft_wrap=True)
    for question in draft.questions:
        console.print(_asked(question), style="yellow", markup=False, soft_wrap=True)


def _print_tasks(draft: Draft) -> None:
    leaders = any(task.leaders for task in draft.tasks)
    table = Table(show_lines=False, pad_edge=False)
    for heading in ("序号", "重点工作", "牵头", "配合", *(("分管领导",) if leaders else ()), "时限与节点"):
        table.add_column(heading, overflow="fold")
    theme = ""
    for task in draft.tasks:
        if task.theme != theme:
            theme = task.theme
            table.add_row("", f"[bold]{escape(theme)}[/bold]")
        table.add_row(*_cells(task, leaders))
    console.print(table)


def _cells(task: DraftTask, leaders: bool) -> list[str]:
    number = str(task.number) if task.part == 1 else f"{task.number}之{task.part}"
    apart = "" if task.listed_apart else "（不单列督办）"
    stones = "\n".join([task.time_limit, *map(_stone, task.milestones)])
    cells = [
        number,
        task.content + apart,
        "、".join(task.leads) + _NO_SHARE.get(task.responsibility, ""),
        "、".join(task.supports),
        *(["、".join(task.leaders)] if leaders else []),
        stones,
    ]
    return [escape(cell) for cell in cells]


def _stone(stone: DraftMilestone) -> str:
    every = f" {stone.every.label}" if stone.every else ""
    doubt = "（待确认）" if stone.confidence < 1 else ""
    return f"{stone.due or '未定日期'} {stone.criterion.label}{every} {stone.scope}".rstrip() + doubt


def _asked(question: Question) -> str:
    where = f"第{question.number}项" if question.number is not None else ""
    part = f"之{question.part}" if question.number is not None and question.part > 1 else ""
    colon = "：" if where else ""
    choices = " / ".join(question.choices)
    return f"疑问  {where}{part}{colon}{question.text} 可选：{choices}。默认：{question.default}"
