"""The paragraphs of a work report: what of each is a heading, and what stands under it."""

import re
from dataclasses import dataclass

from intake.coverage.lines import Line, lines_of
from intake.coverage.parts import Outlook, outlook
from intake.coverage.splitting import clauses_in, sentences_in
from intake.coverage.wording import APPENDIX, CLOSING, SALUTE, figured
from intake.document import Document, Traced

TITLE, LEAD = 30, 50
"""Longest heading without a mark, and longest first sentence after a mark that is one, in characters."""
MINOR, DEEP = 6, 2
"""The level of a heading without a mark; the deepest level whose marks always begin a section, （一）."""
_APPEALS = 3
"""The closing appeal takes no more paragraphs than this."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line taken apart."""

    heading: Traced
    body: Traced
    level: int | None
    """Of the heading, or of the mark of a paragraph that has none."""
    label: str = ""
    """What the paths below call it: its mark and its heading, or its first sentence where that names work itself."""

    @property
    def whole(self) -> str:
        """All its text without the mark."""
        return self.heading.text + self.body.text

    def sentences(self) -> list[Traced]:
        """The sentences of the body."""
        return [self.body.cut(start, end) for start, end in sentences_in(self.body.text)]


def paragraphs_of(document: Document, year: int) -> list[Paragraph]:
    """The report's paragraphs, without the closing appeal and what is appended after it."""
    lines = lines_of(document)
    following = [*lines[1:], None]
    made = [_paragraph(line, after, year) for line, after in zip(lines, following, strict=False)]
    return made[: _closing(made)]


def _paragraph(line: Line, following: Line | None, year: int) -> Paragraph:
    if line.level is None:
        return _unmarked(line, year)
    text = line.text.text
    places = sentences_in(text)
    first = text[slice(*places[0])] if places else text
    label = line.mark + bare(first)
    heads = may_head(first, LEAD)
    if len(places) > 1:
        end = places[0][1] if heads else 0
        begins = heads or line.level <= DEEP
        return Paragraph(line.text.cut(0, end), line.text.cut(end), line.level, label if begins else "")
    # A sentence nothing stands under is a commitment of its own, whatever mark it has.
    unfolded = following is not None and (following.level is None or following.level > line.level)
    if (unfolded and (heads or not line.closed)) or (line.level <= 1 and heads and not line.closed):
        return Paragraph(line.text, Traced(), line.level, label)
    return Paragraph(Traced(), line.text, line.level)


def _unmarked(line: Line, year: int) -> Paragraph:
    text = line.text.text
    if line.closed or len(text) > TITLE or len(sentences_in(text)) != 1 or SALUTE.match(text):
        return Paragraph(Traced(), line.text, None)
    titled = outlook(text, year) is not Outlook.NONE
    return Paragraph(line.text, Traced(), 0 if titled else MINOR, bare(text))


def _closing(paragraphs: list[Paragraph]) -> int:
    """Where the appeal at the end begins; the length where there is none."""
    end = next(
        (at for at, one in enumerate(paragraphs) if at and APPENDIX.fullmatch(one.whole)), len(paragraphs)
    )
    appeals = [
        at
        for at, one in enumerate(paragraphs[:end])
        if one.level is None
        and CLOSING.search(one.whole)
        and (SALUTE.match(one.whole) or at >= end - _APPEALS)
    ]
    if not appeals:
        return end
    at = appeals[-1]
    while (
        at
        and paragraphs[at - 1].level is None
        and SALUTE.match(paragraphs[at - 1].whole)
        and at > appeals[-1] - _APPEALS
    ):
        at -= 1
    return at


def may_head(sentence: str, longest: int) -> bool:
    """Whether a sentence can be a heading: not long, no figures, and it does not lead to a list."""
    return (
        len(sentence) <= longest
        and len(clauses_in(sentence)) <= 4
        and not sentence.rstrip().endswith(("：", ":", "；", ";"))
        and not figured(re.sub(r"[“\"][^”\"]*[”\"]", "", sentence))
    )


def bare(heading: str) -> str:
    """A heading without the mark that ends it."""
    return heading.strip().rstrip("。；;！!")
