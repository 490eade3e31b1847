"""The grammar of dates, by recursive descent over the tokens.

    phrase    = recurring | moments [bound]
    recurring = every [[month-word] numbers "日" | [month-word] tail | moments] [bound]
    moments   = moment { (list | range) moment }
    moment    = year part | year [tail] | part | iso | "年度" | five-years
    part      = year-part | half | quarter | month | holiday
    quarter   = numbers "季度" [tail]
    month     = numbers "月" [numbers "日" | tail]
    tail      = end | start | middle | third of a month
    numbers   = number { (list | range) number }

A range stands for its last member, a list for all of them.
"""

import re
from dataclasses import replace

from intake.limits.folded import value
from intake.limits.moments import DatePhrase, Doubt, Moment
from intake.limits.reader import Reader
from intake.limits.recurring import recurrence, recurring
from intake.limits.tokens import Token, tokens

_YEARS_ON = {
    "今": 0,
    "本": 0,
    "当": 0,
    "明": 1,
    "次": 1,
    "来": 1,
    "下": 1,
    "翌": 1,
    "后": 2,
    "去": -1,
    "上": -1,
    "前": -2,
}
_HOLIDAYS = {
    "元旦": (12, 31),
    "五一": (4, 30),
    "七一": (6, 30),
    "八一": (7, 31),
    "十一": (9, 30),
    "国庆": (9, 30),
}
_WHOLE_YEAR = re.compile(r"全年度?$|(?:^|年)[1一]月?(?:至|到|[—–－\-~～〜]+)(?:12|十二)月(?:底|末|份)?$")
_FIVE_YEARS = re.compile(r"十[三四五六](?=五)")


def find_dates(text: str) -> list[DatePhrase]:
    """Every date phrase of folded text, in order."""
    words = tokens(text)
    found: list[DatePhrase] = []
    at = 0
    while at < len(words):
        reader = Reader(words, at)
        phrase = _phrase(reader, text)
        if phrase:
            found.append(phrase)
        at = reader.at if phrase else at + 1
    return found


def _phrase(reader: Reader, text: str) -> DatePhrase | None:
    first = reader.words[reader.at]
    begun = len(reader.words)
    every = None
    if first.kind == "every":
        every = recurrence(reader.words[reader.at].text)
        found = recurring(reader, moments) if every else []
    else:
        found = moments(reader)
        begun = reader.at
    if not found:
        return None
    last = reader.words[reader.at - 1]
    bound = reader.take("bound", "since")
    whole = text[first.start : reader.words[reader.at - 1].end]
    return DatePhrase(
        text=whole,
        start=first.start,
        end=first.start + len(whole),
        moments=tuple(_bounded(moment, last, bound) for moment in found),
        every=every,
        bare_year=last.kind == "year" and bound is None and reader.at == begun,
        annual=first.kind == "annual",
        whole_year=bool(_WHOLE_YEAR.search(whole)),
    )


def _bounded(moment: Moment, last: Token, bound: Token | None) -> Moment:
    """What 前 and 起 do to a moment."""
    if not bound or moment.doubt:
        return moment
    if bound.kind == "since":
        day = moment.day or (None if "后" in bound.text else 1)
        return replace(moment, day=day, doubt=Doubt.FROM)
    if bound.text.endswith("前") and last.kind in ("year", "relative_year", "quarter", "month"):
        return replace(moment, doubt=Doubt.BEFORE)
    return moment


def moments(reader: Reader) -> list[Moment]:
    """One moment, or several joined by list and range words."""
    found = reader.attempt(_moment)
    while found:
        start = reader.at
        joint = reader.take("range", "list")
        following = reader.attempt(_moment) if joint else []
        if not joint or not following:
            reader.at = start
            break
        if not following[0].names_year and found[-1].names_year:
            following = [replace(m, year=found[-1].year, years_on=found[-1].years_on) for m in following]
        found = following if joint.kind == "range" else [*found, *following]
    return found


