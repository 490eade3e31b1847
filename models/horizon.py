"""How far from today a date may lie that people or files bring in; beyond it a year was mistyped."""

from datetime import date

from models.actors import MoveRefused

NEAR = 5
"""Years before and after, for what the office and the units do."""
FAR = 20
"""Years ahead for what a notice sets as an aim."""
FIRST, LAST = date(1949, 10, 1), date(2099, 12, 31)
"""Between them lies every term of office, and every notice."""


def near(day: date | None, year: int, called: str, *, back: int = NEAR, on: int = NEAR) -> None:
    """Refuse a date that cannot be meant; None is none.

    Args:
        year: what it is measured from: the present one, a plan's, or that of the date it replaces.
        called: the date as the refusal names it: 延至日期.

    Raises:
        MoveRefused: it lies more than `back` years before or `on` years after it.
    """
    if day is not None and not year - back <= day.year <= year + on:
        raise MoveRefused(f"{called}{day}应在{year - back}年至{year + on}年之间，请核对年份。")


def ahead(day: date | None, today: date, called: str) -> date:
    """The day, which must be given and still come.

    Raises:
        MoveRefused: it is missing, today or past, or too far off.
    """
    if day is None or day <= today:
        raise MoveRefused(f"{called}须在今天之后。")
    near(day, today.year, called)
    return day


def in_living_memory(day: date | None, called: str) -> None:
    """Refuse a day on which nobody we know of took or left office; None is none.

    Raises:
        MoveRefused: it lies before `FIRST` or after `LAST`.
    """
    if day is not None and not FIRST <= day <= LAST:
        raise MoveRefused(f"{called}{day}应在{FIRST.year}年至{LAST.year}年之间，请核对年份；没有定的请留空。")
