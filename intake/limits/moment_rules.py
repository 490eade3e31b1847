"""The rules of the grammar of dates that yield moments: years, quarters, months, days and what joins them."""

import re
from dataclasses import replace

from intake.limits.folded import value
from intake.limits.moments import Doubt, Moment
from intake.limits.named_days import named_day
from intake.limits.reader import Reader
from intake.limits.tokens import Token

_YEARS_ON = {
    **{"今": 0, "本": 0, "当": 0, "明": 1, "次": 1, "来": 1, "下": 1},
    **{"翌": 1, "后": 2, "去": -1, "上": -1, "前": -2},
}
_FIVE_YEARS = re.compile(r"十[三四五六七](?=五)")
_NAMED = ("holiday", "season", "within", "this_month")
_PARTS = ("year_end", "year_in", "year_mid", "year_start", "half", "letter_quarter", *_NAMED)
_WRITTEN = ("iso", "stamp", "monthday", "annual", "five_years", "years", "short_month", "short_iso")
_WHOLE: tuple[int | None, Doubt] = (None, Doubt.NONE)


def moments(reader: Reader) -> list[Moment]:
    """One moment, or several joined by list and range words."""
    found = reader.attempt(_moment)
    while found:
        start = reader.at
        since = reader.take("since")
        if not since:
            reader.take("bound")
        bare = reader.words[reader.at - 1].kind == "month"
        joint = reader.take("range") if since else reader.take("range", "list")
        following = reader.attempt(_moment) if joint else []
        if not joint or not following:
            reader.at = start
            break
        found = _joined(found, following, joint.kind == "range", bare)
    return found


def _joined(found: list[Moment], following: list[Moment], is_range: bool, bare: bool) -> list[Moment]:
    first, last = found[-1], following[0]
    if bare and not is_range and last.day and not first.day:
        # 6月、12月20日前: the day is said once for both.
        found = [replace(m, day=last.day, doubt=m.doubt or Doubt.VAGUE) if not m.day else m for m in found]
    if not last.names_year and first.names_year:
        following = [replace(m, year=first.year, years_on=first.years_on) for m in following]
        last = following[0]
    if not is_range:
        return [*found, *following]
    if last.month < first.month and (last.year, last.years_on) == (first.year, first.years_on):
        # 11月—3月 runs into the next year.
        year = last.year + 1 if last.year else None
        on = None if last.year else (last.years_on or 0) + 1
        following = [replace(m, year=year, years_on=on, doubt=m.doubt or Doubt.WRAPPED) for m in following]
    return following


def _moment(reader: Reader) -> list[Moment]:
    if reader.peek("number", "ordinal", "rank"):
        counted = reader.attempt(_counted)
        if counted:
            return counted
    elif token := reader.take(*_WRITTEN):
        return _written(reader, token)
    years = reader.attempt(_year) if reader.peek("year", "relative_year", "number") else []
    if not years:
        return reader.attempt(_part)
    part = reader.attempt(_part) or reader.attempt(_without_month_word)
    if not part and (tail := _tail(reader)):
        part = [Moment(day=tail[0], doubt=tail[1])]
    if not part and years[0].years_on is not None and years[0].years_on < 0:
        return []  # 去年 without a month is not a time to come
    part = part or reader.attempt(_no_such_month) or [Moment()]
    return [replace(moment, year=one.year, years_on=one.years_on) for one in years for moment in part]


def _without_month_word(reader: Reader) -> list[Moment]:
    """11底 after a year: 月 is missing."""
    month = reader.number(12)
    return [Moment(month, months=1, doubt=Doubt.SHORT)] if month and reader.take("end") else []


def _written(reader: Reader, token: Token) -> list[Moment]:
    """2025-06-30, 20250630, 6.30; 十四五期末, the end of 2025."""
    text = token.text
    if token.kind == "annual":
        return [Moment()]
    if token.kind == "five_years":
        return [Moment(year=1955 + 5 * (value(_FIVE_YEARS.findall(text)[0]) or 0))]
    if token.kind == "years":
        return [Moment(year=int(text[-4:]))]
    if token.kind == "short_month":
        return [Moment(int(text[:-1]), months=1, doubt=Doubt.SHORT)]
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if token.kind == "short_iso":
        numbers[0] += 2000
    if token.kind == "stamp":
        numbers = [int(text[:4]), int(text[4:6]), int(text[6:])]
    if token.kind == "monthday":
        numbers = [0, *numbers]
    year, month, *day = numbers
    if not day:
        month = reader.attempt(_months_on) or month
        reader.take("month")
        last, doubt = _tail(reader) or _WHOLE
        return [Moment(month, last, year, doubt=doubt, months=1)]
    reader.take("day")
    reader.take("hour")
    return [Moment(month, day[0], year or None, doubt=_possible(month, day[0]), months=1)]


