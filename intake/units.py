"""责任单位: who leads (牵头) and who supports (配合)."""

import re
from dataclasses import dataclass

from intake.draft import Question
from intake.unit_names import is_group, names
from models.words import Responsibility

_SHARED = re.compile(
    r"(?:等)?(?:各?单位)?(?:依据|依照|按照?|根据)?(?:各自|工作|部门)*(?:职责|职能|任务)?(?:分工|划分|范围)?(?:共同|协同)?(?:负责|推动|推进|落实|配合|承担|实施)$"
)
_BY_DUTY = re.compile(
    r"(?:依据|依照|按照?|根据)(?:各自|工作|部门)*(?:职责|职能|任务)|共同(?:负责|推动|推进|落实|牵头负责)"
)
_EACH = re.compile(r"(?:分别|分头|各自)(?:牵头)?(?:负责|落实|实施|推进|牵头)$")
_LABEL = re.compile(
    r"(牵头|责任|主责|主办|负责|配合|协办|协同|参与|参加|支持)(?:责任)?(?:单位|部门|区)?[：:]"
)
_LEADS = re.compile(r"(?:共同|联合|总)?(?:牵头|主责|主办)(?:负责|单位|部门|推进|实施|落实)?")
_SUPPORTS = re.compile(r"(?:协同|积极|参与|密切)?(?:配合|协办|协助|参与|参加)(?:单位|部门|实施|落实|推进)?$")
_LEADING_LABELS = ("牵头", "责任", "主责", "主办", "负责")
_NOT_NAMED = "暂不指定"


@dataclass(frozen=True, slots=True)
class UnitsReading:
    """The units of one cell."""

    responsibility: Responsibility
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    questions: tuple[Question, ...] = ()


def parse_units(cell: str, first_listed: bool) -> UnitsReading:
    """The units of a cell; without words of its own its first unit leads if `first_listed`, else all are joint.

    1. 分别负责 makes every unit answer for its own; 按职责分工负责 makes them joint, unless one 牵头.
    2. 牵头 and 配合, as labels before units or words after them, say who does what.
    3. Otherwise the order in the cell decides.
    """
    # 责任单位：A、B alone says nothing on who leads.
    text = re.sub(
        r"^(?:责任|负责)(?:单位|部门)[：:](?!.*[：:])", "", cell.strip().rstrip("。；;"), flags=re.S
    )
    labelled = _labelled(text)
    if labelled:
        return _reading(Responsibility.LEAD, *labelled)
    if _EACH.search(text):
        return _reading(Responsibility.EACH, names(_EACH.sub("", text)), [])
    if _LEADS.search(text) or "会同" in text:
        return _reading(Responsibility.LEAD, *_worded(text))
    listed = names(_SHARED.sub("", text))
    if _BY_DUTY.search(text):
        return _reading(Responsibility.JOINT, listed, [])
    leading, comma, supporting = text.rpartition("，")
    if comma and _SUPPORTS.search(supporting):
        return _reading(Responsibility.LEAD, names(leading), names(_SUPPORTS.sub("", supporting)))
    if first_listed or len(listed) == 1:
        return _reading(Responsibility.LEAD, listed[:1], listed[1:])
    return _reading(Responsibility.JOINT, listed, [])


def parse_split_units(leading: str, supporting: str) -> UnitsReading:
    """The units of a table that has a column for 牵头单位 and one for 配合单位."""
    if not supporting.strip(" \n-—/无"):
        return _in_lead_column(leading)
    return _reading(Responsibility.LEAD, names(_bare(leading)), names(_bare(supporting)))


def _in_lead_column(cell: str) -> UnitsReading:
    if _BY_DUTY.search(cell) or _EACH.search(cell.strip()):
        return parse_units(cell, first_listed=False)
    return _reading(Responsibility.LEAD, names(_bare(cell)), [])


def _bare(cell: str) -> str:
    return _SUPPORTS.sub("", _LEADS.sub("", _LABEL.sub("", cell.strip())).strip())


def _labelled(text: str) -> tuple[list[str], list[str]] | None:
    """牵头单位：A；配合单位：B、C."""
    pieces = _LABEL.split(text)
    if len(pieces) < 3:
        return None
    leads = names(pieces[0])
    supports: list[str] = []
    for label, listed in zip(pieces[1::2], pieces[2::2], strict=True):
        (leads if label in _LEADING_LABELS else supports).extend(names(_SHARED.sub("", listed)))
    return (leads, supports) if leads else (supports[:1], supports[1:])


def _worded(text: str) -> tuple[list[str], list[str]]:
    """A、B牵头，C等配合; A（牵头）、B; 由A会同B负责."""
    text = re.sub(r"[（(](牵头)(?:单位|部门)?[）)]", r"\1", text)
    text = re.sub(r"[（(](?:配合)(?:单位|部门)?[）)]", "", text)
    if "会同" in text and not _LEADS.search(text):
        leading, _, supporting = text.partition("会同")
        return names(leading), names(_SHARED.sub("", supporting))
    found = _LEADS.search(text)
    if not found:
        return names(text), []
    leading, supporting = text[: found.start()], text[found.end() :]
    leading = re.sub(r"^由", "", leading)
    supporting = _SUPPORTS.sub("", _SHARED.sub("", supporting.lstrip("，,、；; \n会同")))
    return names(leading), names(supporting)


def _reading(responsibility: Responsibility, leads: list[str], supports: list[str]) -> UnitsReading:
    leads = list(dict.fromkeys(leads))
    supports = [name for name in dict.fromkeys(supports) if name not in leads]
    groups = [name for name in (*leads, *supports) if is_group(name)]
    return UnitsReading(responsibility, tuple(leads), tuple(supports), tuple(_who(name) for name in groups))


def _who(group: str) -> Question:
    return Question("group-members", f"“{group}”具体指哪些单位？", (_NOT_NAMED,), _NOT_NAMED)
