"""What an answer must carry, and what cannot be right. Pure but for the row it is about."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.actors import MoveRefused
from models.duties import Obligation
from models.horizon import near
from models.plans import KeyTask
from models.secrecy import refuse_text
from models.words import Answer, ObligationKind, Secrecy

LONGEST_TEXT = 2000
"""Characters of a report's text; more belongs into an attachment."""
LONGEST_STEP = 300
LONGEST_BLOCKER = 500

_ROUTINE = (Answer.ON_TRACK, Answer.IN_PROGRESS, Answer.DONE)
ANSWERS = {
    ObligationKind.SIGN: (Answer.SIGNED,),
    ObligationKind.PLAN: (Answer.PLANNED,),
    ObligationKind.CONTRIBUTION: (Answer.NOTHING_NEW, *_ROUTINE),
    ObligationKind.PROGRESS: _ROUTINE,
    ObligationKind.COMPLETION: _ROUTINE,
}
"""What may be answered to each kind of obligation."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it was given."""

    answer: Answer
    text: str = ""
    done_on: date | None = None
    percent: int | None = None
    next_step: str = ""
    next_on: date | None = None
    blocker: str = ""
    details: dict[str, Any] | None = None
    coordination: str = ""
    """What the office is asked to settle; empty when nothing is."""


def checked(
    obligation: Obligation, task: KeyTask | None, said: Said, today: date, *, evidence: int, new_files: int
) -> Said:
    """The answer as it will be stored: trimmed, with the completion date filled in.

    Args:
        evidence: how many files stand for it, those of earlier answers in this cycle included.
        new_files: how many of them come with it.

    Raises:
        MoveRefused: the first thing that cannot be right, in one sentence.
    """
    said = _trimmed(said)
    if said.answer not in ANSWERS.get(obligation.kind, ()):
        raise MoveRefused(f"{obligation.label}不能答复“{said.answer.label}”。")
    _check_lengths(said)
    if said.percent is not None and not 0 <= said.percent <= 100:
        raise MoveRefused(f"进度应为0到100的整数，现为{said.percent}。")
    if task is not None:
        written = (said.text, said.next_step, said.blocker, said.coordination)
        refuse_text(task, (*written, str(said.details or "")), new_files)
    _check_words(obligation, task, said, evidence)
    _check_next(obligation, said, today)
    return replace(said, done_on=_done_on(said, today), percent=_percent(said))


def _trimmed(said: Said) -> Said:
    return replace(
        said,
        text=said.text.strip(),
        next_step=said.next_step.strip(),
        blocker=said.blocker.strip(),
        coordination=said.coordination.strip(),
    )


def _check_lengths(said: Said) -> None:
    for called, text, most in (
        ("情况说明", said.text, LONGEST_TEXT),
        ("下一步", said.next_step, LONGEST_STEP),
        ("存在问题", said.blocker, LONGEST_BLOCKER),
        ("请求协调的事由", said.coordination, LONGEST_BLOCKER),
    ):
        if len(text) > most:
            raise MoveRefused(f"{called}最多{most}字，现有{len(text)}字。")


def _check_words(obligation: Obligation, task: KeyTask | None, said: Said, evidence: int) -> None:
    """What is said in words; an offline key task says nothing here."""
    if task is not None and task.secrecy is Secrecy.OFFLINE:
        return
    if said.answer is Answer.IN_PROGRESS and not said.text:
        raise MoveRefused(f"选择“{said.answer.label}”时请写一句情况说明。")
    if said.answer is Answer.DONE and not said.text and not evidence:
        proof = "完成情况，或附上证明材料" if obligation.kind is ObligationKind.COMPLETION else "一句情况说明"
        raise MoveRefused(f"选择“{said.answer.label}”时请写{proof}。")
    if said.details and said.answer is not Answer.PLANNED:
        raise MoveRefused(f"{obligation.label}不需要填写落实方案。")


def _check_next(obligation: Obligation, said: Said, today: date) -> None:
    """A next step and its date belong together where something is still to come."""
    if said.next_on is not None and not said.next_step:
        raise MoveRefused("填了下一步的日期，请写明下一步做什么。")
    if said.next_on is not None and said.next_on < today:
        raise MoveRefused(f"下一步的日期{said.next_on:%Y-%m-%d}已经过去，请填今天或以后的日期。")
    near(said.next_on, today.year, "下一步的日期")
    to_come = said.answer is Answer.IN_PROGRESS or (
        obligation.kind is ObligationKind.COMPLETION and said.answer is not Answer.DONE
    )
    if to_come and said.next_step and said.next_on is None:
        raise MoveRefused("写了下一步，请填预计何时做到。")


def _done_on(said: Said, today: date) -> date | None:
    if said.answer is not Answer.DONE:
        return None
    if said.done_on is not None and said.done_on > today:
        raise MoveRefused(f"完成日期{said.done_on:%Y-%m-%d}在今天之后，请填实际完成的日期。")
    near(said.done_on, today.year, "完成日期")
    return said.done_on or today


def _percent(said: Said) -> int | None:
    """Whatever stood in the field before, what is done is done."""
    return 100 if said.answer is Answer.DONE else said.percent
