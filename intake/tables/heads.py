"""The head rows of a table (表头): which column holds what."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from intake.document import Document, Slot, Span, Table
from intake.tables.columns import Column, column_of, plain_head
from intake.tables.periods import Period, period_of

_DEEPEST = 3
_FEWEST = 3
_UNIT_ROLES = (
    "牵头",
    "主办",
    "主责",
    "责任",
    "配合",
    "协办",
    "协同",
    "参与",
    "参加",
    "承办",
    "市级",
    "县级",
    "区级",
)

_WORK = re.compile(r"举措|措施|任务(?!指标)|事项|工作(?!指标)|改革")
_GROUPING = re.compile(
    r"(?:(?:一|二|三)级|评价|考核|评估|对应|所属|营商环境)*指标(?:名称|体系)?|环节|(?:所属)?领域"
)


@dataclass(frozen=True, slots=True)
class Head:
    """One column: its words from top to bottom, and what they mean."""

    text: str
    column: Column | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The heads of a table; rows `first` to `last` (0-based, exclusive) are head rows."""

    heads: tuple[Head, ...]
    first: int
    last: int

    def at(self, column: Column) -> tuple[int, ...]:
        """The places of the columns that hold this, left to right."""
        return tuple(at for at, head in enumerate(self.heads) if head.column is column)

    def has(self, column: Column) -> bool:
        """Whether there is such a column."""
        return bool(self.at(column))

    @property
    def known(self) -> int:
        """How many columns are understood."""
        return sum(head.column is not None for head in self.heads)

    @property
    def absent(self) -> tuple[str, ...]:
        """What a table of tasks cannot do without, and this one lacks."""
        lacking = [] if self.has(Column.CONTENT) else [Column.CONTENT.value]
        if not (self.has(Column.UNITS) or self.has(Column.LEADS)):
            lacking.append(Column.UNITS.value)
        return tuple(lacking)

    @property
    def whole(self) -> bool:
        """Whether tasks can be read under these heads: content, units, and one thing more."""
        return not self.absent and self.known >= _FEWEST


def find_layout(document: Document, table: Table) -> Layout | None:
    """The heads of a table, or what comes nearest to them; None where no row looks like heads.

    The first row under whose heads tasks can be read, else the one with the most known heads (two at least). A row of
    one cell across the table is a title, no head.
    """
    best: Layout | None = None
    for first in range(len(table.rows)):
        layout = layout_at(document, table, first)
        if layout and layout.whole:
            return layout
        if layout and layout.known >= 2 and (best is None or layout.known > best.known):
            best = layout
    return best


def layout_at(document: Document, table: Table, first: int) -> Layout | None:
    """The heads that begin in this row; None where it is none."""
    row = table.rows[first]
    texts = [_words(document, slot) for slot in row]
    distinct = {slot.passage for slot in row if slot and _words(document, slot)}
    if len(distinct) < 2 or not any(column_of(text) or period_of(text) for text in texts):
        return None
    last = first + 1
    while last < min(first + _DEEPEST, len(table.rows)) and _goes_on(document, table, last):
        last += 1
    heads = tuple(_head(_stacked(document, table, at, first, last)) for at in range(len(row)))
    return Layout(_settled(heads), first, last)


def _goes_on(document: Document, table: Table, at: int) -> bool:
    """Whether row `at` still belongs to the heads: every text in it divides a head above, or is that head itself."""
    above, row = table.rows[at - 1], table.rows[at]
    goes_on = False
    for place, slot in enumerate(row):
        words = _words(document, slot)
        if not slot or not words:
            continue
        over = above[place]
        # A head cell that is two rows high keeps the second row among the heads.
        is_itself = over is not None and over.passage == slot.passage
        if not is_itself and not (over and _is_wide(above, place) and _subhead(words)):
            return False
        goes_on = True
    return goes_on


def _is_wide(row: tuple[Slot | None, ...], place: int) -> bool:
    """A cell that spans several columns."""
    slot = row[place]
    beside = [row[at] for at in (place - 1, place + 1) if 0 <= at < len(row)]
    return any(slot and other and other.passage == slot.passage for other in beside)


