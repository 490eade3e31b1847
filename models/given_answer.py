"""An answer as people write it into a form or a file: all texts, made into an answer here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from models.actors import Actor, MoveRefused
from models.answer_checks import Said
from models.answering import report
from models.duties import Obligation, Report
from models.filing import NamedFile
from models.rules import Rules
from models.words import Answer
from models.writable import writable

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_PERCENT = re.compile(r"(\d{1,3})(?:\.0+)?\s*[%％]?")
YES = ("是", "1", "on")


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One row as it was written."""

    obligation_id: str
    seen: str = ""
    """What the page or file carried (`models.freshness.mark_of`)."""
    answer: str = ""
    """A word's value or its Chinese term."""
    text: str = ""
    percent: str = ""
    next_step: str = ""
    next_on: str = ""
    blocker: str = ""
    done_on: str = ""
    coordinate: str = ""
    """是: the office is asked to settle what the blocker says."""

    def said(self) -> Said:
        """The answer meant.

        Raises:
            MoveRefused: a word, a number or a date that cannot be read, or a request for coordination about nothing.
        """
        answer = read_answer(self.answer)
        wanted = self.coordinate.strip() in YES
        if wanted and not self.blocker.strip():
            raise MoveRefused("请求协调请在“存在问题”里写明需要协调什么。")
        return Said(
            answer,
            text=_lines(self.text),
            done_on=read_date(self.done_on, "完成日期") if answer is Answer.DONE else None,
            percent=read_percent(self.percent),
            next_step=_lines(self.next_step),
            next_on=read_date(self.next_on, "下一步日期") if answer is not Answer.DONE else None,
            blocker=_lines(self.blocker),
            coordination=_lines(self.blocker) if wanted else "",
        )


def report_given(
    session: Session,
    obligation: Obligation,
    given: GivenAnswer,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    details: Mapping[str, Any] | None = None,
    files: Sequence[NamedFile] = (),
    take_over: Iterable[UUID | str] = (),
) -> Report:
    """报送 what was written; see `models.answering.report`.

    Raises:
        MoveRefused: it cannot be read, or the report is refused.
    """
    said = given.said()
    # A next step that was promised before and stands in the form still is past once the matter is done.
    next_step = "" if said.answer is Answer.DONE else said.next_step
    return report(
        session,
        obligation,
        said.answer,
        rules,
        actor,
        now,
        said.text,
        said.done_on,
        percent=said.percent,
        next_step=next_step,
        next_on=said.next_on,
        blocker=said.blocker,
        details=details,
        files=files,
        take_over=take_over,
        coordination=said.coordination,
        seen=given.seen,
    )


def read_answer(text: str) -> Answer:
    """`on-track` or `按计划推进`.

    Raises:
        MoveRefused: neither.
    """
    found = next((one for one in Answer if text.strip() in (one.value, one.label)), None)
    if found is None:
        raise MoveRefused(
            f"没有“{text.strip()}”这种答复。" if text.strip() else "请先选择“推进中”或“已完成”。"
        )
    return found


def read_date(text: str, called: str) -> date | None:
    """`2026-06-30`, `2026/6/30`, `2026年6月30日`; None where nothing is written.

    Raises:
        MoveRefused: no date.
    """
    if not text.strip():
        return None
    found = _DATE.fullmatch(text.strip())
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        found = None
    raise MoveRefused(f"{called}“{text.strip()}”读不懂，请写成 2026-06-30 这样。")


def read_percent(text: str) -> int | None:
    """`60` or `60%`; None where nothing is written.

    Raises:
        MoveRefused: no whole number; whether it fits is checked with the answer.
    """
    if not text.strip():
        return None
    found = _PERCENT.fullmatch(text.strip())
    if found is None:
        raise MoveRefused(f"进度“{text.strip()}”读不懂，请写0到100的整数。")
    return int(found[1])


def _lines(text: str) -> str:
    return writable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
