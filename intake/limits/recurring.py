"""Limits that come round: 逐月, 每月5日前, 每季度末月20日前, 每年6月底前."""

import re
from collections.abc import Callable
from dataclasses import replace

from intake.limits.moments import Doubt, Moment
from intake.limits.reader import Reader
from models.words import Recurrence

_MONTHS_APART = {
    Recurrence.MONTH: 1,
    Recurrence.QUARTER: 3,
    Recurrence.HALF_YEAR: 6,
    Recurrence.YEAR: 12,
}
_EXACT = (
    (re.compile(r"[2-6两二三四六]个?(?:月|周|年|季)|隔|双|半个?月|[周旬日天]"), None),
    (re.compile(r"半年"), Recurrence.HALF_YEAR),
    (re.compile(r"月"), Recurrence.MONTH),
    (re.compile(r"季"), Recurrence.QUARTER),
    (re.compile(r"年"), Recurrence.YEAR),
)
_SEVERAL = {"3个月": Recurrence.QUARTER, "三个月": Recurrence.QUARTER, "6个月": Recurrence.HALF_YEAR}
_SEVERAL |= {
    "六个月": Recurrence.HALF_YEAR,
    "两个季度": Recurrence.HALF_YEAR,
    "2个季度": Recurrence.HALF_YEAR,
}


def recurrence(word: str) -> Recurrence | None:
    """The rhythm of a token such as 每月 or 按季; None for one we have no word for (每两个月, 每周)."""
    if word.startswith("每") and word[1:] in _SEVERAL:
        return _SEVERAL[word[1:]]
    return next((every for known, every in _EXACT if known.search(word)), None)


def nearest(word: str) -> Recurrence:
    """The rhythm we have a word for that asks least often, but not less often than once in the written time."""
    return Recurrence.YEAR if "年" in word else Recurrence.QUARTER if "季" in word else Recurrence.MONTH


def recurring(reader: Reader, every: Recurrence, moments: Callable[[Reader], list[Moment]]) -> list[Moment]:
    """The last occurrence in the year of what begins with 每, 逐 or 按, whose token was just taken."""
    if every is Recurrence.YEAR:
        return reader.attempt(moments) or [_last(reader)]
    return (
        reader.attempt(lambda inner: _after_its_end(inner, every))
        or reader.attempt(lambda inner: _days(inner, every))
        or [_last(reader)]
    )


def _after_its_end(reader: Reader, every: Recurrence) -> list[Moment]:
    """每季度结束后10日内: the last that falls within the year closes the period before the last."""
    if not reader.take("closing"):
        return []
    within = reader.take("within")
    day = re.search(r"\d+", within.text) if within and "月" not in within.text else None
    if not day:
        return []
    return [Moment(13 - _MONTHS_APART[every], min(int(day.group()[:3]), 28), doubt=Doubt.RHYTHM)]


def _days(reader: Reader, every: Recurrence) -> list[Moment]:
    """5日 of each month, 5日、20日, 末月20日 of each quarter, 首月10日."""
    where = reader.take("month_of_quarter", "end", "start")
    reader.take("month")
    days = [reader.number(31)]
    while reader.take("day") and (joint := reader.take("list", "range")):
        days = [*(days[:-1] if joint.kind == "range" else days), reader.number(31)]
    if None in days or reader.words[reader.at - 1].kind != "day":
        return []
    first = where is not None and (where.text[0] in "首初" or where.text.startswith("第一"))
    month = 13 - _MONTHS_APART[every] if first else 12
    if where is not None and where.text.startswith("第二"):
        month = 14 - _MONTHS_APART[every]
    return [Moment(month, day, months=1) for day in days]


def _last(reader: Reader) -> Moment:
    """底, 末, 上旬 of the last period; the whole period when nothing is said."""
    start = reader.at
    reader.take("month_of_quarter") or reader.take("month")
    tail = reader.take("end", "start", "month_third", "year_end", "this_month")
    if not tail:
        reader.at = start
        return Moment()
    if tail.kind == "start" or tail.text.endswith("初"):
        return replace(Moment(), day=10, doubt=Doubt.VAGUE)
    third = tail.text[-2] if tail.text.endswith("旬") else ""
    return replace(Moment(), day={"上": 10, "中": 20}.get(third))
