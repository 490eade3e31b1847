"""Putting a `Document` together while a file is read: paragraphs, cells laid out as grids."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from intake.document import Document, Passage, Place, Slot, Table
from intake.errors import NotReadable
from models.writable import writable

# More than any office's table; a file that asks for more is damaged or hostile.
WIDEST = 200
MOST_SLOTS = 1_000_000
MOST_PASSAGES = 100_000
"""Paragraphs and cells."""
LONGEST_PASSAGE = 200_000
"""Characters; a book has as many."""
# 版面表格: a table that only frames running text, as old web pages and letterheads have.
_FRAME_SHARE = 0.7
_FRAME_LINES = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its upper left corner, from 0, and what it spans."""

    row: int
    column: int
    text: str
    down: int = 1
    across: int = 1


class Building:
    """Collects what a file holds, in reading order."""

    def __init__(self, name: str, form: str) -> None:
        self.name = name
        self.form = form
        self.passages: list[Passage] = []
        self.blocks: list[int | Table] = []
        self.hidden: list[str] = []
        self._paragraphs = 0
        self._tables = 0

    def paragraph(self, text: str, page: int | None = None, line: int | None = None) -> None:
        """A paragraph outside tables; blank ones are kept only where lines are counted."""
        if line is None:
            if not text.strip():
                return
            self._paragraphs += 1
        place = Place(page=page, paragraph=None if line else self._paragraphs, line=line)
        self.blocks.append(self._passage(text, place))

    def table(self, cells: Sequence[Cell], page: int | None = None) -> None:
        """A table; one that only frames text becomes paragraphs."""
        cells = _filled(cells)
        if not cells:
            return
        if _only_frames(cells):
            for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
                for text in cell.text.split("\n"):
                    self.paragraph(text, page)
            return
        self._tables += 1
        self.blocks.append(Table(self._grid(cells, page), page))

    def _grid(self, cells: Sequence[Cell], page: int | None) -> tuple[tuple[Slot | None, ...], ...]:
        height = max(cell.row + cell.down for cell in cells)
        width = max(cell.column + cell.across for cell in cells)
        if width > WIDEST or height * width > MOST_SLOTS:
            raise NotReadable(
                f"“{self.name}”的第{self._tables}张表有{height}行{width}列，超出任务表的合理大小，请只保留任务表。"
            )
        grid: list[list[Slot | None]] = [[None] * width for _ in range(height)]
        for cell in cells:
            place = Place(page=page, table=self._tables, row=cell.row + 1, column=cell.column + 1)
            passage = self._passage(cell.text, place)
            for row in range(cell.row, cell.row + cell.down):
                for column in range(cell.column, cell.column + cell.across):
                    # Where cells overlap, the earlier one stays: nothing that was read is covered.
                    if grid[row][column] is None:
                        grid[row][column] = Slot(passage, (row, column) != (cell.row, cell.column))
        return tuple(map(tuple, grid))

    def _passage(self, text: str, place: Place) -> int:
        if len(self.passages) >= MOST_PASSAGES or len(text) > LONGEST_PASSAGE:
            much = (
                f"超过{MOST_PASSAGES}段或格"
                if len(text) <= LONGEST_PASSAGE
                else f"一段有{len(text)}字（{place}）"
            )
            raise NotReadable(f"文件“{self.name}”内容过多，{much}，请只保留来文正文和任务表。")
        self.passages.append(Passage(writable(text), place))
        return len(self.passages) - 1

    def done(self) -> Document:
        """The document; raises NotReadable when nothing in it can be read."""
        if not any(passage.text.strip() for passage in self.passages):
            raise NotReadable(f"文件“{self.name}”里没有文字，请换成有内容的来文。")
        return Document(self.name, self.form, tuple(self.passages), tuple(self.blocks), tuple(self.hidden))


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    """Without the edges that hold no text at all, and without rows and columns in which no cell begins."""
    if not any(cell.text.strip() for cell in cells):
        return []
    written = [cell for cell in cells if cell.text.strip()]
    top, left = min(cell.row for cell in written), min(cell.column for cell in written)
    bottom = max(cell.row + cell.down for cell in written)
    right = max(cell.column + cell.across for cell in written)
    kept = []
    for cell in cells:
        row, column = max(cell.row, top), max(cell.column, left)
        down = min(cell.row + cell.down, bottom) - row
        across = min(cell.column + cell.across, right) - column
        if down > 0 and across > 0:
            kept.append(Cell(row, column, cell.text, down, across))
    rows, columns = sorted({cell.row for cell in kept}), sorted({cell.column for cell in kept})
    return [
        Cell(
            row,
            column,
            cell.text,
            _place(rows, cell.row + cell.down) - row,
            _place(columns, cell.column + cell.across) - column,
        )
        for cell in kept
        for row, column in [(_place(rows, cell.row), _place(columns, cell.column))]
    ]


def _place(begun: list[int], value: int) -> int:
    """How many rows or columns have begun before this one."""
    return bisect_left(begun, value)


def _only_frames(cells: Sequence[Cell]) -> bool:
    """One column, or nearly all text in one long cell below no row of heads."""
    if all(cell.column == 0 for cell in cells) or len(cells) == 1:
        return True
    longest = max(cells, key=lambda cell: len(cell.text))
    total = sum(len(cell.text) for cell in cells)
    heads = sum(bool(cell.text.strip()) for cell in cells if cell.row == 0)
    return (
        len(longest.text) >= _FRAME_SHARE * total and longest.text.count("\n") >= _FRAME_LINES and heads < 3
    )
