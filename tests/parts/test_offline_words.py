"""线下: no move takes a word about the matter, and what was said before it went offline stays nowhere."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, SQLModel, select

from models import deciding, petitions, steering
from models.actors import MoveRefused
from models.answering import report
from models.assigning import send_back_part
from models.calling import record_call
from models.database import reading, transaction
from models.duties import Obligation, Petition
from models.messages import Notification
from models.plans import Assignment, KeyTask
from models.rules import Rules
from models.secrecy import ON_PAPER, set_secrecy
from models.words import Answer, ObligationKind, Outcome, PetitionState, Secrecy
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)

SAID = "两户业主拒绝签字"
DAY = date(2026, 8, 31)
Move = Callable[[Session, KeyTask, str, Rules, TestOffice], object]


def result(session: Session) -> Obligation:
    return owed(session, ObligationKind.COMPLETION)


def asked(session: Session, kind: str) -> Petition:
    return next(row for row in session.exec(select(Petition)) if row.kind.value == kind)


def part(session: Session) -> Assignment:
    mine = (Assignment.unit_id == unit_named(session, SUPPORT).id, KeyTask.number == 1)
    return session.exec(select(Assignment).join(KeyTask).where(*mine)).one()


def held(session: Session) -> Notification:
    wanted = (Notification.outcome == Outcome.HELD, Notification.obligation_id == result(session).id)
    return session.exec(select(Notification).where(*wanted)).one()


MOVES: dict[str, Move] = {
    "挂账": lambda s, t, why, r, o: steering.suspend(s, t, DAY, why, r, OFFICE, o.now),
    "终止": lambda s, t, why, r, o: steering.cancel(s, t, why, r, OFFICE, o.now),
    "转办": lambda s, t, why, r, o: steering.transfer(
        s, t, unit_named(s, LEAD).id, unit_named(s, SUPPORT).id, why, r, OFFICE, o.now
    ),
    "并入": lambda s, t, why, r, o: steering.merge(s, t, other(s), why, r, OFFICE, o.now),
    "另一项并入本项": lambda s, t, why, r, o: steering.merge(s, other(s), t, why, r, OFFICE, o.now),
    "退回分工": lambda s, _, why, r, o: send_back_part(s, part(s), why, r, OFFICE, o.now),
    "申请延期": lambda s, _, why, r, o: petitions.ask_extension(
        s, result(s), date(2026, 9, 30), why, r, OFFICE, o.now
    ),
    "请求协调": lambda s, _, why, r, o: petitions.ask_coordination(s, result(s), why, r, OFFICE, o.now),
    "分工异议": lambda s, _, why, r, o: petitions.object_to(s, part(s), why, "赵局长", r, OFFICE, o.now),
}


def other(session: Session) -> KeyTask:
    return session.exec(select(KeyTask).where(KeyTask.number == 2)).one()


def offline(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-12-31")))
    hide(office)


def hide(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        set_secrecy(session, task, Secrecy.OFFLINE, "督查卷3-12", OFFICE, office.now)


def tried(office: TestOffice, move: Move, why: str) -> None:
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        move(session, task, why, office.rules(), office)


def everything(session: Session) -> str:
    return "\n".join(
        str(row)
        for table in SQLModel.metadata.sorted_tables
        for row in session.connection().execute(table.select())
    )


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_an_offline_matter_takes_no_reason_but_that_it_is_on_paper(office: TestOffice, move: Move) -> None:
    offline(office)
    with pytest.raises(MoveRefused, match="线下事项，理由请走纸质渠道，这里只写“见纸质件”"):
        tried(office, move, SAID)
    tried(office, move, ON_PAPER)
    with reading(office.engine) as session:
        assert SAID not in everything(session)


def test_resuming_and_looking_back_take_no_words_either(office: TestOffice) -> None:
    offline(office)
    tried(office, MOVES["挂账"], ON_PAPER)

    def resume(session: Session, task: KeyTask, why: str, rules: Rules, office: TestOffice) -> None:
        steering.resume(session, task, why, rules, OFFICE, office.now)

    def reopen(session: Session, task: KeyTask, why: str, rules: Rules, office: TestOffice) -> None:
        row = result(session)
        report(session, row, Answer.DONE, rules, OFFICE, office.now, done_on=date(2026, 2, 24))
        deciding.accept(session, row, rules, OFFICE, office.now)
        steering.reopen(session, task, DAY, why, rules, OFFICE, office.now)

    for move in (resume, reopen):
        with pytest.raises(MoveRefused, match="见纸质件"):
            tried(office, move, SAID)
        tried(office, move, ON_PAPER)


def test_a_return_and_a_slip_taken_back_say_nothing_of_an_offline_matter(office: TestOffice) -> None:
    offline(office)
    office.now = at("2026-06-30")
    office.live_until(at("2026-07-04", 10))

    def withdraw(session: Session, task: KeyTask, why: str, rules: Rules, office: TestOffice) -> None:
        deciding.withdraw(session, held(session), why, rules, OFFICE, office.now)

    def send_back(session: Session, task: KeyTask, why: str, rules: Rules, office: TestOffice) -> None:
        row = result(session)
        report(session, row, Answer.DONE, rules, OFFICE, office.now, done_on=date(2026, 6, 30))
        deciding.send_back(session, row, why, rules, OFFICE, office.now)

    for move in (withdraw, send_back):
        with pytest.raises(MoveRefused, match="见纸质件"):
            tried(office, move, SAID)
        tried(office, move, ON_PAPER)


def test_the_answer_to_a_petition_about_an_offline_matter_is_on_paper(office: TestOffice) -> None:
    offline(office)
    for name in ("请求协调", "分工异议"):
        tried(office, MOVES[name], ON_PAPER)

    def refuse(session: Session, task: KeyTask, why: str, rules: Rules, office: TestOffice) -> None:
        petitions.refuse(session, asked(session, "coordination"), why, rules, OFFICE, office.now)

    def grant(session: Session, task: KeyTask, why: str, rules: Rules, office: TestOffice) -> None:
        petitions.grant(session, asked(session, "objection"), why, rules, OFFICE, office.now)

    for move in (refuse, grant):
        with pytest.raises(MoveRefused, match="见纸质件"):
            tried(office, move, SAID)
        tried(office, move, ON_PAPER)
    with reading(office.engine) as session:
        states = {row.kind.value: row.state for row in session.exec(select(Petition))}
    assert states == {"coordination": PetitionState.REFUSED, "objection": PetitionState.GRANTED}


def call(office: TestOffice, text: str) -> None:
    with transaction(office.engine) as session:
        row, promised = result(session), date(2026, 3, 10)
        record_call(session, [row], "沈", promised, office.rules(), OFFICE, office.now, text=text)


def test_a_call_about_an_offline_matter_keeps_who_and_when(office: TestOffice) -> None:
    offline(office)
    with pytest.raises(MoveRefused, match="只记谁接的电话和答应的日期"):
        call(office, SAID)
    call(office, "")
    with reading(office.engine) as session:
        kept = session.exec(select(Notification).where(Notification.rung == "已电话催办")).one()
    assert kept.reason == "沈接电话"


def test_what_was_said_in_a_call_goes_when_the_matter_goes_offline(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-12-31")))
    call(office, SAID)
    hide(office)
    with reading(office.engine) as session:
        assert SAID not in everything(session)


def test_an_open_matter_takes_its_reasons_as_ever(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    tried(office, MOVES["请求协调"], SAID)
    with transaction(office.engine) as session:
        unit = contact_of(unit_named(session, LEAD))
        petitions.ask_coordination(
            session, owed(session, ObligationKind.PLAN), SAID, office.rules(), unit, office.now
        )
