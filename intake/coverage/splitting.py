"""Sentences, clauses and the tokens by which clauses are compared."""

import re
import unicodedata
from dataclasses import dataclass

from intake.coverage.wording import generic

_OPENING, _CLOSING = "“‘（(〔［[《【", "”’）)〕］]》】"
_SENTENCE_ENDS, _CLAUSE_ENDS = "。！？!?", "，,；;：:"
_AND = re.compile(
    r"以及|(?<![共谐平饱总温缓柔])和(?![谐平解睦])|(?<![参给])与(?!会|时俱进|日俱增)|"
    r"(?<![普涉波触提危惠顾以])及(?![时格早])|[、/／]|[”》](?=[“《])"
)
_TOKEN = re.compile(r"(?P<number>\d+(?:[.,]\d+)*)|(?P<word>[A-Za-z]+)|(?P<sign>[一-鿿〇%℃]|[+])")
_COUNTER = re.compile(
    r"^[一二三四五六七八九十]+[是要]|第\d+届?|(?:19|20)\d\d年|\d{1,2}月(?:底|份|上旬|中旬|下旬)?(?:前|之前)?"
)
AND = "、"
NUMBER = "#"
_NUMBER_WEIGHT = 0.3
"""That there is a number says little about what it counts."""


@dataclass(frozen=True, slots=True)
class Token:
    """A character, a word in Latin letters, a number or a sign between the members of a list (顿号、和、与、及、”“)."""

    key: str
    """What is compared: numbers are all alike, so that an updated figure is no other commitment."""
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence between commas; `segment` counts the semicolons before it."""

    text: str
    start: int
    end: int
    segment: int
    stop: str
    """The mark that ends it."""
    tokens: tuple[Token, ...]

    @property
    def weight(self) -> float:
        """How much it says, in characters that are not common to all such documents."""
        return sum(token.weight for token in self.tokens)


def sentences_in(text: str) -> list[tuple[int, int]]:
    """Places of the sentences; marks inside quotation marks or brackets end none."""
    return _cut(text, _SENTENCE_ENDS)


def clauses_in(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence."""
    made: list[Clause] = []
    segment = 0
    for start, end in _cut(text, _CLAUSE_ENDS + _SENTENCE_ENDS):
        words = text[start:end].rstrip(_CLAUSE_ENDS + _SENTENCE_ENDS)
        stop = text[start + len(words) : end][:1]
        tokens = tuple(tokens_of(words))
        if tokens:
            made.append(Clause(words, start, start + len(words), segment, stop, tokens))
        segment += stop in ("；", ";")
    return tuple(made)


def _cut(text: str, marks: str) -> list[tuple[int, int]]:
    depth_counts = sum(map(text.count, _OPENING)) == sum(map(text.count, _CLOSING))
    places, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign in _OPENING) - (sign in _CLOSING) if depth_counts else 0
        if sign in marks and depth <= 0 and not _in_number(text, at):
            places.append((start, at + 1))
            start = at + 1
    places.append((start, len(text)))
    stripped = [(low + _blanks(text[low:high]), high) for low, high in places]
    return [(low, high) for low, high in stripped if text[low:high].strip(marks + " ")]


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def _in_number(text: str, at: int) -> bool:
    return text[at] in ",:!?" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def tokens_of(text: str) -> list[Token]:
    """The tokens of a clause; quotation marks, brackets and blanks are none."""
    plain = _plain(text)
    common = generic(plain)
    joins = {found.start(): found.end() for found in _AND.finditer(plain)}
    counters = [found.span() for found in _COUNTER.finditer(plain)]
    tokens, at = [], 0
    while at < len(plain):
        if at in joins:
            tokens.append(Token(AND, at, joins[at], 0.0))
            at = joins[at]
        elif found := _TOKEN.match(plain, at):
            key = NUMBER if found["number"] else found[0].lower()
            dated = any(low <= at < high for low, high in counters)
            weight = 0.0 if dated else _NUMBER_WEIGHT if found["number"] else common.get(at, 1.0)
            tokens.append(Token(key, at, found.end(), weight))
            at = found.end()
        else:
            at += 1
    return tokens


def _plain(text: str) -> str:
    """Full-width letters and digits as the plain ones, every character in its place."""
    return "".join(
        one if len(one) == 1 else raw for raw in text for one in [unicodedata.normalize("NFKC", raw)]
    )
