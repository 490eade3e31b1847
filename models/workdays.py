"""工作日 with 调休: which days count, and the n-th one before or after a date. Pure values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The office's calendar. Years outside `announced` fall back to Monday–Friday and are 暂定."""

    holidays: frozenset[date] = frozenset()
    """Weekdays off by announcement."""
    makeup_days: frozenset[date] = frozenset()
    """Weekend days worked (调休)."""
    announced: frozenset[int] = frozenset()
    source: str = "周一至周五"

    def __contains__(self, day: date) -> bool:
        return day in self.makeup_days or (day.weekday() < 5 and day not in self.holidays)

    def tentative(self, day: date) -> bool:
        """Whether the year's arrangement is not announced yet (暂定)."""
        return day.year not in self.announced

    def shift(self, day: date, count: int) -> date:
        """The `count`-th workday strictly before (−) or after (+) a date; 0 is the date or the last workday before."""
        if count == 0:
            return day if day in self else self.shift(day, -1)
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while day not in self:
                day += step
        return day

    def between(self, start: date, end: date) -> int:
        """Workdays strictly after `start` up to and with `end`; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start)
        return sum((start + _DAY * n) in self for n in range(1, (end - start).days + 1))


@dataclass(frozen=True, slots=True)
class Window:
    """When mail may leave: workdays between two hours of office time."""

    opens: time
    closes: time
    zone: ZoneInfo

    def next_open(self, at: datetime, workdays: Workdays) -> datetime:
        """`at` itself inside the window, else the next opening."""
        local = at.astimezone(self.zone)
        if local.date() in workdays and self.opens <= local.time() < self.closes:
            return at
        day = local.date()
        if day not in workdays or local.time() >= self.closes:
            day = workdays.shift(day, +1)
        return datetime.combine(day, self.opens, self.zone)


def workdays_from(
    holidays: Iterable[date], makeup: Iterable[date], years: Iterable[int], source: str
) -> Workdays:
    """A calendar from announced days."""
    return Workdays(frozenset(holidays), frozenset(makeup), frozenset(years), source)


@dataclass(frozen=True, slots=True)
class OfficeTime:
    """Calendar and sending window, handed together to every rule that counts days."""

    workdays: Workdays
    window: Window

    @property
    def zone(self) -> ZoneInfo:
        """The office's zone."""
        return self.window.zone

    def today(self, now: datetime) -> date:
        """The office's date at an instant."""
        return now.astimezone(self.zone).date()

    def at(self, day: date, hour: time) -> datetime:
        """An hour of the office's day as an instant."""
        return datetime.combine(day, hour, self.zone)
