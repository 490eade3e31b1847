"""Labels (标签) such as 牵头单位：, 【完成时限】, 分 管 领 导: and what each one introduces."""

import re
from dataclasses import dataclass
from enum import StrEnum

from intake.document import Traced


class Duty(StrEnum):
    """What a stretch of an assignment says."""

    LEADS = "leads"
    UNITS = "units"
    SUPPORTS = "supports"
    LEADERS = "leaders"
    LIMIT = "limit"
    TEXT = "text"
    """工作目标, 主要措施: part of the task's own text."""
    PERSONS = "persons"
    """责任人: a leader where the notice names none otherwise."""
    UNREAD = "unread"
    """A clause of a bracket that says nothing the grammar knows: left over."""
    ASIDE = "aside"
    """联系人, 电话, 具体责任人: no field of a task."""


UNIT_DUTIES = (Duty.LEADS, Duty.UNITS, Duty.SUPPORTS)

_BODY = r"(?:单位|部门|科室|处室|股室|机构|镇街|乡镇|区县|县区|区|县|科|处)"
_NAMES: tuple[tuple[Duty, str], ...] = (
    (
        Duty.PERSONS,
        r"(?:主要|第一|项目|工作|整改|任务|落实)?(?:责任人|负责人|负责同志)(?:及(?:联系)?电话)?",
    ),
    (
        Duty.ASIDE,
        r"(?:直接|具体|现场|单位|部门|科室|企业)(?:责任人|负责人)(?:及(?:联系)?电话)?|(?:联系人|联络员|联络人|经办人|承办人)(?:及(?:联系)?电话)?"
        r"|(?:联系|咨询|办公|值班)?(?:电话|方式)|手机|邮箱|电子邮箱|传真",
    ),
    (
        Duty.LEADERS,
        r"(?:分管|包抓|包联|包保|挂联|挂钩|挂包|联系|牵头|责任|主管|督办|督导|领办|领衔|协管|总|市级|县级|区级|市政府|县政府|区政府|市|县|区|省){1,3}"
        r"(?:领导(?:同志)?|负责同志|市长|县长|区长|省长|秘书长)",
    ),
    (
        Duty.LEADS,
        rf"(?:总|共同|第一)?(?:牵头|主办|主责|主抓)(?:责任|负责)?{_BODY}?|第一责任{_BODY}|主要责任{_BODY}",
    ),
    (
        Duty.SUPPORTS,
        rf"(?:主要|协同)?(?:配合|协办|协同|参与|参加|协助|支持|协作|联办|支撑)(?:责任)?(?:主体|{_BODY})?",
    ),
    (
        Duty.UNITS,
        rf"(?:具体|主体|工作|任务)?(?:责任|承办|负责|落实|实施|承担|主管|执行|办理)(?:主体|{_BODY})|(?:责任|任务|职责)?分工",
    ),
    (
        Duty.TEXT,
        r"(?:(?:工作|主要|目标|重点|具体|年度|建设|任务|整改|改革|推进|落实|支撑|保障|总体)"
        r"(?:目标|内容|任务|措施|要求|举措|事项|规模|标准|成果|思路|项目|工作|指标)+)|(?:成果形式|预期成果|预期目标|目标|措施|内容|备注|任务来源)",
    ),
    (
        Duty.LIMIT,
        r"(?:计划|预计|拟|要求|最迟)?(?:完成|办结|办理|落实|整改|实施|推进|序时|任务|工作|目标|达标|见效|起止|建设)?"
        r"(?:时限|期限|时间|日期|节点|进度|工期|年限|周期)(?:要求|安排|节点|进度|计划|目标|表)?",
    ),
)


def _padded(words: str) -> str:
    """The pattern with room for white space between its characters (牵 头 单 位)."""
    within = re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"[ \\t　]*", words)
    return re.sub(r"(?<=[\u4e00-\u9fff)?+}])(?=\((?!\?[=!<]))", r"[ \\t　]*", within)


_ANY = "|".join(f"(?P<{duty.value}>{_padded(words)})" for duty, words in _NAMES)
_LABEL = re.compile(
    rf"(?P<open>[【〔\[［（(<＜]?)[ \t　]*(?:{_ANY})[ \t　]*(?P<close>[】〕\]］）)>＞]?)[ \t　]*(?P<colon>[：:]?)"
)
# A label opens a line, or follows the end of what was said before it.
_BEFORE = re.compile(r"(?:^|[\s　。；;，,！？、)）】〕\]］*★▲])$")


@dataclass(frozen=True, slots=True)
class Label:
    """A label, its bracket and colon included, and what follows it up to the next label."""

    duty: Duty
    start: int
    end: int
    name: str


def labels(text: str) -> list[Label]:
    """The labels of a text in order; a word without colon is one only in a bracket of its own (【牵头单位】)."""
    found = []
    for one in _LABEL.finditer(text):
        boxed = bool(one.group("open")) and bool(one.group("close"))
        start = one.start() if boxed else one.start() + len(one.group("open"))
        if not one.group("colon") and not (boxed and one.group("open") in "【〔[［<＜"):
            continue
        if one.group("close") and not boxed:
            continue
        before = one.start() - (one.group()[0] not in " \t　")
        ahead = text[before : before + 1] if before >= 0 else ""
        if not (boxed or one.group("open") or _BEFORE.search(ahead or "\n")):
            continue
        duty = Duty(one.lastgroup) if one.lastgroup in list(Duty) else _duty(one)
        found.append(
            Label(duty, start, one.end(), "".join(one.group().split()).strip("【】〔〕[]［］（）()：:"))
        )
    return found


def _duty(found: re.Match[str]) -> Duty:
    return next(duty for duty in Duty if found.groupdict().get(duty.value))


def trimmed(text: Traced) -> Traced:
    """Without white space and marks at its ends."""
    start = len(text.text) - len(text.text.lstrip(" \t\n　；;，,、：:。"))
    end = len(text.text.rstrip(" \t\n　；;，,、：:。"))
    return text.cut(start, max(start, end))
