"""Who is responsible for a row: the columns for units under the rule of the document."""

import re
from dataclasses import dataclass, replace

from intake.document import Span, Traced, merged
from intake.draft import Question
from intake.notes import Kind, Rule
from intake.tables.columns import Column
from intake.tables.entry import Entry
from intake.units import UnitsReading, parse_split_units, parse_units
from intake.units.leaders import Named
from intake.whole_notice import FIRST_LEADS, TOGETHER
from models.words import Responsibility

_NOT_NAMED = "暂不指定"
_MARK = re.compile(r"[*＊★☆▲△●◆■※#]")
_CHIEF = re.compile(r"牵头|首要|总")


@dataclass(frozen=True, slots=True)
class Who:
    """The reading, where its names stand (units, leads, supports), and what is asked."""

    reading: UnitsReading
    sources: dict[str, tuple[Span, ...]]
    questions: tuple[Question, ...]
    persons: tuple[Named, ...] = ()
    """Those of its leaders whom no word calls so; whether they are is asked once for the whole notice."""

    @property
    def leaders(self) -> tuple[str, ...]:
        """The leaders beyond doubt."""
        return tuple(name for name in self.reading.leaders if name not in self.reading.persons)


def units_of(entry: Entry, rule: Rule | None) -> Who:
    """Who leads and who supports, by column where there are several, else by the words of the one cell."""
    leading, supporting, others, split = _roles(entry)
    if split:
        read = parse_split_units(leading.text, supporting.text, others.text)
        read = replace(read, supports=_in_column_order(read, leading, supporting, others, entry))
        if not entry.layout.has(Column.LEADS) and rule and rule.kind is Kind.FIRST and len(read.leads) > 1:
            # 责任单位 beside 配合单位: what is listed first there leads, by the note.
            read = replace(read, leads=read.leads[:1], supports=(*read.leads[1:], *read.supports))
    else:
        read = parse_units(leading.text, rule is None or rule.kind is not Kind.SHARED)
    cells = leading.joined(supporting).joined(others) if split else leading
    unread = (*read.unread, *(read.places[name] for name in read.persons))
    skipped = [span for start, end in unread for span in cells.spans(start, end)]
    sources = {
        "units": _without(merged(cells.spans()), skipped),
        "leads": _places(read, read.leads, cells),
        "supports": _places(read, read.supports, cells),
    }
    asked = (*_missing(read), *read.questions, *_unmarked(leading, read, rule, split))
    persons = tuple(Named(name, cells.spans(*read.places[name])) for name in read.persons)
    return Who(read, sources, tuple(one for one in asked if one.code != "person-named"), persons)


def _roles(entry: Entry) -> tuple[Traced, Traced, Traced, bool]:
    """The texts of those who lead, who support, and who stand between (主责 beside 牵头); whether there are columns."""
    layout = entry.layout
    leads, units = layout.at(Column.LEADS), layout.at(Column.UNITS)
    supports = layout.at(Column.SUPPORTS)
    answering = [at for at in units if "责任" in layout.heads[at].text] or list(units)
    chiefs = [at for at in leads if _CHIEF.search(layout.heads[at].text)] or list(leads[:1]) or answering[:1]
    between = [at for at in (*leads, *units) if at not in chiefs]
    if not supports and len(between) == 1 and leads and between[0] in units:
        # 牵头单位 and 责任单位: the second are those who take part.
        supports, between = (between[0],), []
    split = bool(leads or supports or between)
    return _text(entry, chiefs), _text(entry, supports), _text(entry, sorted(between)), split


def _in_column_order(
    read: UnitsReading, leading: Traced, supporting: Traced, others: Traced, entry: Entry
) -> tuple[str, ...]:
    """Those who support, from left to right as the columns stand (主责 before 协办)."""
    passages = {cell.at(0): at for at, cell in enumerate(entry.cells) if cell.text}
    cells = leading.joined(supporting).joined(others)

    def column(name: str) -> int:
        return passages.get(cells.at(read.places[name][0]), 0) if name in read.places else 0

    return tuple(sorted(read.supports, key=column))


def _text(entry: Entry, places: tuple[int, ...] | list[int]) -> Traced:
    whole = Traced()
    for at in places:
        whole = whole.joined(entry.cells[at], "\n")
    return whole


def _places(read: UnitsReading, names: tuple[str, ...], cells: Traced) -> tuple[Span, ...]:
    """Where these names stand."""
    return merged(span for name in names if name in read.places for span in cells.spans(*read.places[name]))


def _without(whole: tuple[Span, ...], taken: list[Span]) -> tuple[Span, ...]:
    """The stretches of `whole` that lie in none of `taken`."""
    kept = list(whole)
    for cut in taken:
        pieces = []
        for span in kept:
            if span.passage != cut.passage or cut.end <= span.start or span.end <= cut.start:
                pieces.append(span)
                continue
            pieces.append(Span(span.passage, span.start, max(span.start, cut.start)))
            pieces.append(Span(span.passage, min(span.end, cut.end), span.end))
        kept = [span for span in pieces if span.start < span.end]
    return tuple(kept)


def _missing(read: UnitsReading) -> tuple[Question, ...]:
    if read.leads or read.supports:
        return ()
    return (Question("unit-missing", "没有写明责任单位，由哪个单位负责？", (_NOT_NAMED,), _NOT_NAMED),)


def _unmarked(cell: Traced, read: UnitsReading, rule: Rule | None, split: bool) -> tuple[Question, ...]:
    """Under a rule by marks, a cell of several units none of which bears one."""
    if split or not rule or rule.kind is not Kind.MARK or _MARK.search(cell.text):
        return ()
    if read.responsibility is not Responsibility.LEAD or len(read.leads) != 1 or not read.supports:
        return ()
    if "牵头" in cell.text:
        return ()
    text = "按来文说明应有标记的为牵头单位，本项没有标记，列第一位的单位是否牵头？"
    return (Question("who-leads", text, (FIRST_LEADS, TOGETHER), FIRST_LEADS),)
