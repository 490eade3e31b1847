"""Cuts a limit into clauses, each with at most one date phrase.

1. Brackets that hold a statement of their own become a clause; those that hold only a date lose their brackets.
2. Sentences end at ；。, clauses at ，： (never inside quotes or brackets).
3. A clause with several dates is cut before the subject of the next date.
4. A clause whose second half asks for something else (完成A并持续推进B) is cut there.
"""

import re
from dataclasses import dataclass, replace

from intake.limits.dates import find_dates
from intake.limits.moments import DatePhrase, Doubt
from intake.limits.ties import untied
from intake.limits.verbs import judge, verbs

_CLOSERS = {"“": "”", "《": "》", "（": "）", "〈": "〉", "‘": "’", "「": "」"}
_MARK = re.compile(
    r"^(?:[（(]?[0-9一二三四五六七八九十]{1,3}(?:[.．](?!\d)|[.．](?=1?\d月|20\d\d年)|[)）、]|是)|[①-⑩])"
)
_PREAMBLE = re.compile(
    r"^(?:按照?|根据|结合|依据|视|待|随着?|参照|遵照|对照|围绕|在.+(?:基础上|前提下)$|自.+起$|经.+后$|.+[后时]$|如|若)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement: words before its date, the date, words after it."""

    before: str
    phrase: DatePhrase | None
    after: str
    sentence: int

    @property
    def words(self) -> str:
        """What is said besides the date, without the words that only tie."""
        before = untied(self.before)
        return before + untied(self.after, leading=not before)

    @property
    def preamble(self) -> bool:
        """按照国家部署 and the like: neither a result nor a date."""
        return self.phrase is None and bool(_PREAMBLE.match(self.before))


def clauses(text: str, year: int) -> list[Clause]:
    """The clauses of a folded limit, in order."""
    found: list[Clause] = []
    for number, sentence in enumerate(_split(_unbracketed(text), "；。！")):
        sentence = re.sub(r"^(其中)，", r"\1", _MARK.sub("", sentence))
        for part in _split(sentence, "，："):
            found += _cut(part, number, year)
    return found


def _split(text: str, marks: str) -> list[str]:
    parts, closing, begun = [], "", 0
    for at, sign in enumerate(text):
        if closing:
            closing = "" if sign == closing else closing
        elif sign in _CLOSERS and _CLOSERS[sign] in text[at:]:
            closing = _CLOSERS[sign]
        elif sign in marks:
            parts.append(text[begun:at])
            begun = at + 1
    return [part for part in [*parts, text[begun:]] if part]


def _unbracketed(text: str) -> str:
    """（6月底前） → 6月底前; （其中一期6月底前完成） → ，其中一期6月底前完成，"""

    def open_up(found: re.Match[str]) -> str:
        inner = found.group(1)
        if not any(phrase.firm for phrase in find_dates(inner)):
            return found.group()
        dates = find_dates(inner)
        rest = inner[: dates[0].start] + inner[dates[-1].end :]
        return inner if not untied(rest) else f"，{inner}，"

    return re.sub(r"（([^（）]*)）", open_up, text)


def _cut(part: str, sentence: int, year: int) -> list[Clause]:
    phrases = _dates_of(part, year)
    if not phrases:
        return _by_criterion(Clause(part, None, "", sentence))
    found: list[Clause] = []
    begun = 0
    for phrase, following in zip(phrases, [*phrases[1:], None], strict=True):
        end = _subject_start(part, begun, phrase, following) if following else len(part)
        found += _by_criterion(Clause(part[begun : phrase.start], phrase, part[phrase.end : end], sentence))
        begun = end
    return found


def _dates_of(part: str, year: int) -> list[DatePhrase]:
    """The dates that govern something: firm ones, else the one weak one that may stand for them."""
    found = find_dates(part)
    firm = [phrase for phrase in found if phrase.firm or (phrase.bare_year and _governs(part, phrase))]
    rhythm = [phrase for phrase in found if phrase.every and not _made(part, phrase)]
    if firm and rhythm:
        last = firm[-1]
        moments = last.moments if not _since(last) else rhythm[0].moments
        start, end = min(last.start, rhythm[0].start), max(last.end, rhythm[0].end)
        return [replace(rhythm[0], moments=moments, start=start, end=end, text=part[start:end])]
    annual = [phrase for phrase in found if phrase.annual or _names(year, phrase)]
    return firm or rhythm[:1] or annual[:1]


def _names(year: int, phrase: DatePhrase) -> bool:
    """完成2025年任务 in a notice for 2025 is due with that year."""
    return phrase.bare_year and phrase.moments[-1].last_day(year, 0).year == year


def _since(phrase: DatePhrase) -> bool:
    return phrase.moments[-1].doubt is Doubt.FROM


def _governs(part: str, phrase: DatePhrase) -> bool:
    """2025年完成, but not 2025年要点 or 完成2025年计划."""
    if untied(part[: phrase.start]) and verbs(part[: phrase.start]):
        return False
    after = untied(part[phrase.end :])
    return (
        not after
        or any(verb.start == 0 for verb in verbs(after))
        or after.startswith(("基本", "全面", "全部"))
    )


def _made(part: str, phrase: DatePhrase) -> bool:
    """建立每月通报制度: the rhythm belongs to the thing made."""
    return bool(re.search(r"建立|健全|完善|制定|形成|执行|落实|实行", part[: phrase.start]))


def _subject_start(part: str, begun: int, phrase: DatePhrase, following: DatePhrase) -> int:
    """Where, between two dates, the words stop belonging to the first and begin to belong to the second."""
    start, end = phrase.end, following.start
    between = part[start:end]
    if part[begun : phrase.start] and between[:1] in ("、", "和", "及") and not verbs(between):
        return start + 1
    comma = between.rfind("、")
    if comma > 0 and verbs(between[:comma]) and not verbs(between[comma:]):
        return start + comma + 1
    return end


def _by_criterion(clause: Clause) -> list[Clause]:
    """Cuts after 、并和 where what follows asks for something else."""
    text = clause.after or (clause.before if clause.phrase is None else "")
    for joint in re.finditer(r"[、并和及，](?:同时|且)?", text):
        left, right = text[: joint.start()], text[joint.end() :]
        begins = any(verb.start <= 2 for verb in verbs(right)[:1])
        if not begins or not verbs(left) or judge(left) is judge(right) or _is_object(left, right):
            continue
        rest = Clause(right, None, "", clause.sentence)
        if clause.phrase is None:
            return [replace(clause, before=left), *_by_criterion(rest)]
        return [replace(clause, after=left), *_by_criterion(rest)]
    return [clause]


def _is_object(left: str, right: str) -> bool:
    """制定加快A和推进B的意见 makes one paper; 完成培育A和开展B任务 completes both."""
    if re.search(r"(?:意见|方案|办法|规划|计划|措施|条例|细则|政策|制度|机制|体系)$", right):
        return True
    return left.startswith("完成") and bool(re.search(r"(?:任务|工作)$", right))
