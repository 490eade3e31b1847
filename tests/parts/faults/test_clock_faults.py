"""What clocks do when the database restarts, when there are two of them, and when the wall clock is set back."""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from flows import tick as ticking
from flows.clock import Clock
from flows.tick import tick
from models.chores import Chore
from models.database import reading, transaction
from models.duties import Obligation
from models.messages import Mail, Notification
from models.office_clock import office_now, set_office_now
from models.traces import Heartbeat
from models.vital_signs import CLOCK, age, beat, keep_highest
from models.words import MailState, Outcome
from tests.support.office import SECRET, TestOffice, at, key_task, open_test_office, stone
from tests.support.postgres import postgres_url
from tests.support.postgres_restart import Restartable, restartable_postgres
from tests.support.prefect_runs import soon
from tests.support.smtp_server import Received

TASKS = 40
MORNING = at("2026-03-11", 9)


@pytest.fixture
def shared(tmp_path: Path, received_and_port: tuple[Received, int]) -> Iterator[TestOffice]:
    """On PostgreSQL, with a plan whose first reminders are due this morning."""
    opened = open_test_office(tmp_path, received_and_port[1], postgres_url())
    opened.issue(*(key_task(number, stone("2026-03-25")) for number in range(1, TASKS + 1)))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def fragile(received_and_port: tuple[Received, int]) -> Iterator[tuple[TestOffice, Restartable]]:
    """An office on a cluster that this test may restart."""
    with (
        tempfile.TemporaryDirectory(prefix="duban-pg-", ignore_cleanup_errors=True) as pg,
        restartable_postgres(Path(pg)) as running,
        tempfile.TemporaryDirectory() as home,
    ):
        opened = open_test_office(Path(home), received_and_port[1], running.url)
        opened.issue(*(key_task(number, stone("2026-03-25")) for number in range(1, TASKS + 1)))
        yield opened, running
        opened.engine.dispose()


def said(office: TestOffice) -> Counter[tuple[object, ...]]:
    """How often each thing was said to each reader; the row's own key, so two of them would be a second reminder."""
    with reading(office.engine) as session:
        notes = session.exec(select(Notification)).all()
    return Counter((note.obligation_id, note.cycle, note.rung, note.post_id, note.channel) for note in notes)


def nothing_is_left_and_nothing_twice(office: TestOffice, received: Received) -> None:
    with reading(office.engine) as session:
        mails = session.exec(select(Mail)).all()
        due = session.exec(select(Obligation).where(col(Obligation.next_rung_at) <= office.now)).all()
        queued = session.exec(select(Notification).where(Notification.outcome == Outcome.QUEUED)).all()
    assert not due
    assert not queued
    assert {mail.state for mail in mails} == {MailState.SENT}
    assert max(said(office).values()) == 1
    sent = [message["Message-ID"] for message in received.messages]
    assert len(sent) == len(set(sent)) == len(mails) > 0


def clock_of(office: TestOffice, wall: object = None) -> Clock:
    given = {} if wall is None else {"wall": wall}
    return Clock(office.engine, office.settings, SECRET, **given)  # type: ignore[arg-type]


