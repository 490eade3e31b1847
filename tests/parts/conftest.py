"""Parts are tested with a real neighbour: a database on disk, an SMTP server on a port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.office import TestOffice, open_test_office
from tests.support.postgres import postgres_url
from tests.support.smtp_server import Received


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, received_and_port: tuple[Received, int]
) -> Iterator[TestOffice]:
    url = postgres_url() if request.param == "postgresql" else ""
    opened = open_test_office(tmp_path, received_and_port[1], url)
    yield opened
    opened.engine.dispose()
