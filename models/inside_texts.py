"""Answers of several sections to one row as one answer of the unit. Pure."""

from collections.abc import Sequence

from models.answer_checks import Said
from models.duties import SectionAnswer
from models.words import Answer

_FROM_LEAST = (Answer.IN_PROGRESS, Answer.ON_TRACK, Answer.NOTHING_NEW, Answer.DONE)
"""The unit says of a row what holds for all its sections: done only when all are, in progress when one is."""


def combined(parts: Sequence[tuple[str, SectionAnswer]]) -> Said:
    """One answer of pairs (section's name, its answer), in their order; a single one stays word for word.

    Texts stand under the sections' names, the percentage is the lowest, dates are the latest. What one section has
    in progress and another only reports in a word needs a text: the word is written out.
    """
    answers = [answer for _, answer in parts]
    least = min((answer.answer for answer in answers), key=_FROM_LEAST.index)
    if len({one.answer for one in answers}) > 1 and least is Answer.NOTHING_NEW:
        least = Answer.IN_PROGRESS
    percents = [answer.percent for answer in answers if answer.percent is not None]
    return Said(
        answer=least,
        text=_joined([(name, one.text or _word(one, least, len(parts))) for name, one in parts]),
        done_on=max((one.done_on for one in answers if one.done_on), default=None)
        if least is Answer.DONE
        else None,
        percent=min(percents, default=None),
        next_step=_joined([(name, one.next_step) for name, one in parts]),
        next_on=max((one.next_on for one in answers if one.next_on), default=None),
        blocker=_joined([(name, one.blocker) for name, one in parts]),
    )


def _word(answer: SectionAnswer, least: Answer, sections: int) -> str:
    return answer.answer.label if sections > 1 and answer.answer is not least else ""


def _joined(parts: Sequence[tuple[str, str]]) -> str:
    said = [(name, text) for name, text in parts if text]
    if len(parts) == 1:
        return said[0][1] if said else ""
    return "\n".join(f"{name}：{text}" for name, text in said)
