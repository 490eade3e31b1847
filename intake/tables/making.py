"""From an entry of a table to a draft task, every field with its source."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from intake.document import Span, Traced, merged
from intake.draft import DraftTask, Question
from intake.notes import Rule
from intake.tables.columns import Column, plain_head
from intake.tables.entry import Entry
from intake.tables.numbering import Numbered
from intake.tables.numerals import one_line
from intake.tables.responsible import units_of
from intake.tables.timed import timed
from intake.units.leaders import Named, leaders_of, persons_of

_PERSON_HEAD = re.compile(
    r"(?:主要|第一|总|项目|工作|任务|整改|落实|推进)?(?:责任人|负责人|负责同志)(?:姓名)?(?:及?(?:联系)?(?:电话|方式))?"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every row: the year, the rule on who leads, the limit of all, which column is the theme."""

    year: int
    rule: Rule | None
    for_all: Traced | None
    theme_column: int | None = None
    """The first of several content columns, where it groups rows."""


@dataclass(frozen=True, slots=True)
class Made:
    """The task of a row, what is asked, stretches read besides its fields, and persons no word calls leaders."""

    task: DraftTask
    questions: tuple[Question, ...]
    used: tuple[Span, ...]
    persons: tuple[Named, ...]


def task_of(numbered: Numbered, setting: Setting) -> Made:
    """The task of a row."""
    entry, number = numbered.entry, numbered.number
    parts = _content(entry, setting)
    due = timed(entry, setting.year, setting.for_all)
    named = leaders_of(entry.text(Column.LEADERS))
    leaders = tuple(one.name for one in named)
    who = units_of(entry, setting.rule)
    theme = _theme(entry, setting)
    sources = {
        "number": _spans(entry, Column.NUMBER),
        "theme": theme.spans(),
        "content": merged(span for part in parts for span in part.spans()),
        "time_limit": due.spans,
        "leaders": merged(span for one in named for span in one.spans),
        **who.sources,
        "milestones": merged(span for stone in due.stones for span in stone),
        **{f"milestones.{at}": stone for at, stone in enumerate(due.stones)},
    }
    task = DraftTask(
        number=number,
        part=numbered.part,
        theme=one_line(theme.text),
        # Newlines would break the subjects of mails; an ideographic space parts 工程 from 内容.
        content="\u3000".join(one_line(part.text) for part in parts),
        time_limit=due.text,
        leaders=leaders or who.leaders,
        responsibility=who.reading.responsibility,
        leads=who.reading.leads,
        supports=who.reading.supports,
        milestones=due.milestones,
        sources={field: spans for field, spans in sources.items() if spans},
    )
    questions = tuple(
        replace(one, number=number, part=numbered.part, sources=one.sources or own)
        for group, own in ((due.questions, due.spans), (who.questions, who.sources["units"]))
        for one in group
    )
    return Made(task, questions, tuple(_separators(entry)), (*_persons(entry), *who.persons))


def _persons(entry: Entry) -> tuple[Named, ...]:
    """责任人 in a column of their own; 联系人 and those of a 科室 are none."""
    layout = entry.layout
    if layout.has(Column.LEADERS):
        return ()
    places = [
        at for at in layout.at(Column.CONTACT) if _PERSON_HEAD.fullmatch(plain_head(layout.heads[at].text))
    ]
    return tuple(one for at in places for one in persons_of(entry.cells[at]))


def _theme(entry: Entry, setting: Setting) -> Traced:
    at = setting.theme_column
    return entry.cells[at] if at is not None and entry.cells[at].text else entry.theme


def _content(entry: Entry, setting: Setting) -> list[Traced]:
    """What is to be done, from all columns that say it; the same words are not said twice."""
    kept: list[Traced] = []
    for at in entry.layout.at(Column.CONTENT):
        cell = entry.cells[at]
        words = "".join(cell.text.split())
        if (
            at != setting.theme_column
            and words
            and all(words not in "".join(one.text.split()) for one in kept)
        ):
            kept.append(cell)
    themes = [] if setting.theme_column is None else [entry.cells[setting.theme_column]]
    return kept or themes


def _spans(entry: Entry, column: Column) -> tuple[Span, ...]:
    return entry.text(column).spans()


def _separators(entry: Entry) -> Iterable[Span]:
    """The commas and spaces between leaders, and dashes that stand for nothing."""
    cell = entry.text(Column.LEADERS)
    taken = sorted((span.passage, span.start, span.end) for one in leaders_of(cell) for span in one.spans)
    for (passage, _, end), (other, start, _) in pairwise(taken):
        if passage == other and end < start:
            yield Span(passage, end, start)
