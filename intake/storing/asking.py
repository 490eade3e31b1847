"""The questions of a plan: the reader's own, and those that only the register or the plan's rules give rise to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from intake.document import Span
from intake.draft import Draft, DraftTask, Question
from intake.readings import quoted
from intake.storing.register_of import RegisteredUnits
from intake.whole_notice import may_be_summed_up, who_sums_up
from models.limit_answers import date_in
from models.naming import stands_for_some
from models.unit_answers import APART, NEW_UNIT, NOT_APART, NOT_NAMED
from models.words import Responsibility

_LISTED_ITEMS = 6
_ABOUT_A_NAME = ("group-members", "guiding-unit", "unclear-unit", "person-named")
_WITHOUT_DATE = ("limit-without-date", "limit-unread", "limit-missing")
_SHARED = re.compile("职责|分工|共同|分别")
_LEAD_WORDS = ("牵头", "配合", "主责", "主办", "协办", "会同")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be stored, with what its answer changes."""

    question: Question
    about: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def same(self) -> tuple[object, ...]:
        """What makes it the same question in a corrected notice; names outlive the list of places they stand in."""
        asked = self.question
        return asked.code, asked.number or 0, asked.part, self.about.get("name") or asked.text


def questions_of_draft(draft: Draft, units: RegisteredUnits, unknown: Iterable[str]) -> list[Asked]:
    """All questions of a draft in order: of the whole notice, then by key task."""
    tasks = {(task.number, task.part): task for task in draft.tasks}
    of_these = filter(None, (_about_present(question, tasks) for question in draft.questions))
    own = [_of_reader(question, draft, tasks) for question in of_these]
    own = [one if one.question.code != "group-members" else _of_members(one, units) for one in own]
    own = [one for one in own if one.question.choices]
    made = [_unknown(name, draft, units) for name in unknown]
    if all(question.code != "joint-sums-up" for question in draft.questions):
        made += [Asked(question, _about_joint(_summed_up(draft))) for question in who_sums_up(draft.tasks)]
    present = {(one.question.code, one.question.number, one.question.part) for one in own}
    for task in draft.tasks:
        made += [one for one in _of_rules(task) if (one.question.code, task.number, task.part) not in present]
    asked = {one.same: one for one in sorted((*own, *made), key=lambda one: _order(one.question))}
    return list(asked.values())


def _about_present(question: Question, tasks: Mapping[tuple[int, int], DraftTask]) -> Question | None:
    """The question without the key tasks that are not there; None where that leaves none of them."""
    kept = [at for at, label in enumerate(question.tasks) if label in tasks]
    if len(kept) == len(question.tasks):
        return question
    named = tuple(question.named[at] for at in kept if at < len(question.named))
    return replace(question, tasks=tuple(question.tasks[at] for at in kept), named=named) if kept else None


def _order(question: Question) -> tuple[int, int]:
    return question.number or 0, question.part


def _of_members(one: Asked, units: RegisteredUnits) -> Asked:
    """各区人民政府 is what the register says, and has no choices left; of 相关区人民政府 all are one choice."""
    name = str(one.about.get("name", ""))
    members = "、".join(units.members_of(name))
    if not members:
        return one
    choices = (*one.question.choices, members) if stands_for_some(name) else ()
    return replace(one, question=replace(one.question, choices=choices))


def _of_reader(question: Question, draft: Draft, tasks: Mapping[tuple[int, int], DraftTask]) -> Asked:
    task = tasks.get((question.number or 0, question.part))
    about: dict[str, Any] = {}
    if question.code == "who-leads" and task is None:
        about = {"tasks": [[one.number, one.part] for one in draft.tasks if _undivided(one, draft, question)]}
    elif question.code == "joint-sums-up" and task is None:
        about = _about_joint(_summed_up(draft))
    elif question.code == "co-responsible" and task is None:
        about = {
            "tasks": [list(label) for label in question.tasks],
            "named": [list(n) for n in question.named],
        }
    elif question.code in _ABOUT_A_NAME:
        about = {"name": _name_in(question, draft.tasks if task is None else (task,))}
    elif question.code.startswith("limit-"):
        about = _about_limits(question, draft, task, tasks)
    return Asked(question, about, quoted(draft.document, question.sources))


