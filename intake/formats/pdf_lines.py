"""Lines of a PDF page, from its characters; and which lines are one paragraph."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from intake.formats.breaks import begins_anew, flows

Char = dict[str, Any]
"""pdfplumber's character: text, x0, x1, top, bottom, size, upright."""

# 部首补充: some fonts name characters by their radicals; Unicode decomposes only those of the Kangxi block.
_RADICALS = str.maketrans(
    "⺠⻓⻔⻋⻅⻉⻚⻛⻜⻢⻥⻦⻘⻄⻆⻝⻰⻩⻬⻮⻤⻨⻧⻙⻣⻁⻳⺟⻗⼾⾭",
    "民长门车见贝页风飞马鱼鸟青西角食龙黄齐齿鬼麦卤韦骨虎龟母雨户青",
)
_CLOSING = "，。、；：！？）〕】》”’％%…,.;:!?)]"
_OPENING = "（〔【《“‘(["
# Unicode's line breaking (UAX 14) parts quotation marks from neither neighbour, figures from no figure.
_PART = rf"[{re.escape(_OPENING)}]*(?:[0-9A-Za-z.\-]+%?|.)[{re.escape(_CLOSING)}]*"
_WORD = re.compile(rf"{_PART}(?:(?:(?<=[”’])|(?=[“‘])|(?<=[、，])(?=\d)){_PART})*")
# A gap of so many characters' widths between two characters is a space that the file does not spell out.
_WIDE_GAP = 0.7
_LATIN_GAP = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its box in points, from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    first: float
    """Width of what could not be parted from the line's first character."""

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The lines that the characters form, from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char["top"] + char["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        last = rows[-1][-1] if rows else None
        if last and middle - (last["top"] + last["bottom"]) / 2 < 0.4 * min(char["size"], last["size"]):
            rows[-1].append(char)
        else:
            rows.append([char])
    made = (_line(sorted(row, key=lambda char: char["x0"])) for row in rows)
    return [line for line in made if line]


def _line(chars: list[Char]) -> Line | None:
    while chars and chars[0]["text"].isspace():
        chars = chars[1:]
    while chars and chars[-1]["text"].isspace():
        chars = chars[:-1]
    if not chars:
        return None
    text = ""
    for before, char in zip([None, *chars], chars, strict=False):
        text += (" " if before and _apart(before, char) else "") + plain(char["text"])
    found = _WORD.match("".join(char["text"][:1] for char in chars))
    reach = chars[min(found.end(), len(chars)) - 1] if found else chars[0]
    size = sorted(char["size"] for char in chars)[len(chars) // 2]
    top, bottom = min(char["top"] for char in chars), max(char["bottom"] for char in chars)
    return Line(text, chars[0]["x0"], chars[-1]["x1"], top, bottom, size, reach["x1"] - chars[0]["x0"])


def _apart(before: Char, char: Char) -> bool:
    if before["text"].isspace() or char["text"].isspace():
        return False
    latin = before["text"].isascii() and char["text"].isascii()
    return bool(char["x0"] - before["x1"] > (_LATIN_GAP if latin else _WIDE_GAP) * char["size"])


def plain(text: str) -> str:
    """Radicals as the characters they stand for; a glyph whose character the file does not tell as □."""
    if text.startswith("(cid:"):
        return "□"
    text = text.replace("\xa0", " ")
    if any("\u2e80" <= sign <= "\u2fdf" for sign in text):
        return unicodedata.normalize("NFKC", text.translate(_RADICALS))
    return text


def cell_text(lines: Sequence[Line], left: float, right: float) -> str:
    """The text of a cell whose lines may run from `left` to `right`: wrapped lines glued, others kept apart."""
    text = ""
    flowing = flows("".join(line.text for line in lines))
    for at, line in enumerate(lines):
        if not at:
            text = line.text
        elif wraps(lines[at - 1], line, left, right) and not begins_anew(
            text, "".join(one.text for one in lines[at : at + 8]), flowing
        ):
            text = glued(text, line.text)
        else:
            text += "\n" + line.text
    return text


def wraps(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether `before` had no room for what begins `line`: then the break is the page's, not the author's."""
    slack = 0.25 * before.size
    if line.text[0] in _CLOSING:
        return True
    if before.x1 + line.first <= right - slack:
        return False
    centred = all(abs((one.x0 - left) - (right - one.x1)) < 0.3 * one.size for one in (before, line))
    # 首行缩进: two characters at the left may equal what is left over at the right by chance.
    indented = (
        abs(before.x0 - left - 2 * before.size) < 0.35 * before.size and line.x0 - left < 0.3 * line.size
    )
    return not centred or indented or before.width + line.first > right - left - slack


def glued(first: str, second: str) -> str:
    """Two lines as one text; a space stands where a line ended between two Latin words."""
    latin = [sign.isascii() and sign.isalpha() for sign in (first[-1:], second[:1])]
    return f"{first} {second}" if all(latin) else first + second
