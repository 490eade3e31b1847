"""Numbered text (条文式来文): assignments closed by a bracket that names who is responsible, or by labelled lines."""

from intake.prose.reading import read_labelled, read_prose

__all__ = ["read_labelled", "read_prose"]
