"""Journeys live through months hour by hour, with a real SMTP server at the end of the line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.office import TestOffice, open_test_office
from tests.support.smtp_server import Received


@pytest.fixture
def office(tmp_path: Path, received_and_port: tuple[Received, int]) -> Iterator[TestOffice]:
    opened = open_test_office(tmp_path, received_and_port[1])
    yield opened
    opened.engine.dispose()
