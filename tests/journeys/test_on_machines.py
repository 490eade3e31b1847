"""One installation as processes: all on one machine with `duban serve`, and apart on two machines on PostgreSQL."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, select

from flows.leg_requests import waiting
from flows.prefect_server import api_url, is_up
from models.database import reading, transaction
from models.duties import Obligation
from models.messages import Mail, Notification
from models.office_clock import set_office_now
from models.traces import Heartbeat, Leg
from models.words import MailState, ObligationKind, ObligationState
from tests.support.office import WANG, TestOffice, at, key_task, open_test_office, owed, stone
from tests.support.postgres import postgres_url
from tests.support.prefect_runs import Runs, soon
from tests.support.processes import (
    Running,
    asked,
    free_port,
    healthy,
    link_in,
    running,
    surroundings,
)
from tests.support.smtp_server import Received

TASKS = 4
MORNING = at("2026-03-11", 9)
TOKEN = "a token of Prometheus"
AUTH = ("duban", "a password of Prefect")
pytestmark = pytest.mark.prefect


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, received_and_port: tuple[Received, int]
) -> Iterator[TestOffice]:
    """A plan was issued, and it is the morning on which the first round is asked."""
    url = postgres_url() if request.param == "postgresql" else ""
    opened = open_test_office(tmp_path, received_and_port[1], url)
    opened.issue(*(key_task(number, stone("2026-03-25")) for number in range(1, TASKS + 1)))
    opened.now = MORNING
    with transaction(opened.engine) as session:
        set_office_now(session, MORNING)
    yield opened
    opened.engine.dispose()


def all_is_said(office: TestOffice) -> bool:
    """Nothing is due, every mail has left, every leg is shown."""
    with reading(office.engine) as session:
        due = session.exec(select(Obligation.id).where(col(Obligation.next_rung_at) <= MORNING)).first()
        mails = set(session.exec(select(Mail.state)))
    return due is None and mails == {MailState.SENT} and waiting(office.engine) == 0


def said_once(office: TestOffice, received: Received) -> None:
    with reading(office.engine) as session:
        notes = [
            (one.obligation_id, one.cycle, one.rung, one.post_id, one.channel)
            for one in session.exec(select(Notification))
        ]
        mails = len(session.exec(select(Mail)).all())
    assert len(notes) == len(set(notes)) > 0
    assert len({message["Message-ID"] for message in received.messages}) == len(received.messages) == mails


def pid_of(office: TestOffice, name: str) -> int:
    return int((office.settings.home / "run" / f"{name}.pid").read_text(encoding="utf-8"))


def test_serve_runs_everything_starts_again_what_falls_and_ends_it_all(
    office: TestOffice, received: Received
) -> None:
    home, pages = office.settings.home, free_port()
    prefect = free_port({pages})
    ports: dict[str, object] = {"DUBAN_WEB_PORT": pages, "DUBAN_PREFECT_PORT": prefect}
    if office.engine.dialect.name == "postgresql":
        ports |= {"DUBAN_PREFECT_DATABASE_URL": postgres_url()}
    with running("serve", surroundings(office, home, **ports), home / "serve.log") as serve:
        told = healthy(pages)
        assert soon(lambda: all_is_said(office), 300), serve.said
        assert (told["database"], told["clock"]) == ("ok", "ok")
        assert soon(lambda: healthy(pages)["prefect"] == "ok")
        assert office.engine.dialect.name == "sqlite" or not (home / "prefect" / "prefect.db").exists()
        said_once(office, received)
        fallen = pid_of(office, "clock")
        os.kill(fallen, signal.SIGKILL)
        assert soon(lambda: pid_of(office, "clock") != fallen, 60)
        assert "clock 已停止，1 秒后重新启动" in serve.said
        children = [pid_of(office, name) for name in ("prefect", "web", "clock", "legs")]
        assert serve.end(signal.SIGINT, 120) == 0
    assert not list((home / "run").glob("*.pid"))
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert (asked(pages, "/health"), is_up(f"http://127.0.0.1:{prefect}/api")) == (None, False)


# Two machines


@pytest.fixture
def shared(tmp_path: Path, received_and_port: tuple[Received, int]) -> Iterator[TestOffice]:
    """The same on PostgreSQL, in whose folder no machine looks."""
    opened = open_test_office(tmp_path, received_and_port[1], postgres_url())
    opened.issue(*(key_task(number, stone("2026-03-25")) for number in range(1, TASKS + 1)))
    opened.now = MORNING
    with transaction(opened.engine) as session:
        set_office_now(session, MORNING)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def prefect(shared: TestOffice, tmp_path: Path) -> Iterator[Runs]:
    """`duban prefect` on a third machine: on PostgreSQL, open to the others, who have to know the password."""
    home, port = tmp_path / "server", free_port()
    env = surroundings(
        shared,
        home,
        DUBAN_PREFECT_HOST="0.0.0.0",
        DUBAN_PREFECT_PORT=port,
        DUBAN_PREFECT_AUTH=":".join(AUTH),
        DUBAN_PREFECT_DATABASE_URL=postgres_url(),
    )
    with running("prefect", env, home / "prefect.log") as server:
        runs = Runs(api_url(port), AUTH)
        assert soon(lambda: is_up(runs.api_url), 300), server.said
        with pytest.raises(httpx.HTTPStatusError, match="401"):
            Runs(runs.api_url).tagged("duban")
        yield runs
        assert server.end() == 0
    assert not is_up(runs.api_url)


@contextmanager
def machine(office: TestOffice, prefect: Runs, home: Path) -> Iterator[dict[str, tuple[Running, int]]]:
    """`duban web`, `duban clock` and `duban legs`, each with the port on which it tells its health."""
    started: dict[str, tuple[Running, int]] = {}
    with ExitStack() as stack:
        for name in ("web", "clock", "legs"):
            port = free_port({port for _, port in started.values()})
            own = {"DUBAN_WEB_PORT" if name == "web" else "DUBAN_HEALTH_PORT": port}
            env = surroundings(
                office,
                home,
                DUBAN_PREFECT_API_URL=prefect.api_url,
                DUBAN_PREFECT_AUTH=":".join(AUTH),
                DUBAN_METRICS_TOKEN=TOKEN,
                **own,
            )
            started[name] = stack.enter_context(running(name, env, home / f"{name}.log")), port
        yield started


def metrics(port: int) -> dict[str, float]:
    """What Prometheus reads there."""
    answer = asked(port, "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer is not None
    assert answer.status_code == 200
    found = re.findall(r"^(duban_\w+) ([-+.\w]+)$", answer.text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def sign_through(port: int, path: str, office: TestOffice) -> httpx.Response:
    """王 signs on the page that this machine shows."""
    with reading(office.engine) as session:
        row = owed(session, ObligationKind.SIGN)
    return httpx.post(
        f"http://127.0.0.1:{port}{path}/sign",
        data={"obligation": str(row.id)},
        headers={"Origin": f"http://127.0.0.1:{port}"},
        timeout=20,
        trust_env=False,
        follow_redirects=True,
    )


def signed(office: TestOffice) -> bool:
    with reading(office.engine) as session:
        return owed(session, ObligationKind.SIGN).state is ObligationState.ACCEPTED


@pytest.mark.postgres
def test_two_machines_share_the_work_and_say_everything_once(
    shared: TestOffice, prefect: Runs, received: Received, tmp_path: Path
) -> None:
    with (
        machine(shared, prefect, tmp_path / "a") as first,
        machine(shared, prefect, tmp_path / "b") as second,
    ):
        for parts in (first, second):
            for _, port in parts.values():
                healthy(port)
        assert soon(lambda: all_is_said(shared), 300)
        said_once(shared, received)
        path = link_in(received, WANG)
        assert [asked(parts["web"][1], path).status_code for parts in (first, second)] == [200, 200]  # type: ignore[union-attr]
        assert sign_through(second["web"][1], path, shared).status_code == 200
        assert signed(shared)
        assert soon(lambda: waiting(shared.engine) == 0, 120)
        for parts in (first, second):
            for _, port in parts.values():
                told = metrics(port)
                assert max(told["duban_clock_age_seconds"], told["duban_legs_age_seconds"]) < 90
                assert told["duban_obligations_due"] == told["duban_legs_waiting"] == 0
        assert machines_at_work(shared) == {"clock": 2, "legs": 2}
        ended = {part.end() for parts in (first, second) for part, _ in parts.values()}
        assert ended <= {0, -signal.SIGTERM}, "each as it was told"
    found = prefect.tagged("计划1-001", "签收")
    assert [run["state_type"] for run in found] == ["COMPLETED"]
    each_is_shown(shared)


def machines_at_work(office: TestOffice) -> dict[str, int]:
    """How many processes of each kind have left a sign of life."""
    with reading(office.engine) as session:
        kinds = [row.process.partition(":")[0] for row in session.exec(select(Heartbeat))]
    return {kind: kinds.count(kind) for kind in ("clock", "legs")}


def each_is_shown(office: TestOffice) -> None:
    """Every key task has its runs, none of them noted twice."""
    with reading(office.engine) as session:
        legs = session.exec(select(Leg).where(col(Leg.key_task_id).is_not(None))).all()
    assert len({leg.key_task_id for leg in legs}) == TASKS
    assert len({leg.flow_run_id for leg in legs}) == len(legs)
