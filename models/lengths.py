"""How long texts may be that people enter; more belongs into an attachment."""

from models.actors import MoveRefused

NAME = 40
"""Characters of a person's name, with what is written beside it."""
TELEPHONE = 40
REASON = 1000


def within(text: str, most: int, called: str) -> None:
    """Raises MoveRefused where the text has more than `most` characters."""
    if len(text.strip()) > most:
        raise MoveRefused(f"{called}最多{most}字，现有{len(text.strip())}字。")