def _months_on(reader: Reader) -> int:
    """2025.3-6: the last month of a range written with its year before the first."""
    found = reader.number(12) if reader.take("range") else None
    return found if found and not reader.peek("day") else 0


def _year(reader: Reader) -> list[Moment]:
    """2025年, 今年, 2023—2025年 (the last); 2024、2025年 (both)."""
    listed = []
    start = reader.at
    while (token := reader.take("number")) and (joint := reader.take("range", "list")):
        year = value(token.text) or 0
        listed += [Moment(year=year)] if joint.kind == "list" and 2000 <= year < 2100 else []
        start = reader.at
    reader.at = start
    last = reader.attempt(_one_year)
    return [*listed, *last] if last else []


def _one_year(reader: Reader) -> list[Moment]:
    token = reader.take("year", "relative_year")
    if not token:
        return []
    if token.kind == "relative_year":
        return [Moment(years_on=1 if "两" in token.text else _YEARS_ON[token.text[0]])]
    year = value(token.text.partition("年")[0]) or 0
    return [Moment(year=year if year > 99 else 2000 + year)]


def _part(reader: Reader) -> list[Moment]:
    token = reader.take(*_PARTS)
    if not token:
        return reader.attempt(_counted)
    if token.kind in _NAMED:
        return named_day(token)
    if token.kind == "letter_quarter":
        reader.take("end")
        return [Moment(3 * int(token.text.strip("Qq")), months=3)]
    if token.kind == "half":
        reader.take("end", "year_end")
        if len(token.text) > 3:
            return [Moment(6, months=6), Moment(12, months=6)]
        return [Moment(6 if token.text[0] in "上前半" else 12, months=6)]
    if token.text == "年中":
        return [Moment(6)]
    return [Moment(1, doubt=Doubt.VAGUE)] if token.kind == "year_start" else [Moment()]


def _counted(reader: Reader) -> list[Moment]:
    """Quarters or months by their numbers, with a day or a tail."""
    numbers = reader.numbers(12)
    unit = reader.take("month", "quarter") if numbers else None
    if unit is None or (unit.kind == "quarter" and max(numbers) > 4):
        return []
    if unit.kind == "quarter":
        where = reader.take("end", "middle", "start", "month_third")
        doubt = Doubt.VAGUE if where and where.kind != "end" else Doubt.NONE
        return [Moment(3 * quarter, months=3, doubt=doubt) for quarter in numbers]
    days = reader.attempt(_days)
    if days:
        return [
            Moment(month, day, doubt=_possible(month, day), months=1) for month in numbers for day in days
        ]
    last, doubt = _tail(reader) or (None, _no_such_day(reader))
    return [Moment(month, last, doubt=doubt, months=1) for month in numbers]


def _no_such_day(reader: Reader) -> Doubt:
    """6月32日: the words are a day, and no month has it."""
    named = reader.attempt(lambda inner: inner.take("number") and inner.take("day"))
    return Doubt.IMPOSSIBLE if named else Doubt.NONE


def _no_such_month(reader: Reader) -> list[Moment]:
    """13月 after a year."""
    if reader.take("number") and reader.take("month"):
        return [Moment(doubt=Doubt.IMPOSSIBLE)]
    return []


def _days(reader: Reader) -> list[int]:
    """15日; 10日、20日; 1—15日."""
    days = [reader.number(31)]
    while days[-1] and (joint := reader.take("range", "list", "day")):
        if joint.kind == "day":
            reader.take("hour")
            start = reader.at
            again = reader.take("list", "range")
            more = reader.number(31) if again else None
            if again and more and reader.peek("day"):
                days = [*(days[:-1] if again.kind == "range" else days), more]
                continue
            reader.at = start
            return [day for day in days if day]
        days = days[:-1] if joint.kind == "range" else days
        days.append(reader.number(31))
    return []


def _tail(reader: Reader) -> tuple[int | None, Doubt] | None:
    """底, 初, 中 or a third of the month after a month or year: its last day, and how sure that is."""
    token = reader.take("end", "start", "middle", "month_third")
    if token is None:
        return None
    if token.kind == "month_third":
        return {"上": 10, "中": 20}.get(token.text[-2]), Doubt.NONE
    if token.kind == "end":
        return _WHOLE
    return 10 if token.kind == "start" else 20, Doubt.VAGUE


def _possible(month: int, day: int | None) -> Doubt:
    longest = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    return Doubt.IMPOSSIBLE if day and day > longest else Doubt.NONE
