"""From the rows of a table to entries: themes, numbers, merged cells, rows cut by page breaks."""

import re
from dataclasses import dataclass, replace

from intake.document import Document, Place, Slot, Table, Traced
from intake.notes import is_note
from intake.tables.columns import Column, plain_head
from intake.tables.entry import Entry
from intake.tables.heads import Layout, layout_at
from intake.tables.numerals import numbered, one_line, without_continued

_TOTAL = re.compile(r"^(?:合计|小计|总计|共计|累计)")
_CHINESE_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
_ENDS = tuple("。；;！!")
_SIGNED = re.compile(r"^(?:填表|填报|制表|审核|联系|单位负责|报送|主要领导签|签字|盖章|第\d+页|共\d+页)")

Row = tuple[Slot | None, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """What walking a table gives: entries, its notes, rows read besides, mistakes (one phrase each)."""

    entries: tuple[Entry, ...]
    notes: tuple[int, ...]
    """Passages of rows that hold a note (注) across the table."""
    used: tuple[int, ...]
    """Passages of theme rows, repeated heads and column numbers."""
    mistakes: tuple[str, ...]


def walk(document: Document, table: Table, layout: Layout, theme: Traced, group: int) -> Walk:
    """Walks the rows below the heads.

    1. A row of one cell is a theme across the table, a note, or a signature; totals and empty rows are none of ours.
    2. Heads that come again are dropped; in another order they hold from there on.
    3. A row whose number, content and units are those of the row above (merged cells) adds to its entry; so does a row
       without a number that has no limit of its own or goes on with a sentence (a page break).
    4. A row without a number that has content and a limit of its own is a further part of the number above.
    """
    walker = _Walker(document, layout, theme, group)
    rows = table.rows
    at = layout.last
    while at < len(rows):
        at += walker.step(table, at)
    return Walk(tuple(walker.entries), tuple(walker.notes), tuple(walker.used), tuple(walker.mistakes))


class _Walker:
    """Holds what the rows above say: the theme, the entries so far."""

    def __init__(self, document: Document, layout: Layout, theme: Traced, group: int) -> None:
        self.document = document
        self.layout = layout
        self.theme = theme
        self.heading = theme
        """The last theme that stood in a row of its own."""
        self.group = group
        self.entries: list[Entry] = []
        self.notes: list[int] = []
        self.used: list[int] = []
        self.mistakes: list[str] = []

    def step(self, table: Table, at: int) -> int:
        """Reads the row at `at`; how many rows it took."""
        row = table.rows[at]
        texts = {slot.passage: self._words(slot) for slot in row if slot and self._words(slot)}
        if not texts:
            return 1
        if len(texts) == 1 and self._lone(row, *texts):
            return 1
        again = self._heads_again(table, at)
        if again:
            self.layout = again
            self.used += texts
            return again.last - again.first
        if self._numbered_theme(row):
            self.used += texts
            return 1
        if any(_TOTAL.match(words) for words in list(texts.values())[:2]) or self._counts_columns(row):
            return 1
        self._task_row(row)
        return 1

    def _words(self, slot: Slot | None) -> str:
        return self.document.passages[slot.passage].text.strip() if slot else ""

    def _lone(self, row: Row, passage: int) -> bool:
        """Whether a row of one text was a theme, a note or a signature, and no row of a task."""
        first = next(at for at, slot in enumerate(row) if slot and slot.passage == passage)
        words = self._words(row[first])
        across = sum(slot is not None and slot.passage == passage for slot in row)
        alone = sum(slot is not None for slot in row) == across
        if first and not (across > 1 or alone):
            return False
        if numbered(words) is not None or (self.entries and self.entries[-1].passages[first] == passage):
            return False
        if is_note(words):
            self.notes.append(passage)
        elif not _SIGNED.match(words) and not _TOTAL.match(words):
            self._new_theme(without_continued(self.document.traced(passage).stripped()))
            self.heading = self.theme
            self.used.append(passage)
        return True

    def _numbered_theme(self, row: Row) -> bool:
        """一 / 交通项目（5个） / 3.2亿元: a theme with a Chinese number that names neither units nor a limit."""
        if not _CHINESE_NUMBER.fullmatch(self._number_text(row)):
            return False
        duties = (Column.UNITS, Column.LEADS, Column.LIMIT, Column.PERIOD, Column.LEADERS)
        if any(self._words(row[at]) for column in duties for at in self.layout.at(column)):
            return False
        named = [slot for at in self.layout.at(Column.CONTENT) if (slot := row[at]) and self._words(slot)]
        named += [slot for at in self.layout.at(Column.THEME) if (slot := row[at]) and self._words(slot)]
        if not named:
            return False
        self._new_theme(self.document.traced(named[0].passage).stripped())
        return True

    def _new_theme(self, theme: Traced) -> None:
        if one_line(theme.text) != one_line(self.theme.text):
            self.group += 1
        self.theme = theme

    def _heads_again(self, table: Table, at: int) -> Layout | None:
        heads = {plain_head(head.text) for head in self.layout.heads if head.column}
        texts = {plain_head(self._words(slot)) for slot in table.rows[at] if slot}
        if len(heads & texts) < min(3, len(heads)):
            return None
        again = layout_at(self.document, table, at)
        return again if again and again.whole else None

    def _counts_columns(self, row: Row) -> bool:
        """1 2 3 4 5 below the heads, which only number the columns."""
        numerals = [numbered(self._words(slot)) for slot in row]
        return len(row) > 2 and numerals == [(at, 1) for at in range(1, len(row) + 1)]

    def _task_row(self, row: Row) -> None:
        numeral = self._number_text(row)
        number = numbered(numeral)
        wrong = self._misshapen(row, number)
        if wrong:
            self.mistakes.append(wrong)
            return
        self._inherit_theme(row)
        if self.entries and self._goes_on(row, numeral):
            self.entries[-1] = self._longer(self.entries[-1], row)
        elif not numeral and not self.entries and self.layout.has(Column.NUMBER):
            self.mistakes.append(f"{self._place(row)}没有序号")
        else:
            self._append(row, numeral)

    def _number_text(self, row: Row) -> str:
        places = self.layout.at(Column.NUMBER)
        return self._words(row[places[0]]) if places else ""

    def _misshapen(self, row: Row, number: tuple[int, int] | None) -> str:
        """A cell missing under a head, or one too many."""
        heads = self.layout.heads
        idle = (None, Column.REMARK, Column.PROGRESS, Column.CONTACT)
        absent = any(slot is None and head.column not in idle for slot, head in zip(row, heads, strict=True))
        spare = any(self._words(slot) and not head.text for slot, head in zip(row, heads, strict=True))
        if not absent and not spare:
            return ""
        width = sum(bool(head.text) for head in heads)
        shown = f"（序号{number[0]}）" if number else ""
        return f"{self._place(row)}{shown}有{sum(slot is not None for slot in row)}格，应为{width}格"

    def _place(self, row: Row) -> Place:
        slot = next((slot for slot in row if slot and not slot.merged), None) or next(filter(None, row))
        return replace(self.document.passages[slot.passage].place, column=None)

    def _inherit_theme(self, row: Row) -> None:
        for at in self.layout.at(Column.THEME):
            slot = row[at]
            if slot and one_line(self._words(slot)) in one_line(self.heading.text):
                # 开办企业 below 一、开办企业 only says it again.
                continue
            if slot and self._words(slot):
                self._new_theme(without_continued(self.document.traced(slot.passage).stripped()))

    def _goes_on(self, row: Row, numeral: str) -> bool:
        """Whether a row belongs to the entry above it (rule 3)."""
        above = self.entries[-1]
        if above.layout is not self.layout:
            return False
        same = {
            head.column
            for at, head in enumerate(self.layout.heads)
            if _is_repeated(row[at], above.passages[at])
        }
        if self.layout.has(Column.NUMBER) and Column.NUMBER not in same:
            return not numeral and not self._is_whole(row, above)
        unlike = [
            at for at in self.layout.at(Column.CONTENT) if not _is_repeated(row[at], above.passages[at])
        ]
        if not any(self._words(row[at]) for at in self.layout.at(Column.CONTENT)):
            return True
        if Column.CONTENT not in same or unlike:
            return False
        return bool(same & {Column.UNITS, Column.LEADS, Column.LIMIT}) or not self.layout.has(Column.LIMIT)

    def _is_whole(self, row: Row, above: Entry) -> bool:
        """A row that could stand for itself: content, and a limit or units; the one above has ended its sentence."""

        def filled(*columns: Column) -> bool:
            return any(self._words(row[at]) for column in columns for at in self.layout.at(column))

        limits = self.layout.at(Column.LIMIT)
        own = filled(Column.LIMIT) if limits else filled(Column.UNITS, Column.LEADS, Column.PERIOD)
        return filled(Column.CONTENT) and own and above.text(Column.CONTENT).text.endswith(_ENDS)

    def _longer(self, above: Entry, row: Row) -> Entry:
        """An entry and what this row adds to it; repeated cells are not said twice."""
        cells = list(above.cells)
        for at, slot in enumerate(row):
            column = self.layout.heads[at].column
            if slot and column is not Column.THEME and slot.passage != above.passages[at]:
                cells[at] = cells[at].joined(self.document.traced(slot.passage).stripped(), "\n")
        return replace(above, cells=tuple(cells), passages=_passages(row))

    def _append(self, row: Row, numeral: str) -> None:
        cells = tuple(self.document.traced(slot.passage).stripped() if slot else Traced() for slot in row)
        places = self.layout.at(Column.NUMBER)
        again = bool(
            places and self.entries and _is_repeated(row[places[0]], self.entries[-1].passages[places[0]])
        )
        place = self._place(row)
        entry = Entry(cells, _passages(row), self.theme, numeral, again, self.layout, place, self.group)
        self.entries.append(entry)


def _passages(row: Row) -> tuple[int | None, ...]:
    return tuple(slot.passage if slot else None for slot in row)


def _is_repeated(slot: Slot | None, passage: int | None) -> bool:
    return slot is not None and slot.merged and slot.passage == passage
