"""Which tables of a document are lists of tasks, under which heads, below which heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.document import Document, Table, Traced
from intake.notes import is_note
from intake.tables.columns import Column
from intake.tables.headless import guessed_layout
from intake.tables.heads import Layout, find_layout
from intake.tables.numerals import numbered, plain

_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+(?:部分|章|类|篇|条))"
)
_NO_HEADING = re.compile(r"[。；;：:]$|^(?:单位|制表|填报|附件|日期|页码|[-—－]*\d*[-—－]*$)|^\d{4}年\d+月")
_TITLE = re.compile(r"(?:表|清单|台账|方案|通知|意见|要点|分工|计划)(?:[（(].*[）)])?$")
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A table of tasks: its place among the blocks, its heads, the heading above it."""

    block: int
    table: Table
    layout: Layout
    heading: Traced
    bare: bool = False
    """It has no heads of its own, and goes on under those of the table before it."""
    guessed: bool = False
    """It has no heads; its columns were told by what they hold."""


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of tasks, and the others with what they lack (empty where they are plainly of another kind)."""

    tasks: tuple[TaskTable, ...]
    others: tuple[tuple[int, Table, Layout | None], ...]


def find_tables(document: Document) -> Found:
    """Sorts the tables; one without heads that goes on as the one before it belongs to that one."""
    tasks: list[TaskTable] = []
    others: list[tuple[int, Table, Layout | None]] = []
    for at, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        layout = find_layout(document, block)
        heading = _heading(document, at)
        if layout and layout.whole:
            tasks.append(
                TaskTable(at, block, layout, _inner_heading(document, block, layout.first) or heading)
            )
        elif tasks and not (layout and layout.known > 2) and _goes_on(document, block, tasks[-1]):
            under = Layout(tasks[-1].layout.heads, 0, 0)
            tasks.append(TaskTable(at, block, under, heading, bare=True))
        else:
            others.append((at, block, layout))
    if not tasks:
        tasks, others = _guessed(document, others)
    if len(tasks) == 1 and not _HEADING.match(plain(tasks[0].heading.text)):
        tasks = [replace(tasks[0], heading=Traced())]
    return Found(tuple(tasks), tuple(others))


_Others = list[tuple[int, Table, Layout | None]]


def _guessed(document: Document, others: _Others) -> tuple[list[TaskTable], _Others]:
    """The first table without heads whose columns are beyond doubt."""
    for at, table, layout in others:
        told = guessed_layout(document, table) if layout is None else None
        if told:
            rest = [one for one in others if one[0] != at]
            return [TaskTable(at, table, told, Traced(), guessed=True)], rest
    return [], others


def _goes_on(document: Document, table: Table, before: TaskTable) -> bool:
    """A table as wide as the one before, whose first full row bears a number where numbers stand."""
    heads = before.layout.heads
    places = before.layout.at(Column.NUMBER)
    if not places or len(table.rows[0]) != len(heads):
        return False
    for row in table.rows[:3]:
        slot = row[places[0]]
        if slot and len({one.passage for one in row if one}) > 1:
            return numbered(document.passages[slot.passage].text) is not None
    return False


def _heading(document: Document, block: int) -> Traced:
    """The line right above the table, if it is short and no sentence, note, title of the annex or 单位：万元."""
    for at in range(block - 1, -1, -1):
        above = document.blocks[at]
        if isinstance(above, Table):
            break
        lines = [line for line in lines_of(document.traced(above)) if line.text.strip()]
        for line in reversed(lines):
            text = plain(line.text)
            if is_note(line.text):
                return Traced()
            if _HEADING.match(text) and len(text) <= _LONGEST_HEADING and not text.endswith("。"):
                return line.stripped()
            if _NO_HEADING.search(text):
                if text.endswith(("。", "；")):
                    return Traced()
                continue
            is_title = _TITLE.search(text) is not None
            return line.stripped() if len(text) <= _LONGEST_HEADING and not is_title else Traced()
    return Traced()


def _inner_heading(document: Document, table: Table, heads: int) -> Traced | None:
    """A heading in a row of its own right above the heads, as sheets have it."""
    for row in table.rows[max(0, heads - 1) : heads]:
        passages = {slot.passage for slot in row if slot and document.passages[slot.passage].text.strip()}
        if len(passages) == 1:
            text = document.traced(*passages).stripped()
            if _HEADING.match(plain(text.text)) and len(text.text) <= _LONGEST_HEADING:
                return text
    return None


def lines_of(text: Traced) -> Iterator[Traced]:
    """Every line of a text for itself."""
    for found in re.finditer(r"[^\n]+", text.text):
        yield text.cut(found.start(), found.end())
