"""Requests for legs as rows, on SQLite and on PostgreSQL; no Prefect here."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows import leg_requests
from flows.leg_requests import PAUSES, Asked, ask_singly, claim, give_back, keep, put_off, waiting
from models.database import reading, transaction
from models.plans import KeyTask
from models.traces import LegRequest
from tests.support.office import TestOffice, key_task, open_test_office, stone
from tests.support.postgres import postgres_url

WALL = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestOffice]:
    """An office with one issued plan of three key tasks; its own request for the issue is not there yet."""
    opened = open_test_office(tmp_path, 25, postgres_url() if request.param == "postgresql" else "")
    opened.issue(*(key_task(number, stone("2026-06-30")) for number in (1, 2, 3)))
    with transaction(opened.engine) as session:
        for row in session.exec(select(LegRequest)):
            session.delete(row)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def engine(office: TestOffice) -> Engine:
    return office.engine


def ask(engine: Engine, number: int | None, reason: str = "签收", minute: int = 0) -> UUID:
    """A request for a key task's leg, or with None for the run of the plan; `minute` orders them."""
    with transaction(engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == (number or 1))).one()
        request = LegRequest(
            plan_id=task.plan_id,
            key_task_id=task.id if number else None,
            reason=reason,
            at=WALL + timedelta(minutes=minute),
        )
        session.add(request)
    return request.id


def row(engine: Engine, request_id: UUID) -> LegRequest:
    with reading(engine) as session:
        return session.get_one(LegRequest, request_id)


def take(engine: Engine, wall: datetime = WALL) -> Asked:
    asked = claim(engine, wall, LEASE)
    assert asked is not None
    return asked


def answer(engine: Engine, asked: Asked) -> None:
    with transaction(engine) as session:
        for request in session.exec(select(LegRequest).where(col(LegRequest.id).in_(asked.request_ids))):
            request.done_at = WALL


def test_nothing_waits_nothing_is_taken(engine: Engine) -> None:
    assert claim(engine, WALL, LEASE) is None


def test_all_that_waits_for_a_key_task_is_one_leg_in_the_order_it_happened(engine: Engine) -> None:
    second, other, first = ask(engine, 1, "报送", 2), ask(engine, 2, minute=1), ask(engine, 1, "签收", 0)
    asked = take(engine)
    assert (asked.request_ids, asked.reason) == ((first, second), "签收")
    assert take(engine).request_ids == (other,)
    assert claim(engine, WALL, LEASE) is None


def test_the_issue_of_a_plan_comes_first_and_apart_from_its_key_tasks(engine: Engine) -> None:
    leg, issue = ask(engine, 1, minute=0), ask(engine, None, "交办", 1)
    asked = take(engine)
    assert (asked.key_task_id, asked.request_ids) == (None, (issue,))
    assert claim(engine, WALL, LEASE) is None
    answer(engine, asked)
    assert take(engine).request_ids == (leg,)


def test_an_issue_that_fails_again_and_again_does_not_hold_up_the_legs(engine: Engine) -> None:
    leg, wall = ask(engine, 1), WALL
    ask(engine, None, "交办")
    for _ in range(3):
        assert claim(engine, wall, LEASE / 2) is not None
        with reading(engine) as session:
            (issue,) = session.exec(select(LegRequest).where(col(LegRequest.key_task_id).is_(None)))
        wall += put_off(engine, Asked(issue.plan_id, None, (issue.id,), "交办"), wall, "坏")
    assert leg in take(engine, wall - SECOND).request_ids


def test_what_comes_while_a_leg_is_in_hand_waits_for_its_end(engine: Engine) -> None:
    ask(engine, 1, "签收", 0)
    in_hand = take(engine)
    later = ask(engine, 1, "报送", 1)
    assert claim(engine, WALL, LEASE) is None
    answer(engine, in_hand)
    assert take(engine).request_ids == (later,)


def test_a_runner_that_died_gives_its_requests_back_when_the_lease_ends(engine: Engine) -> None:
    request = ask(engine, 1)
    take(engine)
    assert claim(engine, WALL + LEASE - SECOND, LEASE) is None
    assert take(engine, WALL + LEASE).request_ids == (request,)


def test_a_lease_that_is_kept_does_not_end(engine: Engine) -> None:
    ask(engine, 1)
    asked = take(engine)
    keep(engine, asked, WALL + LEASE / 2, LEASE)
    assert claim(engine, WALL + LEASE, LEASE) is None


def test_given_back_it_counts_as_not_tried(engine: Engine) -> None:
    request = ask(engine, 1)
    give_back(engine, take(engine))
    assert row(engine, request).attempts == 0
    assert take(engine).request_ids == (request,)


