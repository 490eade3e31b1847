"""Rounds: monthly where the notice says so, none in the month of 春节, and who decides an extension."""

from datetime import date
from uuid import uuid4

import pytest

from config.policy_file import SHIPPED, read_policy
from models.actors import MoveRefused
from models.asked import MilestoneFacts
from models.extending import level_of
from models.obligate import KeyTaskFacts, duties
from models.policy import ExtensionRule
from models.rhythms import monthly, monthly_day, round_rule, usual_rounds, without_spring
from models.spring_month import in_spring_month, spring_month
from models.words import Criterion, DirectiveKind, Level, ObligationKind, Recurrence, Responsibility
from models.workdays import Workdays

POLICY = read_policy(SHIPPED)


@pytest.mark.parametrize(
    ("year", "month"), [(2020, 1), (2021, 2), (2023, 1), (2025, 1), (2026, 2), (2027, 2), (2150, 2)]
)
def test_the_month_of_the_spring_festival(year: int, month: int) -> None:
    assert spring_month(year) == month
    assert in_spring_month(date(year, month, 25))
    assert not in_spring_month(date(year, 3, 25))


@pytest.mark.parametrize(
    ("demand", "day"),
    [
        ("各单位每月25日前报送工作进展。", 25),
        ("逐月报送进展。", 25),
        ("每月5日前报送上月进展情况。", 5),
        ("各责任单位每月底前将落实情况报市政府督查室。", 31),
        ("按月上报，月末汇总。", 31),
        ("每季度末月20日前将完成情况报市政府办公室。", 0),
        ("定期报送进展情况。", 0),
    ],
)
def test_the_day_that_a_monthly_demand_names(demand: str, day: int) -> None:
    assert monthly_day([demand]) == day


def test_the_first_monthly_demand_counts() -> None:
    assert monthly_day(["每季度报送。", "每月10日前报送。", "每月20日前报送。"]) == 10
    assert monthly_day([]) == 0


def test_monthly_rounds_run_up_to_november_and_the_year_ends_as_usual() -> None:
    rounds = monthly(31, POLICY.rounds)
    dates = [rule.due_on(2026) for rule in rounds]
    assert dates[:3] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert dates[10:] == [date(2026, 11, 30), date(2026, 12, 10), date(2027, 1, 15)]
    assert [rule.name for rule in rounds][-3:] == ["11月", "全年预计", "年终"]


def test_without_a_round_in_december_the_twelfth_month_has_its_own() -> None:
    final = [rule for rule in POLICY.rounds if rule.final]
    assert [rule.due_on(2026) for rule in monthly(25, final)][-2:] == [date(2026, 12, 25), date(2027, 1, 15)]


def test_no_round_lies_in_the_month_of_the_spring_festival_but_the_last_stays() -> None:
    left = without_spring(monthly(25, POLICY.rounds), 2026)
    assert [rule.due_on(2026).month for rule in left] == [1, *range(3, 13), 1]
    assert without_spring(monthly(25, POLICY.rounds), 2025)[0].name == "2月"
    final = round_rule("年终", 1, 15, next_year=True, final=True)
    assert without_spring([final], 2022) == (final,)  # 15 January 2023 lies in the month of 春节


def test_a_kind_without_rounds_keeps_the_year_end_round() -> None:
    assert [rule.name for rule in usual_rounds(DirectiveKind.INSTRUCTION, POLICY)] == ["年终"]
    assert usual_rounds(DirectiveKind.OTHER, POLICY) == POLICY.rounds


def test_there_is_no_thirtieth_of_february() -> None:
    with pytest.raises(MoveRefused, match="没有这一天：2月30日"):
        round_rule("二月", 2, 30)


@pytest.mark.parametrize(("every", "months"), [(Recurrence.MONTH, [1, 3, 4]), (Recurrence.QUARTER, [2])])
def test_a_monthly_limit_skips_the_month_of_the_spring_festival(every: Recurrence, months: list[int]) -> None:
    stone = MilestoneFacts(uuid4(), date(2026, 5, 20), date(2026, 5, 20), Criterion.COMPLETE, every)
    task = KeyTaskFacts(uuid4(), Responsibility.LEAD, (uuid4(),), (), (stone,))
    found = duties(task, (), POLICY, Workdays())
    reports = [duty.report_by.month for duty in found if duty.kind is ObligationKind.PROGRESS]
    assert reports == months


RULES = (
    ExtensionRule(level=Level.COORDINATOR, days=15, times=1),
    ExtensionRule(level=Level.OFFICE_HEAD, days=30, times=2),
    ExtensionRule(level=Level.LEADER),
)


@pytest.mark.parametrize(
    ("days", "count", "level"),
    [
        (15, 1, Level.COORDINATOR),
        (16, 1, Level.OFFICE_HEAD),
        (1, 2, Level.OFFICE_HEAD),
        (31, 1, Level.LEADER),
        (1, 3, Level.LEADER),
    ],
)
def test_length_and_count_decide_who_decides(days: int, count: int, level: Level) -> None:
    assert level_of(RULES, days, count) is level


def test_what_no_rule_covers_goes_to_the_leader() -> None:
    assert level_of(RULES[:1], 16, 1) is Level.LEADER
