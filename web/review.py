"""The review page (核对页): the document with what was read marked in it, beside the draft; questions first.

It is one file without outside parts, so that it can be kept with the notice or sent to the person who checks it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from intake.document import Document, Span, Table
from intake.draft import Draft, DraftTask
from web.rendering import STATIC, environment

_LABELS = {
    "number": "序号",
    "theme": "主要任务",
    "content": "重点工作",
    "time_limit": "完成时限",
    "leaders": "分管领导",
    "units": "责任单位",
    "leads": "牵头单位",
    "supports": "配合单位",
}
_HEADER_LABELS = {
    "title": "标题",
    "issuer": "发文机关",
    "document_number": "文号",
    "issued_on": "成文日期",
    "first_listed_rule": "牵头规则",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch: its colour, what it is, and the part of the page it leads to."""

    span: Span
    kind: str
    title: str
    target: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters with one look; `anchor` where a link of the draft ends."""

    text: str
    kind: str = ""
    title: str = ""
    target: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell as a browser wants it."""

    pieces: tuple[Piece, ...]
    down: int
    across: int


@dataclass(frozen=True, slots=True)
class BlockView:
    """A paragraph, or the rows of a table."""

    place: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()


def review_page(draft: Draft) -> str:
    """The page as one HTML text; a draft without its document has only the right side."""
    blocks = tuple(_blocks(draft.document, list(_marks(draft)))) if draft.document else ()
    return (
        environment()
        .get_template("office/review.html")
        .render(
            draft=draft,
            blocks=blocks,
            css=(STATIC / "duban.css").read_text(encoding="utf-8"),
            link=link,
            key=key,
            doubts=_doubts(draft),
            contents={key(task.number, task.part): task.content for task in draft.tasks},
            labels=_LABELS,
            header_labels=_HEADER_LABELS,
        )
    )


def key(number: int | None, part: int = 1) -> str:
    """The anchor of a key task's card."""
    return f"task-{number}-{part}"


def link(spans: Iterable[Span]) -> str:
    """The anchor of the first of these spans; empty where nothing stands in the document."""
    first = next(iter(spans), None)
    return f"p{first.passage}-{first.start}" if first else ""


def _doubts(draft: Draft) -> dict[str, int]:
    """How many questions each key task has."""
    counted: dict[str, int] = {}
    for question in draft.questions:
        if question.number is not None:
            name = key(question.number, question.part)
            counted[name] = counted.get(name, 0) + 1
    return counted


def _marks(draft: Draft) -> Iterator[Mark]:
    for field, spans in draft.sources.items():
        for span in spans:
            yield Mark(span, "header", _HEADER_LABELS.get(field, field), "header")
    for task in draft.tasks:
        yield from _task_marks(task)
    for default in draft.defaults:
        for span in default.sources:
            yield Mark(span, "requirement", default.offer, "defaults")
    for checkpoint in draft.checkpoints:
        for span in checkpoint.sources:
            yield Mark(span, "checkpoint", f"文中日期：{checkpoint.text}", "checkpoints")
    for rest in draft.left_over:
        yield Mark(rest.span, "left" if rest.action else "rest", "没有读入任何字段", "left-over")


def _task_marks(task: DraftTask) -> Iterator[Mark]:
    numbered = f"第{task.number}项" + (f"之{task.part}" if task.part > 1 else "")
    for field, spans in task.sources.items():
        if field in _LABELS:
            for span in spans:
                yield Mark(span, field, f"{numbered} · {_LABELS[field]}", key(task.number, task.part))


def _blocks(document: Document, marks: list[Mark]) -> Iterator[BlockView]:
    by_passage: dict[int, list[Mark]] = {}
    for mark in marks:
        by_passage.setdefault(mark.span.passage, []).append(mark)

    def pieces(passage: int) -> tuple[Piece, ...]:
        return tuple(_pieces(document.passages[passage].text, by_passage.get(passage, [])))

    for block in document.blocks:
        if isinstance(block, Table):
            rows = tuple(
                tuple(
                    CellView(pieces(passage), down, across)
                    for passage, down, across in _origins(block, number)
                )
                for number in range(len(block.rows))
            )
            yield BlockView(f"第{block.page}页" if block.page else "", rows=rows)
        elif document.passages[block].text.strip():
            yield BlockView(str(document.passages[block].place), pieces(block))


def _origins(table: Table, row: int) -> Iterator[tuple[int, int, int]]:
    """The cells that begin in a row: passage, rows it fills, columns it fills. A missing cell is an empty one."""
    slots = table.rows[row]
    for column, slot in enumerate(slots):
        if slot is None or slot.merged:
            continue
        across = 1
        while column + across < len(slots) and _repeats(table, row, column + across, slot.passage):
            across += 1
        down = 1
        while row + down < len(table.rows) and _repeats(table, row + down, column, slot.passage):
            down += 1
        yield slot.passage, down, across


def _repeats(table: Table, row: int, column: int, passage: int) -> bool:
    slot = table.rows[row][column] if column < len(table.rows[row]) else None
    return slot is not None and slot.merged and slot.passage == passage


def _pieces(text: str, marks: list[Mark]) -> Iterator[Piece]:
    """The text cut wherever a mark begins or ends; where marks overlap, the shortest shows."""
    edges = sorted({0, len(text)} | {edge for m in marks for edge in (m.span.start, m.span.end)})
    begun = {mark.span.start for mark in marks}
    for start, end in pairwise(edges):
        over = [mark for mark in marks if mark.span.start <= start and end <= mark.span.end]
        anchor = f"p{marks[0].span.passage}-{start}" if start in begun else ""
        if over:
            inner = min(over, key=lambda mark: (mark.span.end - mark.span.start, mark.kind == "units"))
            yield Piece(text[start:end], inner.kind, inner.title, inner.target, anchor)
        else:
            yield Piece(text[start:end], anchor=anchor)
