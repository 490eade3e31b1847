"""What was read, as it is kept beside what is decided: fields as JSON, and places in words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from intake.document import Document, Span
from intake.draft import DraftMilestone, DraftTask

_QUOTED = 120


def as_read(task: DraftTask) -> dict[str, Any]:
    """The fields of a key task before any answer; dates as ISO 8601."""
    return {
        "theme": task.theme,
        "content": task.content,
        "time_limit": task.time_limit,
        "leaders": list(task.leaders),
        "responsibility": task.responsibility.value,
        "leads": list(task.leads),
        "supports": list(task.supports),
        "listed_apart": task.listed_apart,
        "milestones": [_milestone_as_read(stone) for stone in task.milestones],
    }


def _milestone_as_read(stone: DraftMilestone) -> dict[str, Any]:
    return {
        "due": stone.due.isoformat() if stone.due else None,
        "criterion": stone.criterion.value,
        "scope": stone.scope,
        "every": stone.every.value if stone.every else None,
        "confidence": stone.confidence,
        "explanation": stone.explanation,
    }


def place_of(document: Document | None, spans: Sequence[Span]) -> str:
    """第2页第1张表第5行: where something begins, without the column; empty for a draft made by hand."""
    if document is None or not spans:
        return ""
    return str(replace(document.passages[spans[0].passage].place, column=None))


def quoted(document: Document | None, spans: Sequence[Span]) -> str:
    """The place and the words: 第2页第1张表第5行第4列“6月底前完成”; long words are cut."""
    if document is None or not spans:
        return ""
    words = "".join(document.text(span) for span in spans)
    shown = words if len(words) <= _QUOTED else words[: _QUOTED - 1] + "…"
    return f"{document.passages[spans[0].passage].place}“{shown}”"
