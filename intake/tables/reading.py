"""表格式来文: from the tables of a document to its tasks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from intake.document import Document, Span, Table, Traced, merged
from intake.draft import Body, Missing, Question
from intake.errors import NotReadable
from intake.limits.verbs import verbs
from intake.notes import Rule, rule_of
from intake.tables.columns import Column
from intake.tables.entry import Entry
from intake.tables.found import Found, TaskTable, find_tables, lines_of
from intake.tables.heads import Layout, cells_of, head_spans
from intake.tables.inherited import dittos, inherited
from intake.tables.making import Made, Setting, task_of
from intake.tables.numbering import Numbered, number_all
from intake.tables.questions import by_order, limit_missing, skipped, without_heads
from intake.tables.rows import Walk, walk
from intake.tables.timed import limit_for_all
from intake.units.leaders import Named
from intake.whole_notice import once, who_leads, with_persons

_SHOWN_MISTAKES = 5
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Walked:
    """A table of tasks with what walking it gave."""

    found: TaskTable
    walk: Walk


def read_tables(document: Document, year: int) -> Body | Missing:
    """The tasks of all tables of tasks in the document, for a notice of `year`.

    Missing where no table has heads that name content and units. Raises NotReadable, with the row and the mistake,
    where there is such a table but its rows are broken: a cell missing or too many, a number twice, no task in a row.
    """
    found = find_tables(document)
    if not found.tasks:
        return Missing("table", _what_is_missing(document, found))
    walked = _walk_all(document, found.tasks)
    entries = tuple(entry for one in walked for entry in one.walk.entries)
    numbering = number_all(entries)
    mistakes = [mistake for one in walked for mistake in one.walk.mistakes]
    _refuse([*mistakes, *numbering.mistakes, *_empty(numbering.entries)], document.name)
    if not entries:
        raise NotReadable(f"“{document.name}”的任务表只有表头、没有任务行，请检查表格是否转换完整。")
    rule = _rule(document, walked)
    made, asked = _made(document, numbering.entries, _settings(document, entries, rule, year))
    tasks, about_persons = with_persons([one.task for one in made], _persons(entries, made))
    questions = (
        *without_heads(found),
        *who_leads(rule, by_order(numbering.entries, tasks)),
        *numbering.questions,
        *about_persons,
        *limit_missing(entries, tasks, year),
        *skipped(document, found),
        *once(asked),
    )
    return Body(
        "table",
        tasks,
        questions,
        used=merged((*_used(document, walked), *_between(made), *(rule.spans if rule else ()))),
        body=_body(document, found),
        first_listed_rule=rule.text if rule else "",
        past=tuple(
            span
            for one in walked
            for entry in one.walk.entries
            for span in entry.text(Column.PROGRESS).spans()
        ),
    )


def _what_is_missing(document: Document, found: Found) -> str:
    """Why no table of the document is one of tasks."""
    nearest = max(
        ((table, layout) for _, table, layout in found.others if layout),
        key=lambda one: one[1].known,
        default=None,
    )
    if nearest:
        table, layout = nearest
        lacking = "、".join(f"“{name}”" for name in layout.absent) or "“完成时限”"
        slot = next(slot for slot in table.rows[layout.first] if slot)
        place = replace(document.passages[slot.passage].place, column=None)
        return f"{place}的任务表缺少{lacking}列，请补上列标题或检查表头文字"
    if found.others:
        return f"{len(found.others)}张表都没有写明“重点工作”“责任单位”等列标题"
    return "没有找到任务表（列标题为“重点工作”“完成时限”“责任单位”等的表格）"


def _walk_all(document: Document, tables: Iterable[TaskTable]) -> list[_Walked]:
    walked: list[_Walked] = []
    tables = tuple(tables)
    group = 0
    theme = Traced()
    for one in tables:
        theme = one.heading if one.heading.text or not one.bare else theme
        done = walk(document, one.table, one.layout, theme, group)
        walked.append(_Walked(one, done))
        group = 1 + max([group, *(entry.group for entry in done.entries)])
        theme = done.entries[-1].theme if done.entries else theme
    return walked


def _refuse(mistakes: list[str], name: str) -> None:
    if not mistakes:
        return
    shown = "；".join(mistakes[:_SHOWN_MISTAKES])
    more = f"等共{len(mistakes)}处" if len(mistakes) > _SHOWN_MISTAKES else ""
    raise NotReadable(f"“{name}”的任务表有错：{shown}{more}，请改正后重新导入。")


def _empty(entries: Iterable[Numbered]) -> list[str]:
    """Rows that name nothing to do."""
    return [
        f"{one.entry.place}（序号{one.number}）的“{Column.CONTENT.value}”是空的"
        for one in entries
        if not one.entry.text(Column.CONTENT).text
    ]


def _rule(document: Document, walked: list[_Walked]) -> Rule | None:
    """The note on who leads, looked for in the heads, the remarks, below and above the tables, then in the letter."""
    blocks = {one.found.block for one in walked}
    first = min(blocks)
    near: list[Traced] = []
    far: list[Traced] = []
    for at, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            lines = list(lines_of(document.traced(block)))
            (near if at > first or at == first - 1 else far).extend(lines)
    cells: list[Traced] = []
    for one in walked:
        layout = one.found.layout
        cells += [document.traced(span.passage) for span in head_spans(document, one.found.table, layout)]
        cells += [document.traced(passage) for passage in one.walk.notes]
        cells += [entry.text(Column.REMARK) for entry in one.walk.entries]
        if layout.first:
            above = cells_of(document, one.found.table.rows[: layout.first])
            cells += [document.traced(span.passage) for span in above]
    return rule_of([*near, *cells], far)


def _settings(
    document: Document, entries: tuple[Entry, ...], rule: Rule | None, year: int
) -> dict[int, Setting]:
    """What holds for the rows, by the layout they stand under."""
    lines = [line for block in document.paragraphs for line in lines_of(document.traced(block))]
    settings: dict[int, Setting] = {}
    for entry in entries:
        if id(entry.layout) not in settings:
            same = [other for other in entries if other.layout is entry.layout]
            for_all = None if entry.layout.has(Column.LIMIT) else limit_for_all(lines, year)
            settings[id(entry.layout)] = Setting(year, rule, for_all, _theme_column(entry.layout, same))
    return settings


def _theme_column(layout: Layout, entries: list[Entry]) -> int | None:
    """The first of two content columns (重点任务 before 具体举措), where nothing else groups the rows.

    Below theme rows it is part of what is to be done, unless it groups rows itself: merged over several, or repeated.
    """
    places = layout.at(Column.CONTENT)
    if len(places) < 2 or layout.has(Column.THEME):
        return None
    texts = ["".join(entry.cells[places[0]].text.split()) for entry in entries]
    grouped = len(set(texts)) < len(texts)
    if not any(verbs(entry.cells[at].text) for entry in entries for at in places[1:]):
        # 指标 and 目标值: a value alone is nothing to do.
        return None
    return places[0] if grouped or not any(entry.theme.text for entry in entries) else None


def _between(made: Iterable[Made]) -> Iterable[Span]:
    return (span for one in made for span in one.used)


def _persons(entries: Iterable[Entry], made: Iterable[Made]) -> list[tuple[Named, ...]]:
    """The persons of each row; none where the notice has a column for leaders."""
    has_leaders = any(entry.layout.has(Column.LEADERS) for entry in entries)
    return [() if has_leaders else one.persons for one in made]


def _made(
    document: Document, entries: tuple[Numbered, ...], settings: dict[int, Setting]
) -> tuple[list[Made], list[Question]]:
    made: list[Made] = []
    questions: list[Question] = []
    columns = {layout: setting.theme_column for layout, setting in settings.items()}
    for one, asked in inherited(document, entries, columns):
        made.append(task_of(one, settings[id(one.entry.layout)]))
        questions += [*asked, *made[-1].questions]
    return made, questions


def _used(document: Document, walked: list[_Walked]) -> Iterable[Span]:
    """Heads, themes, notes and repeated heads."""
    for one in walked:
        yield from head_spans(document, one.found.table, one.found.layout)
        yield from cells_of(document, one.found.table.rows[: one.found.layout.first])
        for passage in (*one.walk.used, *one.walk.notes):
            yield Span(passage, 0, len(document.passages[passage].text))
        for entry in one.walk.entries:
            yield from dittos(entry)
            for column in (Column.NUMBER, Column.THEME):
                yield from entry.text(column).spans()


def _body(document: Document, found: Found) -> tuple[Span, ...]:
    """All cells of the tables of tasks, and of those that stand among or after them and are no mere footer."""
    first = found.tasks[0].block
    tables: Collection[Table] = [one.table for one in found.tasks] + [
        table
        for at, table, _ in found.others
        if at > first and len(table.rows) >= _FEWEST <= len(table.rows[0])
    ]
    return merged(span for table in tables for span in cells_of(document, table.rows))
