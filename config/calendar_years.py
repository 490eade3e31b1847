"""The office's workdays from the announced arrangements (chinesecalendar)."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from importlib.metadata import version

from chinese_calendar import is_workday

from models.workdays import Workdays


@lru_cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]] | None:
    """(weekdays off, weekend days worked) of one year; None while it is not announced."""
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    try:
        worked = {day for day in days if is_workday(day)}
    except NotImplementedError:
        return None
    off = frozenset(day for day in days if day.weekday() < 5 and day not in worked)
    return off, frozenset(day for day in worked if day.weekday() >= 5)


def workdays_for(years: Iterable[int]) -> Workdays:
    """A calendar for these years; those not announced count Monday–Friday and are 暂定."""
    known = {year: found for year in years if (found := _year(year)) is not None}
    return Workdays(
        holidays=frozenset().union(*(off for off, _ in known.values())),
        makeup_days=frozenset().union(*(worked for _, worked in known.values())),
        announced=frozenset(known),
        source=f"chinesecalendar {version('chinesecalendar')}",
    )
