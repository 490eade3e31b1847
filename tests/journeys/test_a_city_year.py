"""A plan of 160 key tasks and 60 units lives a whole year: alone on SQLite, and on PostgreSQL with two clocks and two
leg runners. Units answer, answer late, do not answer, ask for extensions, are returned, change people.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from flows.leg_requests import waiting
from flows.prefect_server import PrefectServer
from models.database import reading
from models.duties import Obligation, Promise
from models.messages import Mail, Notification
from models.plans import KeyTask
from models.traces import Leg, LegRequest
from models.words import KeyTaskState, Outcome
from tests.support.office import at
from tests.support.postgres import postgres_url
from tests.support.prefect_runs import Runs, soon
from tests.support.smtp_server import Received, smtp_server
from tests.support.year.city import TASKS, UNREACHABLE
from tests.support.year.facts import Facts, counted, recounted
from tests.support.year.living import ENDS, City, open_city
from tests.support.year.runners import SHOWN, Runners, show_some


@dataclass
class Year:
    """A city whose year is over, and the letters that arrived."""

    city: City
    received: Received

    @property
    def facts(self) -> Facts:
        """Counted from the rows."""
        with reading(self.city.engine) as session:
            return counted(session, self.city.rules(at(ENDS.isoformat())).office, ENDS)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """One process, SQLite."""
    with smtp_server() as (received, port):
        city = open_city(tmp_path_factory.mktemp("alone"), port)
        city.live()
        yield Year(city, received)
        city.close()


def test_the_rows_and_the_history_tell_the_same_year(alone: Year) -> None:
    with reading(alone.city.engine) as session:
        office = alone.city.rules(at(ENDS.isoformat())).office
        assert recounted(session, alone.received, office, ENDS) == alone.facts


def test_everything_that_can_happen_has_happened(alone: Year) -> None:
    facts = alone.facts
    assert sum(facts.key_tasks.values()) == TASKS
    assert {"closed", "completed", "cancelled", "merged"} <= set(facts.key_tasks)
    assert {"signed", "sent-back", "transferred"} <= set(facts.assignments)
    assert {"granted", "refused"} <= set(facts.petitions)
    assert facts.returns > 5
    assert facts.slips["签发"] > facts.slips["撤回"] > 0
    with reading(alone.city.engine) as session:
        promises = session.exec(select(Promise)).all()
        extended = session.exec(select(Obligation).where(col(Obligation.extended_to).is_not(None))).all()
    assert extended
    assert any(promise.kept_at for promise in promises)
    assert any(promise.broken_at for promise in promises)


def test_nothing_is_said_twice_and_nothing_is_lost(alone: Year) -> None:
    letters = [str(message["Message-ID"]) for message in alone.received.messages]
    assert len(set(letters)) == len(letters)
    with reading(alone.city.engine) as session:
        sent = session.exec(select(Mail)).all()
        notes = session.exec(select(Notification)).all()
        troubled = session.exec(select(Obligation).where(Obligation.trouble != "")).all()
    assert troubled == []
    assert len(sent) == len(letters)
    mornings = Counter((mail.post_id, mail.morning) for mail in sent if mail.batch == "digest")
    assert max(mornings.values()) == 1
    assert not {note.outcome for note in notes} & {Outcome.QUEUED}


def test_no_unit_is_buried_in_mail_and_no_leader_is_mailed(alone: Year) -> None:
    mails = alone.facts.mails
    contacts = {address: count for address, count in mails.items() if address.startswith("contact")}
    assert max(contacts.values()) <= 40, "a unit that never answers in time"
    prompt = [count for address, count in contacts.items() if int(address[7:9]) % 8 < 3]
    assert max(prompt) <= 25, "a unit that answers when asked"
    assert not any(f"contact{index:02d}" in address for index in UNREACHABLE for address in mails)
    assert not any("leader" in address for address in mails)


@pytest.mark.prefect
@pytest.mark.postgres
def test_two_clocks_and_two_leg_runners_on_postgresql_tell_the_same_year(
    alone: Year, tmp_path: Path, received_and_port: tuple[Received, int], server: PrefectServer, runs: Runs
) -> None:
    received, port = received_and_port
    url = postgres_url()
    city = open_city(tmp_path, port, url, clocks=2)
    city.before_commit = show_some
    runners = Runners(tmp_path, url, server, 2)
    try:
        city.live()
        assert runners.running
        assert soon(lambda: waiting(city.engine) == 0, 180), "legs are caught up"
    finally:
        runners.close()
    together = Year(city, received)
    assert together.facts == alone.facts
    assert _requests(together) == _requests(alone)
    _check_shown(city, runs)
    city.close()


def _requests(year: Year) -> int:
    with reading(year.city.engine) as session:
        return session.exec(select(func.count()).select_from(LegRequest)).one()


def _check_shown(city: City, runs: Runs) -> None:
    """Each of the ten can be followed by its tag to where it stands, and two runners made no run twice."""
    with reading(city.engine) as session:
        tasks = session.exec(select(KeyTask).where(col(KeyTask.number).in_(SHOWN))).all()
        legs = {task.id: session.exec(select(Leg).where(Leg.key_task_id == task.id)).all() for task in tasks}
    assert len(tasks) == len(SHOWN)
    for task in tasks:
        story = runs.tagged(f"2026-{task.number:03d}")
        assert {str(leg.flow_run_id) for leg in legs[task.id]} == {run["id"] for run in story}
        assert len(story) > 3
        if task.state in (KeyTaskState.COMPLETED, KeyTaskState.CLOSED):
            assert story[-1]["state"]["name"] == task.state.label
