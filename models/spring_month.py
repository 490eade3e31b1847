"""The month of 春节: nobody reports by a rhythm in it."""

from datetime import date
from functools import lru_cache

from lunardate import LunarDate


@lru_cache(maxsize=64)
def spring_month(year: int) -> int:
    """The month of 春节, 1 or 2; February outside the years of the lunar library (1900 to 2099)."""
    if not 1900 < year < 2100:
        return 2
    first: date = LunarDate(year, 1, 1).to_solar_date()
    return first.month


def in_spring_month(day: date) -> bool:
    """Whether a day lies in the month of 春节 of its year."""
    return day.month == spring_month(day.year)
