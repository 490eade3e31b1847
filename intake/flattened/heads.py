"""Cells and heads of a table flattened to a line for every cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.flattened.lined import FlatCell, FlatRow
from intake.tables.columns import Column, column_of
from intake.tables.periods import period_of

_ENDS_TABLE = re.compile(
    r"^(?:(?:备?\s*注|说\s*明|附\s*注)\s*(?:[：:\d]|$)|附件\s*\d*\s*[：:]?|抄送|[（(]此件|.{2,20}办公[厅室].{0,4}\d{4}年.*印发"
    r"|\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$)"
)
NUMBER = re.compile(r"^\s*[（(]?[0-9０-９]+(?:[.．\-－][0-9０-９]+)?[）)]?\s*[.．、]?\s*$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's lines with their numbers (from 0); whether a blank line stands before it."""

    lines: tuple[tuple[int, str], ...]
    after_gap: bool = False

    @property
    def text(self) -> str:
        """The lines that say something, one below the other."""
        inner = [self.lines[0][1], *(line for _, line in self.lines[1:] if not is_remark(line))]
        return "\n".join(words for line in inner if (words := line.strip()))

    @property
    def flat(self) -> FlatCell:
        """The same as a cell of a flat table."""
        return FlatCell(self.text, self.lines[0][0] + 1)


def is_remark(line: str) -> bool:
    """A note, a footer: a line that is no part of a table."""
    return _ENDS_TABLE.match(line.strip()) is not None


def is_head(text: str) -> bool:
    """A known head, or a period."""
    return column_of(text) is not None or period_of(text) is not None


def heads_width(cells: list[Cell], start: int) -> int:
    """Heads end where a row begins: after a blank line, or with a number and what stands before it (主题 | 序号)."""
    width = 1
    for cell in cells[start + 1 :]:
        if cell.after_gap:
            break
        if NUMBER.match(cell.text):
            return width - number_at(cells[start : start + width])
        width += 1
    return width


def number_at(heads: Sequence[Cell]) -> int:
    """The place of 序号 among heads; 0 where there is none."""
    return next((at for at, cell in enumerate(heads) if column_of(cell.text) is Column.NUMBER), 0)


def two_rows(cells: list[Cell], width: int) -> tuple[list[FlatRow], int, int]:
    """The head rows, the width of the table, and where its body begins.

    A second head row has an empty cell below every head that is two rows high, and the parts of one that spans columns
    (牵头 and 配合 below 责任单位).
    """
    first = [cell.flat for cell in cells[:width]]
    follows = heads_width(cells, width) if width < len(cells) else 0
    second = cells[width : width + follows]
    parts = [cell.text for cell in second if cell.text]
    spare = follows - width
    known = all(period_of(text) or column_of(text) or column_of(text + "单位") for text in parts)
    if spare < 1 or len(parts) < 2 or len(parts) == follows or not known:
        return [tuple(first)], width, width
    spans = _spans(first, second)
    if spans is None:
        return [tuple(first)], width, width
    heads = [replace(cell, across=across) for cell, across in zip(first, spans, strict=True)]
    return [tuple(heads), tuple(cell.flat for cell in second)], follows, width + follows


def _spans(first: list[FlatCell], second: list[Cell]) -> list[int] | None:
    """How many columns each upper head spans; None where the two rows do not fit."""
    runs: list[int] = []
    for at, cell in enumerate(second):
        goes_on = at and cell.text and second[at - 1].text
        alike = goes_on and _class(cell.text) == _class(second[at - 1].text)
        if alike:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs if len(runs) == len(first) else None


def _class(text: str) -> str:
    """What sort of thing a lower head names: a time, people and units, or the work."""
    column = column_of(text) or column_of(text + "单位")
    if period_of(text) or column is Column.LIMIT:
        return "time"
    return "work" if column in (Column.THEME, Column.CONTENT) else "people"
