"""What a leg shows of a key task that rests or ended: its own word, never 待报送 or 逾期."""

from datetime import date

import pytest
from sqlmodel import select

from flows.leg_source import view_key_task
from flows.leg_view import LegView
from models import steering
from models.database import reading
from models.plans import KeyTask
from tests.support.office import OFFICE, TestOffice, at, key_task, stone
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
