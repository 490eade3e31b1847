"""What tests of Prefect's part need beside the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.key_task import use_source
from tests.parts.prefect.desk import Desk
from tests.support.office import TestOffice, open_test_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    """On SQLite only: what differs on PostgreSQL is the rows, and test_leg_requests.py tries both."""
    opened = open_test_office(tmp_path, 25)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def desk() -> Desk:
    """Where legs get what they show, in this process."""
    made = Desk()
    use_source(made.source())
    return made
