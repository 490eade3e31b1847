"""Flattened text in which every cell begins a line with a tab, as Word-to-text conversions leave it.

A line without a tab goes on with the cell above; blank lines are noise, except that a row begins after one.
"""

import re

from intake.columns import column_of
from intake.grid import Cell, Row, Sheet

_ENDS_TABLE = re.compile(
    r"^(?:(?:备?注|说明|附注|备注)\s*[：:\d]|附件\s*\d*\s*[：:]?|抄送|[（(]此件|.{2,20}办公[厅室].{0,4}\d{4}年.*印发"
    r"|\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$)"
)
_PAGE_NUMBER = re.compile(r"^\s*(?:[-—－–]+\s*\d+\s*[-—－–]+|第\s*\d+\s*页.*)\s*$")
_NUMBER = re.compile(r"^\s*[0-9０-９]+\s*[.．、]?\s*$")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])")
_FEWEST_HEADS = 3


def sheet_of(text: str) -> Sheet:
    """The document with its table taken apart into heads and rows."""
    lines = text.splitlines()
    cells, first, last = _cells(lines)
    start = _heads_start(cells)
    if start is None:
        return Sheet(tuple(lines[:first]), None, (), tuple(lines[last:]))
    width = _heads_width(cells, start)
    heads = Row(tuple(cells[start : start + width]))
    rows = [row for row in _rows(cells[start + width :], width) if not _repeats(row, heads)]
    above = tuple(lines[: cells[start].line - 1])
    return Sheet(above, heads, tuple(rows), tuple(lines[last:]))


def _cells(lines: list[str]) -> tuple[list[Cell], int, int]:
    """All cells, the number of lines before the first, and the line on which the table has ended."""
    begun: list[tuple[int, bool, list[str]]] = []
    gap = False
    for number, line in enumerate(lines, start=1):
        if "\t" in line and (line.startswith("\t") or begun):
            for piece in line.split("\t")[1:] if line.startswith("\t") else line.split("\t"):
                begun.append((number, gap, [piece]))
                gap = False
        elif begun and line.strip() and _ENDS_TABLE.match(line.strip()):
            rest = next((n for n in range(number, len(lines)) if lines[n].startswith("\t")), None)
            if rest is None:
                return _closed(begun), begun[0][0] - 1, number - 1
        elif begun and line.strip() and not _PAGE_NUMBER.match(line):
            begun[-1][2].append(line)
        gap = not line.strip() and not line.startswith("\t")
    return _closed(begun), begun[0][0] - 1 if begun else len(lines), len(lines)


def _closed(begun: list[tuple[int, bool, list[str]]]) -> list[Cell]:
    return [
        Cell("\n".join(part.strip() for part in parts if part.strip()), line, gap)
        for line, gap, parts in begun
    ]


def _heads_start(cells: list[Cell]) -> int | None:
    """The first cell of a run that holds several known heads."""
    for at, cell in enumerate(cells):
        if column_of(cell.text) is None:
            continue
        run = cells[at : at + _heads_width(cells, at)]
        if sum(column_of(other.text) is not None for other in run) >= _FEWEST_HEADS:
            return at
    return None


def _heads_width(cells: list[Cell], start: int) -> int:
    """Heads end where a row begins: after a blank line or with a number."""
    width = 1
    for cell in cells[start + 1 :]:
        if cell.after_gap or _NUMBER.match(cell.text):
            break
        width += 1
    return width


def _rows(cells: list[Cell], width: int) -> list[Row]:
    """Cuts the cells into rows of `width`; a row that comes up short or long keeps what it has."""
    rows: list[list[Cell]] = []
    for at, cell in enumerate(cells):
        following = cells[at + 1] if at + 1 < len(cells) else None
        if not rows or _begins_row(cell, following, rows[-1], width):
            rows.append([])
        rows[-1].append(cell)
    return [Row(tuple(row)) for row in rows]


def _begins_row(cell: Cell, following: Cell | None, row: list[Cell], width: int) -> bool:
    """Whether a cell opens a new row after `row`.

    1. After a full row: a number, an empty cell, anything after a blank line, and a heading across the table.
    2. After a short one: a number that follows a blank line (the row lacks cells), or a heading across the table.
    """
    numbered = bool(_NUMBER.match(cell.text))
    if len(row) >= width:
        heading = (
            bool(_HEADING.match(cell.text)) and following is not None and bool(_NUMBER.match(following.text))
        )
        return numbered or not cell.text or cell.after_gap or heading
    lone_heading = len(row) == 1 and bool(row[0].text) and not _NUMBER.match(row[0].text)
    return numbered and (cell.after_gap or lone_heading)


def _repeats(row: Row, heads: Row) -> bool:
    """The heads again, at the top of another page."""
    return ["".join(cell.text.split()) for cell in row.cells] == [
        "".join(cell.text.split()) for cell in heads.cells
    ]
