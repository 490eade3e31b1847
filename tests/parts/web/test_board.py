"""The board: what it shows, what its filters leave out, and how many questions it asks the database."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from models.database import transaction
from models.duties import Obligation
from models.plans import Assignment, KeyTask, Plan
from models.words import KeyTaskState, Light, ObligationKind, ObligationState, PlanState, Responsibility, Role
from tests.support.visitor import Visitor
from tests.support.web_cast import ISSUED, City
from web.board import Filters, read_board

OpenPages = Callable[..., Visitor]
BRIDGE, BUSES, WATER = "东湖大桥", "公交线路", "黑臭水体"


def test_without_a_plan_the_board_says_what_to_do(nobody: City, open_pages: OpenPages) -> None:
    answer = open_pages(nobody).get("/")
    assert answer.status_code == 200
    assert "duban plan import" in answer.text


def test_a_draft_says_how_it_is_issued(city: City, pages: Visitor) -> None:
    with transaction(city.engine) as session:
        session.get_one(Plan, city.plan_id).state = PlanState.DRAFT
    assert f"duban plan issue {city.plan_id}" in pages.get("/").text


def test_every_key_task_is_there_with_what_is_owed_next(pages: Visitor) -> None:
    text = pages.get("/").text
    assert all(words in text for words in (BRIDGE, BUSES, WATER))
    assert "3月25日 进展报送" in text
    assert "还有5个工作日" in text
    assert "赵副市长" in text
    assert 'title="市财政局"' in text


def test_markup_in_a_task_is_shown_not_obeyed(pages: Visitor) -> None:
    text = pages.get("/").text
    assert "&lt;b&gt;不加粗" in text
    assert "<b>不加粗" not in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("?q=大桥", {BRIDGE}, id="words of the text"),
        pytest.param("?q=水务局", {WATER}, id="the unit's name"),
        pytest.param("?q=交通 赵副市长 大桥", {BRIDGE}, id="several words, all of them"),
        pytest.param("?theme=清水绿岸", {WATER}, id="the theme"),
        pytest.param("?light=red", set(), id="a light nobody has"),
        pytest.param("?light=green", {BRIDGE, BUSES, WATER}, id="a light all have"),
        pytest.param("?light=purple", {BRIDGE, BUSES, WATER}, id="no such light shows everything"),
        pytest.param("?q=没有这样的词", set(), id="nothing"),
        pytest.param("?review=1", set(), id="nothing to review yet"),
    ],
)
def test_filters(pages: Visitor, query: str, shown: set[str]) -> None:
    text = pages.get(f"/{query}").text
    assert {words for words in (BRIDGE, BUSES, WATER) if words in text} == shown
    if not shown:
        assert "清除条件" in text


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        pytest.param("市水务局", {WATER}, id="a lead unit"),
        pytest.param("市财政局", {BRIDGE, BUSES}, id="a supporting unit"),
        pytest.param("市体育局", set(), id="钱 has no part in anything"),
    ],
)
def test_the_filter_by_unit(city: City, pages: Visitor, unit: str, shown: set[str]) -> None:
    text = pages.get(f"/?unit={city.units[unit]}").text
    assert {words for words in (BRIDGE, BUSES, WATER) if words in text} == shown


@pytest.mark.parametrize(
    ("now", "task", "expected"),
    [
        pytest.param(datetime(2026, 3, 25, 9, tzinfo=UTC), 0, Light.GREEN, id="on the day itself"),
        pytest.param(
            datetime(2026, 3, 26, 1, tzinfo=UTC), 0, Light.RED, id="the day after, nothing reported"
        ),
        pytest.param(datetime(2026, 6, 18, 1, tzinfo=UTC), 1, Light.YELLOW, id="a completion is near"),
    ],
)
def test_lights(city: City, now: datetime, task: int, expected: Light) -> None:
    city.at(now)
    with Session(city.engine) as session:
        rules = city.rules(session, now)
        board = read_board(session, city.plan_id, rules, rules.office.today(now), Filters())
    assert next(row for row in board.rows if row.id == city.tasks[task]).light is expected


def test_a_cancelled_report_is_not_counted(city: City) -> None:
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    with transaction(city.engine) as session:
        session.get_one(Obligation, owed).state = ObligationState.CANCELLED
    now = datetime(2026, 4, 1, 1, tzinfo=UTC)
    with Session(city.engine) as session:
        rules = city.rules(session, now)
        board = read_board(session, city.plan_id, rules, rules.office.today(now), Filters())
    row = next(row for row in board.rows if row.id == city.tasks[0])
    assert (row.answered, row.asked, row.light) == (0, 0, Light.GREEN)


def test_trouble_is_said_on_top(city: City, pages: Visitor) -> None:
    assert "/problems" in pages.get("/").text  # the menu
    assert "算不出来" not in pages.get("/").text
    with transaction(city.engine) as session:
        session.get_one(
            Obligation, city.obligation("市水务局", ObligationKind.PROGRESS, 2)
        ).trouble = "没有阶梯"
    assert "1件事项算不出来" in pages.get("/").text


@contextmanager
def counted(city: City) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(*given: object) -> None:
        said.append(str(given[2]))

    event.listen(city.engine, "before_cursor_execute", listen)
    yield said
    event.remove(city.engine, "before_cursor_execute", listen)


def grow(city: City, count: int) -> None:
    """Many more key tasks, each with fifteen obligations."""
    with transaction(city.engine) as session:
        template = session.exec(select(Obligation).where(col(Obligation.key_task_id).is_not(None))).first()
        assert template is not None
        for number in range(100, 100 + count):
            task = KeyTask(
                plan_id=city.plan_id,
                number=number,
                theme=f"板块{number // 20}",
                content=f"第{number}件事",
                time_limit="年底前",
                responsibility=Responsibility.LEAD,
                state=KeyTaskState.ISSUED,
            )
            session.add(task)
            session.flush()
            session.add(Assignment(key_task_id=task.id, unit_id=city.units["市水务局"], role=Role.LEAD))
            given = template.model_dump(exclude={"id", "key_task_id", "milestone_id", "slot", "armed_at"})
            session.add_all(
                Obligation(key_task_id=task.id, slot=f"{task.id}/{n}", armed_at=ISSUED, **given)
                for n in range(15)
            )


def test_the_board_asks_a_constant_number_of_questions(city: City, pages: Visitor) -> None:
    with counted(city) as few:
        pages.get("/")
    grow(city, 170)
    with counted(city) as many:
        assert pages.get("/").text.count('class="row"') == 173
    assert len(many) == len(few)
    assert len(few) < 25


def test_a_large_board_is_quick(city: City, pages: Visitor) -> None:
    grow(city, 170)
    pages.get("/")
    took = []
    for _ in range(3):
        started = time.perf_counter()
        pages.get("/")
        took.append(time.perf_counter() - started)
    # Promised are 0.15 s; a machine that is busy with other tests gets four times as long.
    assert min(took) < 0.6
