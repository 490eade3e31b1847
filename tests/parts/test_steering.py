"""The office steers a key task: what stands still, what begins anew, what ends, and what is kept."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models import steering
from models.actors import Actor, ActorKind, MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.deciding import accept
from models.duties import Obligation
from models.messages import Notification
from models.plans import KeyTask
from models.words import (
    OWED,
    Answer,
    Armed,
    Criterion,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    Outcome,
)
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    WANG,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.recount import history, recount, states_in_tables
from tests.support.smtp_server import Received
from tests.support.steering import (
    OTHER,
    decide,
    finish,
    register,
    resume,
    rows,
    steer,
    suspend,
    task_of,
    transfer,
)

# 挂账, 恢复


def test_a_suspended_key_task_reminds_nobody(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-06-30"), supports=()))
    office.live_until(at("2026-02-25"))
    told = len(received.to(WANG))
    suspend(office, "2026-09-01")
    office.live_until(at("2026-03-02"))
    office.now = at("2026-07-20")
    office.beat()
    (mail,) = received.to(WANG)[told:]
    assert "〔计划调整〕" in str(mail["Subject"]), "it is told once that it rests, and asked for nothing"
    assert all(row.paused and row.next_rung_at is None for row in rows(office))
    assert task_of(office).suspended_until == date(2026, 9, 1)


def test_a_held_message_goes_when_the_matter_is_suspended(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-04-30"), supports=()))
    office.now = at("2026-05-12")
    office.beat()
    suspend(office, "2026-09-01")
    with reading(office.engine) as session:
        notes = session.exec(select(Notification).where(Notification.outcome == Outcome.HELD)).all()
    assert notes == []


def test_the_office_is_asked_on_the_day_the_suspension_ends(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    suspend(office, "2026-09-01")
    duty = decide(office)[0]
    assert (duty.report_by, duty.state, duty.paused) == (date(2026, 9, 1), ObligationState.OPEN, False)
    office.now = at("2026-09-01")
    resume(office)
    assert decide(office)[0].state is ObligationState.ACCEPTED


def test_rounds_that_fell_into_the_suspension_are_not_asked_for_any_more(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    office.now = at("2026-03-18")
    suspend(office, "2026-07-01")
    office.now = at("2026-07-01")
    resume(office)
    cancelled = {(row.kind, row.period) for row in rows(office) if row.state is ObligationState.CANCELLED}
    assert cancelled == {
        (kind, day)
        for kind in (ObligationKind.PROGRESS, ObligationKind.CONTRIBUTION)
        for day in ("2026-03-25", "2026-06-25")
    }
    open_ones = [row for row in rows(office) if row.state is ObligationState.OPEN]
    assert {row.armed_for for row in open_ones} == {Armed.RESUMED}
    assert not any(row.paused for row in rows(office))


def test_a_completion_that_fell_due_meanwhile_is_asked_anew_with_the_term_of_a_return(
    office: TestOffice,
) -> None:
    office.issue(key_task(1, stone("2026-04-30"), supports=()))
    suspend(office, "2026-07-01")
    office.now = at("2026-06-01")
    resume(office)
    row = rows(office)[0]
    assert (row.report_by, row.asked_by) == (date(2026, 4, 30), date(2026, 6, 4))
    assert row.next_rung_at is not None


def test_what_was_overdue_before_the_suspension_is_owed_after_it(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS), supports=()))
    office.now = at("2026-04-08")
    suspend(office, "2026-05-15")
    office.now = at("2026-05-15")
    resume(office)
    first = rows(office)[0]
    assert (first.period, first.state) == ("2026-03-25", ObligationState.OPEN)


def test_a_correction_during_the_suspension_wakes_no_ladder(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30"), supports=()))
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        report(session, row, Answer.DONE, office.rules(), OFFICE, office.now, "已建成")
    suspend(office, "2026-09-01")
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        report(session, row, Answer.IN_PROGRESS, office.rules(), OFFICE, office.now, "尚缺验收")
    assert (rows(office)[0].state, rows(office)[0].next_rung_at) == (ObligationState.OPEN, None)


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        pytest.param("2026-02-24", "等待批复", "挂账到期日须在今天之后", id="today is no end"),
        pytest.param("2026-09-01", "  ", "挂账请写明理由", id="no reason"),
    ],
)
def test_a_suspension_needs_an_end_and_a_reason(
    office: TestOffice, until: str, reason: str, said: str
) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with pytest.raises(MoveRefused, match=said):
        suspend(office, until, reason)
    assert task_of(office).state is KeyTaskState.ISSUED


def test_a_unit_cannot_suspend_its_own_task(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))

    def move(session: Session, task: KeyTask) -> None:
        actor = contact_of(unit_named(session, LEAD))
        steering.suspend(session, task, date(2026, 9, 1), "忙", office.rules(), actor, office.now)

    with pytest.raises(MoveRefused, match="只能由督查人员办理"):
        steer(office, move)


def test_two_suspensions_one_after_the_other_are_each_decided(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    for until in ("2026-03-10", "2026-04-10"):
        suspend(office, until)
        office.now = at(until)
        resume(office)
    assert [row.state for row in decide(office)] == [ObligationState.ACCEPTED] * 2


# 终止, 并入


def test_cancelling_keeps_what_was_reported_and_ends_the_rest(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-05-31", scope="甲"), stone("2026-06-30", scope="乙")))
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        report(session, row, Answer.DONE, office.rules(), OFFICE, office.now, "甲已建成")
    steer(office, lambda s, t: steering.cancel(s, t, "政策调整", office.rules(), OFFICE, office.now))
    states = [row.state for row in rows(office)]
    assert states.count(ObligationState.REPORTED) == 1
    assert not set(states) & set(OWED)
    assert task_of(office).state is KeyTaskState.CANCELLED


def test_nobody_reports_on_what_was_cancelled(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30"), supports=()))
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        report(session, row, Answer.DONE, office.rules(), OFFICE, office.now, "已建成")
    steer(office, lambda s, t: steering.cancel(s, t, "政策调整", office.rules(), OFFICE, office.now))
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        with pytest.raises(MoveRefused, match="终止，不能报送"):
            report(session, row, Answer.IN_PROGRESS, office.rules(), OFFICE, office.now, "其实没有")


def test_a_suspended_key_task_may_be_cancelled_and_the_office_owes_nothing(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    suspend(office, "2026-09-01")
    steer(office, lambda s, t: steering.cancel(s, t, "不再实施", office.rules(), OFFICE, office.now))
    assert [row.state for row in decide(office)] == [ObligationState.ACCEPTED]
    assert task_of(office).suspended_until is None


def test_a_unit_whose_only_task_is_cancelled_need_not_sign(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30"), supports=()))
    steer(office, lambda s, t: steering.cancel(s, t, "政策调整", office.rules(), OFFICE, office.now))
    with reading(office.engine) as session:
        assert owed(session, ObligationKind.SIGN, SUPPORT).state is ObligationState.CANCELLED
        assert owed(session, ObligationKind.SIGN, LEAD).state is ObligationState.OPEN


def test_a_merged_key_task_says_where_it_went_and_the_other_one_too(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30")))
    target = task_of(office, 2).id

    def move(session: Session, task: KeyTask) -> None:
        into = session.get_one(KeyTask, target)
        steering.merge(session, task, into, "同一园区", office.rules(), OFFICE, office.now)

    steer(office, move)
    task = task_of(office)
    assert (task.state, task.merged_into_id) == (KeyTaskState.MERGED, target)
    with reading(office.engine) as session:
        told = [entry.sentence for entry in history(session) if entry.key_task_id == target]
    assert told == ["第1项并入本项：同一园区"]


@pytest.mark.parametrize("into", [1, 2])
def test_a_key_task_merges_only_into_another_one_under_way(office: TestOffice, into: int) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30")))
    steer(office, lambda s, t: steering.cancel(s, t, "取消", office.rules(), OFFICE, office.now), 2)

    def move(session: Session, task: KeyTask) -> None:
        target = session.exec(select(KeyTask).where(KeyTask.number == into)).one()
        steering.merge(session, task, target, "重复", office.rules(), OFFICE, office.now)

    with pytest.raises(MoveRefused, match="只能并入另一项推进中的重点工作"):
        steer(office, move)


# 回头看


def test_a_closed_key_task_is_looked_at_again_and_completes_again(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-04-30"), supports=()))
    finish(office)
    office.now = at("2026-07-01")
    due = date(2026, 7, 20)
    steer(office, lambda s, t: steering.reopen(s, t, due, "抽查发现漏水", office.rules(), OFFICE, office.now))
    again = rows(office)[-1]
    assert (again.period, again.label, again.report_by) == ("回头看1", "整改报送", due)
    assert (task_of(office).state, again.armed_for) == (KeyTaskState.ISSUED, Armed.REOPENED)
    with transaction(office.engine) as session:
        row = session.get_one(Obligation, again.id)
        report(session, row, Answer.DONE, office.rules(), OFFICE, office.now, "已修复")
        accept(session, row, office.rules(), OFFICE, office.now)
    assert task_of(office).state is KeyTaskState.COMPLETED


def test_each_look_back_has_a_number_of_its_own(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-04-30"), supports=()))
    finish(office)
    for number in (1, 2):
        steer(
            office,
            lambda s, t: steering.reopen(s, t, date(2026, 7, 20), "复查", office.rules(), OFFICE, office.now),
        )
        with transaction(office.engine) as session:
            row = next(one for one in rows(office) if one.period == f"回头看{number}")
            row = session.get_one(Obligation, row.id)
            report(session, row, Answer.DONE, office.rules(), OFFICE, office.now, "已修复")
            accept(session, row, office.rules(), OFFICE, office.now)
    assert task_of(office).state is KeyTaskState.COMPLETED


@pytest.mark.parametrize("state", [KeyTaskState.ISSUED, KeyTaskState.CANCELLED])
def test_only_what_is_completed_is_looked_at_again(office: TestOffice, state: KeyTaskState) -> None:
    office.issue(key_task(1, stone("2026-04-30"), supports=()))
    if state is KeyTaskState.CANCELLED:
        steer(office, lambda s, t: steering.cancel(s, t, "取消", office.rules(), OFFICE, office.now))
    with pytest.raises(MoveRefused, match="不能回头看"):
        steer(
            office,
            lambda s, t: steering.reopen(s, t, date(2026, 7, 20), "复查", office.rules(), OFFICE, office.now),
        )


# History


def test_history_alone_tells_where_everything_stands(office: TestOffice) -> None:
    register(office)
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)), key_task(2, stone("2026-04-30")))
    office.now = at("2026-03-18")
    transfer(office, LEAD, OTHER)
    suspend(office, "2026-07-01")
    office.now = at("2026-07-01")
    resume(office)
    steer(office, lambda s, t: steering.cancel(s, t, "取消", office.rules(), OFFICE, office.now), 2)
    with reading(office.engine) as session:
        assert recount(history(session)) == states_in_tables(session)


def test_a_stranger_is_told_that_it_is_the_offices_move(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    stranger = Actor("路人", ActorKind.UNIT)
    with pytest.raises(MoveRefused, match="终止只能由督查人员办理"):
        steer(office, lambda s, t: steering.cancel(s, t, "取消", office.rules(), stranger, office.now))
