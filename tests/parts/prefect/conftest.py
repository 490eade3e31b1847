"""One real Prefect server for all of these tests, in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_CLIENT_MAX_RETRIES,
    PREFECT_HOME,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)

from duban.ports import choose_port
from flows.key_task import use_source
from flows.prefect_server import PrefectServer
from tests.parts.prefect.desk import Desk
from tests.parts.prefect.runs import Runs
from tests.support.office import TestOffice, open_test_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    """On SQLite only: what differs on PostgreSQL is the rows, and test_leg_requests.py tries both."""
    opened = open_test_office(tmp_path, 25)
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    port = choose_port(24_200, "Prefect", print, set())
    with PrefectServer(tmp_path_factory.mktemp("prefect-home"), port) as running:
        yield running


@pytest.fixture
def runs(server: PrefectServer) -> Iterator[Runs]:
    """The server's runs; while it is asked for, this process starts its runs there."""
    ours = {
        PREFECT_API_URL: server.api_url,
        PREFECT_HOME: server.home / "prefect",
        PREFECT_CLIENT_MAX_RETRIES: 1,
        PREFECT_LOGGING_TO_API_ENABLED: False,
    }
    with temporary_settings(ours):
        yield Runs(server.api_url)


@pytest.fixture
def desk() -> Desk:
    """Where legs get what they show, in this process."""
    made = Desk()
    use_source(made.source())
    return made
