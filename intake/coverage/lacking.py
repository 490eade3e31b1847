"""What of a sentence no key task covers: whole clauses, members of lists, figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from intake.coverage.sharing import pairs_of, share
from intake.coverage.splitting import AND, NUMBER, Clause, Token

PRESENT, ALIKE, REWORDED = 0.55, 0.45, 0.35
"""From this share on a clause is covered; from the second it may be reworded; from the third it is when shortened."""
_CONTAINED = 0.65
"""A task's clause that lies in a clause of the report to this share is a shorter wording of it."""
_COUNTED = re.compile("[两三四五六七八九十][级方类大]")
"""市、区、镇三级 says no more than 三级."""
_TWIN = 0.9
"""Clauses that contain each other to this share are the same."""
_ELSEWHERE = 0.85
"""A clause is also covered by a clause of any other task when they are the same to this share."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much of one clause of the report the tasks cover."""

    clause: Clause
    share: float
    missing: tuple[str, ...] = ()
    """Words that were dropped from a clause that is covered otherwise."""
    absent: bool = False
    """The clause as a whole is not covered."""


class Wordings:
    """All clauses of all tasks, to find one that says the same elsewhere."""

    def __init__(self, tasks: Sequence[Sequence[Clause]]) -> None:
        """Takes the clauses of each task."""
        self._clauses = [(clause, set(pairs_of(clause.tokens))) for clauses in tasks for clause in clauses]
        self._holders: dict[tuple[str, str], list[int]] = {}
        for number, (_, pairs) in enumerate(self._clauses):
            for pair in pairs:
                self._holders.setdefault(pair, []).append(number)

    def alike(self, clause: Clause) -> list[Clause]:
        """The task clauses that contain nearly all of a report clause."""
        pairs = set(pairs_of(clause.tokens))
        near = sorted({number for pair in pairs for number in self._holders.get(pair, ())})
        return [
            self._clauses[n][0]
            for n in near
            if clause.weight >= 2 and share(clause.tokens, self._clauses[n][1]) >= _ELSEWHERE
        ]


def judge(clauses: Sequence[Clause], made_from: Sequence[Clause], wordings: Wordings) -> list[Verdict]:
    """Compare the clauses of a sentence with those of the tasks made from it, and with the same words elsewhere.

    A task's clause that is the twin of one clause says nothing about the others.
    """
    twins = [{at for at, text in enumerate(made_from) if _twins(clause, text)} for clause in clauses]
    taken = set().union(*twins)
    return [
        _judge(clause, [text for at, text in enumerate(made_from) if at in own or at not in taken], wordings)
        for clause, own in zip(clauses, twins, strict=True)
    ]


def _twins(clause: Clause, text: Clause) -> bool:
    if [token.key for token in clause.tokens] == [token.key for token in text.tokens]:
        return True
    there, back = set(pairs_of(text.tokens)), set(pairs_of(clause.tokens))
    return min(share(clause.tokens, there), share(text.tokens, back)) >= _TWIN


def _judge(clause: Clause, made_from: Sequence[Clause], wordings: Wordings) -> Verdict:
    texts = [*made_from, *wordings.alike(clause)]
    covered, contained = _covered(clause.tokens, texts)
    whole = clause.weight
    found = sum(t.weight for t, is_in in zip(clause.tokens, covered, strict=True) if is_in)
    reached = found / whole if whole else 1.0
    if reached < PRESENT and not (contained and reached >= REWORDED):
        return Verdict(clause, reached, absent=True)
    everything = "".join("".join(token.key for token in text.tokens) + " " for text in texts)
    return Verdict(clause, reached, tuple(_dropped(clause, covered, everything)))


def _covered(tokens: Sequence[Token], texts: Sequence[Clause]) -> tuple[list[bool], bool]:
    """Which tokens stand in the best of the texts, or in long stretches of the others; and whether the best is
    itself contained, so that it can only be a shorter wording."""
    keys = [token.key for token in tokens]
    found = [(_blocks(keys, [token.key for token in text.tokens]), text) for text in texts]
    found.sort(key=lambda one: -_weight(tokens, one[0]))
    covered = [False] * len(tokens)
    for rank, (blocks, _) in enumerate(found):
        for start, size in blocks:
            fresh = sum(tokens[at].weight for at in range(start, start + size) if not covered[at])
            if rank == 0 or (size >= 4 and fresh >= 1.5):
                covered[start : start + size] = [True] * size
    if not found:
        return covered, False
    best = found[0][1]
    _find_moved(tokens, covered, best)
    return covered, best.weight >= 3 and share(best.tokens, set(pairs_of(tokens))) >= _CONTAINED


def _find_moved(tokens: Sequence[Token], covered: list[bool], best: Clause) -> None:
    """Marks what the text has in another order: whole members of a list, and pairs outside lists."""
    pairs, words = set(pairs_of(best.tokens)), "".join(token.key for token in best.tokens)
    for start, end in (_whole_members(tokens, *run) for run in _runs(covered)):
        listed = any(token.key == AND for token in tokens[start:end])
        for low, high in _members(tokens, start, end):
            if listed and "".join(token.key for token in tokens[low:high]) in words:
                covered[low:high] = [True] * (high - low)
            for at in range(low, high - 1) if not listed else ():
                if (tokens[at].key, tokens[at + 1].key) in pairs:
                    covered[at] = covered[at + 1] = True


def _blocks(keys: list[str], others: list[str]) -> list[tuple[int, int]]:
    matcher = SequenceMatcher(None, keys, others, autojunk=False)
    blocks = [(block.a, block.size) for block in matcher.get_matching_blocks() if block.size]
    return [(start, size) for start, size in blocks if size > 1 or size == len(keys)]


def _weight(tokens: Sequence[Token], blocks: list[tuple[int, int]]) -> float:
    return sum(token.weight for start, size in blocks for token in tokens[start : start + size])


def _dropped(clause: Clause, covered: list[bool], everything: str) -> list[str]:
    """Members of a list and figures among the words that are not covered."""
    tokens = clause.tokens
    dropped = []
    for start, end in (_whole_members(tokens, *run) for run in _runs(covered)):
        if _COUNTED.match("".join(token.key for token in tokens[end : end + 2])):
            continue
        for low, high in _members(tokens, start, end):
            part = tokens[low:high]
            words = "".join(token.key for token in part)
            listed = any(token.key == AND for token in tokens[start:end])
            figure = any(token.key == NUMBER and token.weight for token in part)
            telling = any(token.weight >= 1 for token in part)
            if ((listed and telling) or figure) and words not in everything:
                dropped.append(clause.text[part[0].start : part[-1].end])
    return dropped


def _whole_members(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """The same words may be missing at several places: of 东河、西河、南河 without 西河, 河、西 or 西河、 is."""
    low, high = start, end
    while high < len(tokens) and AND not in (tokens[low].key, tokens[high - 1].key):
        if tokens[low].key != tokens[high].key:
            return start, end
        low, high = low + 1, high + 1
    return low, high


def _runs(covered: list[bool]) -> list[tuple[int, int]]:
    runs, start = [], None
    for at, is_in in enumerate([*covered, True]):
        if not is_in and start is None:
            start = at
        elif is_in and start is not None:
            runs.append((start, at))
            start = None
    return runs


def _members(tokens: Sequence[Token], start: int, end: int) -> list[tuple[int, int]]:
    parts, low = [], start
    for at in range(start, end + 1):
        if at == end or tokens[at].key == AND:
            if low < at:
                parts.append((low, at))
            low = at + 1
    return parts
