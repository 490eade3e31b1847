"""Notes (注) that say for the whole document who leads: 列第一位的为牵头单位, 标★的为牵头单位, 按职责分工负责."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from intake.document import Span, Traced

_NOTE = re.compile(r"^\s*[（(]?\s*(?:备?\s*注|说\s*明|附\s*注)\s*\d*\s*[：:.、\s]\s*")
_FIRST = (
    r"(?:第一(?!季|批|时间|阶段|产业|书记|次|责任人|轮|步|线)(?:位|个|家|名|顺位)?|第1(?:位|个|家|名)|首位|首个|首家|首名|最前|最前面"
    r"|(?:列|排|位|居|置|写|署)(?:名|序)?(?:在|于)?(?:首|前(?!列|款|述|期))(?:位|面|者)?)"
)
_LEAD = r"(?:牵头(?!单位(?:要|应|须|负责|会同|主要|组织))|主办|主责|负总责|总负责|负主要责任)"
_FIRST_LEADS = re.compile(rf"{_FIRST}[^。；;]{{0,16}}{_LEAD}|{_LEAD}[^。；;]{{0,14}}{_FIRST}")
_MARK = r"[*＊★☆▲△●◆■※#]"
_MARKED = re.compile(
    rf"(?:(?:带|标|注|加|有|打|画)[^。；;牵]{{0,6}}{_MARK}|{_MARK})[^。；;]{{0,14}}{_LEAD}|{_LEAD}[^。；;]{{0,14}}{_MARK}"
)
_SET_IN_TYPE = re.compile(
    rf"(?:加粗|加黑|黑体|粗体|下划线|划线|斜体|红色|蓝色|标红|底纹)[^。；;]{{0,12}}{_LEAD}"
    rf"|{_LEAD}[^。；;]{{0,12}}(?:加粗|加黑|黑体|粗体|下划线|斜体|红色|标红)"
)
_SHARED = re.compile(
    r"(?:未|没有)(?:注明|标明|明确|指定|列明|写明|标注|确定)[^。；;]{0,8}牵头[^。；;]{0,20}职责"
    r"|(?:责任|承办|各)(?:单位|部门)[^。；;]{0,10}(?:按|按照|根据|依据)(?:各自)?(?:工作|部门)?职(?:责|能)(?:分工)?[^。；;]{0,6}负责"
)


class Kind(StrEnum):
    """How a note tells who leads."""

    FIRST = "first"
    """The first-listed unit (列第一位)."""
    MARK = "mark"
    """A mark before or after the name (★)."""
    TYPE = "type"
    """The type face (加粗), which text does not show."""
    SHARED = "shared"
    """Nobody: everyone by their duties (按职责分工负责)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a note says, and where."""

    kind: Kind
    text: str
    spans: tuple[Span, ...]


def rule_of(notes: Iterable[Traced], elsewhere: Iterable[Traced]) -> Rule | None:
    """The rule that holds for the whole document.

    `notes` are the heads, remarks and lines about the table; `elsewhere` is the letter itself, in which 按职责分工负责
    is an exhortation, not a rule. What names a first place or a mark comes before what leaves all alike.
    """
    notes = list(notes)
    everywhere = [sentence for text in (*notes, *elsewhere) for sentence in _sentences(text)]
    near = [sentence for text in notes for sentence in _sentences(text)]
    for kind, pattern, sentences in (
        (Kind.FIRST, _FIRST_LEADS, everywhere),
        (Kind.MARK, _MARKED, everywhere),
        (Kind.TYPE, _SET_IN_TYPE, everywhere),
        (Kind.SHARED, _SHARED, near),
    ):
        found = next((one for one in sentences if pattern.search("".join(one.text.split()))), None)
        if found:
            return Rule(kind, "".join(found.text.split()), found.spans())
    return None


def is_note(text: str) -> bool:
    """A line that begins with 注, 备注 or 说明."""
    return bool(_NOTE.match(text))


def _sentences(text: Traced) -> list[Traced]:
    """The sentences of a text, each without the word 注 before it."""
    sentences = []
    for found in re.finditer(r"[^。]+。?", text.text):
        one = text.cut(found.start(), found.end()).stripped()
        opened = _NOTE.match(one.text)
        sentences.append(one.cut(opened.end()) if opened else one)
    return [one for one in sentences if one.text]
