"""Which of the dates in one clause say by when something is owed."""

import re
from dataclasses import replace
from datetime import date

from intake.limits.folded import BLANK
from intake.limits.moments import DatePhrase, Doubt, Moment
from intake.limits.ties import untied
from intake.limits.verbs import verbs
from models.words import Recurrence

_MADE = re.compile(r"建立|健全|完善|制定|形成|执行|落实|实行|实施")
_EVENT = re.compile(
    r"(?:(?:^|(?<=[，、：；]))[^，、：；。]{1,30}?|[自从][^，；。]{1,30}?)(?:起|后|之日|以来)的?$"
)
_WHICH = re.compile(r"[^，、；。]{0,12}的")
_BEFORE_EVENT = re.compile(
    r"[^，；。、（）\0]{1,16}?(?:进驻|验收|召开|开幕|投产|通车|启用|开业|考核|检查|到期|届满|评审|换届|普查|交付|复查|巡视|督察|来临|到来|举办|开赛)"
    r"[之以]?前(?![期沿瞻置提景])"
)
_BETWEEN = re.compile(rf"[{BLANK}（）]*")


def governing(text: str, start: int, end: int, phrases: list[DatePhrase], year: int) -> list[DatePhrase]:
    """The dates that govern text[start:end]: firm ones, else the one weak one that may stand for them."""
    if not phrases:
        return _before_an_event(text, start, end)
    found = [one for one in _without_appositions(text, phrases) if not _tells_which(text, one, year)]
    firm = [one for one in found if one.firm or (one.bare_year and _heads(text, start, end, one))]
    rhythm = [one for one in found if one.every and not _MADE.search(text, start, one.start)]
    if firm and rhythm:
        apart = "、" in text[min(firm[-1].end, rhythm[0].end) : max(firm[-1].start, rhythm[0].start)]
        if apart:
            return [one for one in found if one in firm or one in rhythm]
        return [_together(text, firm[-1], rhythm[0])]
    if firm:
        return _without_attributes(text, firm)
    annual = [one for one in found if one.annual or _names(year, one)]
    tied = [_with_event(text, start, one) for one in found if one.tied]
    return rhythm or tied[:1] or annual[:1]


def _before_an_event(text: str, start: int, end: int) -> list[DatePhrase]:
    """国家验收前, 督导组进驻前: a day that another event sets."""
    event = _BEFORE_EVENT.match(text, start, end) if "前" in text[start:end] else None
    if not event:
        return []
    return [DatePhrase(event.group(), start, event.end(), (Moment(doubt=Doubt.TIED),), bounded=True)]


def _together(text: str, firm: DatePhrase, rhythm: DatePhrase) -> DatePhrase:
    """每月…12月底前; 4月起每月…: the rhythm, with the date as its last occurrence unless it is the first."""
    since = firm.moments[-1].doubt is Doubt.FROM
    moments = rhythm.moments if since else tuple(_on_day(one, rhythm) for one in firm.moments)
    start, end = min(firm.start, rhythm.start), max(firm.end, rhythm.end)
    return replace(rhythm, moments=moments, start=start, end=end, text=text[start:end].replace(BLANK, ""))


def _on_day(last: Moment, rhythm: DatePhrase) -> Moment:
    """6—8月每月20日前: the last occurrence is 20 August."""
    day = rhythm.moments[-1].day
    monthly = rhythm.every is Recurrence.MONTH
    return replace(last, day=day) if monthly and day and not last.day and not last.undated else last


def _without_appositions(text: str, phrases: list[DatePhrase]) -> list[DatePhrase]:
    """主汛期前（5月31日前）, 9月底国庆节前: two names of one time; the more exact one holds."""
    kept = phrases[:1]
    for one in phrases[1:]:
        last = kept[-1]
        if last.every or one.every or not _BETWEEN.fullmatch(text, last.end, one.start):
            kept.append(one)
        elif _exactness(one) > _exactness(last):
            kept[-1] = replace(one, start=last.start)
        else:
            kept[-1] = replace(last, end=one.end)
    return kept


def _exactness(phrase: DatePhrase) -> int:
    last = phrase.moments[-1]
    return 2 * (not last.undated and not last.feast) + (last.day is not None) + phrase.bounded


def _without_attributes(text: str, firm: list[DatePhrase]) -> list[DatePhrase]:
    """3月份督察反馈问题6月底前整改; 10月底前完成三季度评估: the month or quarter only says which problems."""
    kept = []
    for at, one in enumerate(firm):
        if one.bounded or one.moments[-1].doubt:
            kept.append(one)
            continue
        after = firm[at + 1] if at + 1 < len(firm) else None
        before = firm[at - 1] if at else None
        if after and after.bounded and _mere_name(text[one.end : after.start]):
            continue
        if before and before.bounded and _object_begins(text, before.end, one):
            continue
        kept.append(one)
    return kept


def _mere_name(between: str) -> bool:
    """Words without a verb or a mark between two dates."""
    return bool(untied(between)) and not re.search(r"[、，和及]", between) and not verbs(between)


def _object_begins(text: str, since: int, one: DatePhrase) -> bool:
    """A verb before the date, none right after it, and no mark between: 完成三季度|评估."""
    before, after = text[since : one.start], text[one.end : one.end + 8]
    named = [verb for verb in verbs(after)[:1] if verb.start == 0]
    noun_follows = not named or (named[0].end == len(after.rstrip("，；。")) and bool(verbs(before)))
    return bool(verbs(before)) and "、" not in before and bool(after) and noun_follows


def _with_event(text: str, start: int, one: DatePhrase) -> DatePhrase:
    """自印发之日起30日内: the event belongs to the phrase."""
    event = _EVENT.search(text, start, one.start)
    if not event:
        return one
    return replace(one, start=event.start(), text=text[event.start() : one.end].replace(BLANK, ""))


def _tells_which(text: str, phrase: DatePhrase, year: int) -> bool:
    """2000年以前建成的管网: a year gone by that says which ones."""
    if not phrase.moments[-1].names_year or not _WHICH.match(text, phrase.end):
        return False
    day = phrase.moments[-1].last_day(year, year)
    return day is not None and day.year < year


def _names(year: int, phrase: DatePhrase) -> bool:
    """完成2025年任务 in a notice for 2025 is due with that year."""
    day: date | None = phrase.moments[-1].last_day(year, 0) if phrase.bare_year else None
    return day is not None and day.year == year


def _heads(text: str, start: int, end: int, phrase: DatePhrase) -> bool:
    """2025年完成, but not 2025年要点 or 完成2025年计划."""
    # 年内开工、2026年竣工: only what stands since the last mark could own the year.
    before = text[start : phrase.start].rpartition("、")[2]
    if untied(before) and verbs(before):
        return False
    after = untied(text[phrase.end : end].replace(BLANK, ""))
    return (
        not after
        or any(verb.start == 0 for verb in verbs(after)[:1])
        or after.startswith(("基本", "全面", "全部", "初步", "累计", "再", "力争", "确保"))
    )
