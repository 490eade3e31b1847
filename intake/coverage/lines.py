"""A report as lines (自然段), each knowing where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.document import Document, Traced

_ENDED = re.compile(r"[。！？!?：:；;…][”’\"）)]*$")
_MARKED = re.compile(
    r"\s*(?:"
    r"(?P<part>第[一二三四五六七八九十]+部分)[：:、\s]*|"
    r"(?P<first>[一二三四五六七八九十]{1,3}[、．.])|"
    r"(?P<second>[（(〔][一二三四五六七八九十]{1,3}[）)〕][、．.]?)|"
    r"(?P<third>\d{1,2}(?:[.．、](?!\d)|\s+(?=[一-鿿])))|"
    r"(?P<fourth>[（(]\d{1,2}[）)]|[①-⑳])|"
    r"(?P<fifth>[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]{1,2}[，、]|[—－-]{2,}|[●■◆▪•·])"
    r")\s*"
)
_LEVELS = ("part", "first", "second", "third", "fourth", "fifth")
_WRAPPED = 30
"""A line of fewer characters that has no full stop inside is a heading rather than the start of a wrapped line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the report without its mark (一、（一）1. 一是 ——)."""

    text: Traced
    mark: str
    level: int | None
    """0 to 5 as the marks above, None without one."""

    @property
    def closed(self) -> bool:
        """It ends as a sentence does."""
        return bool(_ENDED.search(self.text.text))


def lines_of(document: Document) -> tuple[Line, ...]:
    """The paragraphs in order; a text with line breaks inside sentences is put together again."""
    glued: list[Traced] = []
    below = 0
    for row, number in _rows(document):
        if glued and number == below + 1 and _goes_on(glued[-1].text, row.text):
            glued[-1] = glued[-1].joined(row)
        else:
            glued.append(row)
        below = number
    return tuple(_line(row) for row in glued)


def _rows(document: Document) -> Iterator[tuple[Traced, int]]:
    """Lines that are not empty, with their numbers; -1 where the format keeps paragraphs whole."""
    for passage in document.paragraphs:
        whole = document.traced(passage)
        number = document.passages[passage].place.line
        for found in re.finditer(r"[^\n]+", whole.text):
            row = whole.cut(*found.span()).stripped()
            if row.text:
                yield row, -1 if number is None else number


def _goes_on(text: str, following: str) -> bool:
    """Whether a line was only broken because it was full. An empty line ends a paragraph."""
    if _ENDED.search(text) or _MARKED.match(following):
        return False
    return "。" in text or (len(text) > _WRAPPED and not _MARKED.match(text))


def _line(row: Traced) -> Line:
    found = _MARKED.match(row.text)
    if not found:
        return Line(row, "", None)
    level = next(at for at, name in enumerate(_LEVELS) if found[name])
    return Line(row.cut(found.end()), found[0].strip(), level)
