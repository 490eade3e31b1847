"""The notice of a city that does not exist, for the demonstration and the tests."""

from importlib.resources import files


def sample_notice(year: int) -> str:
    """The sample notice as if issued for `year`."""
    text = files(__name__).joinpath("notice.txt").read_text(encoding="utf-8")
    return text.replace("{year}", str(year))
