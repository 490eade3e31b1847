"""Flattened tables in plain text become grids: every cell a line with a tab, every row a line with tabs or bars.

In the first form, which Word-to-text conversions leave, a line without a tab goes on with the cell above; blank lines
are noise, except that a row begins after one.
"""

import re
from dataclasses import replace

from intake.document import Document, Passage, Place, Slot, Table
from intake.flattened.heads import NUMBER, Cell, heads_width, is_head, is_remark, number_at, two_rows
from intake.flattened.lined import FlatRow, FlatTable, heads_in, lined_tables
from intake.tables.columns import plain_head

_PAGE_NUMBER = re.compile(r"^\s*(?:[-—－–]+\s*\d+\s*[-—－–]+|第\s*\d+\s*页.*)\s*$")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])")
_ABOVE_NEXT = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+部分|附\s*件)|(?:表|清单|台账)(?:[（(].*[）)])?$"
    r"|^(?:扫一扫|[上下]一[篇条]|主办|版权|网站|打印|关闭|分享|责任编辑|来源[：:]|联系我们|相关(?:链接|文件|解读|阅读|附件|稿件))|ICP备|公网安备|网站标识"
)
_SENTENCE = re.compile(r".{12,}[。：]$")
_FEWEST_HEADS = 3

Row = tuple[Cell, ...]


def with_tables(document: Document) -> Document:
    """The document with its flattened tables made grids; one that has tables already, or none at all, as it is."""
    if document.tables or document.form != "txt":
        return document
    lines = [document.passages[at] for at in document.paragraphs]
    texts = [passage.text for passage in lines]
    rebuilt = _Rebuilt(document, lines)
    for table in lined_tables(texts) or _tables(texts):
        rebuilt.paragraphs_before(table.first)
        rebuilt.table(table.rows)
        rebuilt.done = table.last
        rebuilt.remarks(table.remarks)
    rebuilt.paragraphs_before(len(lines))
    return rebuilt.document()


class _Rebuilt:
    """The document as it is put together again; `done` of its lines are in."""

    def __init__(self, document: Document, lines: list[Passage]) -> None:
        self.whole = document
        self.lines = lines
        self.passages: list[Passage] = []
        self.blocks: list[int | Table] = []
        self.done = 0

    def paragraphs_before(self, line: int) -> None:
        """Takes over the lines up to `line` (0-based, exclusive)."""
        for passage in self.lines[self.done : line]:
            self.blocks.append(self._passage(passage))
        self.done = max(self.done, line)

    def table(self, rows: tuple[FlatRow, ...]) -> None:
        """Adds a table; a row of one text is a heading across it, a row too short lacks its last cells."""
        width = max(sum(cell.across for cell in row) for row in rows)
        grid = []
        for row in rows:
            lone = len(row) == 1 and not NUMBER.match(row[0].text)
            slots: list[Slot | None] = []
            for cell in row:
                passage = self._passage(Passage(cell.text, Place(line=cell.line)))
                slots += [Slot(passage, at > 0) for at in range(width if lone else cell.across)]
            grid.append((*slots, *(None,) * (width - len(slots))))
        self.blocks.append(Table(tuple(grid)))

    def remarks(self, lines: tuple[int, ...]) -> None:
        """Lines that stood between the pages of a table, kept below it."""
        for line in lines:
            self.blocks.append(self._passage(self.lines[line]))

    def _passage(self, passage: Passage) -> int:
        self.passages.append(passage)
        return len(self.passages) - 1

    def document(self) -> Document:
        """The document, its passages in reading order."""
        return replace(self.whole, passages=tuple(self.passages), blocks=tuple(self.blocks))


def _tables(lines: list[str]) -> list[FlatTable]:
    """The tables of a text in which every cell begins a line with a tab."""
    cells, last = _cells(lines)
    starts = _starts(cells)
    tables = []
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(cells)
        own = cells[start:end]
        stop = last if end == len(cells) else cells[end].lines[0][0]
        own[-1], stop = _cut_off(own[-1], stop)
        width = heads_width(own, 0)
        heads, width, body = two_rows(own, width)
        rows = [tuple(cell.flat for cell in row) for row in _rows(own[body:], width, number_at(own[:width]))]
        remarks = [number for cell in own for number, line in cell.lines[1:] if is_remark(line)]
        tables.append(FlatTable(own[0].lines[0][0], stop, (*heads, *rows), tuple(remarks)))
    return tables