def _about_limits(
    question: Question, draft: Draft, task: DraftTask | None, tasks: Mapping[tuple[int, int], DraftTask]
) -> dict[str, Any]:
    """Which milestones of which key tasks; without any, those of all that name no limit."""
    if task:
        return {"milestones": _milestones(question, task, draft.year)}
    if not question.tasks:
        return {"tasks": [[one.number, one.part] for one in draft.tasks if not one.time_limit]}
    first = tasks[question.tasks[0]]  # all of them have the same limit
    return {
        "name": first.time_limit,
        "tasks": [list(label) for label in question.tasks],
        "milestones": _milestones(question, first, draft.year),
    }


def _undivided(task: DraftTask, draft: Draft, question: Question) -> bool:
    """Whether the notice's rule alone, and nothing in the cell, says how these units share the key task."""
    spans = task.sources.get("units", ())
    cell = "".join(draft.document.text(span) for span in spans) if draft.document else ""
    if any(word in cell for word in _LEAD_WORDS):
        return False
    if _SHARED.search(question.default):
        return task.responsibility is Responsibility.JOINT and not _SHARED.search(cell)
    return task.responsibility is Responsibility.LEAD and len(task.leads) == 1 and bool(task.supports)


def _name_in(question: Question, tasks: Iterable[DraftTask]) -> str:
    """The name a question quotes: the longest of those it could be."""
    said = {name for task in tasks for name in (*task.leads, *task.supports, *task.leaders)}
    quoted_name = question.text.partition("“")[2].partition("”")[0]
    cut = {name for name in said if quoted_name.endswith("…") and name.startswith(quoted_name[:-1])}
    exact = {name for name in said if name == quoted_name} or cut
    return max(exact or {name for name in said if name in question.text}, key=len, default=quoted_name)


def _milestones(question: Question, task: DraftTask, year: int) -> list[int]:
    """Positions of the milestones that are asked about: read as the default says, else unsure or without date."""
    day = date_in(question.default, year)
    stones = list(enumerate(task.milestones))
    unsure = [at for at, stone in stones if stone.confidence < 1]
    undated = [at for at, stone in stones if stone.due is None]
    if question.code == "limit-rhythm":
        return [at for at, stone in stones if stone.every and at in unsure]
    if day is not None:
        same = [at for at, stone in stones if stone.due == day]
        return [at for at in same if at in unsure] or same
    return undated if question.code in _WITHOUT_DATE and undated else unsure or undated


def _unknown(name: str, draft: Draft, units: RegisteredUnits) -> Asked:
    where = [task for task in draft.tasks if name in (*task.leads, *task.supports)]
    text = (
        f"“{name}”（第{_numbers(where)}）不在单位库里，指哪个单位？"
        "默认按此名称登记为新单位，邮箱和电话需另行补登。"
    )
    near = units.look_up(name).candidates
    question = Question("unit-unknown", text, (*near, NEW_UNIT, NOT_NAMED), NEW_UNIT)
    return Asked(question, {"name": name}, quoted(draft.document, _spans_of(name, where, draft)))


def _spans_of(name: str, tasks: Iterable[DraftTask], draft: Draft) -> tuple[Span, ...]:
    """Where a name stands first."""
    for task in tasks if draft.document else ():
        for field_name in ("units", "leads", "supports"):
            for span in task.sources.get(field_name, ()):
                at = draft.document.text(span).find(name) if draft.document else -1
                if at >= 0:
                    return (Span(span.passage, span.start + at, span.start + at + len(name)),)
    return ()


def _of_rules(task: DraftTask) -> Iterable[Asked]:
    """What every general key task gives rise to, where the reader has not asked it itself."""
    if not task.listed_apart:
        text = "这一项没有落到具体单位，是否不单列督办（列入计划，不逐项提醒）？"
        yield Asked(Question("not-listed-apart", text, (NOT_APART, APART), NOT_APART, task.number, task.part))


def _summed_up(draft: Draft) -> list[DraftTask]:
    """Key tasks whose first-listed unit could sum up."""
    return [task for task in draft.tasks if may_be_summed_up(task)]


def _about_joint(tasks: list[DraftTask]) -> dict[str, Any]:
    return {"name": "按职责分工负责", "tasks": [[task.number, task.part] for task in tasks]}


def _numbers(tasks: list[DraftTask]) -> str:
    """1、3、4项, or the first six of many."""
    listed = list(dict.fromkeys(str(task.number) for task in tasks))
    more = f"等共{len(tasks)}项" if len(listed) > _LISTED_ITEMS else "项"
    return "、".join(listed[:_LISTED_ITEMS]) + more
