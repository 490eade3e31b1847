"""How much of a clause other texts contain, counted in pairs of neighbouring tokens."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

from intake.coverage.outline import Sentence
from intake.coverage.splitting import AND, Clause, Token

_CANDIDATES = 8
"""So many sentences are looked at for a task as a whole, and for each of its clauses."""

Pair = tuple[str, str]


def pairs_of(tokens: Iterable[Token]) -> list[Pair]:
    """Neighbouring tokens, list signs left out."""
    keys = [token.key for token in tokens if token.key != AND]
    return list(pairwise(keys))


def share(tokens: Sequence[Token], pairs: set[Pair]) -> float:
    """How much of the tokens' weight lies in pairs that are among `pairs`."""
    kept = [token for token in tokens if token.key != AND]
    covered = [False] * len(kept)
    for at, (one, other) in enumerate(pairwise(kept)):
        if (one.key, other.key) in pairs:
            covered[at] = covered[at + 1] = True
    whole = sum(token.weight for token in kept)
    found = sum(token.weight for token, is_in in zip(kept, covered, strict=True) if is_in)
    return found / whole if whole else 0.0


class Index:
    """The report's sentences by the pairs of tokens in them."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        """Counts each pair once a sentence, so that rare pairs weigh more."""
        self.sentences = sentences
        self.by_clause = [[set(pairs_of(clause.tokens)) for clause in one.clauses] for one in sentences]
        self.pairs = [set().union(*clauses) for clauses in self.by_clause]
        self._holders: dict[Pair, list[int]] = defaultdict(list)
        for number, pairs in enumerate(self.pairs):
            for pair in sorted(pairs):
                self._holders[pair].append(number)

    def share(self, clause: Clause, number: int) -> float:
        """How much of a clause a sentence contains; words gathered from several of its clauses count half."""
        whole = share(clause.tokens, self.pairs[number])
        if whole < 0.2:
            return whole / 2
        return (whole + max(share(clause.tokens, pairs) for pairs in self.by_clause[number])) / 2

    def candidates(self, clauses: Sequence[Clause]) -> list[int]:
        """The sentences that share most with a task, each clause of which is heard."""
        named: set[int] = set()
        for wanted in (clauses, *([clause] for clause in clauses)):
            scores: dict[int, float] = defaultdict(float)
            for pair in sorted({pair for clause in wanted for pair in pairs_of(clause.tokens)}):
                holders = self._holders.get(pair, ())
                rarity = log(1 + len(self.sentences) / (1 + len(holders)))
                for number in holders:
                    scores[number] += rarity
            ranked = sorted(scores, key=lambda number: (-scores[number], number))
            named.update(ranked[:_CANDIDATES])
        return sorted(named)
