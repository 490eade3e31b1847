"""Dates and distances as they are said on screen."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.policy_file import SHIPPED, read_policy
from config.rules import rules_for
from config.settings import Settings
from web.wording import Wording


@pytest.fixture
def say(tmp_path: Path) -> Wording:
    """On Friday, 3 April 2026; Monday the 6th is a holiday."""
    now = datetime(2026, 4, 3, 1, tzinfo=UTC)
    return Wording(date(2026, 4, 3), rules_for(1, read_policy(SHIPPED), Settings(home=tmp_path), now))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 4, 3), "今天", id="today"),
        pytest.param(date(2026, 4, 8), "还有2个工作日", id="over a weekend and a holiday"),
        pytest.param(date(2026, 4, 2), "已逾期1个工作日", id="yesterday"),
        pytest.param(date(2026, 4, 5), "逢休，须提前报", id="no workday is left before it"),
    ],
)
def test_distances(say: Wording, day: date, expected: str) -> None:
    assert say.distance(day) == expected


def test_a_date_gone_by_over_a_weekend_is_not_zero_days_late(tmp_path: Path) -> None:
    now = datetime(2026, 4, 12, 1, tzinfo=UTC)
    rules = rules_for(1, read_policy(SHIPPED), Settings(home=tmp_path), now)
    assert Wording(date(2026, 4, 12), rules).distance(date(2026, 4, 11)) == "刚过期"


def test_the_year_is_said_only_when_it_is_another_one(say: Wording) -> None:
    assert say.day(date(2026, 12, 10)) == "12月10日"
    assert say.day(date(2027, 1, 15)) == "2027年1月15日"
    assert say.day(None) == "未定"


def test_instants_are_said_in_the_offices_zone(say: Wording) -> None:
    assert say.stamp(datetime(2026, 4, 2, 17, 5, tzinfo=UTC)) == "4月3日 01:05"
    assert say.stamp(None) == ""
