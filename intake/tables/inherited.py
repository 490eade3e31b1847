"""Flattened text does not show merged cells: an empty limit or unit cell there may be that of the row above."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from intake.document import Document, Span, Traced
from intake.draft import Question
from intake.tables.columns import Column
from intake.tables.entry import Entry
from intake.tables.numbering import Numbered
from intake.tables.numerals import one_line

_AS_ABOVE, _EMPTY = "与上一行相同", "保持为空"
_SAME = ("〃", "″", "同上", '"', "”", "同前")
_FILLED = (Column.LIMIT, Column.LEADERS, Column.LEADS, Column.UNITS, Column.SUPPORTS)


def inherited(
    document: Document, entries: tuple[Numbered, ...], theme_columns: Mapping[int, int | None]
) -> Iterator[tuple[Numbered, list[Question]]]:
    """Every entry, its empty limit, leader and unit cells filled from above in flattened text; and what is asked.

    同上 and 〃 are filled in any document, without a question; so is the empty cell of a column that groups rows
    (`theme_columns`, by the identity of the layout).
    """
    above: Numbered | None = None
    for one in entries:
        filled: Numbered = one
        asked: list[Question] = []
        if above and above.entry.layout is one.entry.layout:
            filled, asked = _filled(one, above, flattened=document.form == "txt")
            at = theme_columns.get(id(one.entry.layout))
            if at is not None and not one.entry.cells[at].text:
                filled = _with_cell(filled, at, above.entry.cells[at])
        above = filled
        yield filled, asked


def dittos(entry: Entry) -> Iterator[Span]:
    """The cells that only say 同上."""
    for column in _FILLED:
        for at in entry.layout.at(column):
            if entry.cells[at].text in _SAME:
                yield from entry.cells[at].spans()


def _with_cell(one: Numbered, at: int, cell: Traced) -> Numbered:
    cells = (*one.entry.cells[:at], cell, *one.entry.cells[at + 1 :])
    return replace(one, entry=replace(one.entry, cells=cells))


def _filled(one: Numbered, above: Numbered, flattened: bool) -> tuple[Numbered, list[Question]]:
    layout = one.entry.layout
    cells = list(one.entry.cells)
    asked: list[Question] = []
    leading = (*layout.at(Column.LEADS), *layout.at(Column.UNITS))
    for column in _FILLED:
        for at in layout.at(column):
            text, before = cells[at].text.strip(), above.entry.cells[at]
            ditto = text in _SAME
            # 配合单位 may well be empty; it is the row above's only where the leading unit is so too.
            is_due = column is not Column.SUPPORTS or not any(
                one.entry.cells[place].text for place in leading
            )
            if not before.text or not (ditto or (flattened and not text and is_due)):
                continue
            cells[at] = before
            if not ditto:
                asked.append(_question(one, column, before))
    return replace(one, entry=replace(one.entry, cells=tuple(cells))), asked


def _question(one: Numbered, column: Column, before: Traced) -> Question:
    text = f"“{column.value}”是空的，可能与上一行合并，是否按上一行“{one_line(before.text)}”录入？"
    choices = (_AS_ABOVE, _EMPTY)
    return Question("cell-inherited", text, choices, _AS_ABOVE, one.number, one.part, before.spans())
