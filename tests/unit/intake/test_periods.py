"""Heads that are dates."""

from datetime import date

import pytest

from intake.tables.periods import period_of


@pytest.mark.parametrize(
    ("head", "last_day", "words"),
    [
        ("一季度", date(2025, 3, 31), "一季度"),
        ("第二季度工作目标", date(2025, 6, 30), "第二季度"),
        ("1—3月", date(2025, 3, 31), "1—3月"),
        ("４－６月份", date(2025, 6, 30), "4－6月"),
        ("上半年", date(2025, 6, 30), "上半年"),
        ("2月", date(2025, 2, 28), "2月"),
        ("九月底前", date(2025, 9, 30), "九月"),
        ("2026年一季度", date(2026, 3, 31), "2026年一季度"),
        ("前三季度", date(2025, 9, 30), "前三季度"),
        ("四季度形象进度", date(2025, 12, 31), "四季度"),
        ("2027年", date(2027, 12, 31), "2027年"),
    ],
)
def test_a_period_ends_with_its_last_day(head: str, last_day: date, words: str) -> None:
    period = period_of(head)
    assert period
    assert (period.last_day(2025), period.words) == (last_day, words)


@pytest.mark.parametrize("head", ["年度目标", "13月", "一季度完成情况", "月度任务", "完成时限", ""])
def test_other_heads_are_no_period(head: str) -> None:
    assert period_of(head) is None


def test_a_period_holds_its_own_days() -> None:
    quarter = period_of("二季度")
    assert quarter
    assert [quarter.holds(date(2025, month, 1), 2025) for month in (3, 4, 6, 7)] == [False, True, True, False]
