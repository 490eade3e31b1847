"""A corrected notice on an issued plan: differences by number with their effect, applied or not, and nothing people
did is lost."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models.actors import MoveRefused
from models.database import reading
from models.duties import Obligation, Report
from models.plans import Assignment, KeyTask, Milestone, Plan
from models.traces import HistoryEntry, LegRequest
from models.words import (
    Armed,
    Criterion,
    KeyTaskState,
)
from tests.support.corrections import (
    CANCELLED,
    COMPLETION,
    CONTRIBUTION,
    NEW,
    OPEN,
    PROGRESS,
    REPORTED,
    TEXTS,
    add_third,
    answer,
    change,
    correct,
    rows,
    told,
)
from tests.support.drafts import hand_over, key_task_numbered, milestones_of, store
from tests.support.office import LEAD, SUPPORT, TestOffice, at, owed, stone
from tests.support.smtp_server import Received


@pytest.fixture(autouse=True)
def third(office: TestOffice) -> None:
    add_third(office)


# Shown before it is done


def test_differences_are_numbered_with_what_each_would_do_and_change_nothing(office: TestOffice) -> None:
    store(office, told(1), told(2), told(3))
    hand_over(office)
    answer(office, 2)
    with reading(office.engine) as session:
        before = [str(row) for table in (KeyTask, Obligation, Assignment, Milestone, HistoryEntry) for row in
                  session.exec(select(table))]  # fmt: skip
    stored = store(
        office,
        told(1, "新建四所公办小学。", due="2026-09-30"),
        told(2, due="2026-09-30", supports=()),
        told(4, NEW),
        source=b"second",
    )
    assert stored.differs
    assert stored.steps == (
        f"1. 删去原第3项：{TEXTS[3]}（终止，未报送的取消，已报送的保留）",
        "2. 第1项 内容：新建三所公办小学。 → 新建四所公办小学。（只改文字）",
        "3. 第1项 节点：2026-06-30 完成 → 2026-09-30 完成（改期1件，取消1件，新增1件）",
        "4. 第2项 节点：2026-06-30 完成 → 2026-09-30 完成（取消1件，新增1件；已报送的1件保留不变）",
        f"5. 第2项 配合单位：{SUPPORT} → （空）（退回{SUPPORT}的分工）",
        f"6. 新增第4项：{NEW}（待补充交办）",
    )
    with reading(office.engine) as session:
        after = [str(row) for table in (KeyTask, Obligation, Assignment, Milestone, HistoryEntry) for row in
                 session.exec(select(table))]  # fmt: skip
    assert after == before


def test_only_the_differences_a_person_chose_are_applied_and_the_rest_shows_again(office: TestOffice) -> None:
    store(office, told(1), told(2))
    hand_over(office)
    corrected = (told(1, "新建四所公办小学。", leaders=("孙副市长",)), told(2, due="2026-09-30"))
    stored = correct(office, *corrected, only=(1, 3))
    assert len(stored.steps) == 2
    assert stored.by_hand == ("2. 第1项 分管领导：钱副市长 → 孙副市长：这次没有选择。",)
    assert rows(office, COMPLETION, 2) == [(LEAD, date(2026, 9, 30), OPEN)]
    again = store(office, *corrected, source=b"second")
    assert again.changes == ("第1项 分管领导：钱副市长 → 孙副市长",)
    assert correct(office, *corrected).by_hand == ()
    assert not store(office, *corrected, source=b"second").differs


def test_a_number_that_is_not_there_is_refused(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    with pytest.raises(MoveRefused, match="没有第5处不同；现有1处"):
        correct(office, told(1, due="2026-09-30"), only=(5,))


# Limits


def test_a_later_date_begins_what_is_owed_anew_and_contributions_follow(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    kept = milestones_of(office, 1)[0].id
    correct(office, told(1, due="2026-09-30"))
    assert rows(office, COMPLETION) == [(LEAD, date(2026, 9, 30), OPEN)]
    assert [(asked, state) for _, asked, state in rows(office, CONTRIBUTION)] == [
        (date(2026, 6, 23), CANCELLED),
        (date(2026, 9, 22), OPEN),
    ]
    (moved,) = milestones_of(office, 1)
    assert (moved.id, moved.deadline) == (kept, date(2026, 9, 30))
    with reading(office.engine) as session:
        row = owed(session, COMPLETION)
        line = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "重新起算")).one()
        assert session.exec(select(LegRequest).where(LegRequest.reason == "更正")).all()
    assert (row.cycle, row.armed_for, row.first_by) == (1, Armed.CHANGED, date(2026, 6, 30))
    assert (row.deadline, row.report_by, row.asked_by) == (date(2026, 9, 30),) * 3
    assert (line.before["asked_by"], line.after["asked_by"]) == ("2026-06-30", "2026-09-30")
    assert "由2026-06-30改为2026-09-30前报送：来文更正" in line.sentence


def test_a_date_moved_begins_before_the_old_rungs_are_said(office: TestOffice) -> None:
    """The rungs of the earlier date are never said any more."""
    store(office, told(1, supports=()))
    hand_over(office)
    correct(office, told(1, due="2026-09-30", supports=()))
    with reading(office.engine) as session:
        row = owed(session, COMPLETION)
    first = row.next_rung_at
    assert first is not None
    assert first.astimezone(office.settings.zone).date() > date(2026, 2, 23)
    office.now = at("2026-07-10")
    office.beat()
    with reading(office.engine) as session:
        assert owed(session, COMPLETION).state is OPEN


def test_what_was_answered_stays_as_it_was_answered(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    answer(office)
    with reading(office.engine) as session:
        before = [str(owed(session, COMPLETION)), *map(str, session.exec(select(Report)))]
    stored = correct(office, told(1, due="2026-09-30"))
    assert "已报送的1件保留不变" in stored.steps[0]
    with reading(office.engine) as session:
        assert [str(owed(session, COMPLETION)), *map(str, session.exec(select(Report)))] == before


def test_a_milestone_comes_in_and_one_goes(office: TestOffice) -> None:
    first = told(
        1, supports=(), milestones=(stone("2026-05-31", scope="方案"), stone("2026-08-31", scope="主体"))
    )
    store(office, first)
    hand_over(office)
    stones = {one.scope: one.id for one in milestones_of(office, 1)}
    correct(
        office,
        replace(first, milestones=(stone("2026-08-31", scope="主体"), stone("2026-10-31", scope="验收"))),
    )
    after = {one.scope: one.id for one in milestones_of(office, 1)}
    assert set(after) == {"主体", "验收"}
    assert after["主体"] == stones["主体"]
    live = [(asked, state) for _, asked, state in rows(office, COMPLETION)]
    assert sorted(live) in (
        [(date(2026, 8, 31), OPEN), (date(2026, 10, 31), OPEN)],
        [(date(2026, 5, 31), CANCELLED), (date(2026, 8, 31), OPEN), (date(2026, 10, 31), OPEN)],
    )


def test_a_milestone_less_cancels_what_is_owed_and_keeps_one_that_was_answered(office: TestOffice) -> None:
    first = told(
        1, supports=(), milestones=(stone("2026-05-31", scope="方案"), stone("2026-08-31", scope="主体"))
    )
    store(office, first)
    hand_over(office)
    correct(office, replace(first, milestones=first.milestones[:1]))
    assert [one.scope for one in milestones_of(office, 1)] == ["方案"]
    assert [(asked, state) for _, asked, state in rows(office, COMPLETION)] == [
        (date(2026, 5, 31), OPEN),
        (date(2026, 8, 31), CANCELLED),
    ]
    answer(office)
    store(
        office, replace(first, milestones=(stone("2026-10-31", Criterion.PROGRESS),)), source=b"3", apply=True
    )
    assert REPORTED in {state for _, _, state in rows(office, COMPLETION)}


def test_a_limit_that_becomes_progress_asks_for_rounds_instead(office: TestOffice) -> None:
    store(office, told(1, supports=()))
    hand_over(office)
    correct(office, told(1, supports=(), milestones=(stone("2026-12-31", Criterion.PROGRESS),)))
    assert [(asked, state) for _, asked, state in rows(office, COMPLETION)] == [
        (date(2026, 6, 30), CANCELLED)
    ]
    asked = [day for _, day, state in rows(office, PROGRESS) if state is OPEN]
    assert asked[0] == date(2026, 3, 25)
    assert asked[-1] == date(2027, 1, 15)


def test_back_and_forth_leaves_one_live_obligation_for_each_date(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    for source, due in ((b"2", "2026-09-30"), (b"3", "2026-06-30"), (b"4", "2026-09-30")):
        assert store(office, told(1, due=due), source=source, apply=True).by_hand == ()
    live = [row for row in (*rows(office, COMPLETION), *rows(office, CONTRIBUTION)) if row[2] is OPEN]
    assert live == [(LEAD, date(2026, 9, 30), OPEN), (SUPPORT, date(2026, 9, 22), OPEN)]


# Key tasks that go, numbers


def test_a_key_task_that_is_gone_ends_and_what_was_reported_is_kept(office: TestOffice) -> None:
    store(office, told(1), told(2))
    hand_over(office)
    answer(office, 2)
    stored = correct(office, told(1))
    assert stored.by_hand == ()
    with reading(office.engine) as session:
        assert key_task_numbered(session, 2).state is KeyTaskState.CANCELLED
        assert session.exec(select(Report.text)).all() == ["已完成"]
        assert any("来文更正" in row.sentence for row in session.exec(select(HistoryEntry)))
    assert not store(office, told(1), source=b"third").differs


def test_numbers_close_up_when_the_key_task_before_is_gone(office: TestOffice) -> None:
    store(office, told(1), told(2))
    hand_over(office)
    stored = correct(office, told(1, TEXTS[2]))
    assert stored.by_hand == ()
    with reading(office.engine) as session:
        found = {row.content: (row.number, row.part, row.state) for row in session.exec(select(KeyTask))}
    assert found[TEXTS[2]] == (1, 1, KeyTaskState.ISSUED)
    assert found[TEXTS[1]] == (1, 2, KeyTaskState.CANCELLED)


def test_numbers_stay_while_a_key_task_that_should_go_still_holds_one(office: TestOffice) -> None:
    store(office, told(1), told(2))
    hand_over(office)
    stored = correct(office, told(1, TEXTS[2]), only=(2,))
    assert "仍由已交办、更正件里没有的项占用" in stored.by_hand[1]


def test_an_ended_key_task_is_left_alone(office: TestOffice) -> None:
    store(office, told(1), told(2))
    hand_over(office)
    change(office, lambda _, row: setattr(row, "state", KeyTaskState.COMPLETED))
    stored = correct(office, told(1, due="2026-09-30"), told(2))
    assert "第1项已办结，不能更正" in stored.by_hand[0]


def test_year_and_requirements_are_left_to_a_person(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    stored = correct(office, told(1), year=2027, document_number="云政发〔2026〕1号")
    assert stored.by_hand == ("1. 年度：2026 → 2027：没有改动，计划的年度不能改，请另行导入。",)


def test_a_plan_that_is_not_issued_is_corrected_as_a_whole(office: TestOffice) -> None:
    store(office, told(1))
    with pytest.raises(MoveRefused, match="还没有交办"):
        correct(office, told(1, due="2026-09-30"), only=(1,))


def test_an_ended_plan_number_is_known(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    correct(office, told(1), told(2, NEW))
    hand_over(office)
    with reading(office.engine) as session:
        assert session.get_one(Plan, 1).issued_at is not None
        assert key_task_numbered(session, 2).state is KeyTaskState.ISSUED


def test_the_lead_is_told_of_the_new_date_once_and_not_reminded_of_the_old_one(
    office: TestOffice, received: Received
) -> None:
    store(office, told(1, supports=()))
    hand_over(office)
    office.live_until(at("2026-05-20", 10))
    correct(office, told(1, due="2026-09-30", supports=()))
    before = len(received.messages)
    office.live_until(at("2026-07-10", 10))
    subjects = [str(message["Subject"]) for message in received.messages[before:]]
    assert len(subjects) == 1
    assert "计划调整" in subjects[0]
    assert "9月30日" in subjects[0]
