"""A move that clashed with another one is made once more from its start; what else goes wrong is not."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select, text

from models.database import carry_out, clashed, reading, transaction
from models.plans import KeyTask
from models.recording import lock
from models.units import Unit
from tests.support.office import LEAD, SUPPORT, TestOffice, key_task, open_test_office, stone, unit_named
from tests.support.postgres import postgres_url
from tests.support.smtp_server import Received

PATIENCE = 30


@pytest.fixture
def city(tmp_path: Path, received_and_port: tuple[Received, int]) -> Iterator[TestOffice]:
    opened = open_test_office(tmp_path, received_and_port[1], postgres_url())
    opened.issue(*(key_task(number, stone("2026-06-30")) for number in (1, 2)))
    yield opened
    opened.engine.dispose()


def crosswise(engine: Engine, tries: list[int], *, every_time: bool) -> list[str]:
    """Two moves that take two units the wrong way round; the second try begins when the other one is done."""
    together = threading.Barrier(2)

    def run(number: int, names: tuple[str, str]) -> str:
        def move(session: Session) -> str:
            tries[number] += 1
            lock(session, unit_named(session, names[0]))
            if tries[number] == 1:
                together.wait(PATIENCE)
            if every_time and tries[number] > 1:
                raise _deadlock(engine)
            unit = unit_named(session, names[1])
            lock(session, unit)
            unit.aliases = [*unit.aliases, f"{number}号"]
            return names[1]

        return carry_out(engine, move)

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(run, 0, (LEAD, SUPPORT)), pool.submit(run, 1, (SUPPORT, LEAD))]
        return [one.result(PATIENCE) for one in both]


def _deadlock(engine: Engine) -> OperationalError:
    """One that PostgreSQL itself says."""
    try:
        with engine.begin() as connection:
            connection.execute(
                text("DO $$ BEGIN RAISE EXCEPTION 'once more' USING ERRCODE = '40P01'; END $$")
            )
    except OperationalError as wrong:
        return wrong
    raise AssertionError("PostgreSQL said nothing")


@pytest.mark.postgres
def test_of_two_moves_that_wait_for_each_other_both_are_made(city: TestOffice) -> None:
    tries = [0, 0]
    assert crosswise(city.engine, tries, every_time=False) == [SUPPORT, LEAD]
    assert sorted(tries) == [1, 2]
    with reading(city.engine) as session:
        assert unit_named(session, SUPPORT).aliases.count("0号") == 1
        assert unit_named(session, LEAD).aliases.count("1号") == 1


@pytest.mark.postgres
def test_a_move_that_clashes_a_second_time_says_so(city: TestOffice) -> None:
    tries = [0, 0]
    with pytest.raises(OperationalError) as wrong:
        crosswise(city.engine, tries, every_time=True)
    assert clashed(wrong.value)
    assert sorted(tries) == [1, 2]


@pytest.mark.postgres
def test_a_serialization_failure_is_a_clash_and_a_statement_cut_short_is_not(city: TestOffice) -> None:
    for state, expected in (("40001", True), ("40P01", True), ("57014", False)):
        raising = text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")
        with pytest.raises(OperationalError) as wrong, city.engine.begin() as connection:
            connection.execute(raising)
        assert clashed(wrong.value) is expected


def test_a_mistake_is_made_once_and_leaves_nothing(office: TestOffice) -> None:
    tries = []

    def move(session: Session) -> None:
        tries.append(1)
        unit_named(session, LEAD).aliases = ["改名"]
        session.add_all([Unit(name="同名单位"), Unit(name="同名单位")])
        session.flush()

    with pytest.raises(IntegrityError):
        carry_out(office.engine, move)
    assert tries == [1]
    with reading(office.engine) as session:
        assert unit_named(session, LEAD).aliases == []


def test_on_sqlite_a_transaction_is_alone_before_it_reads(
    tmp_path: Path, received_and_port: tuple[Received, int]
) -> None:
    """No row is locked there: what a move decides by must not change between its look and its write."""
    office = open_test_office(tmp_path, received_and_port[1])
    office.issue(key_task(1, stone("2026-06-30")))
    looked, seen = threading.Event(), []

    def first() -> None:
        with transaction(office.engine) as session:
            task = session.exec(select(KeyTask)).one()
            looked.set()
            seen.append(task.theme)
            threading.Event().wait(0.3)
            task.theme = "先"

    def second() -> None:
        assert looked.wait(PATIENCE)
        with transaction(office.engine) as session:
            seen.append(session.exec(select(col(KeyTask.theme))).one())

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(first), pool.submit(second)]:
            one.result(PATIENCE)
    assert seen[1] == "先" != seen[0]
    office.engine.dispose()