def _subhead(words: str) -> bool:
    plain = plain_head(words)
    return len(plain) <= 12 and not plain.isdecimal()


def _words(document: Document, slot: Slot | None) -> str:
    return document.passages[slot.passage].text.strip() if slot else ""


def _stacked(document: Document, table: Table, at: int, first: int, last: int) -> list[str]:
    """The different heads of a column from top to bottom."""
    passages = dict.fromkeys(slot.passage for row in table.rows[first:last] if (slot := row[at]))
    return [text for passage in passages if (text := document.passages[passage].text.strip())]


def _head(stack: list[str]) -> Head:
    """The lowest words decide, in the light of those above: 牵头 under 责任单位, 一季度 under 进展情况."""
    text = "".join(stack)
    columns = [column_of(words) for words in stack]
    if Column.PROGRESS in columns:
        return Head(text, Column.PROGRESS)
    lowest = stack[-1] if stack else ""
    period = period_of(lowest)
    if period:
        return Head(text, Column.PERIOD, _of_year(period, stack[:-1]))
    above = columns[-2] if len(columns) > 1 else None
    if above in (Column.UNITS, Column.LEADS) and plain_head(lowest) in _UNIT_ROLES:
        return Head(text, column_of(plain_head(lowest) + "单位"))
    return Head(text, (columns[-1] if columns else None) or above)


def _of_year(period: Period, above: list[str]) -> Period:
    """一季度 under 2025年."""
    years = [over.year for words in above if (over := period_of(words)) and over.year]
    return replace(period, year=period.year or years[-1]) if years else period


def _settled(heads: tuple[Head, ...]) -> tuple[Head, ...]:
    """Heads that mean something else beside others.

    0. 牵头科室 are the units where there are no others; 指标 or 环节 beside 具体举措 only groups them.
    1. A lone year (2025年目标) is what is to be done, several are limits; 主要任务 without a task column is the task.
    2. 责任单位 beside 牵头单位, or a second 责任单位, are those who take part.
    """
    settled = list(heads)
    works = [at for at, head in enumerate(heads) if head.column is Column.CONTENT and _names_work(head)]
    for at, head in enumerate(heads):
        if works and at not in works and _GROUPING.fullmatch(plain_head(head.text)):
            settled[at] = Head(head.text, Column.THEME)
    if not any(head.column in (Column.UNITS, Column.LEADS) for head in settled):
        for at, head in enumerate(heads):
            settled[at] = _office(settled[at]) if head.column is Column.CONTACT else settled[at]
    whole_years = [at for at, head in enumerate(heads) if head.period and head.period.words.endswith("年")]
    if len(whole_years) == 1:
        at = whole_years[0]
        settled[at] = Head(heads[at].text, column_of(heads[at].text))
    if not any(head.column is Column.CONTENT for head in settled):
        themes = [at for at, head in enumerate(settled) if head.column is Column.THEME]
        if themes:
            settled[themes[-1]] = Head(settled[themes[-1]].text, Column.CONTENT)
    return tuple(settled)


def _office(head: Head) -> Head:
    """牵头科室 where no column names units: the list of a single department."""
    plain = plain_head(head.text)
    if not re.search(r"(?:科室|处室|股室)$", plain):
        return head
    return Head(head.text, column_of(re.sub(r"(?:科室|处室|股室)$", "单位", plain)))


def _names_work(head: Head) -> bool:
    return bool(_WORK.search(plain_head(head.text)))


def head_spans(document: Document, table: Table, layout: Layout) -> tuple[Span, ...]:
    """All characters of the head rows."""
    return cells_of(document, table.rows[layout.first : layout.last])


def cells_of(document: Document, rows: Iterable[tuple[Slot | None, ...]]) -> tuple[Span, ...]:
    """All characters of these rows, a merged cell once."""
    passages = dict.fromkeys(slot.passage for row in rows for slot in row if slot)
    return tuple(Span(one, 0, len(document.passages[one].text)) for one in passages)