def test_a_failure_is_written_down_and_each_pause_is_longer(engine: Engine) -> None:
    request, wall, pauses = ask(engine, 1), WALL, []
    for _ in range(len(PAUSES) + 1):
        pauses.append(put_off(engine, take(engine, wall), wall, "ValueError：没有牵头单位"))
        assert claim(engine, wall + pauses[-1] - SECOND, LEASE) is None
        wall += pauses[-1]
    assert pauses == [*PAUSES, PAUSES[-1]]
    assert (row(engine, request).error, row(engine, request).attempts) == ("ValueError：没有牵头单位", 6)


def test_something_new_takes_the_failed_request_along(engine: Engine) -> None:
    failed = ask(engine, 1, "签收", 0)
    put_off(engine, take(engine), WALL, "坏")
    new = ask(engine, 1, "报送", 1)
    assert take(engine).request_ids == (failed, new)


def test_a_bad_key_task_does_not_hold_up_the_others(engine: Engine) -> None:
    ask(engine, 1, minute=0)
    good = ask(engine, 2, minute=1)
    put_off(engine, take(engine), WALL, "坏")
    assert take(engine).request_ids == (good,)


def test_key_tasks_left_by_their_plans_run_are_asked_for_one_by_one_and_only_once(engine: Engine) -> None:
    ask(engine, None, "交办")
    asked = take(engine)
    with reading(engine) as session:
        ids = list(session.exec(select(KeyTask.id).order_by(col(KeyTask.number))))
    for _ in range(2):
        ask_singly(engine, asked, {ids[0]: "坏", ids[1]: "停"}, WALL)
    answer(engine, asked)
    assert waiting(engine) == 2
    assert claim(engine, WALL, LEASE) is None
    again = take(engine, WALL + PAUSES[0])
    assert (again.key_task_id in ids[:2], again.reason) == (True, "交办")


@pytest.mark.postgres
def test_two_runners_never_take_the_same_request(tmp_path: Path) -> None:
    opened = open_test_office(tmp_path, 25, postgres_url())
    opened.issue(*(key_task(number, stone("2026-06-30")) for number in range(1, 9)))
    answer(opened.engine, take(opened.engine))
    for number in range(1, 9):
        ask(opened.engine, number)

    def drain(_: int) -> list[UUID]:
        taken: list[UUID] = []
        while asked := claim(opened.engine, WALL, LEASE):
            taken += asked.request_ids
        return taken

    with ThreadPoolExecutor(4) as runners:
        taken = [each for part in runners.map(drain, range(4)) for each in part]
    opened.engine.dispose()
    assert len(taken) == len(set(taken)) == 8


@pytest.mark.postgres
def test_two_runners_never_have_the_same_key_task_in_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests keep coming for three key tasks while four runners take them, each slowly."""
    at_once = leg_requests._take

    def slowly(*given: Any) -> Asked:
        time.sleep(0.02)
        return at_once(*given)

    monkeypatch.setattr(leg_requests, "_take", slowly)
    opened = open_test_office(tmp_path, 25, postgres_url())
    opened.issue(*(key_task(number, stone("2026-06-30")) for number in (1, 2, 3)))
    answer(opened.engine, take(opened.engine))
    in_hand: set[UUID | None] = set()
    guard = Lock()
    collisions: list[UUID | None] = []

    def event(number: int) -> None:
        ask(opened.engine, number % 3 + 1)

    def drain(_: int) -> int:
        taken = 0
        while asked := claim(opened.engine, WALL, LEASE):
            with guard:
                if asked.key_task_id in in_hand:
                    collisions.append(asked.key_task_id)
                in_hand.add(asked.key_task_id)
            taken += len(asked.request_ids)
            time.sleep(0.03)  # the leg
            with guard:
                in_hand.discard(asked.key_task_id)
            answer(opened.engine, asked)
        return taken

    taken = 0
    for _ in range(6):
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(event, range(12)))
            more = [threads.submit(event, number) for number in range(12)]
            taken += sum(threads.map(drain, range(4)))
        assert all(one.exception() is None for one in more)
    taken += drain(0)
    opened.engine.dispose()
    assert collisions == []
    assert taken == 6 * 24


def test_the_run_of_a_plan_waits_for_its_legs_in_hand_and_they_for_it(engine: Engine) -> None:
    leg = ask(engine, 1)
    assert take(engine).request_ids == (leg,)
    issue = ask(engine, None, "交办")
    assert claim(engine, WALL, LEASE) is None
    with transaction(engine) as session:
        session.get_one(LegRequest, leg).done_at = WALL
    assert take(engine).request_ids == (issue,)
    ask(engine, 2)
    assert claim(engine, WALL, LEASE) is None
