"""Unit names (单位名称) in a text, and which of them are groups."""

from intake.units.flat import flattened
from intake.units.lexer import tokens
from intake.units.shapes import is_group
from intake.units.tokens import Sort

__all__ = ["is_group", "names"]


def names(text: str) -> list[str]:
    """The units in order, as written; 等, marks, persons and words like 牵头 are left out."""
    return [token.text for token in tokens(flattened(text).text) if token.sort is Sort.NAME]
