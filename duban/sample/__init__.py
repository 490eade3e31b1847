"""The notice of a city that does not exist, for the demonstration and the tests."""

from importlib.resources import files
from pathlib import Path


def sample_notice(year: int) -> str:
    """The sample notice as if issued for `year`."""
    text = files(__name__).joinpath("notice.txt").read_text(encoding="utf-8")
    return text.replace("{year}", str(year))


def sample_units() -> str:
    """The register of that city's units, as YAML."""
    return files(__name__).joinpath("units.yaml").read_text(encoding="utf-8")


def sample_register() -> Path:
    """The register of that city's units."""
    return Path(__file__).with_name("units.yaml")
