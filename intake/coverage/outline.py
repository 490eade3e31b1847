"""The outline (提纲) of a work report: sentences with the headings above them, from the year's work to the closing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from intake.coverage.paragraphs import DEEP, Paragraph, bare, paragraphs_of
from intake.coverage.parts import Outlook, outlook, rank, years_in
from intake.coverage.splitting import Clause, clauses_in
from intake.coverage.topics import opens_with_topic
from intake.coverage.wording import SALUTE, targeted
from intake.document import Document, Traced
from intake.errors import NotReadable


class Role(Enum):
    """What a sentence is for, as its place in the outline says."""

    HEADING = "标题"
    OPENING = "总领段"
    BODY = "正文"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the report."""

    text: Traced
    path: tuple[str, ...]
    """The headings above it, the nearest last."""
    role: Role
    paragraph: int
    clauses: tuple[Clause, ...]

    @property
    def section(self) -> str:
        """The two nearest headings."""
        return "/".join(self.path[-2:])


@dataclass(frozen=True, slots=True)
class Outline:
    """The year's work, in order."""

    parts: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    year: int | None
    """The year its first heading names, None where it names none."""


def outline_of(document: Document, year: int) -> Outline:
    """The sentences of the parts that set out the work of `year`, and of the parts after them up to the closing.

    Raises NotReadable where no part does.
    """
    paragraphs = paragraphs_of(document, year)
    start = _headed(paragraphs, year)
    if start is None:
        start = _said(paragraphs, year)
    if start is None:
        raise NotReadable(
            f"“{document.name}”里没有找到安排{year}年工作的部分（如“三、{year}年重点工作”），"
            "请确认是政府工作报告全文。"
        )
    kept = _kept(paragraphs[start:], year)
    highest = paragraphs[start].level or 0
    parts = tuple(one.label for one in kept if one.label and one.level is not None and one.level <= highest)
    return Outline(parts, tuple(_sentences(kept)), max(years_in(paragraphs[start].label), default=None))


def _headed(paragraphs: Sequence[Paragraph], year: int) -> int | None:
    """The heading that announces the year's work most surely; among headings of other years, that of the latest."""
    found = [
        (one.level, rank(one.heading.text, year), max(years_in(one.heading.text), default=0), at)
        for at, one in enumerate(paragraphs)
        if one.heading.text
        and one.level is not None
        and one.level <= DEEP
        and outlook(one.heading.text, year) is Outlook.WORK
    ]
    highest = min((level for level, *_ in found), default=None)
    best = max((how[:2] for level, *how in found if level == highest), default=None)
    return next((at for level, *how, at in found if level == highest and how == best), None)


def _said(paragraphs: Sequence[Paragraph], year: int) -> int | None:
    """The first paragraph, outside parts that look elsewhere, that says what the year's work is."""
    says = re.compile(
        rf"(?:{year}年|今年|新的一年).{{0,30}}(?:目标是|总体要求|总体思路|重点(?:抓好|做好)|做好.{{0,12}}工作)"
    )
    here = True
    for at, one in enumerate(paragraphs):
        if one.heading.text and one.level is not None and one.level <= 1:
            here = outlook(one.heading.text, year) not in (Outlook.PAST, Outlook.FAR)
        if here and says.search(one.body.text):
            return at
    return None


def _kept(paragraphs: Sequence[Paragraph], year: int) -> list[Paragraph]:
    """Without sections that look back or further ahead."""
    kept: list[Paragraph] = []
    skipped: int | None = None
    for one in paragraphs:
        if one.heading.text and one.level is not None:
            if skipped is not None and one.level <= skipped:
                skipped = None
            elsewhere = outlook(one.heading.text, year) in (Outlook.PAST, Outlook.FAR)
            if skipped is None and elsewhere and one.level <= DEEP:
                skipped = one.level
        if skipped is None:
            kept.append(one)
    return kept


def _sentences(paragraphs: Sequence[Paragraph]) -> list[Sentence]:
    made: list[Sentence] = []
    path: list[tuple[int, str]] = []
    for at, one in enumerate(paragraphs):
        if one.level is not None:
            path = [(level, text) for level, text in path if level < one.level]
        if one.label:
            path.append((one.level or 0, one.label))
        above = tuple(text for _, text in path)
        if one.heading.text:
            made.append(_sentence(one.heading, above, Role.HEADING, at))
        made += _opening(one, above, at) if _opens(paragraphs, at) else _body(paragraphs, above, at)
    return made


def _opens(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Whether a paragraph without a mark stands between a heading and the first marked paragraph under it."""
    if paragraphs[at].level is not None:
        return False
    above = next((one for one in reversed(paragraphs[:at]) if one.level is not None), None)
    below = next((one.level for one in paragraphs[at + 1 :] if one.level is not None), None)
    if above is None or below is None or above.level is None:
        return False
    return bool(above.label) and not above.body.text and above.level <= DEEP and below > above.level


def _opening(one: Paragraph, above: tuple[str, ...], at: int) -> list[Sentence]:
    aims = any("目标" in text.text and targeted(text.text) for text in one.sentences())
    # The part's own opening has no name, unless it sets the year's targets.
    label = ("目标段",) if aims else ("总领段",) if len(above) > 1 else ()
    return _made(one.sentences(), (*above, *label), Role.OPENING, at)


def _body(paragraphs: Sequence[Paragraph], above: tuple[str, ...], at: int) -> list[Sentence]:
    texts = paragraphs[at].sentences()
    if paragraphs[at].level is not None or not opens_with_topic(paragraphs, at):
        return _made(texts, above, Role.BODY, at)
    return [
        *_made(texts[:1], above, Role.HEADING, at),
        *_made(texts[1:], (*above, bare(texts[0].text)), Role.BODY, at),
    ]


def _made(texts: Sequence[Traced], path: tuple[str, ...], role: Role, at: int) -> list[Sentence]:
    salutes = [(text, SALUTE.match(text.text)) for text in texts]
    spoken = [text.cut(salute.end()) if salute else text for text, salute in salutes]
    return [made for text in spoken if (made := _sentence(text, path, role, at)).clauses]


def _sentence(text: Traced, path: tuple[str, ...], role: Role, at: int) -> Sentence:
    words = text.stripped()
    return Sentence(words, path, role, at, clauses_in(words.text))
