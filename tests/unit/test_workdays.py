"""工作日 with 调休."""

from datetime import date

import pytest

from config.calendar_years import workdays_for
from models.workdays import Workdays

WEEK = Workdays()
CHINA = workdays_for([2026])


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param("2026-03-25", -1, "2026-03-24", id="one workday before is the day before"),
        pytest.param("2026-03-23", -1, "2026-03-20", id="before a Monday comes Friday"),
        pytest.param("2026-03-22", -1, "2026-03-20", id="before a Sunday comes Friday"),
        pytest.param("2026-03-20", 1, "2026-03-23", id="after a Friday comes Monday"),
        pytest.param("2026-03-25", 0, "2026-03-25", id="zero is the day itself"),
        pytest.param("2026-03-22", 0, "2026-03-20", id="zero on a Sunday is the Friday before"),
        pytest.param("2026-03-25", -10, "2026-03-11", id="ten workdays are two weeks"),
    ],
)
def test_shift_counts_workdays_strictly_before_or_after(day: str, count: int, expected: str) -> None:
    assert WEEK.shift(date.fromisoformat(day), count) == date.fromisoformat(expected)


def test_national_day_week_is_no_workday_and_its_makeup_weekend_is() -> None:
    assert date(2026, 10, 1) not in CHINA
    assert date(2026, 10, 10) in CHINA  # a Saturday worked for the holiday
    assert CHINA.shift(date(2026, 9, 30), 1) > date(2026, 10, 6)


def test_a_year_without_an_announced_arrangement_is_tentative_and_counts_weekdays() -> None:
    later = workdays_for([2031])
    assert later.tentative(date(2031, 6, 5))
    assert date(2031, 6, 5).weekday() == 3
    assert date(2031, 6, 5) in later
    assert date(2031, 5, 1) not in later, "the holidays fixed by law are known"
    assert not CHINA.tentative(date(2026, 5, 1))


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        pytest.param("2026-03-20", "2026-03-20", 0, id="no distance"),
        pytest.param("2026-03-20", "2026-03-23", 1, id="over a weekend"),
        pytest.param("2026-03-23", "2026-03-20", -1, id="backwards is negative"),
    ],
)
def test_between_counts_workdays_after_the_first_date(start: str, end: str, count: int) -> None:
    assert WEEK.between(date.fromisoformat(start), date.fromisoformat(end)) == count
