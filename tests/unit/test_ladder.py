"""The ladder: only the highest rung due speaks, held rungs stop it, what lies before arming is passed."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.policy_file import SHIPPED, read_policy
from models.ladder import Decision, Standing, decide
from models.words import Armed
from models.workdays import OfficeTime, Window, Workdays

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = OfficeTime(Workdays(), Window(time(8, 30), time(18, 0), ZONE))
POLICY = read_policy(SHIPPED)
COMPLETION = POLICY.ladders["completion"]
FRESH = Standing(
    report_by=date(2026, 6, 30), armed_at=datetime(2026, 2, 24, 9, tzinfo=ZONE), cycle=0, reached=frozenset()
)


def at(day: int, month: int = 6, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def said(decision: Decision) -> tuple[str | None, list[str]]:
    return (decision.speak.name if decision.speak else None), [rung.name for rung in decision.passed]


def test_before_the_first_rung_nothing_is_said_and_the_first_rung_is_next() -> None:
    decision = decide(FRESH, COMPLETION, OFFICE, at(1, 3))
    assert said(decision) == (None, [])
    assert decision.next_at == at(2)  # 2 June: the twentieth workday before 30 June


def test_a_rung_speaks_at_its_hour_and_not_before() -> None:
    assert said(decide(FRESH, COMPLETION, OFFICE, at(2, hour=8)))[0] is None
    assert said(decide(FRESH, COMPLETION, OFFICE, at(2, hour=9)))[0] == "提前20个工作日"


def test_after_an_outage_only_the_highest_rung_speaks_and_the_others_are_passed() -> None:
    decision = decide(FRESH, COMPLETION, OFFICE, at(30, hour=12))
    assert said(decision) == ("到期当日", ["提前20个工作日", "提前5个工作日"])


def test_rungs_dated_before_arming_are_passed_and_never_said() -> None:
    late = replace(FRESH, armed_at=at(24, hour=15))
    decision = decide(late, COMPLETION, OFFICE, at(24, hour=15))
    assert said(decision) == (None, ["提前20个工作日", "提前5个工作日"])
    assert decision.next_at == at(30)


def test_a_rung_is_said_once() -> None:
    told = replace(FRESH, reached=frozenset({"提前20个工作日"}))
    assert said(decide(told, COMPLETION, OFFICE, at(2))) == (None, [])


def test_a_held_rung_stops_the_ladder_until_it_is_released() -> None:
    reached = frozenset({"提前20个工作日", "提前5个工作日", "到期当日", "逾期1个工作日", "催办单"})
    held = replace(FRESH, reached=reached, held=True)
    assert decide(held, COMPLETION, OFFICE, at(30, 9)) == Decision(None, (), None)


def test_the_next_rung_waits_for_the_term_given_by_a_slip_released_late() -> None:
    reached = frozenset({"提前20个工作日", "提前5个工作日", "到期当日", "逾期1个工作日", "催办单"})
    released = replace(FRESH, reached=reached, released={"催办单": at(20, 7, 10)})
    decision = decide(released, COMPLETION, OFFICE, at(20, 7, 11))
    assert said(decision)[0] is None
    assert decision.next_at == at(23, 7)  # three workdays' term, though +8 workdays is long past


def test_the_circular_counts_from_the_release_of_the_slip_and_waits_for_its_term() -> None:
    names = [rung.name for rung in COMPLETION.rungs if rung.name not in ("拟通报", "退回重报")]
    standing = replace(FRESH, reached=frozenset(names), released={"督办单": at(13, 7, 10)})
    decision = decide(standing, COMPLETION, OFFICE, at(13, 7, 11))
    assert decision.next_at == at(21, 7)  # term of five workdays ends on 20 July
    assert said(decide(standing, COMPLETION, OFFICE, at(21, 7)))[0] == "拟通报"


def test_without_release_of_the_slip_there_is_no_circular() -> None:
    names = [rung.name for rung in COMPLETION.rungs if rung.name not in ("拟通报", "退回重报")]
    assert decide(replace(FRESH, reached=frozenset(names)), COMPLETION, OFFICE, at(30, 12)).next_at is None


def test_a_returned_report_is_told_at_once_and_only_in_a_later_cycle() -> None:
    returned = replace(FRESH, cycle=1, armed_for=Armed.RETURNED, armed_at=at(10, hour=14))
    assert said(decide(returned, COMPLETION, OFFICE, at(10, hour=14)))[0] == "退回重报"
    assert "退回重报" not in str(said(decide(FRESH, COMPLETION, OFFICE, at(30, 12))))


def test_handing_down_is_told_at_once_inside_the_window_and_at_its_opening_outside() -> None:
    sign = POLICY.ladders["sign"]
    evening = replace(FRESH, report_by=date(2026, 2, 26), armed_at=datetime(2026, 2, 24, 20, tzinfo=ZONE))
    decision = decide(evening, sign, OFFICE, evening.armed_at)
    assert decision.speak is None
    assert decision.next_at == datetime(2026, 2, 25, 8, 30, tzinfo=ZONE)


@given(
    hours=st.lists(st.integers(0, 24 * 200), min_size=1, max_size=30),
    armed=st.integers(0, 24 * 150),
    ladder=st.sampled_from(sorted(POLICY.ladders)),
)
def test_however_the_clock_wakes_no_rung_is_recorded_twice_and_offsets_never_go_back(
    hours: list[int], armed: int, ladder: str
) -> None:
    start = datetime(2026, 2, 24, tzinfo=ZONE)
    begin = datetime.fromtimestamp(start.timestamp() + armed * 3600, ZONE)
    reached: list[str] = []
    held = False
    for hour in sorted(hours):
        now = datetime.fromtimestamp(begin.timestamp() + hour * 3600, ZONE)
        standing = replace(FRESH, armed_at=begin, reached=frozenset(reached), held=held)
        decision = decide(standing, POLICY.ladders[ladder], OFFICE, now)
        names = [rung.name for rung in decision.passed] + ([decision.speak.name] if decision.speak else [])
        assert not set(names) & set(reached)
        reached += names
        held = held or bool(decision.speak and decision.speak.held)
        assert decision.next_at is None or decision.next_at > now


OWN = ("decide", "suspension")
"""Ladders of the office's own duties: its head is told without anybody's release."""


@pytest.mark.parametrize("ladder", sorted(set(POLICY.ladders) - set(OWN)))
def test_every_shipped_rung_above_the_contact_is_held(ladder: str) -> None:
    for rung in POLICY.ladders[ladder].rungs:
        assert rung.held or {role.value for role in rung.to} <= {"contact", "coordinator"}


@pytest.mark.parametrize("ladder", OWN)
def test_the_office_hears_of_its_own_duties_at_once_and_its_head_after_the_term(ladder: str) -> None:
    first, last = POLICY.ladders[ladder].rungs
    assert (first.held, last.held, last.offset) == (False, False, 1)
    assert [role.value for role in (*first.to, *last.to)] == ["coordinator", "head"]


ANEW = {
    Armed.RETURNED: "退回重报",
    Armed.PROMISE: "承诺到期未兑现",
    Armed.RESUMED: "已恢复",
    Armed.TRANSFERRED: "已转办",
    Armed.REOPENED: "回头看",
    Armed.CHANGED: "计划调整",
}


@pytest.mark.parametrize(("why", "rung"), ANEW.items())
def test_a_ladder_that_began_anew_says_why_and_nothing_else_at_once(why: Armed, rung: str) -> None:
    anew = replace(FRESH, cycle=1, armed_for=why, armed_at=at(10, hour=14))
    assert said(decide(anew, COMPLETION, OFFICE, at(10, hour=14)))[0] == rung


def test_an_extended_date_is_followed_without_a_notice_of_its_own() -> None:
    anew = replace(FRESH, cycle=1, armed_for=Armed.EXTENDED, armed_at=at(10, hour=14))
    assert said(decide(anew, COMPLETION, OFFICE, at(10, hour=14)))[0] is None


def test_what_is_said_for_another_beginning_is_not_recorded_as_passed() -> None:
    anew = replace(FRESH, cycle=1, armed_for=Armed.RESUMED, armed_at=at(10, hour=14))
    decision = decide(anew, COMPLETION, OFFICE, at(10, hour=14))
    assert not {rung.name for rung in decision.passed} & set(ANEW.values())
