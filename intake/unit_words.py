"""See intake.units.words."""

from intake.units.words import WORDS, is_short_for

__all__ = ["WORDS", "is_short_for"]
