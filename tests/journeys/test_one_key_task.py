"""One key task from import to closing, and the same one ignored up to the held circular."""

import re
from datetime import timedelta

from sqlmodel import select

from flows.tick import tick
from models.answering import report, sign
from models.database import reading, transaction
from models.deciding import accept, close, release, send_back
from models.duties import Obligation
from models.messages import Mail, Notification
from models.plans import KeyTask
from models.words import Answer, KeyTaskState, ObligationKind, ObligationState, Outcome
from tests.support.office import (
    LEAD,
    LI,
    OFFICE,
    SUN,
    SUPPORT,
    WANG,
    ZHAO,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.smtp_server import Received, html_of, text_of


def sign_for(office: TestOffice, *units: str) -> None:
    with transaction(office.engine) as session:
        for name in units:
            unit = unit_named(session, name)
            obligation = owed(session, ObligationKind.SIGN, name)
            sign(session, obligation, office.rules(), contact_of(unit), office.now)


def answer(
    office: TestOffice, kind: ObligationKind, given: Answer, unit: str = LEAD, text: str = "进展顺利"
) -> None:
    with transaction(office.engine) as session:
        actor = contact_of(unit_named(session, unit))
        report(session, owed(session, kind, unit), given, office.rules(), actor, office.now, text)


PLANNED = {
    "measures": "编制规划并报批。",
    "timetable": "3月起草，6月报批。",
    "responsible": "王处长",
    "result_form": "规划文本",
    "expected_result": "规划印发。",
}


def plan(office: TestOffice) -> None:
    """The lead sends its 落实方案, and the office accepts it."""
    with transaction(office.engine) as session:
        obligation = owed(session, ObligationKind.PLAN)
        contact = contact_of(unit_named(session, LEAD))
        report(session, obligation, Answer.PLANNED, office.rules(), contact, office.now, details=PLANNED)
        accept(session, obligation, office.rules(), OFFICE, office.now)


def subjects(received: Received, address: str) -> list[str]:
    return [str(message["Subject"]) for message in received.to(address)]


def rungs(office: TestOffice, outcome: Outcome) -> list[str]:
    with reading(office.engine) as session:
        rows = session.exec(select(Notification).where(Notification.outcome == outcome)).all()
    return [row.rung for row in sorted(rows, key=lambda row: row.due_at)]


def test_from_import_to_closing(office: TestOffice, received: Received) -> None:
    office.issue(key_task(18, stone("2026-06-30", scope="规划编制")))
    office.beat()
    assert subjects(received, WANG) == ["〔请签收〕2026年重点工作牵头1项，2月26日（周四）前签收"]
    link = re.search(r"http://\S+/answer/\S+", text_of(received.to(WANG)[0]))
    assert link is not None
    assert link[0] in html_of(received.to(WANG)[0])

    office.live_until(at("2026-02-25", 10))
    sign_for(office, LEAD, SUPPORT)
    office.live_until(at("2026-03-10", 10))
    plan(office)
    office.live_until(at("2026-06-23", 12))
    # Silence from March until the twentieth and the fifth workday before the date, each at nine.
    assert [str(message["Subject"]) for message in received.to(WANG)][1:] == [
        "〔请报落实方案〕第18项建设第18号示范园区，3月16日（周一）前",
        "〔节点提醒〕第18项规划编制，6月30日（周二）前，还有20个工作日",
        "〔节点提醒〕第18项规划编制，6月30日（周二）前，还有5个工作日",
    ]
    assert subjects(received, ZHAO)[1:] == [
        "〔请配合报送〕配合1项，6月23日（周二）前报，一张表即可",
        "〔还差1项〕配合情况，6月23日（周二）前报",
    ]

    answer(office, ObligationKind.CONTRIBUTION, Answer.NOTHING_NEW, SUPPORT)
    answer(office, ObligationKind.COMPLETION, Answer.DONE)
    office.live_until(at("2026-07-10"))
    assert len(received.to(WANG)) == 4, "once it is reported the ladder is silent"

    with transaction(office.engine) as session:
        accept(session, owed(session, ObligationKind.COMPLETION), office.rules(), OFFICE, office.now)
        task = session.exec(select(KeyTask)).one()
        states = [task.state]
        close(session, task, OFFICE, office.now)
        assert [*states, task.state] == [KeyTaskState.COMPLETED, KeyTaskState.CLOSED]
    assert SUN not in {message["X-RcptTo"] for message in received.messages}


def test_ignored_it_climbs_to_the_held_circular_and_nothing_above_the_contact_leaves_by_itself(
    office: TestOffice, received: Received
) -> None:
    office.issue(key_task(18, stone("2026-06-30"), supports=()))
    office.live_until(at("2026-02-25", 10))
    sign_for(office, LEAD)
    plan(office)
    office.live_until(at("2026-07-31"))
    assert rungs(office, Outcome.HELD) == ["催办单"], "a held rung stops the ladder"
    assert [subject[:6] for subject in subjects(received, WANG)] == ["〔请签收〕2"] + ["〔节点提醒〕"] * 3
    assert subjects(received, SUN) == [
        "〔电话催办〕今天请催1个单位，共1件",
        "〔我办待办〕1件，签发催办单1件，7月7日（周二）前办理",
    ]
    assert received.to(LI) == []

    for rung, reader in (("催办单", WANG), ("督办单", LI), ("拟通报", LI)):
        before = len(received.to(reader))
        with transaction(office.engine) as session:
            held = session.exec(select(Notification).where(Notification.outcome == Outcome.HELD)).one()
            assert held.rung == rung
            release(session, held, office.rules(), OFFICE, office.now)
        office.live_until(office.now + timedelta(days=3))
        assert len(received.to(reader)) == before + 1
        office.live_until(office.now + timedelta(days=9))
    slip = text_of(received.to(LI)[0])
    assert "应于6月30日（周二）前报送" in slip
    assert "6月1日（周一） 提醒（提前20个工作日）" in slip
    assert "7月1日（周三） 列入电话催办" in slip
    assert "催办（催办单）" in slip
    assert "钱副市长" in slip
    assert not any("qian" in str(message["To"]) for message in received.messages)


def test_a_returned_report_starts_the_ladder_again_and_says_why(
    office: TestOffice, received: Received
) -> None:
    office.issue(key_task(18, stone("2026-06-30"), supports=()))
    office.live_until(at("2026-02-25", 10))
    sign_for(office, LEAD)
    office.live_until(at("2026-06-24", 10))
    answer(office, ObligationKind.COMPLETION, Answer.DONE)
    with transaction(office.engine) as session:
        obligation = owed(session, ObligationKind.COMPLETION)
        send_back(session, obligation, "请附验收意见", office.rules(), OFFICE, office.now)
    office.live_until(at("2026-06-30", 12))
    told = received.to(WANG)[-2:]
    assert str(told[0]["Subject"]).startswith("〔退回重报〕")
    assert "请附验收意见" in text_of(told[0])
    assert "〔退回重报〕" in str(told[1]["Subject"])
    with reading(office.engine) as session:
        assert session.get_one(Obligation, obligation.id).state is ObligationState.RETURNED


def test_in_progress_is_noted_but_the_ladder_goes_on(office: TestOffice, received: Received) -> None:
    office.issue(key_task(18, stone("2026-06-30"), supports=()))
    office.live_until(at("2026-02-25", 10))
    sign_for(office, LEAD)
    office.live_until(at("2026-06-24", 10))
    answer(office, ObligationKind.COMPLETION, Answer.IN_PROGRESS, text="设备到货，正在安装")
    office.live_until(at("2026-06-30", 10))
    assert "今天到期" in subjects(received, WANG)[-1]


def test_an_answer_between_composing_and_sending_withdraws_the_reminder(
    office: TestOffice, received: Received
) -> None:
    office.issue(key_task(18, stone("2026-06-30"), supports=()))
    with transaction(office.engine) as session:  # nobody signs or plans, but it must not disturb here
        owed(session, ObligationKind.SIGN).next_rung_at = None
        owed(session, ObligationKind.PLAN).next_rung_at = None
    office.now = at("2026-06-02", 9)
    tick(office.engine, office.desk, office.now)
    answer(office, ObligationKind.COMPLETION, Answer.DONE)
    delivered = office.beat()
    assert (delivered.sent, delivered.withdrawn) == (0, 1)
    assert received.messages == []
    with reading(office.engine) as session:
        note = session.exec(select(Notification).where(Notification.outcome == Outcome.WITHDRAWN)).one()
        assert note.reason == "事项已报送"
        assert session.exec(select(Mail)).one().reply == "信中事项均已办理"
