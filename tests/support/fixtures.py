"""Fixtures that several folders of tests share; loaded by the root conftest."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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


@contextmanager
def prefect_client_settings(api_url: str, home: Path) -> Iterator[None]:
    """While it is open, this process starts its runs on that server."""
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_CLIENT_MAX_RETRIES,
        PREFECT_HOME,
        PREFECT_LOGGING_TO_API_ENABLED,
        temporary_settings,
    )

    ours = {
        PREFECT_API_URL: api_url,
        PREFECT_HOME: home / "prefect",
        PREFECT_CLIENT_MAX_RETRIES: 1,
        PREFECT_LOGGING_TO_API_ENABLED: False,
    }
    with temporary_settings(ours):
        yield
