"""What a leg shows of a key task that rests or ended: its own word, never 待报送 or 逾期."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from flows.leg_source import view_key_task
from flows.leg_view import LegView
from intake.matter import Matter, add_matter
from intake.storing import store_draft
from models import steering
from models.database import reading, transaction
from models.plans import KeyTask
from models.words import DirectiveKind
from tests.support.office import LEAD, OFFICE, TestOffice, at, draft, key_task, stone
from tests.support.steering import steer, suspend

JULY = date(2026, 7, 20)
"""All that the key tasks below owe would be overdue."""


@pytest.fixture
def two(office: TestOffice) -> TestOffice:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30")))
    return office


def leg(office: TestOffice, number: int = 1) -> LegView:
    with reading(office.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == number)).one()
        return view_key_task(session, task.id, [], JULY, "http://pages")


def states(view: LegView) -> set[str]:
    return {row["状态"] for row in view.obligations}


def merge(office: TestOffice) -> None:
    def move(session: object, task: KeyTask) -> None:
        with reading(office.engine) as other:
            number = other.exec(select(KeyTask.id).where(KeyTask.number == 2)).one()
        target = session.get_one(KeyTask, number)  # type: ignore[attr-defined]
        steering.merge(session, task, target, "同一工程", office.rules(), OFFICE, office.now)  # type: ignore[arg-type]

    steer(office, move)


def test_while_it_rests_the_table_of_a_leg_says_so_in_each_row(two: TestOffice) -> None:
    assert "逾期" in states(leg(two))
    suspend(two, "2026-09-01")
    shown = leg(two)
    assert (shown.standing, shown.remark) == ("挂账", "重点工作挂账至2026-09-01")
    assert states(shown) == {"挂账"}
    assert not any(strand.overdue for strand in shown.strands)
    assert "挂账" in shown.tags


def test_a_merged_key_task_says_where_it_went(two: TestOffice) -> None:
    merge(two)
    shown = leg(two)
    assert (shown.standing, shown.remark) == ("并入", "重点工作并入第2项")
    assert states(shown) == {"已取消"}


def test_a_cancelled_key_task_says_so(two: TestOffice) -> None:
    steer(two, lambda s, t: steering.cancel(s, t, "政策调整", two.rules(), OFFICE, at("2026-03-02")))
    shown = leg(two)
    assert (shown.standing, shown.remark) == ("终止", "重点工作终止")
    assert not any(strand.overdue for strand in shown.strands)


def test_a_tag_finds_one_key_task_whatever_its_number_in_other_plans(two: TestOffice) -> None:
    """The year's first work report has the short tag; other plans number from 1 again, and so does the next year's."""
    with transaction(two.engine) as session:
        matter = Matter(DirectiveKind.INSTRUCTION, "疏通云溪小学门前道路", "王市长", (LEAD,))
        add_matter(session, matter, two.rules(), OFFICE, two.now)
        again = replace(draft(key_task(1, stone("2026-06-30"))), title="补充任务", document_number="另一号")
        store_draft(session, again, ("另一", b"2"), two.rules(), OFFICE, two.now)
    with reading(two.engine) as session:
        tasks = session.exec(select(KeyTask).order_by(col(KeyTask.plan_id), col(KeyTask.number))).all()
        views = [view_key_task(session, task.id, [], JULY, "http://pages") for task in tasks]
    own = ["计划1-001", "计划1-002", "计划2-001", "计划3-001"]
    assert [[tag for tag in view.tags if tag in own] for view in views] == [[one] for one in own]
    named = [view.run_name.split()[0] for view in views]
    assert named == ["2026-001", "2026-002", "计划2-001", "计划3-001"]
    assert [sum(name in view.tags for view in views) for name in named] == [1, 1, 1, 1]


def test_parts_of_one_number_have_tags_of_their_own(two: TestOffice) -> None:
    with transaction(two.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == 2)).one()
        task.number, task.part = 1, 2
        session.flush()
        shown = view_key_task(session, task.id, [], JULY, "http://pages")
    assert {"计划1-001-2", "2026-001-2"} <= set(shown.tags)
    assert "计划1-001" not in shown.tags
