"""Years that were mistyped: refused with a sentence at every entrance, before anything counts with them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from intake.matter import Matter, add_matter
from intake.storing import store_draft
from models.actors import MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.dispatching import preview_dispatch
from models.duties import Obligation, Petition
from models.people import absent, appoint, end_holding, hand_over
from models.petitions import ask_extension, grant
from models.plans import KeyTask, Plan
from models.promises import check_promised
from models.steering import reopen, suspend
from models.units import Person, Post, Unit
from models.words import Answer, DirectiveKind, KeyTaskState, ObligationKind, PostRole
from tests.support.asking import contact, extension
from tests.support.drafts import task
from tests.support.office import LEAD, OFFICE, TestOffice, draft, key_task, owed, stone

FAR = [date.max, date(9999, 12, 20), date(2100, 1, 1), date(2032, 1, 1)]
PAST = [date.min, date(1900, 1, 1), date(2019, 12, 31)]
far = pytest.mark.parametrize("day", FAR)
past = pytest.mark.parametrize("day", PAST)


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    office.issue(key_task(1, stone("2026-06-30")))
    return office


def refused(office: TestOffice, move: Callable[[Session], Any]) -> None:
    """The move is refused with the years that make sense, and leaves nothing behind."""
    with pytest.raises(MoveRefused, match=r"年至\d+年之间"), transaction(office.engine) as session:
        move(session)


def first_task(session: Session) -> KeyTask:
    return session.exec(select(KeyTask)).one()


@far
def test_an_extension_to_such_a_year_is_refused_when_it_is_asked(issued: TestOffice, day: date) -> None:
    def ask(session: Session) -> Petition:
        row = owed(session, ObligationKind.COMPLETION)
        return ask_extension(session, row, day, "因", issued.rules(), contact(session), issued.now)

    refused(issued, ask)
    with reading(issued.engine) as session:
        assert session.exec(select(Petition)).all() == []


def test_one_that_was_asked_before_there_was_a_bound_is_refused_when_it_is_granted(
    issued: TestOffice,
) -> None:
    asked = extension(issued)
    with transaction(issued.engine) as session:
        session.get_one(Petition, asked.id).wanted_on = date.max
    refused(
        issued,
        lambda session: grant(
            session,
            session.get_one(Petition, asked.id),
            "行",
            issued.rules(),
            OFFICE,
            issued.now,
            paper="呈1号",
        ),
    )


@far
def test_no_round_is_called_for_such_a_day(issued: TestOffice, day: date) -> None:
    def look(session: Session) -> Any:
        plan = session.exec(select(Plan)).one()
        return preview_dispatch(session, plan, [first_task(session)], day, issued.rules(), issued.now)

    refused(issued, look)


@far
def test_nobody_promises_for_such_a_day(issued: TestOffice, day: date) -> None:
    refused(issued, lambda _: check_promised(day, issued.rules(), issued.now))


def answered(office: TestOffice, **said: Any) -> Callable[[Session], Any]:
    def act(session: Session) -> Any:
        row: Obligation = owed(session, ObligationKind.COMPLETION)
        answer = said.pop("answer")
        return report(session, row, answer, office.rules(), contact(session), office.now, "情况", **said)

    return act


@far
def test_no_next_step_is_planned_for_such_a_day(issued: TestOffice, day: date) -> None:
    refused(issued, answered(issued, answer=Answer.IN_PROGRESS, next_step="验收", next_on=day))


@past
def test_nothing_was_done_on_such_a_day(issued: TestOffice, day: date) -> None:
    refused(issued, answered(issued, answer=Answer.DONE, done_on=day))


@far
@pytest.mark.parametrize(("move", "state"), [(suspend, KeyTaskState.ISSUED), (reopen, KeyTaskState.CLOSED)])
def test_nothing_is_suspended_or_reopened_until_such_a_day(
    issued: TestOffice, move: Callable[..., Any], state: KeyTaskState, day: date
) -> None:
    def act(session: Session) -> None:
        one = first_task(session)
        one.state = state
        move(session, one, day, "复查", issued.rules(), OFFICE, issued.now)

    refused(issued, act)


@pytest.mark.parametrize("day", [date.min, date(1900, 1, 1), date(2100, 1, 1), date.max])
@pytest.mark.parametrize("way", ["since", "until", "hand-over", "end", "absent"])
def test_no_term_of_office_has_such_a_day(issued: TestOffice, way: str, day: date) -> None:
    def act(session: Session) -> object:
        unit = session.exec(select(Unit).where(Unit.name == LEAD)).one()
        wanted = select(Post).where(Post.unit_id == unit.id, Post.role == PostRole.HEAD)
        post, rules, now = session.exec(wanted).one(), issued.rules(), issued.now
        start = date(2026, 1, 5)
        if way == "since":
            return appoint(session, post, "新局长", day, rules, OFFICE, now)
        if way == "until":
            return appoint(session, post, "新局长", start, rules, OFFICE, now, until=day)
        if way == "hand-over":
            return hand_over(session, post, "新局长", day, rules, OFFICE, now)
        held = appoint(session, post, "新局长", start, rules, OFFICE, now)
        if way == "end":
            end_holding(session, held, day, "调离", rules, OFFICE, now)
        person = session.get_one(Person, held.person_id)
        return absent(session, person, day, day, "", OFFICE, now)

    with transaction(issued.engine) as session:
        post = session.exec(
            select(Post).join(Unit).where(Unit.name == LEAD, Post.role == PostRole.HEAD)
        ).one()
        post.person = ""
    refused(issued, act)


@pytest.mark.parametrize("field", ["due", "issued_on"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_no_matter_is_entered_for_such_a_day(office: TestOffice, field: str, day: date) -> None:
    given: dict[str, Any] = {"due": date(2026, 12, 31), field: day}
    matter = Matter(DirectiveKind.INSTRUCTION, "修缮老桥", "王市长", (LEAD,), **given)
    refused(office, lambda session: add_matter(session, matter, office.rules(), OFFICE, office.now))


@pytest.mark.parametrize("due", ["9999-12-31", "2047-01-01", "0001-01-01"])
def test_a_notice_with_such_a_limit_is_not_taken(office: TestOffice, due: str) -> None:
    made = draft(task(1, due=due))

    def store(session: Session) -> Any:
        return store_draft(session, made, ("a", b"1"), office.rules(), OFFICE, office.now)

    refused(office, store)
    with reading(office.engine) as session:
        assert session.exec(select(Plan)).all() == []


def test_a_notice_of_such_a_year_is_not_taken(office: TestOffice) -> None:
    made, rules = replace(draft(task(1)), year=9998), office.rules()
    with transaction(office.engine) as session, pytest.raises(MoveRefused, match="年度9998不合常理"):
        store_draft(session, made, ("a", b"1"), rules, OFFICE, office.now)


def test_an_aim_of_the_next_decade_is_taken(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        made = draft(task(1, due="2035-12-31"))
        assert store_draft(session, made, ("a", b"1"), office.rules(), OFFICE, office.now).new
