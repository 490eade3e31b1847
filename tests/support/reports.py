"""Work reports and key tasks for the tests, made from lines of text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from intake.coverage import Coverage, trace
from intake.document import Document, Passage, Place
from intake.draft import Draft, DraftTask
from models.words import Responsibility

PAIRS = Path(__file__).resolve().parents[1] / "unit" / "intake" / "coverage"


def report_of(lines: Sequence[str], name: str = "报告.txt", form: str = "txt") -> Document:
    """A report with one passage a line; empty lines leave a gap in the numbers, as in a text file."""
    passages = tuple(Passage(text, Place(line=at)) for at, text in enumerate(lines, 1) if text.strip())
    return Document(name, form, passages, tuple(range(len(passages))))


def draft_of(contents: Iterable[str | tuple[str, str]], year: int) -> Draft:
    """A draft of key tasks, each given as its content or as theme and content."""
    pairs = [("", one) if isinstance(one, str) else one for one in contents]
    tasks = tuple(
        DraftTask(number, 1, theme, content, "", (), Responsibility.LEAD, ("市发展改革委",), (), ())
        for number, (theme, content) in enumerate(pairs, 1)
    )
    return Draft("关于分解落实重点工作的通知", "云泽市人民政府", "", None, year, "table", tasks, (), "")


@dataclass(frozen=True, slots=True)
class Pair:
    """A fictional report with its tasks, and what a careful reader found."""

    name: str
    year: int
    report: list[str]
    tasks: list[tuple[int, str, list[str]]]
    """Number, content, and how the sentences it was made from begin."""
    uncovered: list[tuple[str, bool]]
    """Text, and whether it clearly names work."""
    framing: list[str]

    def traced(self) -> Coverage:
        """What the program finds."""
        contents = [content for _, content, _ in self.tasks]
        return trace(report_of(self.report, self.name), draft_of(contents, self.year))


def pair(name: str) -> Pair:
    """One of the pairs kept beside the tests."""
    kept: dict[str, Any] = yaml.safe_load((PAIRS / f"{name}.yaml").read_text(encoding="utf-8"))
    tasks = [(number, content, begins) for number, content, begins in kept["tasks"]]
    uncovered = [(text, clear) for text, clear, _ in kept["uncovered"]]
    return Pair(name, kept["year"], kept["report"], tasks, uncovered, kept["framing"])


def plain(text: str) -> str:
    """A text without the marks it may begin or end with."""
    return text.strip().lstrip("—").rstrip("。；：！")
