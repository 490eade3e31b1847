"""The JSON that `duban trace` prints."""

from typing import Any

from intake.coverage.found import Coverage, Gap, TaskTrace

Shape = dict[str, Any]


def coverage_shape(coverage: Coverage) -> Shape:
    """Tasks with their sentences, and what is uncovered, in the order of the notice and of the report."""
    return {
        "tasks": [_task_shape(one) for one in coverage.tasks],
        "uncovered": [_gap_shape(one) for one in coverage.uncovered],
    }


def _task_shape(one: TaskTrace) -> Shape:
    """`confidence` from 0 to 1; `figures` only where figures differ, as in the report and as in the task."""
    shape: Shape = {
        "number": one.number,
        "part": one.part,
        "section": one.section,
        "sentences": list(one.sentences),
        "confidence": one.confidence,
    }
    return shape | ({"figures": [list(pair) for pair in one.figures]} if one.figures else {})


def _gap_shape(one: Gap) -> Shape:
    """`missing` holds the dropped words where the rest of the clause is covered."""
    return {
        "text": one.text,
        "section": one.section,
        "sentence": one.sentence,
        "missing": list(one.missing),
        "clear": one.clear,
    }
