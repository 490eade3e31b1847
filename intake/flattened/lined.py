"""Tables in plain text with a row on each line: cells parted by tabs, or by bars as in Markdown."""

import re
from dataclasses import dataclass

from intake.tables.columns import column_of
from intake.tables.periods import period_of

_RULE = re.compile(r"[\s|│┃:：+\-—=─━┼┬┴├┤┌┐└┘]*")
_BAR = re.compile(r"[|│┃｜]")
_ENDS = re.compile(r"^\s*(?:备?\s*注|说\s*明|附\s*注|附\s*件|抄送|[（(]此件)")
_FEWEST_HEADS = 3


@dataclass(frozen=True, slots=True)
class FlatCell:
    """A cell, the line on which it begins (from 1), and how many columns it spans."""

    text: str
    line: int
    across: int = 1


FlatRow = tuple[FlatCell, ...]


@dataclass(frozen=True, slots=True)
class FlatTable:
    """Rows found in the lines `first` to `last` (0-based, exclusive)."""

    first: int
    last: int
    rows: tuple[FlatRow, ...]
    remarks: tuple[int, ...] = ()
    """Lines (from 0) that stand among the rows and are none of theirs."""


def heads_in(texts: list[str]) -> int:
    """How many of these cells are known heads."""
    return sum(column_of(text) is not None or period_of(text) is not None for text in texts)


def lined_tables(lines: list[str]) -> list[FlatTable]:
    """The tables whose head line holds several known heads; empty where there is no such line."""
    tables: list[FlatTable] = []
    at = 0
    while at < len(lines):
        if heads_in(_split(lines[at])) >= _FEWEST_HEADS:
            table = _table(lines, at)
            tables.append(table)
            at = table.last
        else:
            at += 1
    return tables


def _split(line: str) -> list[str]:
    """The cells of a line; a line of one cell is no row."""
    bare = line.strip()
    if len(_BAR.findall(bare)) >= 2:
        pieces = [piece.strip() for piece in _BAR.split(bare)]
        return pieces[int(bool(_BAR.match(bare))) : len(pieces) - int(bool(_BAR.match(bare[-1])))]
    # A line that begins with a tab is a cell of its own, unless more tabs follow the first text.
    if line.strip("\t").count("\t") >= 1:
        return [piece.strip() for piece in line.rstrip("\n").split("\t")]
    return []


def _table(lines: list[str], first: int) -> FlatTable:
    heads = _split(lines[first])
    shift = 1 if not heads[0] and "\t" in lines[first] else 0
    rows: list[list[FlatCell]] = [[FlatCell(text, first + 1) for text in heads[shift:]]]
    at = first + 1
    blank = False
    while at < len(lines):
        line = lines[at]
        cells = [] if _RULE.fullmatch(line) else _split(line)
        if cells and _completes(rows, cells):
            # A line broken inside a cell goes on with it.
            last = rows[-1].pop()
            rows[-1] += [
                FlatCell(f"{last.text}\n{cells[0]}", last.line),
                *(FlatCell(text, at + 1) for text in cells[1:]),
            ]
        elif cells:
            rows.append([FlatCell(text, at + 1) for text in cells[shift if not cells[0] else 0 :]])
        elif line.strip() and not _RULE.fullmatch(line):
            follows = any(_split(later) for later in lines[at + 1 : at + 4])
            # A row that lacks cells was broken here.
            short = 1 < len(rows[-1]) < len(rows[0])
            if _ENDS.match(line) or (blank and not follows):
                break
            if not short and (blank or follows):
                rows.append([FlatCell(line.strip(), at + 1)])
            else:
                last = rows[-1][-1]
                rows[-1][-1] = FlatCell(f"{last.text}\n{line.strip()}", last.line)
        blank = not line.strip()
        at += 1
    return FlatTable(first, at, tuple(map(tuple, rows)))


def _completes(rows: list[list[FlatCell]], cells: list[str]) -> bool:
    """Whether these cells are the rest of the row above, which was broken inside its last cell."""
    missing = len(rows[0]) - len(rows[-1])
    return len(rows) > 1 and len(rows[-1]) > 1 and len(cells) == missing + 1 > 1
