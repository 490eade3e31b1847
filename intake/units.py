"""责任单位: who leads and who supports."""

from dataclasses import dataclass

from intake.draft import Question
from models.words import Responsibility


@dataclass(frozen=True, slots=True)
class UnitsReading:
    """The units of one cell."""

    responsibility: Responsibility
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    questions: tuple[Question, ...] = ()


def parse_units(cell: str, first_listed: bool) -> UnitsReading:
    """The units of a cell; with `first_listed` the first one leads."""
    raise NotImplementedError
