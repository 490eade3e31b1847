"""A draft plan (草案): what was read from a document, before a person confirms it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.words import Criterion, Recurrence, Responsibility


@dataclass(frozen=True, slots=True)
class DraftMilestone:
    """节点 as read: `due` is the last day that counts, None where the limit names no date."""

    due: date | None
    criterion: Criterion
    scope: str
    every: Recurrence | None = None
    confidence: float = 1.0
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class DraftTask:
    """重点工作 as read; `line` is the 1-based source line on which its row begins."""

    number: int
    part: int
    theme: str
    content: str
    time_limit: str
    leaders: tuple[str, ...]
    responsibility: Responsibility
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    milestones: tuple[DraftMilestone, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader could not decide alone; without an answer the default holds."""

    code: str
    text: str
    choices: tuple[str, ...]
    default: str
    number: int | None = None
    part: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole document as read, with the questions left to a person."""

    title: str
    issuer: str
    document_number: str
    issued_on: date | None
    year: int
    form: str
    tasks: tuple[DraftTask, ...]
    questions: tuple[Question, ...]
    first_listed_rule: str


def as_json(draft: Draft) -> dict[str, Any]:
    """The shape that `duban read --json` prints."""
    return {
        "title": draft.title,
        "issuer": draft.issuer,
        "year": draft.year,
        "form": draft.form,
        "tasks": [_task_as_json(task) for task in draft.tasks],
    }


def _task_as_json(task: DraftTask) -> dict[str, Any]:
    return {
        "number": task.number,
        "part": task.part,
        "theme": task.theme,
        "content": task.content,
        "time_limit": task.time_limit,
        "leaders": list(task.leaders),
        "responsibility": task.responsibility.value,
        "leads": list(task.leads),
        "supports": list(task.supports),
        "milestones": [_milestone_as_json(milestone) for milestone in task.milestones],
    }


def _milestone_as_json(milestone: DraftMilestone) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "due": milestone.due.isoformat() if milestone.due else None,
        "criterion": milestone.criterion.value,
        "scope": milestone.scope,
    }
    if milestone.every:
        shown["every"] = milestone.every.value
    return shown
