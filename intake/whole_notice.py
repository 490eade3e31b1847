"""What readers of every kind ask once for a whole notice: who leads, who the persons are, who sums up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from intake.draft import DraftTask, Question
from intake.notes import Kind, Rule
from intake.units.leaders import Named
from intake.units.names import is_group
from models.words import Responsibility

FIRST_LEADS, TOGETHER = "列第一位的牵头", "按职责分工共同负责"
_AS_LEADER, _LEFT_OUT = "作为分管领导录入", "不录入"
_FIRST_SUMS_UP, _EACH_REPORTS = "由列第一位的单位汇总", "各单位分别报送"
_APART = ("不单列督办", "单列督办")
# 有关部门, 市直各单位: units of no name; 各区人民政府 has members that can be known.
_NOBODY = re.compile(
    r"(?:[全本]?[省市区县州旗镇](?:政府|直|级|直属)?)?(?:各|有关|相关|责任|职能|成员|所属|其他)*(?:职能)?(?:部门|单位)"
)
_LISTED = 20


def who_leads(rule: Rule | None, by_order: Sequence[DraftTask]) -> tuple[Question, ...]:
    """Where nothing says that the first-listed unit leads, a person must; `by_order` are the tasks it is assumed of.

    A type face (加粗) that tells who leads is not text: it is asked about as well.
    """
    if not by_order or (rule and rule.kind is not Kind.TYPE):
        return ()
    why = "来文以字体区分牵头单位，转成文本后无法辨认" if rule else "来文没有写明哪个是牵头单位"
    text = f"{why}（第{_numbers(by_order)}），列第一位的单位是否为牵头单位？"
    choices = (FIRST_LEADS, TOGETHER)
    return (Question("who-leads", text, choices, choices[0], sources=rule.spans if rule else ()),)


def with_persons(
    tasks: Sequence[DraftTask], persons: Sequence[Sequence[Named]]
) -> tuple[tuple[DraftTask, ...], tuple[Question, ...]]:
    """Tasks whose 责任人 become their leaders where the notice names no leader otherwise, and the one question on it.

    `persons` are those of each task whom no word calls a leader.
    """
    concerned = [task for task, named in zip(tasks, persons, strict=True) if named]
    if not concerned or any(task.leaders for task in tasks):
        return tuple(tasks), ()
    made = []
    for task, named in zip(tasks, persons, strict=True):
        spans = tuple(span for one in named for span in one.spans)
        sources = {**task.sources, "leaders": spans} if spans else task.sources
        made.append(replace(task, leaders=tuple(dict.fromkeys(one.name for one in named)), sources=sources))
    text = f"来文没有写明分管领导，只写有责任人（第{_numbers(concerned)}），是否作为分管领导录入？"
    return tuple(made), (Question("persons-of-whom", text, (_AS_LEADER, _LEFT_OUT), _AS_LEADER),)


def who_sums_up(tasks: Iterable[DraftTask]) -> tuple[Question, ...]:
    """Of all tasks that several units lead or share: does the first-listed one sum up and report?"""
    shared = [task for task in tasks if may_be_summed_up(task)]
    if not shared:
        return ()
    led = {task.responsibility for task in shared}
    how = {
        Responsibility.LEAD: "由几个单位共同牵头、没有写明由谁汇总",
        Responsibility.JOINT: "由几个单位按职责分工负责、没有写明牵头单位",
    }
    said = how[led.pop()] if len(led) == 1 else "由几个单位共同牵头或按职责分工负责、没有写明由谁汇总"
    text = f"{len(shared)}项任务（第{_numbers(shared)}）{said}，是否由各项列第一位的单位汇总报送？"
    return (Question("joint-sums-up", text, (_FIRST_SUMS_UP, _EACH_REPORTS), _FIRST_SUMS_UP),)


def may_be_summed_up(task: DraftTask) -> bool:
    """Whether the first-listed unit could report for the others; a group of many cannot."""
    shared = task.responsibility is not Responsibility.EACH and len(task.leads) > 1
    return shared and not is_group(task.leads[0])


def set_apart(tasks: Sequence[DraftTask]) -> tuple[tuple[DraftTask, ...], tuple[Question, ...]]:
    """Tasks that only 有关部门 or all departments answer for are offered as 不单列督办, with the question on each.

    Tasks the reader has set apart itself stay as they are, with its own question.
    """
    made, asked = [], []
    for task in tasks:
        nobody = task.leads and all(map(_NOBODY.fullmatch, task.leads)) and all(map(is_group, task.supports))
        if not task.listed_apart or not nobody:
            made.append(task)
            continue
        made.append(replace(task, listed_apart=False))
        text = f"由{'、'.join(task.leads)}负责，没有落到具体单位，是否单列督办？"
        where = tuple(task.sources.get("units", ()))
        asked.append(Question("not-listed-apart", text, _APART, _APART[0], task.number, task.part, where))
    return tuple(made), tuple(asked)


def numbers_out_of_order(numbers: Sequence[int]) -> list[Question]:
    """Numbers left out or out of order: allowed, but worth a look."""
    unlike = list(dict.fromkeys(numbers))
    if unlike == list(range(1, len(unlike) + 1)) and list(numbers) == sorted(numbers):
        return []
    left_out = sorted(set(range(1, max(unlike, default=0) + 1)) - set(unlike))
    what = f"缺少{'、'.join(map(str, left_out[:10]))}" if left_out else "没有按顺序排列"
    text = f"任务序号{what}，共读到{len(unlike)}项，是否照此录入？"
    return [Question("numbers-not-in-order", text, ("照此录入", "退回核对"), "照此录入")]


def once(questions: Iterable[Question]) -> list[Question]:
    """各区人民政府 means the same in every task: asked once for the whole notice."""
    kept: dict[tuple[str, str, int | None, int], Question] = {}
    for question in questions:
        same = question.code == "group-members" and question.text.startswith(("“各", "“市政府各"))
        one = replace(question, number=None, part=1) if same else question
        kept.setdefault((one.code, one.text, one.number, one.part), one)
    return list(kept.values())


def _numbers(tasks: Sequence[DraftTask]) -> str:
    """1、3、4项, or the first of many."""
    listed = list(dict.fromkeys(str(task.number) for task in tasks))
    return "、".join(listed[:_LISTED]) + (f"等{len(listed)}项" if len(listed) > _LISTED else "项")
