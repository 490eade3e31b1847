"""What a date phrase says, and the last day it stands for."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.words import Recurrence


class Doubt(StrEnum):
    """Why a date may have been meant otherwise."""

    NONE = ""
    BEFORE = "before"  # 6月前: with June or without it?
    VAGUE = "vague"  # 6月初, 年初
    IMPOSSIBLE = "impossible"  # 6月31日
    FROM = "from"  # 9月1日起: the day on which something begins


@dataclass(frozen=True, slots=True)
class Moment:
    """A named period by its last day; `year` is absolute, `years_on` counts from the notice's year."""

    month: int = 12
    day: int | None = None  # None: the last day of the month
    year: int | None = None
    years_on: int | None = None
    doubt: Doubt = Doubt.NONE

    def last_day(self, notice_year: int, year_in_force: int) -> date:
        """The last day that counts; a day the month does not have becomes its last."""
        year = self.year or year_in_force
        if self.years_on is not None:
            year = notice_year + self.years_on
        year = min(max(year, 1), 9999)
        length = calendar.monthrange(year, self.month)[1]
        return date(year, self.month, min(self.day or length, length))

    @property
    def names_year(self) -> bool:
        """Whether the words themselves say which year."""
        return self.year is not None or self.years_on is not None


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

    @property
    def firm(self) -> bool:
        """A date wherever it stands."""
        return not (self.bare_year or self.annual or self.every)
