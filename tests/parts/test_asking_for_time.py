"""申请延期: who may ask, until when, who decides, and what the unit hears."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from models.actors import MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.duties import Obligation, Petition
from models.messages import Notification
from models.petitions import ask_extension, grant, take_back
from models.traces import HistoryEntry, LegRequest
from models.words import (
    Answer,
    Criterion,
    Level,
    ObligationKind,
    ObligationState,
    Outcome,
    PetitionState,
)
from tests.support.asking import (
    DAY,
    UNTIL,
    contact,
    decide,
    duties_of_office,
    extension,
    now_of,
)
from tests.support.office import (
    LEAD,
    OFFICE,
    SUN,
    SUPPORT,
    WANG,
    TestOffice,
    at,
    key_task,
    owed,
    stone,
)
from tests.support.smtp_server import Received, text_of


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    office.issue(key_task(1, stone("2026-06-30")))
    return office


# 申请延期


def test_an_extension_waits_for_the_office_while_the_old_date_counts(issued: TestOffice) -> None:
    asked = extension(issued)
    with reading(issued.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        assert (row.asked_by, row.cycle, row.extended_to) == (DAY("2026-06-30"), 0, None)
        legs = {one.reason for one in session.exec(select(LegRequest))}
    assert asked.level is Level.COORDINATOR
    assert duties_of_office(issued, asked)[0].period == "extension"
    assert "申请延期" in legs


@pytest.mark.parametrize(
    ("until", "level"),
    [
        ("2026-07-15", Level.COORDINATOR),
        ("2026-07-16", Level.OFFICE_HEAD),
        ("2026-07-30", Level.OFFICE_HEAD),
        ("2026-07-31", Level.LEADER),
    ],
)
def test_the_longer_the_extension_the_higher_it_is_decided(
    issued: TestOffice, until: str, level: Level
) -> None:
    assert extension(issued, DAY(until)).level is level


def test_a_second_extension_of_the_same_matter_is_decided_higher(issued: TestOffice) -> None:
    decide(issued, extension(issued, DAY("2026-07-05")), True)
    again = extension(issued, DAY("2026-07-10"))
    assert again.level is Level.OFFICE_HEAD
    decide(issued, again, True, paper="云政督〔2026〕8号")
    assert extension(issued, DAY("2026-07-12")).level is Level.LEADER


def test_a_decision_above_ones_level_needs_the_paper(issued: TestOffice) -> None:
    asked = extension(issued, DAY("2026-08-31"))
    for granted in (True, False):
        with pytest.raises(MoveRefused, match="由分管领导决定"):
            decide(issued, asked, granted)
    above = replace(OFFICE, level=Level.OFFICE_HEAD)
    with pytest.raises(MoveRefused, match="由分管领导决定"):
        decide(issued, asked, True, actor=above)
    decide(issued, asked, True, paper="云政督〔2026〕9号")
    assert now_of(issued, asked).paper == "云政督〔2026〕9号"


def test_a_decision_that_is_refused_leaves_the_petition_as_it_was(issued: TestOffice) -> None:
    """Even where the transaction goes on."""
    asked = extension(issued, DAY("2026-08-31"))
    with transaction(issued.engine) as session:
        petition = session.get_one(Petition, asked.id)
        before = petition.model_dump()
        with pytest.raises(MoveRefused, match="由分管领导决定"):
            grant(session, petition, "同意", issued.rules(), OFFICE, issued.now)
        assert not session.is_modified(petition)
        assert petition.model_dump() == before
    assert now_of(issued, asked).granted_on is None


def test_the_office_head_decides_at_his_own_level_without_a_paper(issued: TestOffice) -> None:
    asked = extension(issued, DAY("2026-07-30"))
    decide(issued, asked, True, actor=replace(OFFICE, level=Level.OFFICE_HEAD))
    assert now_of(issued, asked).state is PetitionState.GRANTED


def test_a_shorter_date_is_decided_by_whoever_may_grant_that_much(issued: TestOffice) -> None:
    asked = extension(issued, DAY("2026-08-31"))
    decide(issued, asked, True, on=DAY("2026-07-10"))
    with reading(issued.engine) as session:
        assert owed(session, ObligationKind.COMPLETION).asked_by == DAY("2026-07-10")
    assert now_of(issued, asked).granted_on == DAY("2026-07-10")


@pytest.mark.parametrize(
    ("on", "why"), [("2026-07-11", "不能晚于申请的2026-07-10"), ("2026-06-30", "须晚于现在的2026-06-30")]
)
def test_a_granted_date_lies_between_the_present_and_the_wanted_one(
    issued: TestOffice, on: str, why: str
) -> None:
    asked = extension(issued)
    with pytest.raises(MoveRefused, match=why):
        decide(issued, asked, True, on=DAY(on))


def test_on_the_last_day_an_extension_may_be_asked_and_on_the_next_not(issued: TestOffice) -> None:
    issued.now = at("2026-06-30", 17)
    asked = extension(issued)
    with transaction(issued.engine) as session:
        row = session.get_one(Petition, asked.id)
        take_back(session, row, issued.rules(), contact(session), issued.now)
    issued.now = at("2026-07-01")
    with pytest.raises(MoveRefused, match="已于2026-06-30到期，延期须在到期前申请；现在按逾期处理"):
        extension(issued)


def test_a_result_of_december_expires_with_its_deadline_not_with_its_round(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31")))
    office.now = at("2027-01-05")
    office.forget_rules()
    with pytest.raises(MoveRefused, match="已于2026-12-31到期"):
        extension(office, DAY("2027-03-31"))


def test_undecided_past_its_date_a_petition_stops_no_slip(issued: TestOffice, received: Received) -> None:
    issued.now = at("2026-06-30", 15)
    extension(issued)
    issued.live_until(at("2026-07-03", 10))
    with reading(issued.engine) as session:
        held = session.exec(select(Notification).where(Notification.outcome == Outcome.HELD)).all()
    assert [note.rung for note in held] == ["催办单"]
    assert received.to(SUN)


@pytest.mark.parametrize(
    ("until", "reason", "why"),
    [
        ("2026-06-30", "征地", "须晚于现在的2026-06-30"),
        ("2026-05-01", "征地", "须晚于现在的2026-06-30"),
        ("2026-07-10", " ", "请写明理由"),
    ],
)
def test_an_extension_names_a_reason_and_a_later_date(
    issued: TestOffice, until: str, reason: str, why: str
) -> None:
    with pytest.raises(MoveRefused, match=why):
        extension(issued, DAY(until), reason)


def test_round_reports_contributions_and_signing_are_not_extended(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    kinds = {
        ObligationKind.PROGRESS: (LEAD, "按轮次报送"),
        ObligationKind.CONTRIBUTION: (SUPPORT, "按轮次报送"),
        ObligationKind.SIGN: (LEAD, "签收不能申请延期"),
    }
    for kind, (unit, why) in kinds.items():
        with transaction(office.engine) as session:
            row, actor = owed(session, kind, unit), contact(session, unit)
            with pytest.raises(MoveRefused, match=why):
                ask_extension(session, row, UNTIL, "忙", office.rules(), actor, office.now)


def test_an_assessment_with_a_date_may_be_extended(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    with transaction(office.engine) as session:
        rows = select(Obligation).where(col(Obligation.milestone_id).is_not(None))
        row = session.exec(rows).one()
        actor = contact(session)
        asked = ask_extension(session, row, DAY("2027-03-31"), "跨年", office.rules(), actor, office.now)
        assert asked.level is Level.LEADER


def test_what_is_reported_needs_no_extension(issued: TestOffice) -> None:
    asked = extension(issued)
    with transaction(issued.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        report(session, row, Answer.DONE, issued.rules(), contact(session), issued.now, "建成")
    with pytest.raises(MoveRefused, match="已报送，不需要延期"):
        decide(issued, asked, True)
    decide(issued, asked, False, "已办结")
    with pytest.raises(MoveRefused, match="已报送，不需要延期"):
        extension(issued)


def test_another_unit_cannot_ask_for_more_time(issued: TestOffice) -> None:
    with transaction(issued.engine) as session:
        row, other = owed(session, ObligationKind.COMPLETION), contact(session, SUPPORT)
        with pytest.raises(MoveRefused, match="不是贵单位的事项"):
            ask_extension(session, row, UNTIL, "忙", issued.rules(), other, issued.now)


def test_one_extension_waits_at_a_time_and_may_be_taken_back(issued: TestOffice) -> None:
    asked = extension(issued)
    with pytest.raises(MoveRefused, match="已经提出"):
        extension(issued, DAY("2026-07-20"))
    with transaction(issued.engine) as session:
        row, other = session.get_one(Petition, asked.id), contact(session, SUPPORT)
        with pytest.raises(MoveRefused, match="不是贵单位的事项"):
            take_back(session, row, issued.rules(), other, issued.now)
    with transaction(issued.engine) as session:
        row = session.get_one(Petition, asked.id)
        take_back(session, row, issued.rules(), contact(session), issued.now)
    assert duties_of_office(issued, asked)[0].state is ObligationState.CANCELLED
    assert extension(issued, DAY("2026-07-20")).state is PetitionState.ASKED


def test_a_petition_is_decided_once_by_the_office_alone(issued: TestOffice) -> None:
    asked = extension(issued)
    with reading(issued.engine) as session:
        unit = contact(session)
    with pytest.raises(MoveRefused, match="只能由督查人员办理"):
        decide(issued, asked, True, actor=unit)
    with pytest.raises(MoveRefused, match="请写明答复"):
        decide(issued, asked, False, " ")
    decide(issued, asked, False, "时间充裕")
    for granted in (True, False):
        with pytest.raises(MoveRefused, match="延期申请不同意，不能"):
            decide(issued, asked, granted)


def test_a_refusal_changes_no_date_and_reaches_the_unit_with_its_words(
    issued: TestOffice, received: Received
) -> None:
    asked = extension(issued)
    decide(issued, asked, False, "请倒排工期，按期完成")
    with reading(issued.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        assert (row.asked_by, row.cycle) == (DAY("2026-06-30"), 0)
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "不同意")).one()
        assert (entry.before["petition_state"], entry.after["petition_state"]) == ("asked", "refused")
    issued.live_until(at("2026-02-25"))
    assert "不同意：请倒排工期，按期完成" in text_of(received.to(WANG)[-1])
