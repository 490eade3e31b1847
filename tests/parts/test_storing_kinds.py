"""来文类别 at the import: said by the title or a person, kept, and what it does to dates without a day."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from intake.storing import Stored
from models.actors import MoveRefused
from models.database import reading
from models.duties import Obligation
from models.plans import Directive
from models.words import DirectiveKind, ObligationKind
from tests.support.drafts import asked, hand_over, limit_question, milestones_of, store, task
from tests.support.office import TestOffice

MINUTES = "市政府第12次常务会议纪要"


def minutes(office: TestOffice, **how: Any) -> Stored:
    """Two matters, the first without a date; dated 20 February."""
    options: dict[str, Any] = {"title": MINUTES, "issued_on": date(2026, 2, 20)}
    return store(office, task(1, due=None), task(2), questions=(limit_question(1),), **(options | how))


def directive(office: TestOffice) -> Directive:
    with reading(office.engine) as session:
        return session.exec(select(Directive)).one()


def test_a_title_that_is_sure_says_the_kind_and_dates_what_names_none(office: TestOffice) -> None:
    stored = minutes(office)
    assert (stored.kind, stored.recognised) == (DirectiveKind.MEETING, True)
    assert (directive(office).kind, directive(office).term_days) == (DirectiveKind.MEETING, 7)
    assert [one.deadline for one in milestones_of(office, 1)] == [date(2026, 2, 27)]
    assert [one.deadline for one in milestones_of(office, 2)] == [date(2026, 6, 30)]
    assert asked(office) == []


def test_another_title_is_a_work_report_as_before(office: TestOffice) -> None:
    stored = store(office, task(1))
    assert (stored.kind, stored.recognised) == (DirectiveKind.WORK_REPORT, False)


def test_a_persons_word_goes_before_the_title(office: TestOffice) -> None:
    stored = minutes(office, kind=DirectiveKind.INSTRUCTION, term=15)
    assert (stored.kind, stored.recognised) == (DirectiveKind.INSTRUCTION, False)
    assert [one.deadline for one in milestones_of(office, 1)] == [date(2026, 3, 7)]


def test_a_term_the_kind_does_not_have_is_refused(office: TestOffice) -> None:
    with pytest.raises(MoveRefused, match="期限为7天，没有15天"):
        minutes(office, term=15)


def test_without_a_date_of_its_own_the_term_counts_from_the_import(office: TestOffice) -> None:
    minutes(office, issued_on=None)
    assert [one.deadline for one in milestones_of(office, 1)] == [date(2026, 3, 3)]


def test_the_same_file_once_more_changes_nothing_and_with_a_kind_changes_the_draft(
    office: TestOffice,
) -> None:
    minutes(office)
    again = minutes(office)
    assert (again.new, again.differs, again.changes) == (False, False, ())
    minutes(office, kind=DirectiveKind.INSTRUCTION, term=30)
    assert (directive(office).kind, directive(office).term_days) == (DirectiveKind.INSTRUCTION, 30)
    assert [one.deadline for one in milestones_of(office, 1)] == [date(2026, 3, 22)]


def test_a_corrected_file_keeps_the_term_that_was_chosen(office: TestOffice) -> None:
    minutes(office, kind=DirectiveKind.INSTRUCTION, term=15)
    stored = minutes(office, source=b"second")
    assert stored.changes == ()
    assert [one.deadline for one in milestones_of(office, 1)] == [date(2026, 3, 7)]


def test_an_issued_plan_stays_what_it_was_issued_as(office: TestOffice) -> None:
    minutes(office)
    hand_over(office)
    with pytest.raises(MoveRefused, match="已经按会议议定事项交办，类别和期限不能再改"):
        minutes(office, kind=DirectiveKind.OTHER)


def test_the_kind_chooses_the_ladder_and_the_rounds(office: TestOffice) -> None:
    minutes(office)
    hand_over(office)
    with reading(office.engine) as session:
        rows = session.exec(select(Obligation)).all()
    assert {row.ladder for row in rows if row.kind is ObligationKind.COMPLETION} == {"meeting"}
    assert {row.kind for row in rows} == {
        ObligationKind.SIGN,
        ObligationKind.COMPLETION,
        ObligationKind.CONTRIBUTION,
    }
