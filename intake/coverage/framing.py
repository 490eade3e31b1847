"""Sentences that frame the work and name none (总领、过渡、年度定位、小标题句)."""

from collections.abc import Sequence

from intake.coverage.outline import Role, Sentence
from intake.coverage.topics import is_topic
from intake.coverage.wording import (
    EFFECT,
    FRAME,
    POLITICAL,
    REQUIREMENT,
    STANCE,
    TRANSITION,
    YEAR_POSITION,
    figured,
    names_work,
)


def frames(sentences: Sequence[Sentence], number: int) -> bool:
    """Whether a sentence no task was made from is left out of the count."""
    sentence = sentences[number]
    text = sentence.text.text
    if sentence.role is Role.HEADING:
        return True
    if _leads_over(sentence):
        return True
    if YEAR_POSITION.search(text) or REQUIREMENT.search(text):
        return not _sets_targets(sentence)
    if sentence.role is Role.OPENING:
        return not _sets_targets(sentence)
    if not any(names_work(clause.text) or STANCE.match(clause.text) for clause in sentence.clauses):
        return True
    following = [one.text.text for one in sentences[number + 1 :] if one.paragraph == sentence.paragraph]
    return is_topic(text, following)


def _leads_over(sentence: Sentence) -> bool:
    """Whether a sentence only says that work follows (过渡句)."""
    leading = [bool(TRANSITION.search(one.text)) for one in sentence.clauses]
    return any(leading) and not any(
        names_work(one.text) and not leads and not leads_in(one.text, one.stop)
        for one, leads in zip(sentence.clauses, leading, strict=True)
    )


def _sets_targets(sentence: Sentence) -> bool:
    return any(figured(clause.text) for clause in sentence.clauses)


def leads_in(text: str, stop: str) -> bool:
    """Whether a clause only says in which frame the work is done, so that nothing is lost without it."""
    if stop in ("：", ":"):
        return True
    return bool(FRAME.match(text)) and not figured(text)


def firm(text: str, *, last: bool) -> bool:
    """Whether a clause names work, rather than an attitude (表态) or, at the end of a sentence, an effect (效果)."""
    if figured(text):
        return True
    return not (STANCE.match(text) or POLITICAL.search(text) or (last and EFFECT.match(text)))
