"""The same doubt about the same limit in many key tasks is one question, and so is what the file hides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from intake.document import Document
from intake.draft import DraftTask, Question

_LISTED = 12
_ROLE = "co-responsible"
_QUOTED = re.compile("“([^”]+)”")
_LEAVE_OUT, _TAKE_BACK = "不读入", "退回核对"


def asked_once(questions: Sequence[Question], tasks: Iterable[DraftTask]) -> tuple[Question, ...]:
    """The questions in order; those on one limit that several key tasks share stand where the first one stood."""
    questions = [*(one for one in questions if one.code != _ROLE), *_of_roles(questions)]
    limits = {(task.number, task.part): (task.time_limit, task.milestones) for task in tasks}
    together: dict[object, list[Question]] = {}
    for at, question in enumerate(questions):
        limit = limits.get((question.number or 0, question.part))
        shared = question.code.startswith("limit-") and limit is not None and bool(limit[0])
        alike = (question.code, question.text, question.choices, question.default)
        together.setdefault((*alike, limit) if shared else at, []).append(question)
    return tuple(_one(same) for same in together.values())


def with_sources(questions: Iterable[Question], tasks: Iterable[DraftTask]) -> tuple[Question, ...]:
    """Every question about a key task says where to look: at its limit, its units, else at its text."""
    known = {(task.number, task.part): task.sources for task in tasks}
    made = []
    for question in questions:
        first = question.tasks[0] if question.tasks else (question.number or 0, question.part)
        sources = known.get(first, {})
        named = ("time_limit" if question.code.startswith("limit-") else "units", "content", "number")
        found = next((tuple(spans) for field in named if (spans := sources.get(field))), ())
        made.append(question if question.sources else replace(question, sources=found))
    return tuple(made)


def _of_roles(questions: Sequence[Question]) -> list[Question]:
    """A column of 主责单位 is one doubt, however many rows it has."""
    same = [question for question in questions if question.code == _ROLE]
    if len(same) < 2:
        return same
    tasks = tuple((question.number or 0, question.part) for question in same)
    text = f"第{_numbers(tasks)}除牵头单位外还写明了主责单位，如何录入？"
    named = tuple(tuple(_QUOTED.findall(question.text)) for question in same)
    return [replace(same[0], text=text, number=None, part=1, tasks=tasks, named=named)]


def _numbers(tasks: Sequence[tuple[int, int]]) -> str:
    """1、3、4项, or the first twelve of many."""
    numbers = list(dict.fromkeys(str(number) for number, _ in tasks))
    return "、".join(numbers[:_LISTED]) + (f"等共{len(tasks)}项" if len(numbers) > _LISTED else "项")


def _one(same: list[Question]) -> Question:
    first = same[0]
    if len(same) == 1:
        return first
    tasks = tuple((question.number or 0, question.part) for question in same)
    text = f"{first.text}（第{_numbers(tasks)}都这样写，一并答复）"
    return replace(first, text=text, number=None, part=1, tasks=tasks)


def about_hidden(document: Document) -> tuple[Question, ...]:
    """What the file hides was left out: it may have been struck off, or folded away for printing."""
    if not document.hidden:
        return ()
    text = f"文件里隐藏了{'、'.join(document.hidden)}，没有读入，是否照此办理？需要读入的，请取消隐藏后重新导入。"
    return (Question("hidden-left-out", text, (_LEAVE_OUT, _TAKE_BACK), _LEAVE_OUT),)
