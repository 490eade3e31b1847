"""A document (来文文件) taken apart: passages in reading order, tables as grids, text that knows its place."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands; every number counts from 1, None where the format knows none."""

    page: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        """第2页第1张表第5行第3列, for messages and for the review page."""
        parts = (
            ("第{}页", self.page),
            ("第{}段", self.paragraph),
            ("第{}张表", self.table),
            ("第{}行", self.row if self.table else self.line),
            ("第{}列", self.column if self.table else None),
        )
        return "".join(words.format(number) for words, number in parts if number)


@dataclass(frozen=True, slots=True)
class Passage:
    """文段: a paragraph or a cell, exactly as the document has it; lines inside it are separated by newlines."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (0-based, exclusive) of the passage with this index."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a grid. A merged cell fills all its slots with the same passage."""

    passage: int
    merged: bool = False
    """This slot repeats the passage of a slot above it or to its left."""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid: every row as wide as the widest; None where the source has no cell at all."""

    rows: tuple[tuple[Slot | None, ...], ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """All text of a file. `blocks` is the reading order: the index of a paragraph's passage, or a table."""

    name: str
    """What messages call it: the file's name."""
    form: str
    """txt, docx, doc, pdf, html, xlsx."""
    passages: tuple[Passage, ...]
    blocks: tuple[int | Table, ...]
    hidden: tuple[str, ...] = ()
    """What the file hides from its reader and was left out, as Chinese phrases: 工作表“分工”第7行."""

    @property
    def paragraphs(self) -> tuple[int, ...]:
        """The passages outside tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, int))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def text(self, span: Span) -> str:
        """The characters of a span."""
        return self.passages[span.passage].text[span.start : span.end]

    def traced(self, passage: int) -> "Traced":
        """A whole passage as text that knows where it came from."""
        return Traced.of(passage, self.passages[passage].text)


@dataclass(frozen=True, slots=True)
class Traced:
    """Text put together from passages; any part of it can be traced back.

    `pieces` holds (place in `text`, passage, place in the passage, length), in order; characters that lie in no piece
    were put between (a newline where two cells were glued).
    """

    text: str = ""
    pieces: tuple[tuple[int, int, int, int], ...] = field(default=())

    @classmethod
    def of(cls, passage: int, text: str, start: int = 0) -> "Traced":
        """The stretch `text` of a passage, which begins at `start` in it."""
        return cls(text, ((0, passage, start, len(text)),) if text else ())

    def cut(self, start: int, end: int | None = None) -> "Traced":
        """The part from `start` to `end`, which must not be negative."""
        end = len(self.text) if end is None else end
        pieces = []
        # Only the pieces that can overlap: an item of many lines is cut many times.
        first = max(0, bisect_right(self.pieces, start, key=_begins) - 1)
        for at, passage, begun, length in self.pieces[first : bisect_left(self.pieces, end, key=_begins)]:
            low, high = max(at, start), min(at + length, end)
            if low < high:
                pieces.append((low - start, passage, begun + low - at, high - low))
        return Traced(self.text[start:end], tuple(pieces))

    def stripped(self) -> "Traced":
        """Without white space at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))

    def joined(self, other: "Traced", between: str = "") -> "Traced":
        """This text, `between`, and the other; nothing is put between when one of them is empty."""
        if not self.text or not other.text:
            return self if self.text else other
        ahead = len(self.text) + len(between)
        moved = tuple((ahead + at, *rest) for at, *rest in other.pieces)
        return Traced(self.text + between + other.text, (*self.pieces, *moved))  # type: ignore[arg-type]

    def spans(self, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
        """Where the characters from `start` to `end` stand in the document."""
        return tuple(
            Span(passage, begun, begun + length) for _, passage, begun, length in self.cut(start, end).pieces
        )

    def at(self, place: int) -> int | None:
        """The passage of the character at `place`."""
        found = bisect_right(self.pieces, place, key=_begins) - 1
        return self.pieces[found][1] if found >= 0 else None


def _begins(piece: tuple[int, int, int, int]) -> int:
    return piece[0]


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same stretches in order, overlapping and touching ones made one."""
    made: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.passage, one.start, one.end)):
        last = made[-1] if made else None
        if last and last.passage == span.passage and span.start <= last.end:
            made[-1] = Span(last.passage, last.start, max(last.end, span.end))
        elif span.start < span.end:
            made.append(span)
    return tuple(made)
