"""Which obligations a key task creates."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from config.policy_file import SHIPPED, read_policy
from models.asked import Asking, MilestoneFacts
from models.obligate import Duty, KeyTaskFacts, duties, node_duties, plan_duties, report_by, rounds_left
from models.policy import RoundRule
from models.words import Criterion, DirectiveKind, ObligationKind, Recurrence, Responsibility
from models.workdays import Workdays

POLICY = read_policy(SHIPPED)
WEEK = Workdays()
LEAD, SECOND, HELPER = UUID(int=1), UUID(int=2), UUID(int=3)
ROUNDS = rounds_left(POLICY, 2026, date(2026, 2, 24), WEEK)


def facts(
    *stones: tuple[str | None, Criterion], responsibility: Responsibility = Responsibility.LEAD
) -> KeyTaskFacts:
    milestones = []
    for due, criterion in stones:
        deadline = date.fromisoformat(due) if due else None
        asked = report_by(deadline, criterion, POLICY, 2026)
        milestones.append(MilestoneFacts(uuid4(), deadline, asked, criterion))
    leads = (LEAD,) if responsibility is Responsibility.LEAD else (LEAD, SECOND)
    return KeyTaskFacts(uuid4(), responsibility, leads, (HELPER,), tuple(milestones))


def of_kind(found: list[Duty], kind: ObligationKind, unit: UUID = LEAD) -> list[tuple[str, str]]:
    """(report by, ladder) of one unit's duties of a kind."""
    own = [duty for duty in found if duty.kind is kind and duty.unit_id == unit]
    return sorted((duty.report_by.isoformat(), duty.ladder) for duty in own)


def owed(task: KeyTaskFacts, issued_on: date = date.min) -> list[Duty]:
    return duties(task, ROUNDS, POLICY, WEEK, issued_on)


def test_complete_before_december_owes_completion_on_its_date_and_no_rounds() -> None:
    found = owed(facts(("2026-06-30", Criterion.COMPLETE)))
    assert of_kind(found, ObligationKind.COMPLETION) == [("2026-06-30", "completion")]
    assert of_kind(found, ObligationKind.PROGRESS) == []


def test_year_end_complete_is_asked_by_rounds_only_and_finally_in_january() -> None:
    found = owed(facts(("2026-12-31", Criterion.COMPLETE)))
    assert of_kind(found, ObligationKind.COMPLETION) == [("2027-01-15", "round")]
    rounds = ["2026-03-25", "2026-06-25", "2026-09-25", "2026-12-10"]
    assert of_kind(found, ObligationKind.PROGRESS) == [(due, "round") for due in rounds]


@pytest.mark.parametrize("criterion", [Criterion.PROGRESS, Criterion.CONTINUOUS])
def test_progress_and_continuous_owe_round_reports_and_a_year_end_answer(criterion: Criterion) -> None:
    found = owed(facts(("2026-12-31", criterion)))
    asked = [due for due, _ in of_kind(found, ObligationKind.PROGRESS)]
    assert asked == ["2026-03-25", "2026-06-25", "2026-09-25", "2026-12-10", "2027-01-15"]
    assert of_kind(found, ObligationKind.COMPLETION) == []


def test_one_round_report_serves_all_milestones_of_a_key_task() -> None:
    found = owed(facts(("2026-12-31", Criterion.COMPLETE), ("2026-12-31", Criterion.PROGRESS)))
    in_march = [duty for duty in found if duty.kind is ObligationKind.PROGRESS and duty.report_by.month == 3]
    assert len(in_march) == 1


def test_supporting_units_contribute_five_workdays_before_the_lead_once_a_date() -> None:
    found = owed(facts(("2026-06-30", Criterion.COMPLETE)))
    assert of_kind(found, ObligationKind.CONTRIBUTION, HELPER) == [("2026-06-23", "contribution")]


def test_of_joint_units_the_first_listed_sums_up_and_the_others_contribute() -> None:
    found = owed(facts(("2026-06-30", Criterion.COMPLETE), responsibility=Responsibility.JOINT))
    assert len(of_kind(found, ObligationKind.COMPLETION, LEAD)) == 1
    assert of_kind(found, ObligationKind.COMPLETION, SECOND) == []
    assert len(of_kind(found, ObligationKind.CONTRIBUTION, SECOND)) == 1


