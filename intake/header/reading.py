"""The notice's own particulars (文头): title, issuer, document number, date, year."""

import re
from dataclasses import dataclass, field
from datetime import date

from intake.document import Document, Span
from intake.draft import Question, Sources
from intake.errors import NotReadable
from intake.header.particulars import Line, Lines, day_of, document_number, lines_of_document, signed
from intake.header.titles import Title, issuer_in, title_of
from intake.header.years import year_of


@dataclass(frozen=True, slots=True)
class Header:
    """The notice's own particulars; what is not found is empty. `sources` has one entry for each that was read."""

    title: str
    issuer: str
    document_number: str
    issued_on: date | None
    year: int
    sources: Sources = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


def read_header(document: Document) -> Header:
    """The particulars of a document; raises NotReadable where no year can be found.

    The year is that of the title, else of the annex's title, the document number, the date, the body's own 今年.
    """
    lines = lines_of_document(document)
    title = title_of(lines.above)
    number, number_lines = document_number(lines.above)
    issued_on, day_lines = day_of(lines)
    issuer, issuer_lines = _issuer(title, lines)
    year, questions = year_of(title.text, number, issued_on, lines)
    if year is None:
        raise NotReadable(
            f"“{document.name}”里找不到年度：标题、文号和成文日期中都没有年份，请在标题中写明（如“做好2025年……工作”）。"
        )
    sources = {
        "title": _spans(title.lines),
        "issuer": _spans(issuer_lines),
        "document_number": _spans(number_lines),
        "issued_on": _spans(day_lines),
    }
    kept = {name: spans for name, spans in sources.items() if spans}
    return Header(title.text, issuer, number, issued_on, year, kept, questions)


def _spans(lines: tuple[Line, ...]) -> tuple[Span, ...]:
    return tuple(span for line in lines for span in line.traced.spans())


def _issuer(title: Title, lines: Lines) -> tuple[str, tuple[Line, ...]]:
    """Who issued it: by the title, the letterhead, the signature, the page's own label."""
    named = issuer_in(title.text)
    if named:
        return named, title.lines[:1]
    head = next((line for line in lines.above[:12] if re.fullmatch(r"[^，。：]{2,40}文件", line.text)), None)
    if head:
        return head.text.removesuffix("文件"), (head,)
    above = signed(lines.above)
    return above if above[0] else signed(lines.below)
