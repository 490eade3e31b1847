"""Moments named by something else than a month: 春节前, 国庆期间, 汛期前, 3个月内, 月底前."""

import re

from intake.limits.folded import value
from intake.limits.holidays import names_in, season_days
from intake.limits.moments import Doubt, Moment
from intake.limits.tokens import Token

_ONE_SEASON = ({"中秋", "国庆"}, {"中秋", "十一"})
_YEARS = re.compile(r"(\d{1,2}|[一两二三四五六七八九十])年")
_THIRD = {"上旬": 10, "中旬": 20, "初": 10}


def named_day(token: Token) -> list[Moment]:
    """The moments of a token that needs the calendar, an event or the month in force."""
    match token.kind:
        case "holiday":
            return _holidays(token.text)
        case "season":
            return [Moment(doubt=Doubt.SEASON, options=season_days(token.text))]
        case "within":
            return [_within(token.text)]
    words = token.text
    day = next((day for third, day in _THIRD.items() if words.endswith(third)), None)
    # 下月, 本周 lie beside the month in force, not in it.
    of_month = words[0] in "月当本" and "月" in words
    return [Moment(day=day, doubt=Doubt.OPEN, this_month=of_month, months=1)]


def _holidays(words: str) -> list[Moment]:
    names = names_in(words)
    if words.rstrip("以之").endswith("后") or words.endswith(("之后", "以后")):
        return [Moment(doubt=Doubt.SEASON)]
    doubt = Doubt.DURING if words.endswith("期间") else Doubt.HOLIDAY
    if set(names) in _ONE_SEASON:
        return [Moment(doubt=doubt, feast="、".join(names))]
    if set(names) == {"元旦", "春节"}:
        # 两节: before the first or before the second?
        return [Moment(doubt=Doubt.SEASON, options=((12, 31), (1, 31)))]
    return [Moment(doubt=doubt, feast=name) for name in names]


def _within(words: str) -> Moment:
    """三年内: to the end of the third year, or three years on? The notice does not say from which day."""
    found = _YEARS.match(words)
    years = value(found.group(1)) if found else None
    return Moment(doubt=Doubt.TIED, years_off=(years - 1, years) if years and years > 1 else ())
