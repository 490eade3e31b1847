"""`duban report` without a date: which row is meant, and that a round not yet opened is never answered by chance."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.actors import MoveRefused
from models.answer_choice import row_meant
from models.answering import report
from models.contributions import last_reports
from models.database import reading, transaction
from models.duties import Obligation, Round
from models.office_clock import set_office_now
from models.words import OWED, Answer, Criterion, ObligationKind, ObligationState
from tests.support.cli import duban
from tests.support.office import LEAD, SUPPORT, TestOffice, at, contact_of, key_task, stone, unit_named

END = stone("2026-12-31", Criterion.PROGRESS)
JUNE, AUTUMN = stone("2026-06-30"), stone("2026-09-30", scope="二期")


def meant(office: TestOffice, answer: Answer = Answer.IN_PROGRESS, unit: str = LEAD) -> date:
    """The date of the row meant now."""
    with reading(office.engine) as session:
        return _meant(office, session, answer, unit).report_by


def _meant(office: TestOffice, session: Session, answer: Answer, unit: str) -> Obligation:
    kinds = (
        (ObligationKind.CONTRIBUTION,)
        if unit == SUPPORT
        else (ObligationKind.PROGRESS, ObligationKind.COMPLETION)
    )
    rows = [
        row
        for row in session.exec(select(Obligation).order_by(col(Obligation.report_by)))
        if row.unit_id == unit_named(session, unit).id
        and row.kind in kinds
        and (row.state in OWED or row.state is ObligationState.REPORTED)
    ]
    rounds = session.exec(select(col(Round.due_on))).all()
    return row_meant(rows, last_reports(session, rows), answer, office.rules(), office.now, rounds)


def say(office: TestOffice, answer: Answer = Answer.IN_PROGRESS, unit: str = LEAD) -> None:
    """Enter it where it is meant."""
    with transaction(office.engine) as session:
        row = _meant(office, session, answer, unit)
        report(
            session, row, answer, office.rules(), contact_of(unit_named(session, unit)), office.now, "说明"
        )


def test_the_round_that_has_opened_is_meant_and_then_corrected(office: TestOffice) -> None:
    office.issue(key_task(1, END))
    office.now = at("2026-03-11")
    for _ in range(3):
        assert meant(office) == date(2026, 3, 25)
        say(office)


def test_a_contribution_is_corrected_as_well(office: TestOffice) -> None:
    office.issue(key_task(1, END))
    office.now = at("2026-03-12")
    for _ in range(2):
        assert meant(office, Answer.NOTHING_NEW, SUPPORT) == date(2026, 3, 18)
        say(office, Answer.NOTHING_NEW, SUPPORT)


@pytest.mark.parametrize("day", ["2026-03-02", "2026-04-20"])
def test_between_two_rounds_the_date_has_to_be_named(office: TestOffice, day: str) -> None:
    office.issue(key_task(1, END))
    if day > "2026-03-25":
        office.now = at("2026-03-20")
        say(office)
    office.now = at(day)
    with pytest.raises(MoveRefused, match=r"现在没有正在报送的事项；.*--by .*2026-06-25（进展报送）"):
        meant(office)


def test_what_was_not_answered_in_time_is_meant_until_the_next_round_opens(office: TestOffice) -> None:
    office.issue(key_task(1, END))
    office.now = at("2026-04-20")
    assert meant(office) == date(2026, 3, 25)
    office.now = at("2026-06-12")
    with pytest.raises(
        MoveRefused, match=r"有2件可以这样答复.*2026-03-25（进展报送）、2026-06-25（进展报送）"
    ):
        meant(office)


def test_a_result_may_be_reported_long_before_its_date(office: TestOffice) -> None:
    office.issue(key_task(1, JUNE))
    assert meant(office) == meant(office, Answer.DONE) == date(2026, 6, 30)
    assert meant(office, Answer.NOTHING_NEW, SUPPORT) == date(2026, 6, 23)


def test_which_of_two_results_is_done_has_to_be_said(office: TestOffice) -> None:
    office.issue(key_task(1, JUNE, AUTUMN))
    office.now = at("2026-06-15")
    assert meant(office) == date(2026, 6, 30)
    with pytest.raises(MoveRefused, match="2026-06-30（办结报送）、2026-09-30（办结报送）"):
        meant(office, Answer.DONE)


def test_a_result_that_waits_for_the_office_is_corrected(office: TestOffice) -> None:
    office.issue(key_task(1, JUNE))
    say(office, Answer.DONE)
    office.now += timedelta(days=40)
    assert meant(office, Answer.DONE) == date(2026, 6, 30)


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_the_command_answers_the_running_round_twice(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_HOME", str(office.settings.home))
    monkeypatch.setenv("DUBAN_DATABASE_URL", office.settings.database)
    with transaction(office.engine) as session:
        set_office_now(session, office.now)
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)), year=2026)
    early = duban("report", "1", "1", LEAD, "推进中", "--text", "第一次")
    assert (early.status, "请用 --by 写明应报日期：2026-03-25（进展报送）" in early.err) == (1, True), (
        early.err
    )
    named = duban("report", "1", "1", LEAD, "推进中", "--text", "第一次", "--by", "2026-03-25")
    assert "进展报送（2026-03-25应报）：推进中" in named.out
    again = duban("report", "1", "1", LEAD, "推进中", "--text", "第二次")
    assert "进展报送（2026-03-25应报）：推进中" in again.out
