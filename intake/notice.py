"""From a notice (来文) to a draft."""

from pathlib import Path

from intake.draft import Draft


def read_notice(path: Path) -> Draft:
    """The draft of the notice kept in a file."""
    raise NotImplementedError


def read_text(text: str, name: str) -> Draft:
    """The draft of a notice already at hand as text; `name` is what messages call it."""
    raise NotImplementedError
