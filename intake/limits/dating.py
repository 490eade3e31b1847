"""Gives every clause its date: its own, or that of another clause."""

import re
from dataclasses import dataclass, replace

from intake.limits.clauses import Clause
from intake.limits.moments import DatePhrase, Doubt
from intake.limits.scope import scope_of
from intake.limits.ties import untied
from intake.limits.verbs import Sense, judge, verbs
from models.words import Criterion

_OPEN = re.compile(
    r"适时|择[机期]|视情|待定|另行|条件(?:成熟|具备|允许)|时机成熟|^待|(?:反馈|下达|印发|批复|获批|出台|明确|到位|通过|验收|完成|结束|成立|确定|发布|公布|批准)后"
)
_HURRY = re.compile(r"尽快|尽早|立即|马上|抓紧|限期|近期|即刻|及早|迅速")
_FOR_GOOD = ("长期", "并长期", "坚持", "常态", "持续坚持", "常年", "长效")
_OTHERS = ("其他", "其余", "其它", "剩余", "余下")


@dataclass(frozen=True, slots=True)
class Dated:
    """A statement with the date that governs it; `inherited` when another clause names it."""

    words: str
    phrase: DatePhrase | None
    inherited: bool = False
    sentence: int = 0
    before: str = ""  # as written before the date
    after: str = ""  # as written after it
    start: int = 0
    end: int = 0
    hurried: bool = False  # 尽快: perhaps sooner than the date it inherits

    heads: bool = False  # stands before a colon

    @property
    def judged(self) -> str:
        """The words that say best what is asked: those after the date, if they have a verb."""
        if not self.phrase or self.inherited or not verbs(self.after):
            return self.words
        return untied(self.after)

    @property
    def open(self) -> bool:
        """适时, 择机: its time is left open on purpose, so that it takes no other's date."""
        return self.phrase is None and bool(_OPEN.search(self.words))


def dated(parts: list[Clause]) -> list[Dated]:
    """The statements of a limit with their dates.

    1. A date alone at the end of a sentence governs the undated clauses before it (制定方案，6月底前；…).
    2. Any other date governs its own clause, or those that follow when it stands alone (6月底前，完成…).
    3. A clause without a date takes the date in force; before any date, the first one to come.
    4. Words without a verb belong to the statement beside them; preambles (按照国家部署) to none; 适时 has no date.
    """
    spoken = [part for part in parts if part.phrase or (part.words and not part.preamble)] or parts
    found: list[Dated] = []
    in_force: DatePhrase | None = None
    alone: Clause | None = None
    for at, part in enumerate(spoken):
        one = Dated(
            part.words,
            part.phrase,
            False,
            part.sentence,
            part.before,
            part.after,
            part.start,
            part.end,
            heads=part.heads,
        )
        if part.phrase and part.phrase.every and alone and alone.phrase and alone.sentence == part.sentence:
            # 4月—11月，每月…: the last occurrence lies within the time named.
            if found and found[-1].start == alone.start:
                found.pop()
            in_force = _during(part.phrase, alone.phrase)
            one, alone = replace(one, phrase=in_force, start=alone.start), None
            found.append(one)
        elif part.phrase and not part.words:
            in_force, alone = part.phrase, part
            if _goes_on(spoken, at):
                found.append(one)
                alone = None
            elif _stands_alone(spoken, at):
                found.append(one)
        elif part.phrase:
            in_force, alone = part.phrase, None
            found.append(one)
        elif one.open:
            found.append(one)
        else:
            found.append(_inheriting(one, spoken, at, in_force, alone))
            alone = None
    return _gathered(found)


def _inheriting(
    one: Dated, parts: list[Clause], at: int, in_force: DatePhrase | None, alone: Clause | None
) -> Dated:
    backward = _trailing_date(parts, at)
    phrase = backward or in_force or _next_date(parts, at)
    if backward:
        return replace(one, phrase=phrase, end=backward.end)
    if alone and alone.sentence == one.sentence:
        # 6月底前，完成…: the date stands before its own clause.
        last = at + 1 == len(parts) or parts[at + 1].sentence != one.sentence
        return replace(one, phrase=phrase, inherited=not last and not verbs(one.words), start=alone.start)
    return replace(one, phrase=phrase, inherited=True, hurried=bool(_HURRY.search(one.words)))