def test_each_unit_reports_for_itself_when_they_are_responsible_separately() -> None:
    found = owed(facts(("2026-06-30", Criterion.COMPLETE), responsibility=Responsibility.EACH))
    assert len(of_kind(found, ObligationKind.COMPLETION, SECOND)) == 1


def test_a_limit_without_a_date_is_answered_in_the_year_end_round() -> None:
    found = owed(facts((None, Criterion.COMPLETE)))
    assert of_kind(found, ObligationKind.COMPLETION) == [("2027-01-15", "round")]
    assert len(of_kind(found, ObligationKind.PROGRESS)) == 4


def test_a_round_too_near_to_the_day_of_issue_is_left_out() -> None:
    left = rounds_left(POLICY, 2026, date(2026, 3, 20), WEEK)
    assert left[0][1] == date(2026, 6, 25)


def test_a_plan_issued_when_its_year_is_over_is_answered_in_the_year_end_round() -> None:
    left = rounds_left(POLICY, 2021, date(2026, 2, 24), WEEK)
    assert [due for _, due in left] == [date(2022, 1, 15)]


def test_every_duty_of_a_key_task_has_its_own_slot() -> None:
    found = owed(
        facts(
            ("2026-06-30", Criterion.COMPLETE), ("2026-12-31", Criterion.PROGRESS), (None, Criterion.COMPLETE)
        )
    )
    keys = [(duty.unit_id, duty.kind, duty.slot) for duty in found]
    assert len(set(keys)) == len(keys)


def asking(kind: DirectiveKind = DirectiveKind.WORK_REPORT) -> Asking:
    return Asking(POLICY, WEEK, ROUNDS, kind, date(2026, 2, 24))


@pytest.mark.parametrize(
    ("responsibility", "owing"),
    [
        (Responsibility.LEAD, [LEAD]),
        (Responsibility.JOINT, [LEAD]),
        (Responsibility.EACH, [LEAD, SECOND]),
    ],
)
def test_an_action_plan_is_owed_by_every_unit_that_reports_for_itself(
    responsibility: Responsibility, owing: list[UUID]
) -> None:
    task = facts(("2026-06-30", Criterion.COMPLETE), responsibility=responsibility)
    found = plan_duties(task, date(2026, 3, 17), asking())
    assert [duty.unit_id for duty in found] == owing
    assert {(duty.ladder, duty.report_by, duty.round_due) for duty in found} == {
        ("plan", date(2026, 3, 17), date(2026, 3, 25))
    }


def test_nodes_add_a_result_each_and_contributions_but_no_round_reports() -> None:
    task = facts(("2026-06-30", Criterion.COMPLETE), ("2026-12-20", Criterion.COMPLETE))
    found = node_duties(task, asking())
    assert of_kind(found, ObligationKind.COMPLETION) == [
        ("2026-06-30", "completion"),
        ("2027-01-15", "round"),
    ]
    assert len(of_kind(found, ObligationKind.CONTRIBUTION, HELPER)) == 2
    assert len(found) == 4


def test_an_instruction_in_december_is_asked_on_its_date_and_in_no_round() -> None:
    kind = DirectiveKind.INSTRUCTION
    deadline = date(2026, 12, 17)
    asked = report_by(deadline, Criterion.COMPLETE, POLICY, 2026, kind=kind)
    stone = MilestoneFacts(uuid4(), deadline, asked, Criterion.COMPLETE)
    task = KeyTaskFacts(uuid4(), Responsibility.LEAD, (LEAD,), (), (stone,))
    found = duties(task, ROUNDS, POLICY, WEEK, kind=kind)
    assert [(duty.kind, duty.report_by, duty.ladder) for duty in found] == [
        (ObligationKind.COMPLETION, deadline, "instruction")
    ]


def test_a_plan_with_a_calendar_of_its_own_is_asked_by_it() -> None:
    own = [
        RoundRule(name="半年", month=6, day=20),
        RoundRule(name="年终", month=1, day=10, next_year=True, final=True),
    ]
    assert report_by(date(2026, 12, 5), Criterion.COMPLETE, POLICY, 2026, rounds=own) == date(2027, 1, 10)
    left = rounds_left(POLICY, 2026, date(2026, 2, 24), WEEK, own)
    assert [rule.name for rule, _ in left] == ["半年", "年终"]


