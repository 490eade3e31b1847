"""完成时限: from its words to milestones."""

from dataclasses import dataclass

from intake.draft import DraftMilestone, Question


@dataclass(frozen=True, slots=True)
class LimitReading:
    """What a time limit asks for, and what could not be decided."""

    milestones: tuple[DraftMilestone, ...]
    questions: tuple[Question, ...] = ()


def parse_limit(text: str, year: int) -> LimitReading:
    """The milestones of a time limit in a notice for `year`; never raises."""
    raise NotImplementedError
