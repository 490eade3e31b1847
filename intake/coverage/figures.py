"""Figures (数字) that a task has otherwise than the report."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

from intake.coverage.splitting import NUMBER, Clause, Token

_Context = tuple[str, ...]
_UNITS = frozenset("十百千万亿个家所公里亩吨名座条户平方米台套处人元项倍天张位例棒只头株班场次件%")
_TELLING = 2.0
"""Weight, in characters, of words that name a subject."""


def figures_that_differ(report: Sequence[Clause], task: Sequence[Clause]) -> tuple[tuple[str, str], ...]:
    """Pairs of figures, as in the report and as in the task, that stand between the same words and are not the same.

    Figures of years, months and ordinals are not compared.
    """
    ours = [found for clause in task for found in _figures(clause)]
    differing = []
    for before, after, figure in (found for clause in report for found in _figures(clause)):
        same_place = [other for front, back, other in ours if _same(front, before) or _same(back, after)]
        if same_place and figure not in same_place:
            differing.append((figure, same_place[0]))
    return tuple(differing)


def _figures(clause: Clause) -> Iterator[tuple[_Context, _Context, str]]:
    """Each figure with the words on either side of it, its unit left out: many things are counted in 万亩."""
    tokens = clause.tokens
    for at, token in enumerate(tokens):
        if token.key == NUMBER and token.weight:
            counted = dropwhile(lambda one: one.key in _UNITS, tokens[at + 1 :])
            yield _telling(tokens[:at][::-1]), _telling(tuple(counted)), clause.text[token.start : token.end]


def _telling(tokens: Sequence[Token]) -> _Context:
    """As many tokens as name a subject; none where there are not enough, as in 增长6%."""
    weight = 0.0
    for count, token in enumerate(tokens, 1):
        weight += token.weight
        if weight >= _TELLING:
            return tuple(one.key for one in tokens[:count])
    return ()


def _same(one: _Context, other: _Context) -> bool:
    return bool(one) and one == other
