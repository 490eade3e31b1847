"""What is asked about a table as a whole."""

from intake.document import Document
from intake.draft import DraftTask, Question
from intake.tables.columns import Column
from intake.tables.entry import Entry
from intake.tables.found import Found
from intake.tables.heads import Layout, cells_of
from intake.tables.numbering import Numbered
from models.words import Responsibility

_NO_DATE = "暂不设期限"
_SAYS_ITSELF = ("牵头", "主办", "主责", "配合", "会同", "协办", "协助")
_FEWEST = 3


def by_order(entries: tuple[Numbered, ...], tasks: tuple[DraftTask, ...]) -> list[DraftTask]:
    """The tasks of which only the order of the units says who leads."""
    return [task for one, task in zip(entries, tasks, strict=True) if _by_order(one, task)]


def _by_order(one: Numbered, task: DraftTask) -> bool:
    layout = one.entry.layout
    split = layout.has(Column.LEADS) or layout.has(Column.SUPPORTS) or len(layout.at(Column.UNITS)) > 1
    if split or task.responsibility is not Responsibility.LEAD:
        return False
    cell = one.entry.text(Column.UNITS).text
    return bool(task.supports) and not any(word in cell for word in _SAYS_ITSELF)


def limit_missing(
    entries: tuple[Entry, ...], tasks: tuple[DraftTask, ...], year: int
) -> tuple[Question, ...]:
    """One question for all rows of tables that have no column for limits and say no date elsewhere."""
    bare = [
        task.number
        for entry, task in zip(entries, tasks, strict=True)
        if not entry.layout.has(Column.LIMIT) and not entry.layout.has(Column.PERIOD) and not task.time_limit
    ]
    if not bare:
        return ()
    which = "全部任务" if len(bare) == len(tasks) else f"第{'、'.join(map(str, dict.fromkeys(bare)))}项"
    text = f"任务表没有“完成时限”列，{which}没有期限，按哪一天督办？"
    return (Question("limit-missing", text, (f"{year}年12月31日", _NO_DATE), _NO_DATE),)


def without_heads(found: Found) -> tuple[Question, ...]:
    """Columns told by what they hold are for a person to confirm."""
    return tuple(
        Question("table-without-heads", _told(one.layout), ("对", "退回核对"), "对")
        for one in found.tasks
        if one.guessed
    )


def _told(layout: Layout) -> str:
    told = "、".join(f"第{at}列为{head.text}" for at, head in enumerate(layout.heads, start=1) if head.column)
    return f"任务表没有表头，按内容认作{told}，对吗？"


def skipped(document: Document, found: Found) -> tuple[Question, ...]:
    """A question for each table that was left out although it may hold tasks."""
    first = found.tasks[0].block
    questions = []
    for at, table, layout in found.others:
        large = len(table.rows) >= _FEWEST and len(table.rows[0]) >= _FEWEST
        if not large or not (at > first or (layout and layout.known >= _FEWEST)):
            continue
        cells = cells_of(document, table.rows[:1])
        heads = "、".join(filter(None, (document.text(span).strip() for span in cells[:6])))
        lacking = "、".join(f"“{name}”" for name in layout.absent) if layout else "任务表的列标题"
        text = f"另有一张表（首行：{heads[:60]}）缺少{lacking}，没有录入，对吗？"
        choices = ("不录入", "退回核对")
        sources = cells_of(document, table.rows)
        questions.append(Question("table-skipped", text, choices, choices[0], sources=sources))
    return tuple(questions)
