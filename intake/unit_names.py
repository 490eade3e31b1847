"""See intake.units.names."""

from intake.units.names import is_group, names

__all__ = ["is_group", "names"]
