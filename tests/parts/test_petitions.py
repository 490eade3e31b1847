"""分工异议 and 请求协调: who may ask, until when, and what the unit hears."""

import pytest
from sqlmodel import col, select

from models.actors import MoveRefused
from models.database import reading, transaction
from models.duties import Obligation, Petition
from models.messages import Notification
from models.petitions import ask_coordination, grant, object_to, take_back
from models.words import (
    AssignmentState,
    ObligationKind,
    ObligationState,
    PetitionState,
)
from tests.support.asking import (
    DAY,
    contact,
    decide,
    duties_of_office,
    extension,
    head,
    now_of,
    objection,
    part_of,
)
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    WANG,
    ZHAO,
    TestOffice,
    at,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.recount import history, recount, states_in_tables
from tests.support.smtp_server import Received, text_of


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    office.issue(key_task(1, stone("2026-06-30")))
    return office


# 分工异议


def test_an_objection_is_signed_by_the_head_and_asks_the_office_within_two_workdays(
    issued: TestOffice,
) -> None:
    asked = objection(issued)
    (duty,) = duties_of_office(issued, asked)
    assert (asked.signed_by, asked.state) == ("赵局长", PetitionState.ASKED)
    assert (duty.kind, duty.period, duty.report_by) == (ObligationKind.DECIDE, "objection", DAY("2026-02-26"))


def test_the_head_may_object_without_naming_himself(issued: TestOffice) -> None:
    with transaction(issued.engine) as session:
        actor = head(session)
        asked = object_to(session, part_of(session), "不属于", "", issued.rules(), actor, issued.now)
        assert asked.signed_by == "市财政局主要负责人"


def test_an_objection_that_nobody_signed_is_refused(issued: TestOffice) -> None:
    with pytest.raises(MoveRefused, match="主要负责人签字"):
        objection(issued, signed_by=" ")


def test_a_unit_objects_to_its_own_part_only(issued: TestOffice) -> None:
    with transaction(issued.engine) as session, pytest.raises(MoveRefused, match="不是贵单位的事项"):
        object_to(
            session, part_of(session), "不属于", "王", issued.rules(), contact(session, LEAD), issued.now
        )


def test_after_five_workdays_an_objection_comes_too_late(issued: TestOffice) -> None:
    issued.now = at("2026-03-02", 17)
    asked = objection(issued)
    with transaction(issued.engine) as session:
        take_back(
            session,
            session.get_one(Petition, asked.id),
            issued.rules(),
            contact(session, SUPPORT),
            issued.now,
        )
    issued.now = at("2026-03-03")
    with pytest.raises(MoveRefused, match="5个工作日内提出，第1项已于2026-03-02截止"):
        objection(issued)


def test_the_same_part_is_objected_to_once_at_a_time(issued: TestOffice) -> None:
    objection(issued)
    with pytest.raises(MoveRefused, match="已经提出"):
        objection(issued)


def test_a_granted_objection_sends_the_part_back_and_tells_the_unit(
    issued: TestOffice, received: Received
) -> None:
    asked = objection(issued)
    decide(issued, asked, True, "采纳，另行明确")
    with reading(issued.engine) as session:
        assert part_of(session).state is AssignmentState.SENT_BACK
        rows = session.exec(
            select(Obligation).where(Obligation.unit_id == unit_named(session, SUPPORT).id)
        ).all()
        assert {row.state for row in rows} == {ObligationState.CANCELLED}
    assert duties_of_office(issued, asked)[0].state is ObligationState.ACCEPTED
    issued.live_until(at("2026-02-25"))
    told = received.to(ZHAO)[-1]
    assert "采纳，另行明确" in text_of(told)


def test_the_unit_that_takes_the_part_over_has_the_term_from_that_day(issued: TestOffice) -> None:
    issued.now = at("2026-03-02")
    asked = objection(issued, unit=LEAD)
    with transaction(issued.engine) as session:
        other = unit_named(session, SUPPORT).id
    decide(issued, asked, True, to_unit_id=other)
    issued.now = at("2026-03-09")
    assert objection(issued, unit=SUPPORT).state is PetitionState.ASKED
    issued.now = at("2026-03-10")
    with reading(issued.engine) as session:
        part = part_of(session, SUPPORT)
        with pytest.raises(MoveRefused, match="已于2026-03-09截止"):
            object_to(session, part, "不属于", "赵", issued.rules(), contact(session, SUPPORT), issued.now)


def test_a_lead_cannot_leave_with_nobody_to_report(issued: TestOffice) -> None:
    asked = objection(issued, unit=LEAD)
    with pytest.raises(MoveRefused, match="没有单位报送"):
        decide(issued, asked, True)
    assert now_of(issued, asked).state is PetitionState.ASKED


def test_an_objection_that_cannot_be_granted_stays_as_it_was(issued: TestOffice) -> None:
    """Even where the transaction goes on."""
    asked = objection(issued, unit=LEAD)
    with transaction(issued.engine) as session:
        petition = session.get_one(Petition, asked.id)
        with pytest.raises(MoveRefused, match="没有单位报送"):
            grant(session, petition, "同意", issued.rules(), OFFICE, issued.now)
        assert petition.state is PetitionState.ASKED
    kept = now_of(issued, asked)
    assert (kept.state, kept.answer, kept.decided_at) == (PetitionState.ASKED, "", None)
    with reading(issued.engine) as session:
        assert recount(history(session)) == states_in_tables(session)


# 请求协调


def test_a_request_for_coordination_is_answered_with_a_sentence(
    issued: TestOffice, received: Received
) -> None:
    with transaction(issued.engine) as session:
        row, actor = owed(session, ObligationKind.COMPLETION), contact(session)
        asked = ask_coordination(session, row, "用地指标不足", issued.rules(), actor, issued.now)
        again = ask_coordination(session, row, "用地指标不足", issued.rules(), actor, issued.now)
        assert again.id == asked.id
        with pytest.raises(MoveRefused, match="已经提出"):
            ask_coordination(session, row, "另一件事", issued.rules(), actor, issued.now)
    decide(issued, asked, True, "已商市自然资源局，本周答复")
    issued.live_until(at("2026-02-25"))
    assert "已商市自然资源局，本周答复" in text_of(received.to(WANG)[-1])
    assert now_of(issued, asked).answer == "已商市自然资源局，本周答复"


def test_what_is_accepted_or_signing_needs_no_coordination(issued: TestOffice) -> None:
    with transaction(issued.engine) as session:
        actor = contact(session)
        row = owed(session, ObligationKind.SIGN)
        with pytest.raises(MoveRefused, match="签收不能请求协调"):
            ask_coordination(session, row, "难", issued.rules(), actor, issued.now)
        done = owed(session, ObligationKind.COMPLETION)
        done.state = ObligationState.ACCEPTED
        with pytest.raises(MoveRefused, match="已认可，不需要协调"):
            ask_coordination(session, done, "难", issued.rules(), actor, issued.now)


def test_two_decisions_in_one_cycle_are_both_told(issued: TestOffice) -> None:
    decide(issued, extension(issued), False, "不行")
    decide(issued, extension(issued, DAY("2026-07-08")), False, "还是不行")
    with reading(issued.engine) as session:
        notes = session.exec(select(Notification).where(col(Notification.about_id).is_not(None))).all()
    assert sorted(note.rung for note in notes) == ["延期答复", "延期答复2"]
