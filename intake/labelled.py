"""Labelled lines (标签行): 牵头单位：… 配合单位：… 完成时限：… under each item."""

from intake.document import Document
from intake.draft import Body, Missing
from intake.prose.reading import read_lines


def read_labelled(document: Document, year: int) -> Body | Missing:
    """The tasks of a notice with labelled lines under, or in front of, each item; `year` dates its limits.

    A notice in which more assignments are closed by brackets is prose; a label inside a bracket is part of the bracket.
    """
    return read_lines(document, year)