def monthly(
    *others: Criterion, every: Recurrence = Recurrence.MONTH, until: str = "2026-12-31"
) -> KeyTaskFacts:
    """逐月推进 until a date, and what else is owed by that date."""
    day = date.fromisoformat(until)
    asked = report_by(day, Criterion.PROGRESS, POLICY, 2026)
    rhythm = MilestoneFacts(uuid4(), day, asked, Criterion.PROGRESS, every)
    rest = tuple(MilestoneFacts(uuid4(), day, asked, one) for one in others)
    return KeyTaskFacts(uuid4(), Responsibility.LEAD, (LEAD,), (HELPER,), (rhythm, *rest))


def test_monthly_reports_take_the_place_of_the_rounds_but_for_the_years_estimate() -> None:
    found = owed(monthly(Criterion.COMPLETE), date(2026, 2, 24))
    asked = [due for due, _ in of_kind(found, ObligationKind.PROGRESS)]
    assert asked == [
        *("2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"),
        *("2026-08-31", "2026-09-30", "2026-10-31", "2026-12-10"),
    ]
    periods = sorted(duty.period for duty in found if duty.kind is ObligationKind.CONTRIBUTION)
    assert periods == [*asked, "2027-01-15"]


def test_the_year_end_is_answered_once_by_the_result_the_notice_names() -> None:
    found = owed(monthly(Criterion.COMPLETE))
    results = [duty for duty in found if duty.milestone_id is not None]
    assert [(duty.kind, duty.report_by) for duty in results] == [
        (ObligationKind.COMPLETION, date(2027, 1, 15))
    ]


def test_a_rhythm_alone_is_assessed_at_the_years_end() -> None:
    results = [duty for duty in owed(monthly()) if duty.milestone_id is not None]
    assert [(duty.kind, duty.report_by) for duty in results] == [(ObligationKind.PROGRESS, date(2027, 1, 15))]


def test_quarterly_dates_take_the_place_of_the_rounds_near_them() -> None:
    asked = [due for due, _ in of_kind(owed(monthly(every=Recurrence.QUARTER)), ObligationKind.PROGRESS)]
    assert asked == ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-10", "2027-01-15"]


def test_the_last_date_of_a_rhythm_that_ends_in_june_replaces_the_round_before_it() -> None:
    asked = [
        due
        for due, _ in of_kind(owed(monthly(until="2026-06-30"), date(2026, 2, 24)), ObligationKind.PROGRESS)
    ]
    assert asked == ["2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


def test_other_key_tasks_keep_their_rounds() -> None:
    asked = [
        due for due, _ in of_kind(owed(facts(("2026-12-31", Criterion.PROGRESS))), ObligationKind.PROGRESS)
    ]
    assert asked[:3] == ["2026-03-25", "2026-06-25", "2026-09-25"]


@pytest.mark.parametrize(
    ("issued", "due", "asked"),
    [
        pytest.param("2026-02-24", "2026-03-31", ("2026-03-24", "contribution"), id="five workdays before"),
        pytest.param("2026-02-24", "2026-03-02", ("2026-02-26", "contribution-at-once"), id="half of four"),
        pytest.param(
            "2026-02-24", "2026-03-03", ("2026-02-27", "contribution-at-once"), id="the larger half"
        ),
        pytest.param(
            "2026-02-24", "2026-02-25", ("2026-02-25", "contribution-at-once"), id="the lead's date"
        ),
        pytest.param(
            "2026-02-24", "2026-02-24", ("2026-02-25", "contribution-at-once"), id="the next workday"
        ),
        pytest.param("2026-02-24", "2026-02-10", ("2026-02-25", "contribution-at-once"), id="over already"),
    ],
)
def test_a_contribution_is_never_asked_for_before_the_workday_after_issue(
    issued: str, due: str, asked: tuple[str, str]
) -> None:
    task = facts((due, Criterion.COMPLETE))
    found = duties(task, ROUNDS, POLICY, WEEK, date.fromisoformat(issued), DirectiveKind.INSTRUCTION)
    assert of_kind(found, ObligationKind.CONTRIBUTION, HELPER) == [asked]
