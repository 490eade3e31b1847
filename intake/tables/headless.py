"""A table without heads: its columns recognised by what they hold, where there is no doubt."""

import re

from intake.document import Document, Slot, Table
from intake.limit import parse_limit
from intake.tables.columns import Column
from intake.tables.heads import Head, Layout
from intake.tables.numerals import numbered
from intake.units import parse_units

_FEWEST = 3
_LONGEST_LIMIT = 40
_DATED = re.compile(r"[月年]|季度|节前")
_ENDS_LIKE_UNIT = re.compile(
    r"(?:局|委|办|院|会|厅|署|队|部|处|政府|中心|公司|集团|银行|部门|单位|[区县市镇乡]|街道|站)$"
)

Row = tuple[Slot | None, ...]


def guessed_layout(document: Document, table: Table) -> Layout | None:
    """Heads for a table that has none; None unless exactly one column each is numbers, units and limits.

    Of the other columns the one with the longest text is the content. Numbers must rise by one from row to row.
    """
    rows = [row for row in table.rows if len({slot.passage for slot in row if slot}) > 1]
    if len(rows) < _FEWEST or len(rows[0]) < _FEWEST + 1:
        return None
    columns = [[_words(document, row[at]) for row in rows] for at in range(len(rows[0]))]
    kinds = [_kind(cells) for cells in columns]
    if any(kinds.count(column) != 1 for column in (Column.NUMBER, Column.UNITS, Column.LIMIT)):
        return None
    longest = max(
        (at for at, kind in enumerate(kinds) if kind is None),
        key=lambda at: sum(map(len, columns[at])),
        default=None,
    )
    if longest is None or not all(columns[longest]):
        return None
    kinds[longest] = Column.CONTENT
    return Layout(tuple(Head(kind.value if kind else "其他", kind) for kind in kinds), 0, 0)


def _words(document: Document, slot: Slot | None) -> str:
    return document.passages[slot.passage].text.strip() if slot else ""


def _kind(cells: list[str]) -> Column | None:
    numbers = [numbered(cell) for cell in cells]
    if numbers[0] and numbers == [(numbers[0][0] + at, 1) for at in range(len(cells))]:
        return Column.NUMBER
    if all(cell and len(cell) <= _LONGEST_LIMIT and _is_limit(cell) for cell in cells):
        return Column.LIMIT
    if all(cell and _names_units(cell) for cell in cells):
        return Column.UNITS
    return None


def _is_limit(cell: str) -> bool:
    return bool(_DATED.search(cell)) and all(one.due for one in parse_limit(cell, 2000).milestones)


def _names_units(cell: str) -> bool:
    read = parse_units(cell, first_listed=True)
    names = (*read.leads, *read.supports)
    return bool(names) and all(_ENDS_LIKE_UNIT.search(name) and len(name) < 20 for name in names)
