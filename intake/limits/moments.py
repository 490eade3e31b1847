"""What a date phrase says, and the last day it stands for."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from intake.limits.holidays import NEW_YEAR, holiday, last_day_off, last_working_day_before
from models.words import Recurrence


class Doubt(StrEnum):
    """Why a date may have been meant otherwise."""

    NONE = ""
    BEFORE = "before"  # 6月前: with June or without it?
    VAGUE = "vague"  # 6月初, 年初
    IMPOSSIBLE = "impossible"  # 6月31日
    FROM = "from"  # 9月1日起: the day on which something begins
    HOLIDAY = "holiday"  # 春节前: the eve, or the last day worked before the days off
    DURING = "during"  # 国庆期间
    SHORT = "short"  # 12底: a word is missing
    WRAPPED = "wrapped"  # 11月—3月: into the next year
    PAST = "past"  # a year before the notice's
    RHYTHM = "rhythm"  # 每周, 每两个月: a rhythm we have no word for
    LASTING = "lasting"  # goes on for good beside a result with a date
    REST = "rest"  # 其他按进度推进 beside a result with a date
    HURRY = "hurry"  # 尽快 beside a result with a date
    SEASON = "season"  # 汛期前: no day at all
    TIED = "tied"  # 印发后30日内: a day that depends on another
    OPEN = "open"  # 适时, or nothing said


@dataclass(frozen=True, slots=True)
class Moment:
    """A named period by its last day; `year` is absolute, `years_on` counts from the notice's year."""

    month: int = 12
    day: int | None = None  # None: the last day of the month
    year: int | None = None
    years_on: int | None = None
    doubt: Doubt = Doubt.NONE
    months: int = 12  # how long the period is
    feast: str = ""  # a holiday, whose day the calendar knows
    options: tuple[tuple[int, int], ...] = ()  # of a period without a certain day: what may be meant
    years_off: tuple[int, ...] = ()  # of 三年内: ends of years that may be meant, from the notice's
    this_month: bool = False  # 月底前: of the month in force

    def last_day(self, notice_year: int, year_in_force: int) -> date | None:
        """The last day that counts, None where there is none; a day the month does not have becomes its last."""
        if self.undated:
            return None
        year = self._year(notice_year, year_in_force)
        if self.feast:
            return self._of_feast(year)
        length = days_in(year, self.month)
        return date(year, self.month, min(self.day or length, length))

    def others(self, notice_year: int, year_in_force: int) -> tuple[date, ...]:
        """Other days that may have been meant, where there is a doubt."""
        year = self._year(notice_year, year_in_force)
        due = self.last_day(notice_year, year_in_force)
        if self.options or self.years_off:
            ends = (date(possible_year(notice_year + off), 12, 31) for off in self.years_off)
            return (*(date(year, month, day) for month, day in self.options), *ends)
        if due is None:
            return ()
        match self.doubt:
            case Doubt.HOLIDAY:
                worked = last_working_day_before(self.feast, self._year_of_feast(year))
                again = self.feast in NEW_YEAR and not self.names_year
                following = holiday(self.feast, possible_year(year + 1)) if again else None
                days = (worked, following and following - timedelta(days=1))
                return tuple(day for day in days if day and day != due)
            case Doubt.DURING:
                day = holiday(self.feast, year)
                return (day,) if day and day != due else ()
            case Doubt.BEFORE:
                months = year * 12 + self.month - self.months
                return (date(possible_year(months // 12), months % 12 + 1, 1) - timedelta(days=1),)
            case Doubt.VAGUE:
                return (date(due.year, due.month, days_in(due.year, due.month)),)
            case Doubt.FROM | Doubt.RHYTHM:
                return (date(due.year, 12, 31),)
            case Doubt.WRAPPED:
                return (same_day(due, possible_year(due.year - 1)),)
        return ()

    def _of_feast(self, year: int) -> date | None:
        if self.doubt is Doubt.DURING:
            return last_day_off(self.feast, year)
        day = holiday(self.feast, self._year_of_feast(year))
        return day and day - timedelta(days=1)

    def _year_of_feast(self, year: int) -> int:
        """元旦前 looks on to the new year that follows."""
        return possible_year(year + 1) if self.feast == "元旦" and not self.names_year else year

    def _year(self, notice_year: int, year_in_force: int) -> int:
        year = self.year or year_in_force
        if self.years_on is not None:
            year = notice_year + self.years_on
        return possible_year(year)

    @property
    def names_year(self) -> bool:
        """Whether the words themselves say which year."""
        return self.year is not None or self.years_on is not None

    @property
    def undated(self) -> bool:
        """Whether the words name no day of the calendar."""
        return self.doubt in (Doubt.SEASON, Doubt.TIED, Doubt.OPEN)


_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def same_day(day: date, year: int) -> date:
    """The day in another year; the end of a month stays one."""
    length = days_in(year, day.month)
    last = day.day == days_in(day.year, day.month)
    return date(year, day.month, length if last else min(day.day, length))


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return 29 if month == 2 and calendar.isleap(year) else _LENGTHS[month - 1]


def possible_year(year: int) -> int:
    """A year the calendar can hold."""
    return min(max(year, 2), 9998)


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A stretch of the limit that names one or several days, and where it stands."""

    text: str
    start: int
    end: int
    moments: tuple[Moment, ...]
    every: Recurrence | None = None
    bare_year: bool = False  # 2025年 with nothing after it may be part of a name
    annual: bool = False  # 年度: a date only where nothing better is said
    whole_year: bool = False  # 全年, 1—12月: a time to work in rather than a day
    bounded: bool = False  # 底, 前, a day: says by when, not only which period
    manner: bool = False  # 逐月, 按季: how the work goes, not by which day

    @property
    def tied(self) -> bool:
        """Depends on an event (印发后30日内): weaker than any date."""
        return self.moments[0].doubt is Doubt.TIED

    @property
    def firm(self) -> bool:
        """A date wherever it stands."""
        return not (self.bare_year or self.annual or self.every or self.tied)
