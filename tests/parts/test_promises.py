"""承诺 and 电话催办: kept up to the day, broken the day after, once, whoever looks."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import Session, col, select

from models.actors import MoveRefused
from models.answering import report
from models.calling import record_call, rows_to_call
from models.chores import BREAK_PROMISES, CHORES
from models.database import reading, transaction
from models.duties import Obligation, Promise
from models.messages import Notification
from models.plans import KeyTask, Plan
from models.promises import break_promises, promise
from models.traces import HistoryEntry, LegRequest
from models.words import Answer, Armed, Channel, ObligationKind, ObligationState, Outcome
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
from tests.support.smtp_server import Received

DAY = date.fromisoformat


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    office.issue(key_task(1, stone("2026-06-30")))
    office.now = at("2026-06-25")
    return office


def row_of(session: Session) -> Obligation:
    return owed(session, ObligationKind.COMPLETION)


def promised(office: TestOffice, day: str, text: str = "") -> None:
    with transaction(office.engine) as session:
        actor = contact_of(unit_named(session, LEAD))
        promise(session, row_of(session), DAY(day), text, actor, office.now)


def answered(office: TestOffice, given: Answer, **how: object) -> None:
    with transaction(office.engine) as session:
        actor = contact_of(unit_named(session, LEAD))
        report(session, row_of(session), given, office.rules(), actor, office.now, "说明", **how)  # type: ignore[arg-type]


def look(office: TestOffice, moment: datetime) -> int:
    office.now = moment
    with transaction(office.engine) as session:
        return break_promises(session, office.rules(), moment)


def standing(office: TestOffice) -> list[str]:
    """Each promise in the order it was made, as one word."""
    with reading(office.engine) as session:
        rows = session.exec(select(Promise).order_by(col(Promise.made_at), col(Promise.due_on))).all()
    return ["kept" if row.kept_at else "broken" if row.broken_at else "open" for row in rows]


def test_the_clock_looks_after_promises() -> None:
    assert BREAK_PROMISES in CHORES


def test_an_unfinished_completion_with_a_date_is_a_promise_and_done_by_then_keeps_it(
    issued: TestOffice,
) -> None:
    answered(issued, Answer.IN_PROGRESS, next_step="完成验收", next_on=DAY("2026-07-08"))
    assert standing(issued) == ["open"]
    assert look(issued, at("2026-07-08", 23)) == 0
    answered(issued, Answer.DONE)
    assert standing(issued) == ["kept"]
    with reading(issued.engine) as session:
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "承诺兑现")).one()
        assert entry.sentence == "承诺2026-07-08前报送办结报送，已兑现"
    assert look(issued, at("2026-07-09")) == 0


def test_the_day_after_it_is_broken_and_the_ladder_counts_from_the_promised_day(
    issued: TestOffice, received: Received
) -> None:
    promised(issued, "2026-07-08", "设备到货")
    issued.live_until(at("2026-07-09", 8))
    issued.live_until(at("2026-07-09", 12), step=timedelta(minutes=10))
    assert standing(issued) == ["broken"]
    with reading(issued.engine) as session:
        row = row_of(session)
        assert (row.cycle, row.armed_for, row.asked_by) == (1, Armed.PROMISE, DAY("2026-07-08"))
        assert row.report_by == DAY("2026-06-30")
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "承诺到期未兑现")).one()
        assert (entry.before["cycle"], entry.after["cycle"], entry.actor) == (0, 1, "时钟")
        assert "承诺到期未兑现" in {leg.reason for leg in session.exec(select(LegRequest))}
    assert any("〔承诺到期〕" in str(mail["Subject"]) for mail in received.to(WANG))


def test_a_promise_for_before_the_asked_day_keeps_the_asked_day(issued: TestOffice) -> None:
    promised(issued, "2026-06-26")
    assert look(issued, at("2026-06-27")) == 1
    with reading(issued.engine) as session:
        assert row_of(session).asked_by == DAY("2026-06-30")


def test_a_newer_promise_takes_the_place_of_an_open_one(issued: TestOffice) -> None:
    promised(issued, "2026-07-01")
    issued.now = at("2026-06-30")
    promised(issued, "2026-07-08")
    assert look(issued, at("2026-07-02")) == 0
    assert standing(issued) == ["open", "open"]
    assert look(issued, at("2026-07-09")) == 1
    assert standing(issued) == ["open", "broken"]


def test_an_answer_keeps_every_promise_whose_day_has_not_passed(issued: TestOffice) -> None:
    promised(issued, "2026-07-10")
    issued.now = at("2026-06-26")
    promised(issued, "2026-07-01")
    issued.now = at("2026-06-27")
    promised(issued, "2026-07-08")
    issued.now = at("2026-07-06")
    answered(issued, Answer.DONE)
    assert standing(issued) == ["kept", "open", "kept"]


def test_the_same_day_promised_twice_is_one_promise(issued: TestOffice) -> None:
    promised(issued, "2026-07-01")
    promised(issued, "2026-07-01")
    assert standing(issued) == ["open"]


def test_answered_late_before_the_clock_looked_is_broken_without_a_new_beginning(
    issued: TestOffice,
) -> None:
    promised(issued, "2026-07-01")
    issued.now = at("2026-07-02", 8)
    answered(issued, Answer.DONE)
    assert standing(issued) == ["broken"]
    assert look(issued, at("2026-07-02", 9)) == 0
    with reading(issued.engine) as session:
        assert row_of(session).cycle == 0


def test_a_broken_promise_breaks_once_and_a_new_one_may_follow(issued: TestOffice) -> None:
    promised(issued, "2026-07-01")
    assert look(issued, at("2026-07-02")) == 1
    assert look(issued, at("2026-07-03")) == 0
    promised(issued, "2026-07-06")
    assert look(issued, at("2026-07-07")) == 1
    with reading(issued.engine) as session:
        assert row_of(session).cycle == 2


def test_two_clocks_break_a_promise_once(issued: TestOffice) -> None:
    promised(issued, "2026-07-01")
    issued.now, rules = at("2026-07-02"), issued.rules()
    barrier, broken = Barrier(2), []

    def one_clock() -> None:
        barrier.wait()
        with transaction(issued.engine) as session:
            broken.append(break_promises(session, rules, issued.now))

    clocks = [Thread(target=one_clock) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    assert sorted(broken) == [0, 1]
    with reading(issued.engine) as session:
        assert row_of(session).cycle == 1


def test_nothing_is_promised_for_what_is_reported_or_belongs_to_others(issued: TestOffice) -> None:
    with transaction(issued.engine) as session:
        other, row = contact_of(unit_named(session, SUPPORT)), row_of(session)
        with pytest.raises(MoveRefused, match="不是贵单位的事项"):
            promise(session, row, DAY("2026-07-01"), "", other, issued.now)
    answered(issued, Answer.DONE)
    with pytest.raises(MoveRefused, match="已报送，不能承诺"):
        promised(issued, "2026-07-01")


def test_while_its_key_task_is_suspended_no_promise_breaks(issued: TestOffice) -> None:
    promised(issued, "2026-07-01")
    with transaction(issued.engine) as session:
        row_of(session).paused = True
    assert look(issued, at("2026-07-02")) == 0


# 电话催办


def called(office: TestOffice, person: str = "王联络", day: str | None = "2026-07-08") -> list[Notification]:
    with transaction(office.engine) as session:
        plan, task = session.exec(select(Plan)).one(), session.exec(select(KeyTask)).one()
        unit = unit_named(session, LEAD)
        rows = rows_to_call(session, plan, task, unit, office.rules(), office.now)
        due = DAY(day) if day else None
        return record_call(session, rows, person, due, office.rules(), OFFICE, office.now, text="设备未到货")


def test_a_call_is_a_delivered_notification_with_a_promise(issued: TestOffice) -> None:
    issued.now = at("2026-07-01", 10)
    note = called(issued)[0]
    assert (note.channel, note.outcome, note.rung) == (Channel.CALL, Outcome.DELIVERED, "已电话催办")
    assert note.reason == "王联络接电话：设备未到货"
    assert standing(issued) == ["open", "open"]  # the completion, and the 落实方案 that is overdue as well
    again = called(issued, day=None)[0]
    assert again.rung == "已电话催办2"
    with reading(issued.engine) as session:
        entries = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "电话催办")).all()
        assert sorted(entry.after["calls"] for entry in entries) == [1, 1, 2, 2]


def test_a_call_names_who_answered_and_a_day_to_come(issued: TestOffice) -> None:
    with pytest.raises(MoveRefused, match="请写明接电话的人"):
        called(issued, person=" ")
    with pytest.raises(MoveRefused, match="承诺日期2026-06-24已过"):
        called(issued, day="2026-06-24")


def test_a_unit_that_owes_nothing_is_not_called(issued: TestOffice) -> None:
    with transaction(issued.engine) as session:
        for row in session.exec(select(Obligation).where(col(Obligation.key_task_id).is_not(None))):
            row.state = ObligationState.ACCEPTED
    with pytest.raises(MoveRefused, match="没有待办事项"):
        called(issued)


def test_a_call_without_a_key_task_is_about_signing(issued: TestOffice) -> None:
    with reading(issued.engine) as session:
        plan, unit = session.exec(select(Plan)).one(), unit_named(session, LEAD)
        rows = rows_to_call(session, plan, None, unit, issued.rules(), issued.now)
    assert [row.kind for row in rows] == [ObligationKind.SIGN]
    assert rows[0].state is ObligationState.OPEN
