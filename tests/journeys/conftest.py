"""Journeys live through months hour by hour, with a real SMTP server at the end of the line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.office import TestOffice, open_test_office
from tests.support.smtp_server import Received, smtp_server


@pytest.fixture
def received_and_port() -> Iterator[tuple[Received, int]]:
    with smtp_server() as running:
        yield running


@pytest.fixture
def received(received_and_port: tuple[Received, int]) -> Received:
    return received_and_port[0]


@pytest.fixture
def office(tmp_path: Path, received_and_port: tuple[Received, int]) -> Iterator[TestOffice]:
    opened = open_test_office(tmp_path, received_and_port[1])
    yield opened
    opened.engine.dispose()
