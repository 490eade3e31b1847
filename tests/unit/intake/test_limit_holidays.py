"""Limits that name a holiday or a season instead of a day."""

from datetime import date

import pytest

from intake.limit import parse_limit
from intake.limits.holidays import holiday, last_day_off, last_working_day_before, names_in, season_days


@pytest.mark.parametrize(
    ("text", "year", "due"),
    [
        pytest.param("国庆节前完成", 2025, date(2025, 9, 30), id="a fixed holiday, its eve"),
        pytest.param("“五一”前完成", 2026, date(2026, 4, 30), id="in quotes"),
        pytest.param("元旦前完成", 2025, date(2025, 12, 31), id="the new year to come"),
        pytest.param("2026年元旦前完成", 2025, date(2025, 12, 31), id="the new year that is named"),
        pytest.param("端午节前完成", 2025, date(2025, 5, 30), id="a lunar feast"),
        pytest.param("重阳节前完成", 2024, date(2024, 10, 10), id="a feast without days off"),
        pytest.param("元宵节前完成", 2026, date(2026, 3, 2), id="the first full moon"),
        pytest.param("教师节前完成", 2025, date(2025, 9, 9), id="a day of a profession"),
        pytest.param("八一建军节前完成", 2025, date(2025, 7, 31), id="named twice is one day"),
    ],
)
def test_before_a_holiday_is_its_eve(text: str, year: int, due: date) -> None:
    reading = parse_limit(text, year)
    assert [one.due for one in reading.milestones] == [due]
    assert reading.questions == ()


@pytest.mark.parametrize(
    ("text", "year", "choices"),
    [
        pytest.param(
            "春节前发放", 2025, ("2025-01-28", "2025-01-27", "2026-02-16"), id="days off begin sooner"
        ),
        pytest.param("春节前发放", 2024, ("2024-02-09", "2025-01-28"), id="days off begin on the day"),
        pytest.param("春节前发放", 2031, ("2031-01-22", "2032-02-10"), id="days off are not announced"),
        pytest.param("2026年春节前发放", 2025, ("2026-02-16", "2026-02-14"), id="a named year is certain"),
        pytest.param("中秋节前发放", 2024, ("2024-09-16", "2024-09-14"), id="the eve is a day off"),
        pytest.param("国庆期间开放", 2024, ("2024-10-07", "2024-10-01"), id="during: the last day off"),
    ],
)
def test_a_moving_holiday_offers_the_other_days(text: str, year: int, choices: tuple[str, ...]) -> None:
    reading = parse_limit(text, year)
    (question,) = reading.questions
    assert question.choices == (*choices, "另行指定")
    assert question.default == choices[0] == str(reading.milestones[0].due)
    assert reading.milestones[0].confidence < 1


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        pytest.param("汛期前完成清淤", "2025-05-31", id="flood season"),
        pytest.param("供暖季前完成检修", "2025-10-31", id="heating season"),
        pytest.param("春耕前完成修渠", "2025-03-31", id="spring ploughing"),
        pytest.param("秋季学期开学前完成", "2025-08-31", id="start of term"),
        pytest.param("两节前完成慰问", "2025-01-31", id="两节 is not said which"),
        pytest.param("两会前完成", "2025-02-28", id="两会"),
        pytest.param("年前完成", "2025-12-31", id="before which new year"),
        pytest.param("三年内完成", "2027-12-31", id="within three years of which day"),
    ],
)
def test_a_season_has_no_date_but_choices(text: str, choice: str) -> None:
    reading = parse_limit(text, 2025)
    (question,) = reading.questions
    assert [one.due for one in reading.milestones] == [None]
    assert choice in question.choices
    assert question.default == "暂不设期限"


def test_two_holidays_in_a_row_are_one_time() -> None:
    assert [one.due for one in parse_limit("中秋、国庆前完成", 2025).milestones] == [date(2025, 9, 30)]


def test_two_holidays_far_apart_are_two_dates() -> None:
    dues = [one.due for one in parse_limit("“五一”、“十一”前各检查一次", 2025).milestones]
    assert dues == [date(2025, 4, 30), date(2025, 9, 30)]


def test_after_a_holiday_has_no_last_day() -> None:
    assert parse_limit("春节后启动", 2025).milestones[0].due is None


@pytest.mark.parametrize(
    ("year", "day"), [(1999, date(1999, 4, 5)), (2024, date(2024, 4, 4)), (2027, date(2027, 4, 5))]
)
def test_the_day_of_qingming(year: int, day: date) -> None:
    assert holiday("清明", year) == day


def test_outside_the_lunar_tables_there_is_no_day() -> None:
    assert holiday("春节", 2200) is None
    assert last_working_day_before("春节", 2200) is None
    assert parse_limit("春节前完成", 2200).milestones[0].due is None


def test_days_off_that_are_not_announced_are_not_guessed() -> None:
    assert last_working_day_before("国庆", 2090) is None
    assert last_day_off("国庆", 2090) == date(2090, 10, 1)
    assert last_day_off("重阳", 2025) == date(2025, 10, 29)


def test_names_are_found_in_order_and_once() -> None:
    assert names_in("“十一”国庆节和中秋节前") == ["十一", "中秋"]


def test_an_unknown_season_has_no_days() -> None:
    assert season_days("主汛期前")[0] == (5, 31)
