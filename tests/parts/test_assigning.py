"""A part is handed on or sent back: what is owed goes along, what was reported stays."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models.actors import MoveRefused
from models.answering import report, sign
from models.assigning import send_back_part
from models.database import reading, transaction
from models.deciding import accept
from models.duties import Obligation
from models.plans import Assignment, KeyTask
from models.words import (
    Answer,
    Armed,
    AssignmentState,
    Criterion,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    UnitKind,
)
from tests.support.drafts import hand_over, store
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
from tests.support.steering import (
    OTHER,
    give_back,
    parts,
    register,
    rows,
    task_of,
    transfer,
)

# 转办, 退回分工


def test_a_transfer_moves_what_is_owed_and_leaves_what_was_reported(office: TestOffice) -> None:
    other = register(office)
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    office.now = at("2026-03-24")
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.PROGRESS)
        report(session, row, Answer.ON_TRACK, office.rules(), OFFICE, office.now)
    transfer(office, LEAD, OTHER)
    kept, moved = rows(office, unit=LEAD), rows(office, unit=OTHER)
    assert [row.state for row in kept if row.state is not ObligationState.CANCELLED] == [
        ObligationState.REPORTED
    ]
    assert {row.period for row in moved} == {
        row.period for row in kept if row.state is ObligationState.CANCELLED
    }
    assert {row.armed_for for row in moved} == {Armed.TRANSFERRED}
    assert parts(office)[LEAD] is AssignmentState.TRANSFERRED
    assert parts(office)[OTHER] is AssignmentState.PENDING
    with reading(office.engine) as session:
        assert owed(session, ObligationKind.SIGN, OTHER).unit_id == other


def test_what_was_overdue_is_asked_of_the_new_unit_with_a_term(office: TestOffice) -> None:
    register(office)
    office.issue(key_task(1, stone("2026-04-30"), supports=()))
    office.now = at("2026-05-19")
    transfer(office, LEAD, OTHER)
    row = rows(office, unit=OTHER)[0]
    assert (row.report_by, row.deadline, row.asked_by) == (
        date(2026, 4, 30),
        date(2026, 4, 30),
        date(2026, 5, 22),
    )


def test_a_supporting_unit_that_takes_the_lead_contributes_no_more(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.SIGN, SUPPORT)
        sign(session, row, office.rules(), contact_of(unit_named(session, SUPPORT)), office.now)
    transfer(office, LEAD, SUPPORT)
    states = {(row.kind, row.state) for row in rows(office, unit=SUPPORT)}
    assert states == {
        (ObligationKind.CONTRIBUTION, ObligationState.CANCELLED),
        (ObligationKind.COMPLETION, ObligationState.OPEN),
    }
    assert parts(office)[SUPPORT] is AssignmentState.PENDING  # the lead is signed for anew


def test_a_part_handed_on_may_come_back(office: TestOffice) -> None:
    register(office)
    office.issue(key_task(1, stone("2026-06-30"), supports=()))
    transfer(office, LEAD, OTHER)
    transfer(office, OTHER, LEAD)
    assert [row.state for row in rows(office, unit=LEAD)] == [
        ObligationState.CANCELLED,
        ObligationState.OPEN,
    ]
    with transaction(office.engine) as session:
        row = next(one for one in rows(office, unit=LEAD) if one.state is ObligationState.OPEN)
        row = session.get_one(Obligation, row.id)
        report(session, row, Answer.DONE, office.rules(), OFFICE, office.now, "已建成")
        accept(session, row, office.rules(), OFFICE, office.now)
    assert task_of(office).state is KeyTaskState.COMPLETED


@pytest.mark.parametrize(
    ("left", "taker", "said"),
    [
        pytest.param(SUPPORT, LEAD, "已是第1项的牵头单位", id="the lead does not support itself"),
        pytest.param(LEAD, LEAD, "已是第1项的牵头单位", id="to itself"),
        pytest.param(OTHER, SUPPORT, "没有以本单位名义承担", id="from a unit without a part"),
        pytest.param(LEAD, "各区人民政府", "请指明一个具体的承办单位", id="to a group"),
    ],
)
def test_a_transfer_that_makes_no_sense_is_refused(
    office: TestOffice, left: str, taker: str, said: str
) -> None:
    register(office)
    register(office, "各区人民政府", UnitKind.GROUP)
    office.issue(key_task(1, stone("2026-06-30")))
    with pytest.raises(MoveRefused, match=said):
        transfer(office, left, taker)


def test_a_supporting_unit_is_let_go(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    give_back(office, SUPPORT)
    assert parts(office)[SUPPORT] is AssignmentState.SENT_BACK
    assert [row.state for row in rows(office, unit=SUPPORT)] == [ObligationState.CANCELLED]
    assert [row.state for row in rows(office, unit=LEAD)] == [ObligationState.OPEN]


def test_the_only_lead_goes_when_another_unit_is_named(office: TestOffice) -> None:
    other = register(office)
    office.issue(key_task(1, stone("2026-06-30")))
    with pytest.raises(MoveRefused, match="没有单位报送，请同时指明由哪个单位接办"):
        give_back(office, LEAD)
    give_back(office, LEAD, other)
    assert parts(office) == {
        LEAD: AssignmentState.SENT_BACK,
        OTHER: AssignmentState.PENDING,
        SUPPORT: AssignmentState.PENDING,
    }
    assert [row.kind for row in rows(office, unit=OTHER)] == [ObligationKind.COMPLETION]


def test_signing_takes_over_no_part_that_was_sent_back(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30")))
    with transaction(office.engine) as session:
        unit = unit_named(session, SUPPORT)
        task = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        both = (Assignment.unit_id == unit.id, Assignment.key_task_id == task.id)
        part = session.exec(select(Assignment).where(*both)).one()
        send_back_part(session, part, "不属职责范围", office.rules(), OFFICE, office.now)
        sign(session, owed(session, ObligationKind.SIGN, SUPPORT), office.rules(), OFFICE, office.now)
        assert part.state is AssignmentState.SENT_BACK


# Several that lead: the first sums up


def two_lead(office: TestOffice) -> None:
    """LEAD and SUPPORT lead together; the first-listed one reports, the other contributes."""
    both = replace(key_task(1, stone("2026-06-30"), supports=()), leads=(LEAD, SUPPORT))
    store(office, both, accept_defaults=True)
    hand_over(office)


def owing(office: TestOffice, unit: str) -> list[tuple[ObligationKind, str]]:
    """What a unit still owes, with the date asked."""
    return [
        (row.kind, str(row.asked_by)) for row in rows(office, unit=unit) if row.state is ObligationState.OPEN
    ]


def test_the_next_that_leads_sums_up_when_the_first_goes(office: TestOffice) -> None:
    two_lead(office)
    assert owing(office, SUPPORT)[-1] == (ObligationKind.CONTRIBUTION, "2026-06-23")
    with transaction(office.engine) as session:
        owed(session, ObligationKind.COMPLETION).extended_to = date(2026, 7, 31)
    give_back(office, LEAD)
    assert parts(office) == {LEAD: AssignmentState.SENT_BACK, SUPPORT: AssignmentState.PENDING}
    assert [one for one in owing(office, SUPPORT) if one[0] is not ObligationKind.SIGN] == [
        (ObligationKind.COMPLETION, "2026-07-31")
    ]
    assert [row.state for row in rows(office, unit=LEAD) if row.kind is ObligationKind.COMPLETION] == [
        ObligationState.CANCELLED
    ]


def test_the_second_that_leads_goes_and_the_first_reports_as_before(office: TestOffice) -> None:
    two_lead(office)
    give_back(office, SUPPORT)
    assert (ObligationKind.COMPLETION, "2026-06-30") in owing(office, LEAD)
    assert [one for one in owing(office, SUPPORT) if one[0] is not ObligationKind.SIGN] == []


def test_the_last_that_leads_does_not_go_without_a_successor(office: TestOffice) -> None:
    two_lead(office)
    give_back(office, LEAD)
    with pytest.raises(MoveRefused, match="没有单位报送"):
        give_back(office, SUPPORT)
