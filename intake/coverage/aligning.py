"""Which sentences of the report a key task was made from."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.coverage.found import CONFIDENT
from intake.coverage.outline import Role, Sentence
from intake.coverage.sharing import Index, Pair, pairs_of, share
from intake.coverage.splitting import Clause, clauses_in
from intake.draft import DraftTask

DOUBTFUL = 0.45
"""Below this share of a task in its best sentence, the report does not have the task."""
_TIED = 0.04
"""Sentences whose shares differ by no more are decided by theme and order."""
_VERBATIM, _LACKING = 0.75, 0.6
"""Another sentence is a source too when it has a clause to this share that the others have to less than that."""
_SAME, _TELLING = 0.85, 8.0
"""A clause found to this share, and of this weight, is proof where it is half of the task."""
_ALONE = 5.0
"""Weight of a clause that gives a task a sentence, though the rest of the task is not in the report."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A task with the sentences (as numbers) it was made from, in order, and how much of it they contain."""

    task: DraftTask
    clauses: tuple[Clause, ...]
    sentences: tuple[int, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Choice:
    """A task with the shares of its clauses in each candidate sentence."""

    task: DraftTask
    clauses: tuple[Clause, ...]
    shares: dict[int, list[float]]
    within: frozenset[int]
    """The sentences that lie in the task, which says more than they do."""

    def value(self, number: int) -> float:
        """How much of the task one sentence contains."""
        return self.share(self.shares[number])

    def share(self, shares: Sequence[float]) -> float:
        """How much of the task there is when there is so much of each clause."""
        weights = [clause.weight for clause in self.clauses]
        found = sum(weight * one for weight, one in zip(weights, shares, strict=True))
        return found / (sum(weights) or 1.0)

    def has(self, number: int, share: float, weight: float) -> bool:
        """Whether a sentence contains a clause of that weight."""
        return any(
            found >= share and clause.weight >= weight
            for found, clause in zip(self.shares[number], self.clauses, strict=True)
        )

    def proves(self, shares: Sequence[float]) -> bool:
        """Whether a clause that is half of the task is found."""
        least = max(_TELLING, sum(clause.weight for clause in self.clauses) / 2)
        return any(
            found >= _SAME and clause.weight >= least
            for found, clause in zip(shares, self.clauses, strict=True)
        )


def align(tasks: Sequence[DraftTask], sentences: Sequence[Sentence]) -> tuple[Alignment, ...]:
    """Every task with its sentences.

    1. Each candidate sentence gets the share of the task it contains, clause by clause.
    2. Tasks with one best sentence are settled; the others follow their theme, then the settled tasks around them.
    3. Further sentences join when they contain a clause the best one lacks.
    """
    index = Index(sentences)
    choices = [_choice(task, index) for task in tasks]
    tied = [_tied(choice, sentences) for choice in choices]
    settled = {at: found[0] for at, found in enumerate(tied) if len(found) == 1}
    made = []
    for at, choice in enumerate(choices):
        if not tied[at]:
            made.append(Alignment(choice.task, choice.clauses, (), 0.0))
            continue
        made.append(_grown(choice, settled[at] if at in settled else _nearest(tied[at], at, settled)))
    return tuple(made)


def _choice(task: DraftTask, index: Index) -> _Choice:
    clauses = clauses_in(task.content)
    found = index.candidates(clauses)
    pairs = {pair for clause in clauses for pair in pairs_of(clause.tokens)}
    return _Choice(
        task,
        clauses,
        {number: [index.share(clause, number) for clause in clauses] for number in found},
        frozenset(number for number in found if _lies_in(index.sentences[number], pairs)),
    )


def _lies_in(sentence: Sentence, pairs: set[Pair]) -> bool:
    if sum(clause.weight for clause in sentence.clauses) < _TELLING:
        return False
    return all(share(clause.tokens, pairs) >= _SAME for clause in sentence.clauses)


def _tied(choice: _Choice, sentences: Sequence[Sentence]) -> list[int]:
    """The best sentences, only those under the task's theme where there are some; headings only for want of others."""
    values = {
        number: choice.value(number) - 0.1 * (sentences[number].role is Role.HEADING)
        for number in choice.shares
    }
    highest = max(values.values(), default=0.0)
    if highest < DOUBTFUL:
        # A task of several sentences may have little of itself in each.
        alone = [number for number in values if number in choice.within or choice.has(number, _SAME, _ALONE)]
        return sorted(alone, key=lambda number: -values[number])[:1]
    best = [number for number, value in values.items() if value >= highest - _TIED]
    return [number for number in best if _under(choice.task.theme, sentences[number])] or best


def _under(theme: str, sentence: Sentence) -> bool:
    words = {pair for clause in clauses_in(theme) for pair in pairs_of(clause.tokens)}
    above = {
        pair
        for heading in sentence.path
        for clause in clauses_in(heading)
        for pair in pairs_of(clause.tokens)
    }
    return bool(words) and len(words & above) / len(words) > 0.5


def _nearest(tied: list[int], at: int, settled: dict[int, int]) -> int:
    before = max((other for other in settled if other < at), default=None)
    after = min((other for other in settled if other > at), default=None)
    around = [settled[other] for other in (before, after) if other is not None]
    return min(tied, key=lambda number: (sum(abs(number - one) for one in around), number))


def _grown(choice: _Choice, best: int) -> Alignment:
    """The best sentence and those that contain a clause it lacks."""
    chosen, reached = [best], list(choice.shares[best])
    for number in sorted(choice.shares, key=lambda other: (-choice.value(other), abs(other - best), other)):
        gains = [
            clause.weight >= 2 and new >= _VERBATIM and old < _LACKING
            for clause, new, old in zip(choice.clauses, choice.shares[number], reached, strict=True)
        ]
        if number != best and any(gains):
            chosen.append(number)
            reached = list(map(max, reached, choice.shares[number]))
    confidence = choice.share(reached)
    if best in choice.within or choice.proves(reached):
        confidence = max(confidence, CONFIDENT)
    return Alignment(choice.task, choice.clauses, tuple(sorted(chosen)), round(confidence, 2))
