"""A plan of 160 key tasks and 60 units lives a whole year."""

from pathlib import Path

from tests.support.smtp_server import Received
from tests.support.year.living import open_city


def test_a_year(tmp_path: Path, received_and_port: tuple[Received, int]) -> None:
    city = open_city(tmp_path, received_and_port[1])
    city.live()
