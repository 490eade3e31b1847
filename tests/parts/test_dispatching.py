"""调度 and the rounds of a plan: what moves, who is asked anew, and what stays where it is."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, col, select

from intake.storing import store_draft
from models.actors import MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.dispatching import DispatchPreview, dispatch, preview_dispatch
from models.duties import Obligation, Round
from models.issuing import issue
from models.plans import GeneralRequirement, KeyTask, Milestone, Plan
from models.rhythms import round_rule, rules_of, set_rounds
from models.round_standing import round_standings
from models.traces import HistoryEntry, LegRequest
from models.words import Answer, Armed, Criterion, KeyTaskState, ObligationKind, Recurrence, RoundKind
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    WANG,
    ZHAO,
    TestOffice,
    at,
    contact_of,
    draft,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.recount import history, recount, states_in_tables
from tests.support.smtp_server import Received, text_of

DAY = date.fromisoformat
PROGRESS = Criterion.PROGRESS
ASKED = (ObligationKind.PROGRESS, ObligationKind.CONTRIBUTION)


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    """Two key tasks reported by round, one completed in spring; it is a week after 25 March."""
    office.issue(
        key_task(1, stone("2026-12-31", PROGRESS)),
        key_task(2, stone("2026-12-31", PROGRESS)),
        key_task(3, stone("2026-06-25")),
    )
    office.now = at("2026-05-20")
    return office


def chosen(session: Session, *numbers: int) -> list[KeyTask]:
    return list(
        session.exec(select(KeyTask).where(col(KeyTask.number).in_(numbers)).order_by(col(KeyTask.number)))
    )


def preview(office: TestOffice, day: str, *numbers: int) -> DispatchPreview:
    with reading(office.engine) as session:
        plan = session.exec(select(Plan)).one()
        return preview_dispatch(
            session, plan, chosen(session, *numbers), DAY(day), office.rules(), office.now
        )


def call(office: TestOffice, day: str, *numbers: int, name: str = "半年调度", note: str = "") -> Round:
    with transaction(office.engine) as session:
        plan, tasks = session.exec(select(Plan)).one(), chosen(session, *numbers)
        return dispatch(session, plan, tasks, DAY(day), name, note, office.rules(), OFFICE, office.now)


def rows_in(office: TestOffice, day: str) -> Counter[tuple[str, int, str]]:
    """(unit, key task, period) of what is asked by round on the sheets of one date."""
    with reading(office.engine) as session:
        rows = session.exec(
            select(Obligation, KeyTask.number)
            .join(Round, col(Round.id) == Obligation.round_id)
            .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
            .where(Round.due_on == DAY(day), col(Obligation.milestone_id).is_(None))
            .where(col(Obligation.kind).in_(ASKED))
        ).all()
        lead = unit_named(session, LEAD).id
        return Counter(
            ("lead" if row.unit_id == lead else "support", number, row.period) for row, number in rows
        )


def answer(office: TestOffice, kind: ObligationKind, number: int, day: str) -> None:
    with transaction(office.engine) as session:
        task = chosen(session, number)[0]
        row = session.exec(
            select(Obligation).where(
                Obligation.key_task_id == task.id, Obligation.kind == kind, Obligation.period == day
            )
        ).one()
        actor = contact_of(unit_named(session, LEAD))
        report(session, row, Answer.ON_TRACK, office.rules(), actor, office.now)


def test_open_reports_of_a_near_round_move_and_keep_their_period(issued: TestOffice) -> None:
    shown = preview(issued, "2026-06-10", 1)
    assert shown.replaces == ("二季度（2026-06-25）",)
    assert (set(shown.units), shown.rows, shown.moved) == ({LEAD, SUPPORT}, 2, 2)
    made = call(issued, "2026-06-10", 1, note="报上半年投资额")
    assert (made.kind, made.note, made.name) == (RoundKind.AD_HOC, "报上半年投资额", "半年调度")
    assert rows_in(issued, "2026-06-10") == {
        ("lead", 1, "2026-06-25"): 1,
        ("support", 1, "2026-06-25"): 1,
    }
    assert ("lead", 1, "2026-06-25") not in rows_in(issued, "2026-06-25")
    assert rows_in(issued, "2026-06-25")["lead", 2, "2026-06-25"] == 1


def test_what_moves_begins_anew_with_the_first_date_still_visible(issued: TestOffice) -> None:
    call(issued, "2026-06-10", 1)
    with reading(issued.engine) as session:
        task = chosen(session, 1)[0]
        rows = session.exec(
            select(Obligation).where(Obligation.key_task_id == task.id, Obligation.period == "2026-06-25")
        ).all()
        by_kind = {row.kind: row for row in rows}
        lead, support = by_kind[ObligationKind.PROGRESS], by_kind[ObligationKind.CONTRIBUTION]
        assert (lead.report_by, lead.asked_by) == (DAY("2026-06-25"), DAY("2026-06-10"))
        assert support.asked_by == DAY("2026-06-03")
        assert {row.armed_for for row in rows} == {Armed.CHANGED}
        assert {row.cycle for row in rows} == {1}
        moved = session.exec(
            select(HistoryEntry).where(
                HistoryEntry.verb == "调度", col(HistoryEntry.obligation_id).is_not(None)
            )
        ).all()
        assert {entry.after["asked_by"] for entry in moved} == {"2026-06-10", "2026-06-03"}
        assert "调度" in {leg.reason for leg in session.exec(select(LegRequest))}


def test_history_names_the_key_tasks_of_a_call_and_leaves_them_where_they_stand(issued: TestOffice) -> None:
    call(issued, "2026-06-10", 1, 2)
    with reading(issued.engine) as session:
        standing = {str(task.id): "issued" for task in chosen(session, 1, 2)}
        line = session.exec(
            select(HistoryEntry).where(col(HistoryEntry.sentence).startswith("半年调度"))
        ).one()
        assert (line.before["key_tasks"], line.after["key_tasks"]) == (standing, standing)
        assert recount(history(session)) == states_in_tables(session)


def test_far_from_every_round_everybody_is_asked_anew(issued: TestOffice) -> None:
    shown = preview(issued, "2026-06-04", 1, 3)
    assert (shown.moved, shown.rows, shown.replaces) == (0, 4, ())
    call(issued, "2026-06-04", 1, 3)
    assert sum(rows_in(issued, "2026-06-04").values()) == 4
    assert rows_in(issued, "2026-06-25")["lead", 1, "2026-06-25"] == 1


def test_twenty_calendar_days_are_near_and_twenty_one_are_not(issued: TestOffice) -> None:
    assert preview(issued, "2026-06-05", 1).moved == 2
    assert preview(issued, "2026-06-04", 1).moved == 0


def test_a_completed_result_is_never_moved(issued: TestOffice) -> None:
    call(issued, "2026-06-10", 3)
    with reading(issued.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        assert (row.asked_by, row.cycle) == (DAY("2026-06-25"), 0)
    assert rows_in(issued, "2026-06-10") == {
        ("lead", 3, "2026-06-10"): 1,
        ("support", 3, "2026-06-10"): 1,
    }


def test_what_is_answered_already_is_asked_anew_not_moved(issued: TestOffice) -> None:
    answer(issued, ObligationKind.PROGRESS, 1, "2026-06-25")
    call(issued, "2026-06-10", 1)
    assert rows_in(issued, "2026-06-10") == {
        ("lead", 1, "2026-06-10"): 1,
        ("support", 1, "2026-06-25"): 1,
    }


def test_an_overdue_report_stays_overdue_and_is_not_asked_twice(issued: TestOffice) -> None:
    issued.now = at("2026-07-01")
    shown = preview(issued, "2026-07-08", 2)
    assert (shown.rows, shown.overdue) == (0, 2)
    assert "另有2件已逾期未报，照旧催办" in shown.sentence
    with pytest.raises(MoveRefused, match="没有可以调度的单位"):
        call(issued, "2026-07-08", 2)
    with reading(issued.engine) as session:
        assert session.exec(select(Round).where(Round.due_on == DAY("2026-07-08"))).first() is None


def test_the_same_dispatch_twice_asks_nobody_again(issued: TestOffice) -> None:
    call(issued, "2026-06-10", 1)
    with pytest.raises(MoveRefused, match="已在这一天报送"):
        call(issued, "2026-06-10", 1)
    again = call(issued, "2026-06-10", 2, name="另一个名字", note="同报")
    assert (again.name, again.note) == ("半年调度", "同报")
    assert sum(rows_in(issued, "2026-06-10").values()) == 4


def test_a_dispatch_on_a_regular_date_uses_that_round(issued: TestOffice) -> None:
    made = call(issued, "2026-06-25", 3)
    assert (made.name, made.kind) == ("二季度", RoundKind.REGULAR)
    with pytest.raises(MoveRefused, match="已在这一天报送"):
        call(issued, "2026-06-25", 1)


def test_both_units_hear_of_it_in_the_next_mail(issued: TestOffice, received: Received) -> None:
    issued.live_until(at("2026-05-21", 10))
    before = len(received.to(WANG)), len(received.to(ZHAO))
    call(issued, "2026-06-10", 1, note="报上半年投资额")
    issued.live_until(at("2026-05-22", 10))
    told = received.to(WANG)[before[0] :]
    assert "〔调度〕半年调度" in str(told[0]["Subject"])
    assert "报上半年投资额" in text_of(told[0])
    assert "6月10日" in text_of(told[0])
    assert len(received.to(ZHAO)) == before[1] + 1


@pytest.mark.parametrize(
    ("day", "numbers", "why"),
    [
        ("2026-05-19", (1,), "报送日期2026-05-19已过"),
        ("2026-06-10", (), "请至少选一项"),
    ],
)
def test_a_dispatch_needs_key_tasks_and_a_date_to_come(
    issued: TestOffice, day: str, numbers: tuple[int, ...], why: str
) -> None:
    with pytest.raises(MoveRefused, match=why):
        preview(issued, day, *numbers)
    with pytest.raises(MoveRefused, match=why):
        call(issued, day, *numbers)


def test_a_dispatch_is_the_offices_and_for_what_is_under_way(issued: TestOffice) -> None:
    with transaction(issued.engine) as session:
        plan, tasks = session.exec(select(Plan)).one(), chosen(session, 1)
        unit = contact_of(unit_named(session, LEAD))
        with pytest.raises(MoveRefused, match="只能由督查人员办理"):
            dispatch(session, plan, tasks, DAY("2026-06-10"), "调度", "", issued.rules(), unit, issued.now)
        tasks[0].state = KeyTaskState.SUSPENDED
        with pytest.raises(MoveRefused, match="第1项挂账，不能调度"):
            dispatch(session, plan, tasks, DAY("2026-06-10"), "调度", "", issued.rules(), OFFICE, issued.now)
    with pytest.raises(MoveRefused, match="请写明这次调度的名称"):
        call(issued, "2026-06-04", 2, name=" ")


def test_a_day_off_is_named_with_workdays_beside_it(issued: TestOffice) -> None:
    assert preview(issued, "2026-06-10", 1).advice == ""
    advice = preview(issued, "2026-06-13", 1).advice
    assert advice == "2026-06-13（周六）不是工作日，建议改为2026-06-12或2026-06-15。"


def test_rounds_are_counted_by_what_is_answered(issued: TestOffice) -> None:
    answer(issued, ObligationKind.PROGRESS, 1, "2026-06-25")
    with reading(issued.engine) as session:
        standings = {str(one.due_on): one for one in round_standings(session, DAY("2026-05-20"), 1)}
    june, march = standings["2026-06-25"], standings["2026-03-25"]
    assert (june.units, june.answered, june.overdue) == (2, 1, 0)
    assert march.overdue == march.asked - march.answered > 0


# The rounds of a plan


def stored(office: TestOffice, *stones: str, monthly: bool = False, year: int = 2026) -> None:
    with transaction(office.engine) as session:
        tasks = [key_task(at, stone(due, PROGRESS)) for at, due in enumerate(stones or ("2026-12-31",), 1)]
        made = store_draft(session, draft(*tasks, year=year), ("t", b""), office.rules(), OFFICE, office.now)
        if monthly:
            session.add(
                GeneralRequirement(
                    plan_id=made.plan.id or 0,
                    position=99,
                    code="reporting-period",
                    text="各单位每月20日前报送进展。",
                    offer="",
                    accepted=True,
                )
            )


def round_dates(office: TestOffice) -> list[str]:
    """Dates on which the lead reports by round once the plan is issued."""
    with transaction(office.engine) as session:
        plan = session.exec(select(Plan)).one()
        issue(session, plan, office.rules(), OFFICE, office.now)
        lead = unit_named(session, LEAD).id
        rows = session.exec(
            select(Obligation)
            .where(Obligation.unit_id == lead, Obligation.kind == ObligationKind.PROGRESS)
            .order_by(col(Obligation.report_by))
        ).all()
    return [str(row.report_by) for row in rows]


def test_an_accepted_monthly_demand_makes_rounds_monthly_but_for_the_spring_festival(
    office: TestOffice,
) -> None:
    office.now = at("2026-01-05")
    stored(office, monthly=True)
    dates = round_dates(office)
    assert dates[:3] == ["2026-01-20", "2026-03-20", "2026-04-20"]
    assert dates[-3:] == ["2026-11-20", "2026-12-10", "2027-01-15"]


def test_a_demand_that_was_switched_off_changes_nothing(office: TestOffice) -> None:
    stored(office, monthly=True)
    with transaction(office.engine) as session:
        session.exec(select(GeneralRequirement)).one().accepted = False
    assert round_dates(office) == ["2026-03-25", "2026-06-25", "2026-09-25", "2026-12-10", "2027-01-15"]


OWN = (
    round_rule("年中", 7, 5),
    round_rule("年终", 1, 8, next_year=True, final=True),
)


def set_own(office: TestOffice, rounds: tuple[object, ...] = OWN) -> None:
    with transaction(office.engine) as session:
        plan = session.exec(select(Plan)).one()
        set_rounds(session, plan, rounds, office.rules(), OFFICE, office.now)  # type: ignore[arg-type]


def test_a_plan_has_its_own_rounds_and_its_year_end_answers_follow(office: TestOffice) -> None:
    stored(office)
    set_own(office)
    with reading(office.engine) as session:
        assert session.exec(select(Milestone)).one().report_by == DAY("2027-01-08")
    assert round_dates(office) == ["2026-07-05", "2027-01-08"]
    with pytest.raises(MoveRefused, match="已经交办，轮次不再更改"):
        set_own(office)


def test_a_plan_returns_to_the_rounds_of_the_rules(office: TestOffice) -> None:
    stored(office)
    set_own(office)
    set_own(office, ())
    with reading(office.engine) as session:
        plan = session.exec(select(Plan)).one()
        assert len(rules_of(session, plan, office.rules().policy)) == 5
        assert session.exec(select(Milestone)).one().report_by == DAY("2027-01-15")
        entries = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "设定轮次")).all()
        assert entries[0].after["rounds"] == ["2026-07-05", "2027-01-08"]


@pytest.mark.parametrize(
    ("rounds", "why"),
    [
        ((round_rule("年中", 7, 5),), "须有且只有一个年终轮次"),
        ((OWN[1], round_rule("后来", 1, 20, next_year=True)), "须有且只有一个年终轮次"),
        ((round_rule("年终", 12, 20, final=True),), "早于12月31日"),
        ((round_rule("一", 7, 5), *OWN), "两个轮次在同一天"),
    ],
)
def test_a_calendar_without_a_proper_year_end_is_refused(
    office: TestOffice, rounds: tuple[object, ...], why: str
) -> None:
    stored(office)
    with pytest.raises(MoveRefused, match=why):
        set_own(office, rounds)


def test_dates_of_a_key_tasks_own_rhythm_stand_in_the_list_of_rounds(office: TestOffice) -> None:
    own = stone("2026-12-31", Criterion.PROGRESS)
    office.issue(key_task(1, replace(own, every=Recurrence.MONTH)), key_task(2, own))
    with reading(office.engine) as session:
        listed = [
            (str(one.due_on), one.name, one.kind, one.asked)
            for one in round_standings(session, DAY("2026-03-01"), 1)
        ]
    own_dates = [day for day, name, kind, asked in listed if (name, kind, asked) == ("逐月等", "单项", 2)]
    assert own_dates == [
        f"2026-{day}" for day in ("03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31")
    ]
    assert [(day, name) for day, name, kind, _ in listed if kind != "单项"] == [
        ("2026-03-25", "一季度"),
        ("2026-06-25", "二季度"),
        ("2026-09-25", "三季度"),
        ("2026-12-10", "全年预计"),
        ("2027-01-15", "年终"),
    ]
