"""Limits that come round: 逐月, 每月5日前, 每季度末月20日前, 每年6月底前."""

from collections.abc import Callable
from dataclasses import replace

from intake.limits.moments import Moment
from intake.limits.reader import Reader
from models.words import Recurrence

_MONTHS_APART = {
    Recurrence.MONTH: 1,
    Recurrence.QUARTER: 3,
    Recurrence.HALF_YEAR: 6,
    Recurrence.YEAR: 12,
}


def recurrence(word: str) -> Recurrence | None:
    """The rhythm of a token such as 每月 or 按季; None for one we have no word for (每两个月)."""
    if "半年" in word:
        return Recurrence.HALF_YEAR
    if "个月" in word and word[1] in "23两三":
        return Recurrence.QUARTER if word[1] in "3三" else None
    if "月" in word:
        return Recurrence.MONTH
    return Recurrence.QUARTER if "季" in word else Recurrence.YEAR


def recurring(reader: Reader, moments: Callable[[Reader], list[Moment]]) -> list[Moment]:
    """The last occurrence in the year of what begins with 每, 逐 or 按."""
    token = reader.take("every")
    every = recurrence(token.text) if token else None
    if every is None:
        return []
    if every is Recurrence.YEAR:
        return reader.attempt(moments) or [Moment()]
    return reader.attempt(lambda inner: _day(inner, every)) or [_last(reader)]


def _day(reader: Reader, every: Recurrence) -> list[Moment]:
    """5日 of each month, 末月20日 of each quarter, 首月10日."""
    where = reader.take("month_of_quarter", "end", "start")
    reader.take("month")
    day = reader.number(31)
    if not day or not reader.take("day"):
        return []
    first = where is not None and (where.text[0] in "首初" or where.text.startswith("第一"))
    month = 13 - _MONTHS_APART[every] if first else 12
    return [Moment(month, day)]


def _last(reader: Reader) -> Moment:
    """底, 末, 上旬 of the last period; the whole period when nothing is said."""
    start = reader.at
    reader.take("month_of_quarter") or reader.take("month")
    tail = reader.take("end", "month_third", "year_end")
    if not tail:
        reader.at = start
    third = tail.text[-2] if tail and tail.kind == "month_third" else ""
    return replace(Moment(), day={"上": 10, "中": 20}.get(third))
