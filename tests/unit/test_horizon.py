"""How far off a date may lie."""

from datetime import date

import pytest

from models.actors import MoveRefused
from models.horizon import FIRST, LAST, ahead, in_living_memory, near

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("day", [None, date(2021, 1, 1), TODAY, date(2031, 12, 31)])
def test_a_date_of_these_years_is_taken(day: date | None) -> None:
    near(day, 2026, "报送日期")


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2020, 12, 31), date(2032, 1, 1), date.max])
def test_a_date_beyond_the_horizon_is_refused_with_the_years_that_make_sense(day: date) -> None:
    with pytest.raises(MoveRefused, match=r"报送日期.*应在2021年至2031年之间"):
        near(day, 2026, "报送日期")


def test_an_aim_may_lie_further_ahead() -> None:
    near(date(2046, 1, 1), 2026, "期限", on=20)
    with pytest.raises(MoveRefused):
        near(date(2047, 1, 1), 2026, "期限", on=20)


@pytest.mark.parametrize("day", [None, date(2026, 3, 1), TODAY])
def test_what_must_still_come_is_given_and_not_past(day: date | None) -> None:
    with pytest.raises(MoveRefused, match="须在今天之后"):
        ahead(day, TODAY, "挂账到期日")


def test_what_must_still_come_is_not_centuries_off() -> None:
    assert ahead(date(2026, 3, 3), TODAY, "挂账到期日") == date(2026, 3, 3)
    with pytest.raises(MoveRefused, match="核对年份"):
        ahead(date.max, TODAY, "挂账到期日")


@pytest.mark.parametrize("day", [None, FIRST, date(1998, 7, 1), LAST])
def test_terms_of_office_lie_between_the_founding_and_the_end_of_the_century(day: date | None) -> None:
    in_living_memory(day, "任职起")


@pytest.mark.parametrize("day", [date.min, date(1949, 9, 30), date(2100, 1, 1), date.max])
def test_other_days_are_no_terms_of_office(day: date) -> None:
    with pytest.raises(MoveRefused, match=r"任职起.*1949年至2099年"):
        in_living_memory(day, "任职起")
