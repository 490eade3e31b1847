"""The JSON shapes that `duban read` and `duban parse` print; those of key tasks are the ones notices are scored in."""

from collections.abc import Iterable, Mapping
from typing import Any

from intake.document import Document, Span
from intake.draft import Checkpoint, Draft, DraftMilestone, DraftTask, LeftOver, PlanDefault, Question

Shape = dict[str, Any]


def draft_shape(draft: Draft) -> Shape:
    """A whole draft; dates as ISO 8601, every source with its place and its characters."""
    return {
        "title": draft.title,
        "issuer": draft.issuer,
        "document_number": draft.document_number,
        "issued_on": draft.issued_on.isoformat() if draft.issued_on else None,
        "year": draft.year,
        "form": draft.form,
        "first_listed_rule": draft.first_listed_rule,
        "tasks": [task_shape(task, draft.document) for task in draft.tasks],
        "questions": [question_shape(question, draft.document) for question in draft.questions],
        "defaults": [_default_shape(default, draft.document) for default in draft.defaults],
        "checkpoints": [_checkpoint_shape(one, draft.document) for one in draft.checkpoints],
        "left_over": [_left_over_shape(one, draft.document) for one in draft.left_over],
        "sources": _sources_shape(draft.sources, draft.document),
    }


def task_shape(task: DraftTask, document: Document | None = None) -> Shape:
    """One key task."""
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
        "milestones": [milestone_shape(milestone) for milestone in task.milestones],
        "sources": _sources_shape(task.sources, document),
    }


def milestone_shape(milestone: DraftMilestone) -> Shape:
    """One milestone; `every` only where the limit recurs."""
    shape: Shape = {
        "due": milestone.due.isoformat() if milestone.due else None,
        "criterion": milestone.criterion.value,
        "scope": milestone.scope,
        "confidence": milestone.confidence,
        "explanation": milestone.explanation,
    }
    return shape | ({"every": milestone.every.value} if milestone.every else {})


def question_shape(question: Question, document: Document | None = None) -> Shape:
    """One question; number and part only where it is about one key task."""
    shape: Shape = {
        "code": question.code,
        "text": question.text,
        "choices": list(question.choices),
        "default": question.default,
    }
    if question.number is not None:
        shape |= {"number": question.number, "part": question.part}
    if question.tasks:
        shape["tasks"] = [{"number": number, "part": part} for number, part in question.tasks]
    return shape | ({"sources": _spans_shape(question.sources, document)} if question.sources else {})


def _default_shape(default: PlanDefault, document: Document | None) -> Shape:
    return {
        "code": default.code,
        "text": default.text,
        "offer": default.offer,
        "accepted": default.accepted,
        "sources": _spans_shape(default.sources, document),
    }


def _checkpoint_shape(one: Checkpoint, document: Document | None) -> Shape:
    return {
        "number": one.number,
        "part": one.part,
        "text": one.text,
        "clause": one.clause,
        "date": one.due.isoformat() if one.due else None,
        "kind": one.kind,
        "track": one.track,
        "sources": _spans_shape(one.sources, document),
    }


def _left_over_shape(one: LeftOver, document: Document | None) -> Shape:
    return {"text": one.text, "action": one.action, "source": _spans_shape((one.span,), document)[0]}


def _sources_shape(sources: Mapping[str, Iterable[Span]], document: Document | None) -> Shape:
    return {field: _spans_shape(spans, document) for field, spans in sources.items() if spans}


def _spans_shape(spans: Iterable[Span], document: Document | None) -> list[Shape]:
    """`passage` counts the document's passages from 0; start and end are characters of it, end exclusive."""
    return [
        ({"place": str(document.passages[span.passage].place)} if document else {})
        | {"passage": span.passage, "start": span.start, "end": span.end}
        for span in spans
    ]