@pytest.mark.postgres
def test_a_database_restarted_in_mid_tick_loses_nothing_and_says_nothing_twice(
    fragile: tuple[TestOffice, Restartable], received: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, database = fragile
    office.now = MORNING
    decide, decided = ticking._decide_one, []

    def decide_slowly(*given: object) -> int:
        decided.append(given)
        if len(decided) == TASKS // 2:
            database.restart()
        return decide(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(ticking, "BATCH", TASKS // 4)
    monkeypatch.setattr(ticking, "_decide_one", decide_slowly)
    with pytest.raises(OperationalError):
        tick(office.engine, office.desk, office.now)
    assert len(said(office)) < TASKS
    office.beat()
    nothing_is_left_and_nothing_twice(office, received)


@pytest.mark.postgres
def test_a_database_away_while_a_mail_is_on_the_wire_is_waited_for(
    fragile: tuple[TestOffice, Restartable], received: Received
) -> None:
    office, database = fragile
    office.now = MORNING
    tick(office.engine, office.desk, office.now)

    def goes_away() -> None:
        database.stop()
        threading.Timer(1, database.start).start()

    received.once = goes_away
    office.beat()
    office.beat()
    nothing_is_left_and_nothing_twice(office, received)


@pytest.mark.postgres
def test_a_clock_whose_database_is_away_goes_on_by_itself(
    fragile: tuple[TestOffice, Restartable], received: Received
) -> None:
    office, database = fragile
    office.now = MORNING
    with transaction(office.engine) as session:
        set_office_now(session, MORNING)
    clock = clock_of(office)
    database.stop()
    assert asyncio.run(clock.wake()) is None
    database.start()
    assert asyncio.run(clock.wake()) is not None
    nothing_is_left_and_nothing_twice(office, received)


@pytest.mark.postgres
def test_two_clocks_at_once_say_everything_once(shared: TestOffice, received: Received) -> None:
    shared.now = MORNING
    desk = shared.desk
    with ThreadPoolExecutor(4) as clocks:
        list(clocks.map(lambda _: tick(shared.engine, desk, shared.now), range(8)))
        list(clocks.map(lambda _: shared.beat(), range(4)))
    shared.beat()
    nothing_is_left_and_nothing_twice(shared, received)


@pytest.mark.postgres
def test_of_two_clocks_one_does_a_chore(shared: TestOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2, timeout=20)

    def count(session: Session, *_: object) -> int:
        row = session.get_one(Heartbeat, "chore")
        seen = row.at
        time.sleep(0.5)
        row.at = seen + timedelta(days=1)
        return 1

    with transaction(shared.engine) as session:
        session.add(Heartbeat(process="chore", at=MORNING))
    monkeypatch.setattr(ticking, "CHORES", (Chore("count", count),))
    desk = shared.desk

    def clock(_: int) -> int:
        together.wait()
        return tick(shared.engine, desk, shared.now).chores

    with ThreadPoolExecutor(2) as clocks:
        done = list(clocks.map(clock, range(2)))
    with reading(shared.engine) as session:
        assert session.get_one(Heartbeat, "chore").at == MORNING + timedelta(days=sum(done))


@pytest.mark.postgres
@pytest.mark.prove
def test_two_clock_processes_live_a_morning_and_one_is_killed(shared: TestOffice, received: Received) -> None:
    with transaction(shared.engine) as session:
        set_office_now(session, MORNING)
    shared.now = MORNING
    home = shared.settings.home
    (home / "key").write_text(SECRET, encoding="utf-8")
    env = os.environ | {
        "DUBAN_HOME": str(home),
        "DUBAN_DATABASE_URL": shared.settings.database_url,
        "DUBAN_SMTP_PORT": str(shared.settings.smtp_port),
        "DUBAN_SECRET_KEY_FILE": str(home / "key"),
    }
    clocks = [subprocess.Popen([sys.executable, "-m", "duban", "clock"], env=env) for _ in range(2)]
    try:
        until = time.monotonic() + 60
        while not received.messages and time.monotonic() < until:
            time.sleep(0.1)
        clocks[0].kill()
        assert soon(lambda: all_sent(shared), 700), "the other one sends what the killed one had in hand"
        clocks[1].terminate()
        assert clocks[1].wait(30) == 0
    finally:
        for each in clocks:
            each.kill()
            each.wait()
    assert max(said(shared).values()) == 1
    times = Counter(message["Message-ID"] for message in received.messages)
    with reading(shared.engine) as session:
        assert len(times) == len(session.exec(select(Mail)).all()) > 0
    # A mail on the wire when its clock was killed may come again, recognisably the same one.
    assert times.total() <= len(times) + shared.settings.smtp_connections


def all_sent(office: TestOffice) -> bool:
    with reading(office.engine) as session:
        due = session.exec(select(Obligation.id).where(col(Obligation.next_rung_at) <= MORNING)).first()
        return due is None and set(session.exec(select(Mail.state))) == {MailState.SENT}


# The wall clock set back


class Wall:
    """A wall clock that a person sets."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        return self.at


def test_a_wall_clock_set_back_an_hour_says_nothing_twice(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-03-25")))
    wall = Wall(at("2026-03-11", 9, 30))
    clock = clock_of(office, wall)
    first = asyncio.run(clock.wake())
    wall.at -= timedelta(hours=1)
    again = asyncio.run(clock.wake())
    assert first is not None
    assert again is not None
    assert (again.now, again.ticked.looked_at, again.delivered.sent) == (first.now, 0, 0)
    wall.at += timedelta(hours=2)
    third = asyncio.run(clock.wake())
    assert third is not None
    assert third.now == wall.at
    assert max(said(office).values()) == 1
    sent = [message["Message-ID"] for message in received.messages]
    assert len(sent) == len(set(sent)) > 0


def test_the_offices_time_waits_for_everybody_until_the_wall_has_caught_up(office: TestOffice) -> None:
    clock = clock_of(office, Wall(MORNING))
    asyncio.run(clock.wake())
    with reading(office.engine) as session:
        assert office_now(session, MORNING - timedelta(hours=1)) == MORNING
        assert office_now(session, MORNING + timedelta(minutes=1)) == MORNING + timedelta(minutes=1)


def test_a_wall_clock_that_was_a_day_ahead_is_believed_when_it_is_put_right(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        keep_highest(session, MORNING + timedelta(days=1))
        assert office_now(session, MORNING) == MORNING
        keep_highest(session, MORNING)
    with reading(office.engine) as session:
        assert office_now(session, MORNING - timedelta(minutes=5)) == MORNING


def test_signs_of_life_go_on_after_the_wall_was_set_back(office: TestOffice) -> None:
    wall = Wall(MORNING)
    clock = clock_of(office, wall)
    asyncio.run(clock.wake())
    wall.at -= timedelta(hours=1)
    asyncio.run(clock.wake())
    with reading(office.engine) as session:
        assert age(session, CLOCK, wall.at) == 0


def test_of_several_clocks_the_youngest_counts_and_old_ones_are_forgotten(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        assert age(session, CLOCK, MORNING) is None
        beat(session, CLOCK, "a:1", MORNING - timedelta(hours=5))
        beat(session, CLOCK, "b:2", MORNING - timedelta(seconds=30))
        assert age(session, CLOCK, MORNING) == 30
        beat(session, CLOCK, "b:2", MORNING + timedelta(days=2))
    with reading(office.engine) as session:
        assert [row.process for row in session.exec(select(Heartbeat))] == ["clock:b:2"]
