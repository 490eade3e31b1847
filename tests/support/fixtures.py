"""Fixtures that several folders of tests share; loaded by the root conftest."""

import random
from collections.abc import Iterator

import pytest
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_CLIENT_MAX_RETRIES,
    PREFECT_HOME,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)

from duban.ports import choose_port
from flows.prefect_server import PrefectServer
from tests.support.prefect_runs import Runs
from tests.support.smtp_server import Received, smtp_server


@pytest.fixture
def received_and_port() -> Iterator[tuple[Received, int]]:
    """A running SMTP server, and its port."""
    with smtp_server() as running:
        yield running


@pytest.fixture
def received(received_and_port: tuple[Received, int]) -> Received:
    """What that server accepted."""
    return received_and_port[0]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """One real Prefect server for the whole run: Prefect sends its events from one worker a process, for ever to
    the first server it met."""
    # By chance and below the ports that systems give to clients: another run of these tests must not take it while
    # a test has the server killed.
    port = choose_port(random.randrange(20_000, 30_000), "Prefect", print, set())
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
