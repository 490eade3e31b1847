"""Cuts a limit into clauses, each with at most one date phrase.

1. Brackets that hold a statement of their own become a clause; those that hold only a date lose their brackets.
2. Sentences end at ；。, clauses at ，： (never inside quotes or brackets).
3. A clause with several dates is cut before the subject of the next date.
4. A clause whose second half asks for something else (完成A并持续推进B) is cut there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.limits.dates import find_dates
from intake.limits.folded import BLANK
from intake.limits.governing import governing
from intake.limits.marks import parts, unbracketed, unnumbered, untitled
from intake.limits.moments import DatePhrase
from intake.limits.ties import untied
from intake.limits.verbs import judge, verbs

_PREAMBLE = re.compile(
    r"^(?:按照?|根据|结合|依据|视|待|随着?|参照|遵照|对照|围绕|在.+(?:基础上|前提下)$|自.+起$|经.+后$|.+[后时]$|如(?!期)|若"
    r"|(?:有)?特殊情况|遇有?|因故|确有困难|必要时)"
)
# 待批复后启动编制 waits for something and owes something.
_WAITING = re.compile(r"(?:待|经).+?后(.+)")
_LABEL = re.compile(r"[^，、]{0,6}(?:时限|时间|期限|节点|进度|安排|要求|计划|目标|时间表)$")
_JOINT = re.compile(r"[、并和及，](?:同时|且)?")
# 6月底前并长期坚持: done by the date, and kept up.
_AND_ON = re.compile(r"[并且](?:长期|持续|常态化?)(?:坚持|推进|开展|巩固|抓好)?$")
_PAPER = re.compile(r"(?:意见|方案|办法|规划|计划|措施|条例|细则|政策|制度|机制|体系)$")

# Longer clauses are lists of places or works, not of things asked.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement: words before its date, the date, words after it; and where it stands in the folded text."""

    before: str
    phrase: DatePhrase | None
    after: str
    sentence: int
    start: int
    end: int
    words: str
    """What is said besides the date, without the words that only tie."""
    heads: bool = False
    """It stands before a colon: the subject of what follows."""

    @classmethod
    def of(
        cls, before: str, phrase: DatePhrase | None, after: str, sentence: int, start: int, end: int
    ) -> "Clause":
        """A clause of these parts, its words untied."""
        said = untied(before) if before else ""
        if after:
            said += untied(after, leading=not said)
        return cls(before, phrase, after, sentence, start, end, said)

    @property
    def preamble(self) -> bool:
        """按照国家部署 and the like: neither a result nor a date."""
        if self.heads and _LABEL.match(self.before):
            return True
        if self.phrase or not _PREAMBLE.match(self.before):
            return False
        waiting = _WAITING.match(self.before)
        return not (waiting and verbs(waiting.group(1)))


def clauses(text: str, year: int) -> list[Clause]:
    """The clauses of a folded limit, in order."""
    text = unnumbered(text)
    phrases = find_dates(untitled(text))
    text = unbracketed(text, phrases)
    found: list[Clause] = []
    at = 0
    for sentence, start, end in parts(text):
        within = []
        while at < len(phrases) and phrases[at].start < end:
            within += [phrases[at]] if start <= phrases[at].start and phrases[at].end <= end else []
            at += 1
        if text[start:end].strip(BLANK):
            cut = list(_cut(text, start, end, sentence, governing(text, start, end, within, year)))
            if text[end : end + 1] == "：":
                cut[-1] = replace(cut[-1], heads=True)
            found += cut
    return found


def _cut(text: str, start: int, end: int, sentence: int, phrases: list[DatePhrase]) -> Iterator[Clause]:
    begun = start
    for at, phrase in enumerate(phrases):
        following = phrases[at + 1] if at + 1 < len(phrases) else None
        until = _subject_start(text, begun, phrase, following) if following else end
        before, after = _bare(text[begun : phrase.start]), _bare(text[phrase.end : until])
        first, rest = _by_criterion(after, phrase.bounded and not before)
        yield Clause.of(before, phrase, first, sentence, begun, until - _length(rest))
        yield from _following(rest, sentence, until)
        begun = until
    if not phrases:
        first, rest = _by_criterion(_bare(text[start:end]))
        yield Clause.of(first, None, "", sentence, start, end - _length(rest))
        yield from _following(rest, sentence, end)


def _following(cuts: list[str], sentence: int, end: int) -> Iterator[Clause]:
    """Undated clauses that end one after another at `end`."""
    for at, words in enumerate(cuts):
        until = end - _length(cuts[at + 1 :])
        yield Clause.of(words, None, "", sentence, until - len(words), until)


def _length(cuts: list[str]) -> int:
    """The characters of the clauses and of one joint before each (longer ones are ties of the first)."""
    return sum(len(words) + 1 for words in cuts)


def _bare(words: str) -> str:
    return words.replace(BLANK, "") if BLANK in words else words


def _subject_start(text: str, begun: int, phrase: DatePhrase, following: DatePhrase) -> int:
    """Where, between two dates, the words stop belonging to the first and begin to belong to the second."""
    start, end = phrase.end, following.start
    while start < end and text[start] == BLANK:
        start += 1
    between = text[start:end]
    if _bare(text[begun : phrase.start]) and between[:1] in ("、", "和", "及"):
        return start + 1
    comma = between.rfind("、")
    if comma > 0 and verbs(between[:comma]) and not verbs(between[comma:]):
        return start + comma + 1
    if comma == 0 and not verbs(between):
        return start + 1
    return end


def _by_criterion(text: str, bare_date: bool = False) -> tuple[str, list[str]]:
    """Cuts after 、并和 where what follows asks for something else: the first words, and the others."""
    if bare_date and _AND_ON.match(text):
        return "", [text.lstrip("并且")]
    said = verbs(text) if len(text) <= _LONGEST else ()
    if len(said) < 2:
        return text, []
    for joint in _JOINT.finditer(text, said[0].end):
        left, right = text[: joint.start()], text[joint.end() :]
        begins = any(verb.start <= 2 for verb in verbs(right)[:1])
        if begins and judge(left) is not judge(right) and not _is_object(left, right):
            first, rest = _by_criterion(right)
            return left, [first, *rest]
    return text, []


def _is_object(left: str, right: str) -> bool:
    """制定加快A和推进B的意见 makes one paper; 完成培育A和开展B任务 completes both."""
    return bool(_PAPER.search(right)) or (left.startswith("完成") and right.endswith(("任务", "工作")))
