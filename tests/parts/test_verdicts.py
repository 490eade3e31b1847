"""The office verifies and returns: findings at year end, completion dates, and how long a report may be sent back."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models import steering
from models.actors import MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.deciding import accept, send_back, verdicts_for
from models.duties import Obligation, Sheet
from models.plans import KeyTask
from models.secrecy import set_secrecy
from models.signatures import sign_on_paper
from models.traces import HistoryEntry
from models.words import (
    VERDICTS,
    Answer,
    Armed,
    Criterion,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    Secrecy,
    Verdict,
)
from tests.support.office import OFFICE, TestOffice, at, key_task, owed, stone
from tests.support.steering import suspend, task_of


def result(office: TestOffice) -> Obligation:
    """The answer to the first milestone."""
    with reading(office.engine) as session:
        rows = session.exec(select(Obligation)).all()
    return next(row for row in rows if row.is_result and row.kind is not ObligationKind.CONTRIBUTION)


def answer(office: TestOffice, row: Obligation, given: Answer = Answer.DONE) -> None:
    with transaction(office.engine) as session:
        row = session.get_one(Obligation, row.id)
        report(session, row, given, office.rules(), OFFICE, office.now, "六条线路已开通")


def verify(
    office: TestOffice,
    row: Obligation,
    verdict: Verdict | None = None,
    done_on: date | None = None,
    why: str = "以验收单为准",
) -> None:
    with transaction(office.engine) as session:
        row = session.get_one(Obligation, row.id)
        accept(session, row, office.rules(), OFFICE, office.now, verdict=verdict, done_on=done_on, why=why)


def give_back(office: TestOffice, row: Obligation) -> None:
    with transaction(office.engine) as session:
        row = session.get_one(Obligation, row.id)
        send_back(session, row, "请补充数量", office.rules(), OFFICE, office.now)


@pytest.mark.parametrize(
    ("criterion", "verdict"), [(one, verdict) for one, choices in VERDICTS.items() for verdict in choices]
)
def test_a_year_end_answer_is_accepted_with_a_finding_and_completes(
    office: TestOffice, criterion: Criterion, verdict: Verdict
) -> None:
    office.issue(key_task(1, stone("2026-12-31", criterion)))
    row = result(office)
    answer(office, row)
    verify(office, row, verdict)
    assert result(office).verdict is verdict
    assert task_of(office).state is KeyTaskState.COMPLETED


@pytest.mark.parametrize("wrong", [None, Verdict.CARRIED_OVER])
def test_an_assessment_without_a_fitting_finding_is_refused(
    office: TestOffice, wrong: Verdict | None
) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    row = result(office)
    answer(office, row)
    with pytest.raises(MoveRefused, match="请写明评估结论：已取得明显进展、进展一般、未达预期"):
        verify(office, row, wrong)


def test_a_completion_gets_no_finding(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    row = result(office)
    answer(office, row)
    with reading(office.engine) as session:
        assert verdicts_for(session, row) == ()
    with pytest.raises(MoveRefused, match="不需要评估结论"):
        verify(office, row, Verdict.CLEAR)


def test_the_coordinator_corrects_the_completion_date(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    row = result(office)
    office.now = at("2026-07-08")
    answer(office, row)
    with pytest.raises(MoveRefused, match="在今天之后"):
        verify(office, row, done_on=date(2026, 7, 9))
    with pytest.raises(MoveRefused, match="核定的完成日期与所报的2026-07-08不同，请写明理由"):
        verify(office, row, done_on=date(2026, 6, 29), why=" ")
    verify(office, row, done_on=date(2026, 6, 29))
    assert result(office).done_on == date(2026, 6, 29)
    with reading(office.engine) as session:
        told = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "复核认可")).one()
    assert "完成日期由2026-07-08核定为2026-06-29：以验收单为准" in told.sentence


def test_the_same_completion_date_needs_no_reason(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    row = result(office)
    answer(office, row)
    verify(office, row, done_on=result(office).done_on, why="")
    assert result(office).state is ObligationState.ACCEPTED


def test_of_a_matter_on_paper_the_date_is_corrected_without_a_word(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    row = result(office)
    office.now = at("2026-07-08")
    answer(office, row)
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask)).one()
        set_secrecy(session, task, Secrecy.OFFLINE, "密柜3-12", OFFICE, office.now)
    with pytest.raises(MoveRefused, match="线下"):
        verify(office, row, done_on=date(2026, 6, 29))
    verify(office, row, done_on=date(2026, 6, 29), why="")
    assert result(office).done_on == date(2026, 6, 29)


def test_a_round_report_stands_five_workdays_after_it_arrived(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    office.now = at("2026-03-20")
    with reading(office.engine) as session:
        row = owed(session, ObligationKind.PROGRESS)
    answer(office, row, Answer.ON_TRACK)
    office.now = at("2026-03-30")
    with pytest.raises(MoveRefused, match="收到已超过5个工作日，视为认可"):
        give_back(office, row)
    office.now = at("2026-03-27")
    give_back(office, row)
    with reading(office.engine) as session:
        again = session.get_one(Obligation, row.id)
        assert (again.state, again.returns, again.armed_for) == (
            ObligationState.RETURNED,
            1,
            Armed.RETURNED,
        )


def test_a_result_may_be_returned_as_long_as_it_waits(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-04-30")))
    row = result(office)
    answer(office, row)
    office.now = at("2026-06-30")
    give_back(office, row)
    answer(office, row)
    give_back(office, row)
    assert (result(office).returns, result(office).cycle) == (2, 2)
    assert result(office).asked_by == date(2026, 7, 3)


def test_nothing_is_verified_while_the_matter_rests(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    row = result(office)
    answer(office, row)
    suspend(office, "2026-09-01")
    with pytest.raises(MoveRefused, match="第1项挂账，不能复核认可"):
        verify(office, row)


def test_where_the_policy_asks_for_it_nothing_is_accepted_unsigned(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    policy = office.rules().policy.model_copy(update={"signature_required": True})
    strict = replace(office.rules(), policy=policy)
    row = result(office)
    office.now = at("2026-06-29")
    answer(office, row)
    with transaction(office.engine) as session:
        reported = session.get_one(Obligation, row.id)
        with pytest.raises(MoveRefused, match="还没有主要负责人签批"):
            accept(session, reported, strict, OFFICE, office.now)
        sheet = Sheet(unit_id=reported.unit_id, round_id=reported.round_id or reported.id)
        session.add(sheet)
        session.flush()
        sign_on_paper(
            session, sheet, "云工信函〔2026〕8号", date(2026, 6, 29), "李局长", strict, OFFICE, office.now
        )
        accept(session, reported, strict, OFFICE, office.now)
        assert session.exec(select(KeyTask)).one().state is KeyTaskState.COMPLETED


def test_an_old_answer_does_not_complete_what_was_reopened(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    row = result(office)
    answer(office, row)
    verify(office, row)
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask)).one()
        steering.reopen(session, task, date(2026, 8, 1), "复查", office.rules(), OFFICE, office.now)
    with pytest.raises(MoveRefused, match="不能复核认可"):
        verify(office, row)
    assert task_of(office).state is KeyTaskState.ISSUED
