"""A corrected notice on an issued plan: units come, go, change places, and what they reported stays theirs."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models.database import reading, transaction
from models.plans import Assignment
from models.traces import HistoryEntry
from models.units import Unit
from models.words import (
    AssignmentState,
    ObligationKind,
    Responsibility,
    Role,
)
from tests.support.corrections import (
    CANCELLED,
    COMPLETION,
    CONTRIBUTION,
    OPEN,
    REPORTED,
    THIRD,
    add_third,
    answer,
    correct,
    rows,
    told,
)
from tests.support.drafts import hand_over, parts_of, store
from tests.support.office import LEAD, SUPPORT, TestOffice, owed, stone, unit_named


@pytest.fixture(autouse=True)
def third(office: TestOffice) -> None:
    add_third(office)


def test_a_supporting_unit_more_is_asked_to_sign_and_to_contribute(office: TestOffice) -> None:
    store(office, told(1, supports=()))
    hand_over(office)
    stored = correct(office, told(1, supports=(THIRD,)))
    assert stored.by_hand == ()
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (THIRD, Role.SUPPORT)]
    assert rows(office, CONTRIBUTION) == [(THIRD, date(2026, 6, 23), OPEN)]
    with reading(office.engine) as session:
        assert owed(session, ObligationKind.SIGN, THIRD).state is OPEN


def test_a_supporting_unit_less_has_its_part_sent_back(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    correct(office, told(1, supports=()))
    assert [state for _, _, state in rows(office, CONTRIBUTION)] == [CANCELLED]
    with reading(office.engine) as session:
        unit = unit_named(session, SUPPORT)
        part = session.exec(select(Assignment).where(Assignment.unit_id == unit.id)).one()
    assert part.state is AssignmentState.SENT_BACK


def test_another_lead_takes_over_what_is_owed_and_the_old_ones_reports_stay(office: TestOffice) -> None:
    first = told(1, milestones=(stone("2026-05-31", scope="方案"), stone("2026-08-31", scope="主体")))
    store(office, first)
    hand_over(office)
    answer(office)
    correct(office, replace(first, leads=(THIRD,)))
    assert rows(office, COMPLETION) == sorted(
        [
            (LEAD, date(2026, 5, 31), REPORTED),
            (LEAD, date(2026, 8, 31), CANCELLED),
            (THIRD, date(2026, 8, 31), OPEN),
        ]
    )
    assert [state for _, _, state in rows(office, CONTRIBUTION)] == [OPEN, OPEN]
    with reading(office.engine) as session:
        states = dict(session.exec(select(Unit.name, Assignment.state).join(Assignment)).all())
        assert session.exec(select(HistoryEntry).where(HistoryEntry.verb == "转办")).all()
    assert states[LEAD] is AssignmentState.TRANSFERRED
    assert states[THIRD] is AssignmentState.PENDING


def test_two_units_change_places(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    stored = correct(office, told(1, leads=(SUPPORT,), supports=(LEAD,)))
    assert stored.by_hand == ()
    assert [row for row in rows(office, COMPLETION) if row[2] is OPEN] == [(SUPPORT, date(2026, 6, 30), OPEN)]
    assert [row[0] for row in rows(office, CONTRIBUTION) if row[2] is OPEN] == [LEAD]


def test_a_second_lead_shares_and_each_reports(office: TestOffice) -> None:
    store(office, told(1, supports=()))
    hand_over(office)
    correct(office, told(1, leads=(LEAD, THIRD), supports=(), responsibility=Responsibility.EACH))
    assert [row[0] for row in rows(office, COMPLETION) if row[2] is OPEN] == sorted([LEAD, THIRD])


def test_a_second_lead_beside_the_first_contributes_to_it(office: TestOffice) -> None:
    store(office, told(1, supports=()))
    hand_over(office)
    correct(office, told(1, leads=(LEAD, THIRD), supports=()))
    assert [row[0] for row in rows(office, COMPLETION) if row[2] is OPEN] == [LEAD]
    assert [row[0] for row in rows(office, CONTRIBUTION) if row[2] is OPEN] == [THIRD]


def test_of_two_that_lead_the_first_goes_and_the_second_reports(office: TestOffice) -> None:
    store(office, told(1, leads=(LEAD, THIRD), supports=(SUPPORT,)), accept_defaults=True)
    hand_over(office)
    with transaction(office.engine) as session:
        owed(session, COMPLETION).extended_to = date(2026, 7, 31)
    stored = correct(office, told(1, leads=(THIRD,), supports=(SUPPORT,)))
    assert stored.by_hand == ()
    with reading(office.engine) as session:
        asked = owed(session, COMPLETION, THIRD)
        assert (asked.state, asked.asked_by) == (OPEN, date(2026, 7, 31))
    assert [row[0] for row in rows(office, COMPLETION) if row[2] is OPEN] == [THIRD]
    assert [row[0] for row in rows(office, CONTRIBUTION) if row[2] is OPEN] == [SUPPORT]


def test_an_unknown_name_is_left_with_the_reason_and_the_rest_is_done(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    stored = correct(office, told(1, "新建四所公办小学。", supports=("市蚕桑茶叶办公室",)))
    assert len(stored.steps) == 1
    assert "市蚕桑茶叶办公室不在单位库里" in stored.by_hand[0]
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.SUPPORT)]
    again = correct(
        office, told(1, "新建四所公办小学。", supports=("市蚕桑茶叶办公室",)), register=lambda _: ""
    )
    assert again.by_hand == ()
