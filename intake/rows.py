"""From the rows of a table to draft tasks: themes, page breaks, checks."""

import re
from dataclasses import dataclass, replace

from intake.columns import Column
from intake.draft import DraftTask, Question
from intake.grid import Row
from intake.limit import parse_limit
from intake.limits.folded import folded, value
from intake.units import UnitsReading, parse_split_units, parse_units

_SHORTENED = 18


@dataclass(frozen=True, slots=True)
class TableReading:
    """The tasks, the questions they raise, and what is wrong with rows (one phrase each)."""

    tasks: tuple[DraftTask, ...]
    questions: tuple[Question, ...]
    mistakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row, with its theme, before it is understood."""

    number: int
    row: Row
    theme: str


def read_rows(
    rows: tuple[Row, ...], columns: dict[Column, int], width: int, year: int, first_listed: bool
) -> TableReading:
    """The tasks of a table.

    1. A row of one cell is a theme across the table; a blank theme cell inherits the one above.
    2. A row without a number, cut off by a page break, goes on with the row above.
    3. Every other row must have as many cells as there are heads, a number of its own, a task, a limit and units.
    """
    entries, mistakes = _entries(rows, columns, width)
    mistakes += _duplicates(entries)
    tasks: list[DraftTask] = []
    questions: list[Question] = []
    for entry in entries:
        absent = _absent(entry, columns)
        if absent:
            mistakes.append(f"第{entry.row.line}行（序号{entry.number}）的{absent}是空的")
            continue
        task, asked = _task(entry, columns, year, first_listed)
        tasks.append(task)
        questions += asked
    return TableReading(tuple(tasks), (*_gaps(entries), *_once(questions)), tuple(mistakes))


def _entries(rows: tuple[Row, ...], columns: dict[Column, int], width: int) -> tuple[list[_Entry], list[str]]:
    entries: list[_Entry] = []
    mistakes: list[str] = []
    theme = ""
    for row in rows:
        if not any(cell.text for cell in row.cells):
            continue
        lone = [cell.text for cell in row.cells if cell.text]
        if len(lone) == 1 and (len(row.cells) == 1 or row.cells[0].text) and value(_plain(lone[0])) is None:
            theme = _joined(lone[0])
            continue
        number = _number(row, columns, entries)
        if len(row.cells) != width:
            shown = f"（序号{number}）" if number else ""
            mistakes.append(f"第{row.line}行{shown}有{len(row.cells)}格，应为{width}格")
        elif number is None and row.text(columns.get(Column.NUMBER)):
            mistakes.append(
                f"第{row.line}行的序号“{row.text(columns.get(Column.NUMBER))[:_SHORTENED]}”不是数字"
            )
        elif number is None and entries:
            entries[-1] = replace(entries[-1], row=_continued(entries[-1].row, row, columns))
        elif number is None:
            mistakes.append(f"第{row.line}行没有序号")
        else:
            theme = _joined(row.text(columns.get(Column.THEME))) or theme
            entries.append(_Entry(number, row, theme))
    return entries, mistakes


def _plain(text: str) -> str:
    return folded(text).strip("第项.．、（）")


def _number(row: Row, columns: dict[Column, int], entries: list[_Entry]) -> int | None:
    """The row's number; counted on where the table has no such column."""
    if Column.NUMBER not in columns:
        return len(entries) + 1
    return value(_plain(row.text(columns[Column.NUMBER])))


def _joined(text: str) -> str:
    """A cell whose lines are only wrapped."""
    return "".join(line.strip() for line in text.split("\n"))


def _continued(above: Row, below: Row, columns: dict[Column, int]) -> Row:
    """A row and the rest of it from the next page; the repeated theme is not said twice."""
    theme = columns.get(Column.THEME)
    cells = []
    for at, (cell, rest) in enumerate(zip(above.cells, below.cells, strict=True)):
        more = "" if at == theme else rest.text
        cells.append(replace(cell, text="\n".join(filter(None, (cell.text, more)))))
    return Row(tuple(cells))


def _duplicates(entries: list[_Entry]) -> list[str]:
    seen: dict[int, int] = {}
    mistakes = []
    for entry in entries:
        if entry.number in seen:
            mistakes.append(f"第{entry.row.line}行的序号{entry.number}与第{seen[entry.number]}行重复")
        seen.setdefault(entry.number, entry.row.line)
    return mistakes


def _absent(entry: _Entry, columns: dict[Column, int]) -> str:
    """The names of cells that must not be empty but are."""
    units = Column.UNITS if Column.UNITS in columns else Column.LEADS
    needed = (Column.CONTENT, Column.LIMIT, units)
    return "、".join(f"“{column.value}”" for column in needed if not entry.row.text(columns[column]))


def _task(
    entry: _Entry, columns: dict[Column, int], year: int, first_listed: bool
) -> tuple[DraftTask, list[Question]]:
    row = entry.row
    units = _units(row, columns, first_listed)
    limit_text = row.text(columns[Column.LIMIT])
    limit = parse_limit(limit_text, year)
    task = DraftTask(
        number=entry.number,
        part=1,
        theme=entry.theme,
        content=_joined(row.text(columns[Column.CONTENT])),
        time_limit=_joined(limit_text),
        leaders=_leaders(row.text(columns.get(Column.LEADERS))),
        responsibility=units.responsibility,
        leads=units.leads,
        supports=units.supports,
        milestones=limit.milestones,
        line=row.line,
    )
    asked = [replace(question, number=entry.number) for question in (*limit.questions, *units.questions)]
    return task, asked


def _units(row: Row, columns: dict[Column, int], first_listed: bool) -> UnitsReading:
    if Column.LEADS in columns:
        return parse_split_units(row.text(columns[Column.LEADS]), row.text(columns.get(Column.SUPPORTS)))
    return parse_units(row.text(columns[Column.UNITS]), first_listed)


def _leaders(cell: str) -> tuple[str, ...]:
    """Names as listed; a name of two characters may be set apart (王　明)."""
    spaced = re.sub(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ 　]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", cell
    )
    return tuple(dict.fromkeys(name for name in re.split(r"[、，,；;\s/]+", spaced) if name))


def _gaps(entries: list[_Entry]) -> list[Question]:
    """Numbers left out or out of order: allowed, but worth a look."""
    numbers = [entry.number for entry in entries]
    wanted = list(range(1, len(numbers) + 1))
    if numbers == wanted:
        return []
    left_out = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    what = f"缺少{'、'.join(map(str, left_out[:10]))}" if left_out else "没有按顺序排列"
    text = f"任务序号{what}，共读到{len(numbers)}项，是否照此录入？"
    return [Question("numbers-not-in-order", text, ("照此录入", "退回核对"), "照此录入")]


def _once(questions: list[Question]) -> list[Question]:
    """各区人民政府 means the same in every row: asked once for the whole notice."""
    kept: dict[tuple[str, str, int | None], Question] = {}
    for question in questions:
        always_the_same = question.code == "group-members" and question.text.startswith(("“各", "“市政府各"))
        one = replace(question, number=None) if always_the_same else question
        kept.setdefault((one.code, one.text, one.number), one)
    return list(kept.values())