def _during(rhythm: DatePhrase, time: DatePhrase) -> DatePhrase:
    last = time.moments[-1]
    if last.undated or last.doubt is Doubt.FROM:
        return rhythm
    moments = tuple(
        replace(one, month=last.month, year=last.year, years_on=last.years_on) if one.day else last
        for one in rhythm.moments
    )
    return replace(rhythm, moments=moments)


def _trailing_date(parts: list[Clause], at: int) -> DatePhrase | None:
    """The bare date that ends the sentence, if only undated clauses lie between."""
    for following in range(at + 1, len(parts)):
        part = parts[following]
        if part.sentence != parts[at].sentence:
            return None
        if part.phrase:
            ends = following + 1 == len(parts) or parts[following + 1].sentence != part.sentence
            return part.phrase if ends and not part.words else None
    return None


def _stands_alone(parts: list[Clause], at: int) -> bool:
    """A bare date that governs no clause: nothing undated before or after it in its sentence."""
    here, phrase = parts[at].sentence, parts[at].phrase
    if phrase and phrase.moments[-1].doubt is Doubt.FROM and at + 1 < len(parts):
        return False
    after = parts[at + 1] if at + 1 < len(parts) else None
    before = parts[at - 1] if at else None
    if after and not after.phrase and (after.sentence == here or not before):
        return False
    ends = after is None or after.sentence != here
    return not (ends and before and before.sentence == here and before.phrase is None)


def _goes_on(parts: list[Clause], at: int) -> bool:
    """8月底前，长期坚持: the date is for the whole task, and what follows has no end."""
    phrase, rest = (
        parts[at].phrase,
        [part for part in parts[at + 1 : at + 3] if part.sentence == parts[at].sentence],
    )
    if not phrase or not phrase.bounded or len(rest) != 1 or rest[0].phrase:
        return False
    return rest[0].words.startswith(_FOR_GOOD) and judge(rest[0].words) is Criterion.CONTINUOUS


def _next_date(parts: list[Clause], at: int) -> DatePhrase | None:
    for part in parts[at + 1 : at + 40]:
        if part.phrase:
            return part.phrase
    return None


def _gathered(found: list[Dated]) -> list[Dated]:
    """Joins words without a verb of their own to the statement beside them."""
    whole: list[Dated] = []
    for at, one in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        if one.inherited and following and (_heads(one, following) or _is_subject(one, following)):
            found[at + 1] = _with_subject(one, following)
        elif not one.inherited or verbs(one.words) or one.words.startswith(_OTHERS):
            whole.append(one)
        elif whole and whole[-1].sentence == one.sentence:
            last = whole[-1]
            words = f"{last.words}，{one.words}".strip("，")
            whole[-1] = replace(last, words=words, after=words, end=max(last.end, one.end))
        elif following:
            found[at + 1] = _with_subject(one, following)
        else:
            whole.append(one)
    return [one for one in whole if one.words or not one.inherited]


def _heads(one: Dated, following: Dated) -> bool:
    """东屿路改造：年底前开工: what stands before the colon is the subject."""
    return one.heads and following.sentence == one.sentence


def _is_subject(one: Dated, following: Dated) -> bool:
    """东岸泵站，9月底前完成: a name before a date with nothing but its completion."""
    if (
        following.inherited
        or not following.phrase
        or following.sentence != one.sentence
        or untied(following.before)
    ):
        return False
    first = next(iter(verbs(one.words)), None)
    asks = first is not None and first.start == 0 and first.sense is not Sense.ACT
    if asks or not following.words or one.words.startswith(_OTHERS):
        return False
    criterion = judge(following.words)
    return criterion is Criterion.COMPLETE and scope_of(following.words, criterion) == ""


def _with_subject(subject: Dated, one: Dated) -> Dated:
    """Words before a statement are its subject, or the first of several."""
    starts_with_verb = any(verb.start == 0 for verb in verbs(one.words)[:1])
    words = f"{subject.words}{'' if starts_with_verb else '，'}{one.words}".strip("，")
    return replace(one, words=words, before=subject.words + one.before, start=min(subject.start, one.start))
