"""The pages of a small city, on a database file of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, SECRET, City, empty_city, small_city
from web.app import create_app

OpenPages = Callable[..., Visitor]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """The small city on 18 March 2026, a week before the first round."""
    made = small_city(tmp_path)
    made.at(MARCH)
    yield made
    made.engine.dispose()


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[City]:
    """An installation without any plan."""
    made = empty_city(tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture
def open_pages() -> OpenPages:
    """A visitor at this machine, unless told where they stand."""

    def visitor(city: City, client: str = "127.0.0.1", host: str = "127.0.0.1:8300", **given: Any) -> Visitor:
        return Visitor(create_app(city.settings, city.engine, SECRET, **given), client, host)

    return visitor


@pytest.fixture
def pages(city: City, open_pages: OpenPages) -> Visitor:
    """The small city's pages, opened at this machine."""
    return open_pages(city)