def _cells(lines: list[str]) -> tuple[list[Cell], int]:
    """All cells, and the line (from 0) on which the last table has ended."""
    begun: list[tuple[bool, list[tuple[int, str]]]] = []
    gap = False
    last_tab = max((at for at, line in enumerate(lines) if line.startswith("\t")), default=-1)
    for number, line in enumerate(lines):
        if "\t" in line and (line.startswith("\t") or begun):
            for piece in line.split("\t")[1:] if line.startswith("\t") else line.split("\t"):
                begun.append((gap, [(number, piece)]))
                gap = False
        elif begun and line.strip() and is_remark(line) and number > last_tab:
            return _closed(begun), number
        elif begun and line.strip() and not _PAGE_NUMBER.match(line):
            begun[-1][1].append((number, line))
        gap = not line.strip() and not line.startswith("\t")
    return _closed(begun), len(lines)


def _closed(begun: list[tuple[bool, list[tuple[int, str]]]]) -> list[Cell]:
    return [Cell(tuple(parts), gap) for gap, parts in begun]


def _starts(cells: list[Cell]) -> list[int]:
    """The first cells of runs that hold several known heads; the same heads again, with nothing between, go on."""
    starts: list[int] = []
    at = 0
    while at < len(cells):
        width = heads_width(cells, at) if is_head(cells[at].text) else 1
        run = [cell.text for cell in cells[at : at + width]]
        if width >= _FEWEST_HEADS and heads_in(run) >= _FEWEST_HEADS:
            again = starts and [plain_head(cell.text) for cell in cells[starts[-1] : starts[-1] + width]] == [
                plain_head(text) for text in run
            ]
            if not again or len(_cut_off(cells[at - 1], 0)[0].lines) < len(cells[at - 1].lines):
                starts.append(at)
                # A second head row is no table of its own.
                width = two_rows(cells[at:], width)[2]
        at += width
    return starts


def _cut_off(cell: Cell, stop: int) -> tuple[Cell, int]:
    """The last cell of a table without the lines that belong to what follows; the line on which the table ends."""
    for at, (number, line) in enumerate(cell.lines[1:], start=1):
        words = line.strip()
        if _ABOVE_NEXT.search(words) or is_remark(words) or _SENTENCE.search(words):
            return replace(cell, lines=cell.lines[:at]), number
    return cell, stop


def _rows(cells: list[Cell], width: int, key: int) -> list[Row]:
    """Cuts the cells into rows of `width`; a row that comes up short or long keeps what it has.

    Numbers stand in column `key`; a row that begins with its number has a merged theme of the row above before it.
    """
    rows: list[list[Cell]] = []
    for at, cell in enumerate(cells):
        ahead = cells[at : at + key + 2]
        full = width - key if rows and NUMBER.match(rows[-1][0].text) else width
        if not rows or _begins_row(ahead, rows[-1], full, key):
            rows.append([])
        rows[-1].append(cell)
    return [
        (*(Cell(((row[0].lines[0][0], ""),)) for _ in range(key)), *row)
        if NUMBER.match(row[0].text)
        else tuple(row)
        for row in rows
    ]


def _begins_row(ahead: list[Cell], row: list[Cell], width: int, key: int) -> bool:
    """Whether the first of the cells `ahead` opens a new row after `row`.

    1. After a full row: a number, an empty cell, anything after a blank line, and a heading across the table.
    2. After a short one: a number that follows a blank line (the row lacks cells), or a heading across the table.
    """
    cell = ahead[0]
    numbered = any(NUMBER.match(one.text) for one in (cell, *ahead[key : key + 1]))
    if len(row) >= width:
        heading = bool(_HEADING.match(cell.text)) and len(ahead) > 1 and bool(NUMBER.match(ahead[1].text))
        return numbered or not cell.text or cell.after_gap or heading
    lone_heading = len(row) == 1 and bool(row[0].text) and not NUMBER.match(row[0].text)
    in_its_column = key > 0 and len(row) == key
    return numbered and not in_its_column and (cell.after_gap or lone_heading)
