"""Topic sentences (小标题句): short sentences that those after them unfold."""

from collections.abc import Sequence
from itertools import pairwise

from intake.coverage.paragraphs import Paragraph, may_head
from intake.coverage.splitting import clauses_in
from intake.coverage.wording import concrete, names_work, only_fields

_OPENS, _INSIDE = 26, 13
"""Longest topic sentence at the beginning of a paragraph and inside one, in characters, the full stop included."""


def opens_with_topic(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Whether the first sentence of a paragraph without a mark is its heading.

    Either what it names comes again in the paragraph, or most paragraphs beside it open in the same way.
    """
    texts = [text.text for text in paragraphs[at].sentences()]
    if len(texts) < 2 or not _may_lead(texts[0]):
        return False
    return (len(texts) > 2 and _unfolds(texts[0], texts[1:])) or _parallel(paragraphs, at)


def is_topic(sentence: str, following: Sequence[str]) -> bool:
    """Whether a short sentence inside a paragraph is the topic of the sentences after it."""
    if len(sentence) > _INSIDE or len(clauses_in(sentence)) != 1:
        return False
    if len(following) < 2 or len(following[0]) <= _INSIDE or concrete(sentence):
        return False
    # A short sentence before a longer one is the next topic.
    ends = (at for at, (one, other) in enumerate(pairwise(following)) if len(one) <= _INSIDE < len(other))
    return only_fields(sentence) or _unfolds(sentence, following[: next(ends, len(following))])


def _may_lead(sentence: str) -> bool:
    return (
        len(clauses_in(sentence)) <= 2
        and may_head(sentence, _OPENS)
        and not concrete(sentence)
        and names_work(sentence)
    )


def _parallel(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Whether two thirds of the paragraphs in a row without marks, two at least, may open with a topic."""
    first, last = at, at
    while first and paragraphs[first - 1].level is None:
        first -= 1
    while last + 1 < len(paragraphs) and paragraphs[last + 1].level is None:
        last += 1
    row = [paragraphs[number].sentences() for number in range(first, last + 1)]
    leading = sum(len(texts) > 1 and _may_lead(texts[0].text) for texts in row)
    return leading >= 2 and 3 * leading >= 2 * len(row)


def _unfolds(first: str, rest: Sequence[str]) -> bool:
    """Whether what a sentence names comes again in what follows it."""
    telling = {
        one.key + other.key
        for clause in clauses_in(first)
        for one, other in pairwise(clause.tokens)
        if one.weight + other.weight > 1.5
    }
    return any(pair in text for pair in telling for text in rest)
