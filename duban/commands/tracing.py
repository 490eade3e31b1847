"""`duban trace`: a work report beside the key tasks made from it. Needs no database."""

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from duban.app import console, fail, said_plainly
from intake.confined import confined, within
from intake.coverage import Coverage, Gap, TaskTrace
from intake.coverage.shape import coverage_shape
from intake.formats import open_document
from intake.notice import read_notice

Report = Annotated[Path, typer.Argument(help="政府工作报告文件", show_default=False)]
Notice = Annotated[Path, typer.Argument(help="重点工作分解的通知文件", show_default=False)]


def trace(
    report: Report,
    notice: Notice,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出，不带其他文字")] = False,
) -> None:
    """对照政府工作报告和重点工作：每项出自哪一句，哪些部署没有任务。不写入数据库。"""
    with said_plainly(), within():
        coverage: Coverage = confined("intake.coverage:trace", open_document(report), read_notice(notice))
    if as_json:
        typer.echo(json.dumps(coverage_shape(coverage), ensure_ascii=False, indent=1))
    elif coverage.related:
        print_coverage(coverage)
    if not coverage.related:
        fail(_unrelated(coverage, report.name, notice.name))


def print_coverage(coverage: Coverage) -> None:
    """Tasks with their sentences, what a person should look at, and the commitments without a task."""
    console.print(f"[bold]{escape(coverage.report)}[/bold] 与 [bold]{escape(coverage.notice)}[/bold]")
    console.print(f"对照的部分：{'；'.join(coverage.parts) or '全文中安排本年工作的段落'}", markup=False)
    console.print(_task_table(coverage.tasks))
    found = [one for one in coverage.tasks if one.sentences]
    _print_tasks("报告中没有找到，请核对是否另有依据", (one for one in coverage.tasks if not one.sentences))
    _print_tasks("只是相近，请核对", (one for one in found if not one.certain and not one.figures))
    _print_tasks("数字与报告不同", (one for one in found if one.figures))
    _print_gaps(coverage.uncovered)
    clear = sum(one.clear for one in coverage.uncovered)
    console.print(
        f"{len(coverage.tasks)}项重点工作，{len(found)}项在报告中有出处；{len(coverage.uncovered)}处部署没有任务，"
        f"其中{clear}处明确，其余多为表态或效果；另有{len(coverage.framing)}句总领、过渡等不计。",
        soft_wrap=True,
    )


def _task_table(tasks: Iterable[TaskTrace]) -> Table:
    table = Table(pad_edge=False)
    for heading in ("序号", "重点工作", "报告章节", "报告原句", "把握"):
        table.add_column(heading, overflow="fold")
    for one in tasks:
        number = f"{one.number}" if one.part == 1 else f"{one.number}-{one.part}"
        sure = f"{one.confidence:.0%}" if one.sentences else "无"
        cells = (number, one.content, one.section, "\n".join(one.sentences), sure)
        table.add_row(*map(escape, cells))
    return table


def _print_tasks(why: str, tasks: Iterable[TaskTrace]) -> None:
    for one in tasks:
        changed = "".join(f"（报告为{theirs}，任务为{ours}）" for theirs, ours in one.figures)
        console.print(
            f"{why}  第{one.number}项：{one.content}{changed}", style="yellow", markup=False, soft_wrap=True
        )


def _print_gaps(gaps: Iterable[Gap]) -> None:
    for section, group in groupby(gaps, key=lambda one: one.section):
        console.print(f"没有任务的部署  {section}", style="bold", markup=False, soft_wrap=True)
        for one in group:
            lacking = f"（缺：{'；'.join(one.missing)}）" if one.missing else ""
            mark = "·" if one.clear else "？"
            console.print(f"  {mark} {one.text}{lacking}", markup=False, soft_wrap=True)


def _unrelated(coverage: Coverage, report: str, notice: str) -> str:
    planned = coverage.report_year
    years = (
        f"（报告安排{planned}年工作，通知是{coverage.year}年的）"
        if planned not in (None, coverage.year)
        else ""
    )
    return (
        f"“{notice}”的{len(coverage.tasks)}项重点工作只有{coverage.aligned}项能在“{report}”中找到原句{years}，"
        "请检查两份文件是否同一地方、同一年度。"
    )
