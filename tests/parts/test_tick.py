"""The tick on a real database."""

from datetime import timedelta

from sqlmodel import select

from flows.tick import TROUBLE_PAUSE, tick
from models.database import reading, transaction
from models.duties import Obligation
from models.messages import Notification
from models.traces import LegRequest
from models.words import ObligationKind, Outcome
from tests.support.office import LEAD, SUPPORT, TestOffice, at, key_task, owed, stone
from tests.support.smtp_server import Received


def test_one_bad_row_never_stops_the_others_and_says_what_is_wrong(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        owed(session, ObligationKind.SIGN, LEAD).ladder = "gone"
    done = tick(office.engine, office.desk, office.now)
    assert (done.looked_at, done.demanded, done.troubled) == (2, 1, 1)
    with reading(office.engine) as session:
        bad = owed(session, ObligationKind.SIGN, LEAD)
        assert "没有名为“gone”的阶梯" in bad.trouble
        assert bad.next_rung_at == office.now + TROUBLE_PAUSE
        assert owed(session, ObligationKind.SIGN, SUPPORT).trouble == ""


def test_a_repaired_row_speaks_again_and_loses_its_trouble(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        owed(session, ObligationKind.SIGN, LEAD).ladder = "gone"
    tick(office.engine, office.desk, office.now)
    with transaction(office.engine) as session:
        owed(session, ObligationKind.SIGN, LEAD).ladder = "sign"
    office.now += TROUBLE_PAUSE
    assert tick(office.engine, office.desk, office.now).demanded == 1
    with reading(office.engine) as session:
        assert owed(session, ObligationKind.SIGN, LEAD).trouble == ""


def test_after_a_month_without_a_clock_one_digest_goes_out_and_what_was_missed_is_recorded(
    office: TestOffice, received: Received
) -> None:
    office.issue(key_task(1, stone("2026-06-30"), supports=()))
    office.beat()
    office.now = at("2026-06-30", 12)
    office.beat()
    with reading(office.engine) as session:
        notes = session.exec(select(Notification).where(Notification.outcome == Outcome.PASSED)).all()
    assert {note.rung for note in notes} == {
        "请报落实方案",
        "落实方案临期",
        "提前20个工作日",
        "提前5个工作日",
    }
    assert len(received.messages) == 3  # signing, the node's day, and the office's call list


def test_every_rung_asks_prefect_for_a_leg_with_its_name(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-06-30"), supports=()))
    office.live_until(at("2026-06-02"), timedelta(days=1))
    with reading(office.engine) as session:
        reasons = [row.reason for row in session.exec(select(LegRequest).order_by(LegRequest.at))]  # type: ignore[arg-type]
    plan = ["请报落实方案", "落实方案临期", "逾期3个工作日"]
    assert reasons == ["交办", "交办通知", "未签收转电话", *plan, "提前20个工作日"]


def test_a_tick_with_nothing_due_touches_nothing(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    tick(office.engine, office.desk, office.now)
    with reading(office.engine) as session:
        before = [(row.id, row.next_rung_at) for row in session.exec(select(Obligation))]
    assert tick(office.engine, office.desk, office.now).looked_at == 0
    with reading(office.engine) as session:
        assert before == [(row.id, row.next_rung_at) for row in session.exec(select(Obligation))]
