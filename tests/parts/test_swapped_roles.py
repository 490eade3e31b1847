"""A corrected notice changes who leads: what runs at the time follows the roles, and both units are told."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models.actors import Actor, MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.deciding import accept
from models.dispatching import dispatch
from models.duties import Obligation, Round
from models.plans import Plan
from models.secrecy import set_secrecy
from models.words import Answer, Criterion, ObligationKind, Secrecy
from tests.support.corrections import (
    COMPLETION,
    CONTRIBUTION,
    OPEN,
    PROGRESS,
    THIRD,
    add_third,
    correct,
    rows,
    told,
)
from tests.support.drafts import hand_over, key_task_numbered, store
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    WANG,
    ZHAO,
    TestOffice,
    at,
    contact_of,
    owed,
    stone,
    unit_named,
)
from tests.support.recount import history, recount, states_in_tables
from tests.support.smtp_server import Received, text_of
from tests.support.steering import suspend

DAY = timedelta(days=1)
CALLED, FIRST = date(2026, 5, 8), date(2026, 3, 25)
YEAR_END = (stone("2026-12-31", Criterion.PROGRESS),)
Live = set[tuple[str, date]]


def of_lead(*, swapped: bool = False, supports: tuple[str, ...] = (SUPPORT,)) -> object:
    """A key task asked by rounds."""
    leads = (LEAD,)
    if swapped:
        leads, supports = (SUPPORT,), (LEAD,)
    return told(1, leads=leads, supports=supports, milestones=YEAR_END)


def swap(office: TestOffice) -> None:
    stored = correct(office, of_lead(swapped=True))  # type: ignore[arg-type]
    assert stored.by_hand == ()


def live(office: TestOffice, kind: ObligationKind, until: date = date(2026, 5, 31)) -> Live:
    """Unit and date of what is owed up to a day."""
    return {(unit, day) for unit, day, state in rows(office, kind) if state is OPEN and day <= until}


def call(office: TestOffice, due: date = CALLED) -> None:
    with transaction(office.engine) as session:
        task, plan = key_task_numbered(session, 1), session.get_one(Plan, 1)
        dispatch(session, plan, [task], due, "专项调度", "", office.rules(), OFFICE, office.now)


def contact(session: Session, unit: str) -> Actor:
    return contact_of(unit_named(session, unit))


@pytest.fixture
def running(office: TestOffice) -> TestOffice:
    """The first round is open on 20 March, too near to be asked of a plan that is issued now."""
    add_third(office)
    store(office, of_lead())  # type: ignore[arg-type]
    hand_over(office)
    office.live_until(at("2026-03-20"), DAY)
    return office


def test_the_round_that_is_open_follows_the_roles(running: TestOffice) -> None:
    assert live(running, PROGRESS) == {(LEAD, FIRST)}
    swap(running)
    assert {unit for unit, _ in live(running, PROGRESS)} == {SUPPORT}
    # The contribution was overdue: who takes it over has the term that a return has.
    assert live(running, CONTRIBUTION) == {(LEAD, date(2026, 3, 25))}
    with reading(running.engine) as session:
        new = owed(session, PROGRESS, SUPPORT)
        assert (new.report_by, new.asked_by, new.period) == (FIRST, FIRST, FIRST.isoformat())


def test_a_dispatch_that_runs_follows_the_roles_on_its_own_sheet(running: TestOffice) -> None:
    call(running)
    assert (LEAD, CALLED) in live(running, PROGRESS)
    helped = {day for unit, day in live(running, CONTRIBUTION) if unit == SUPPORT}
    swap(running)
    assert {unit for unit, _ in live(running, PROGRESS)} == {SUPPORT}
    assert (SUPPORT, CALLED) in live(running, PROGRESS)
    assert {unit for unit, _ in live(running, CONTRIBUTION)} == {LEAD}
    assert max(day for _, day in live(running, CONTRIBUTION)) == max(helped)
    with reading(running.engine) as session:
        sheets = session.exec(
            select(Round)
            .join(Obligation)
            .where(Obligation.period == CALLED.isoformat(), Obligation.state == OPEN)
        ).all()
        assert {sheet.due_on for sheet in sheets} == {CALLED}


def test_a_round_moved_by_a_dispatch_is_asked_on_the_dispatchs_date(running: TestOffice) -> None:
    call(running, date(2026, 3, 30))
    assert live(running, PROGRESS) == {(LEAD, date(2026, 3, 30))}
    swap(running)
    assert live(running, PROGRESS) == {(SUPPORT, date(2026, 3, 30))}
    with reading(running.engine) as session:
        old, new = owed(session, PROGRESS, LEAD), owed(session, PROGRESS, SUPPORT)
    assert (new.period, new.round_id) == (old.period, old.round_id)


def test_a_unit_that_comes_in_is_asked_in_the_dispatch_that_runs(running: TestOffice) -> None:
    call(running)
    correct(running, of_lead(supports=(SUPPORT, THIRD)))  # type: ignore[arg-type]
    asked = live(running, CONTRIBUTION)
    assert {(THIRD, day) for unit, day in asked if unit == SUPPORT and day > FIRST} <= asked
    assert max(day for unit, day in asked if unit == THIRD) > date(2026, 4, 20)
    assert {unit for unit, _ in live(running, PROGRESS)} == {LEAD}


def test_a_round_that_the_old_lead_has_answered_is_not_asked_again(running: TestOffice) -> None:
    with transaction(running.engine) as session:
        row = owed(session, PROGRESS)
        report(session, row, Answer.ON_TRACK, running.rules(), contact(session, LEAD), running.now)
    swap(running)
    assert not [day for _, day in live(running, PROGRESS)]


def test_nodes_of_the_accepted_plan_go_to_the_new_lead(running: TestOffice) -> None:
    details = {
        "measures": "分三步", "timetable": "五月开工", "responsible": "王五",
        "result_form": "文件", "expected_result": "完成", "nodes": [{"due": "2026-09-30", "text": "主体完工"}],
    }  # fmt: skip
    with transaction(running.engine) as session:
        row = owed(session, ObligationKind.PLAN)
        said = contact(session, LEAD)
        report(session, row, Answer.PLANNED, running.rules(), said, running.now, details=details)
        accept(session, row, running.rules(), OFFICE, running.now)
    assert (LEAD, date(2026, 9, 30)) in live(running, COMPLETION, date.max)
    swap(running)
    assert {unit for unit, _ in live(running, COMPLETION, date.max)} == {SUPPORT}
    assert {unit for unit, _ in live(running, CONTRIBUTION, date.max)} == {LEAD}


def test_history_alone_still_tells_how_everything_stands(running: TestOffice) -> None:
    call(running)
    swap(running)
    with reading(running.engine) as session:
        assert recount(history(session)).items() <= states_in_tables(session).items()


def test_both_units_are_told_in_one_line_each(running: TestOffice, received: Received) -> None:
    received.messages.clear()
    swap(running)
    running.live_until(at("2026-03-24"), DAY)
    said = [text_of(mail) for mail in received.to(ZHAO) if "【计划调整】" in text_of(mail)]
    assert len(said) == 1
    assert "现由贵单位牵头报送" in said[0]
    said = [text_of(mail) for mail in received.to(WANG) if "【计划调整】" in text_of(mail)]
    assert len(said) == 1
    assert f"现由{SUPPORT}牵头，贵单位配合" in said[0]


def test_a_unit_that_the_corrected_notice_leaves_out_is_told(running: TestOffice, received: Received) -> None:
    received.messages.clear()
    correct(running, of_lead(supports=()))  # type: ignore[arg-type]
    running.live_until(at("2026-03-24"), DAY)
    (said,) = [text_of(mail) for mail in received.to(ZHAO)]
    assert f"现由{LEAD}牵头，贵单位不再报送" in said


def test_what_a_correction_adds_to_a_key_task_that_rests_rests_too(running: TestOffice) -> None:
    suspend(running, "2026-06-01")
    correct(running, told(1, milestones=(*YEAR_END, stone("2026-10-31", scope="主体"))))
    with reading(running.engine) as session:
        new = owed(session, COMPLETION)
        assert (new.paused, new.next_rung_at) == (True, None)


def hide(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        set_secrecy(session, key_task_numbered(session, 1), Secrecy.OFFLINE, "柜1", OFFICE, office.now)


def test_a_key_task_that_is_offline_changes_hands_by_a_corrected_notice(running: TestOffice) -> None:
    hide(running)
    stored = correct(running, told(1, leads=(THIRD,), milestones=YEAR_END))
    assert stored.by_hand == ()
    assert {unit for unit, _ in live(running, PROGRESS)} == {THIRD}


def test_a_key_task_that_is_offline_ends_by_a_corrected_notice(running: TestOffice) -> None:
    hide(running)
    assert correct(running).by_hand == ()
    assert live(running, PROGRESS, date.max) == set()
    assert not store(running, source=b"third").differs


def test_a_key_task_that_is_offline_ends_once_a_person_says_that_another_one_is_new(
    running: TestOffice,
) -> None:
    hide(running)
    with pytest.raises(MoveRefused, match="--same 2="):
        correct(running, told(2))
    assert correct(running, told(2), decided={"2": ""}).by_hand == ()
    assert live(running, PROGRESS, date.max) == set()
