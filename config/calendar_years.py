"""The office's workdays from the announced arrangements (chinesecalendar)."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from importlib.metadata import version

from chinese_calendar import is_workday

from models.workdays import Workdays

STATUTORY = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""Days off by law whatever is announced: 元旦, 劳动节, 国庆节 (全国年节及纪念日放假办法, 2024)."""


@lru_cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]] | None:
    """(weekdays off, weekend days worked) of one year; None while it is not announced."""
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    try:
        worked = {day for day in days if is_workday(day)}
    except NotImplementedError:  # chinesecalendar's word for a year not announced: it counts as 暂定
        return None
    off = frozenset(day for day in days if day.weekday() < 5 and day not in worked)
    return off, frozenset(day for day in worked if day.weekday() >= 5)


def workdays_for(years: Iterable[int]) -> Workdays:
    """A calendar for these years; those not announced count Monday–Friday less the fixed holidays, 暂定."""
    years = tuple(years)
    known = {year: found for year in years if (found := _year(year)) is not None}
    certain = frozenset(date(year, *day) for year in years if year not in known for day in STATUTORY)
    return Workdays(
        holidays=certain.union(*(off for off, _ in known.values())),
        makeup_days=frozenset().union(*(worked for _, worked in known.values())),
        announced=frozenset(known),
        source=f"chinesecalendar {version('chinesecalendar')}",
    )