def _moment(reader: Reader) -> list[Moment]:
    token = reader.take("iso", "annual", "five_years")
    if token:
        return [Moment()] if token.kind == "annual" else _dated_token(token)
    years = reader.attempt(_year)
    if not years:
        return reader.attempt(_part)
    part = reader.attempt(_part) or _tail(reader, Moment())
    return [replace(moment, year=years[0].year, years_on=years[0].years_on) for moment in part or [Moment()]]


def _dated_token(token: Token) -> list[Moment]:
    """2025-06-30; 十四五期末, the end of 2025."""
    text = token.text
    if token.kind == "five_years":
        return [Moment(year=1955 + 5 * (value(_FIVE_YEARS.findall(text)[0]) or 0))]
    year, month, *day = (int(part) for part in text.replace(".", "-").replace("/", "-").split("-"))
    return [Moment(month, day[0] if day else None, year, doubt=_possible(month, day[0] if day else None))]


def _holiday(text: str) -> Moment:
    """The eve of a holiday with a fixed date."""
    month, day = next(eve for name, eve in _HOLIDAYS.items() if name in text)
    return Moment(month, day)


def _year(reader: Reader) -> list[Moment]:
    """2025年, 今年, 2023—2025年; as a list, so that nothing found is falsy."""
    start = reader.at
    if not (reader.take("number") and reader.take("range", "list")):
        reader.at = start
    token = reader.take("year", "relative_year")
    if not token:
        return []
    if token.kind == "relative_year":
        return [Moment(years_on=_YEARS_ON[token.text[0]])]
    year = value(token.text.partition("年")[0]) or 0
    return [Moment(year=year if year > 99 else 2000 + year)]


def _part(reader: Reader) -> list[Moment]:
    token = reader.take("year_end", "year_in", "year_mid", "year_start", "half", "holiday")
    if not token:
        return reader.attempt(_quarter) or reader.attempt(_month)
    if token.kind == "holiday":
        return [_holiday(token.text)]
    if token.kind == "half":
        reader.take("end")
    if token.text in ("上半年", "年中"):
        return [Moment(6)]
    return [Moment(1, doubt=Doubt.VAGUE)] if token.kind == "year_start" else [Moment()]


def _quarter(reader: Reader) -> list[Moment]:
    quarters = reader.numbers(4)
    if not quarters or not reader.take("quarter"):
        return []
    reader.take("end", "middle", "start")
    return [Moment(3 * quarter) for quarter in quarters]


def _month(reader: Reader) -> list[Moment]:
    months = reader.numbers(12)
    if not months or not reader.take("month"):
        return []
    days = reader.attempt(_days)
    if days:
        return [Moment(months[-1], day, doubt=_possible(months[-1], day)) for day in days]
    third = _tail(reader, Moment())
    return [replace(third[0], month=month) if third else Moment(month) for month in months]


def _days(reader: Reader) -> list[int]:
    """15日; 10日、20日; 1—15日."""
    days = [reader.number(31)]
    while days[-1] and (joint := reader.take("range", "list", "day")):
        if joint.kind == "day":
            reader.take("hour")
            start = reader.at
            if reader.take("list") and (more := reader.number(31)) and reader.peek("day"):
                days.append(more)
                continue
            reader.at = start
            return [day for day in days if day]
        days = days[:-1] if joint.kind == "range" else days
        days.append(reader.number(31))
    return []


def _tail(reader: Reader, moment: Moment) -> list[Moment]:
    """底, 初, 中 or a third of the month after a month or year."""
    token = reader.take("end", "start", "middle", "month_third")
    if not token:
        return []
    days = {"end": None, "start": 10, "middle": 20}
    if token.kind == "month_third":
        return [replace(moment, day=None if token.text[-2] == "下" else 10 * (1 + (token.text[-2] == "中")))]
    doubt = Doubt.NONE if token.kind == "end" else Doubt.VAGUE
    return [replace(moment, day=days[token.kind], doubt=doubt)]


def _possible(month: int, day: int | None) -> Doubt:
    longest = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    return Doubt.IMPOSSIBLE if day and day > longest else Doubt.NONE
