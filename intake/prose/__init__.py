"""Prose (条文式来文): tasks closed by a bracket that names who is responsible."""

from intake.prose.reading import read_prose

__all__ = ["read_prose"]
