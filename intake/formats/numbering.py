"""自动编号: the numbers that Word shows before paragraphs and does not store in them (numbering.xml)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from intake.formats.word_xml import attribute, child, children, number, on

_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_DEEPEST = 9
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    """isLgl: numbers of higher levels in Arabic digits."""
    restart: int | None = None
    """Restarts after this level (from 1) has moved on; 0 never; None after any higher one."""


@dataclass(slots=True)
class _List:
    """A num: the abstract list it belongs to, and where its own counting begins."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs in reading order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        self.level_of_style: dict[tuple[str, str], int] = {}
        if root is not None:
            self._load(root)

    def _load(self, root: etree._Element) -> None:
        abstracts: dict[str, dict[int, Level]] = {}
        linked: dict[str, str] = {}
        named: dict[str, str] = {}
        for one in children(root, "abstractNum"):
            key = attribute(one, "abstractNumId")
            abstracts[key] = self._levels(one, key)
            if (link := child(one, "numStyleLink")) is not None:
                linked[key] = attribute(link, "val")
            if (style := child(one, "styleLink")) is not None:
                named[attribute(style, "val")] = key
        for one in children(root, "num"):
            pointer = child(one, "abstractNumId")
            key = attribute(pointer, "val") if pointer is not None else ""
            key = named.get(linked.get(key, ""), key)
            made = _List(key, dict(abstracts.get(key, {})))
            for override in children(one, "lvlOverride"):
                self._override(made, override)
            self._lists[attribute(one, "numId")] = made

    def _levels(self, parent: etree._Element, key: str) -> dict[int, Level]:
        levels = {}
        for one in children(parent, "lvl"):
            depth = number(attribute(one, "ilvl"))
            levels[depth] = _level(one)
            if (style := child(one, "pStyle")) is not None:
                self.level_of_style[key, attribute(style, "val")] = depth
        return levels

    def _override(self, made: _List, override: etree._Element) -> None:
        depth = number(attribute(override, "ilvl"))
        if (own := child(override, "lvl")) is not None:
            made.levels[depth] = _level(own)
        if (start := child(override, "startOverride")) is not None:
            made.starts[depth] = number(attribute(start, "val"), 1)
            made.levels[depth] = replace(made.levels.get(depth, Level()), start=made.starts[depth])

    def depth_by_style(self, identity: str, style: str) -> int:
        """The level that a list ties to a paragraph style; 0 where it ties none."""
        made = self._lists.get(identity)
        return self.level_of_style.get((made.abstract, style), 0) if made else 0

    def next(self, identity: str, depth: int) -> str:
        """The text before the next paragraph of this list and level; empty for bullets and unknown lists."""
        made = self._lists.get(identity)
        if made is None or depth not in made.levels or not 0 <= depth < _DEEPEST:
            return ""
        counts = self._counts.setdefault(made.abstract, [None] * _DEEPEST)
        level = made.levels[depth]
        # A list with a start of its own begins there once; otherwise it goes on where its relatives stopped.
        if depth in made.starts and (identity, depth) not in self._started:
            self._started.add((identity, depth))
            counts[depth] = None
        current = counts[depth]
        counts[depth] = level.start if current is None else current + 1
        for lower in range(depth + 1, _DEEPEST):
            restart = made.levels.get(lower, Level()).restart
            if restart is None or 0 < depth + 1 <= restart:
                counts[lower] = None
        return _shown(made.levels, counts, depth)


def _level(one: etree._Element) -> Level:
    def value(name: str, default: str) -> str:
        found = child(one, name)
        return attribute(found, "val") if found is not None else default

    restart = child(one, "lvlRestart")
    return Level(
        number(value("start", "1"), 1),
        value("numFmt", "decimal"),
        value("lvlText", ""),
        value("suff", "tab"),
        on(child(one, "isLgl")),
        number(attribute(restart, "val")) if restart is not None else None,
    )


def _shown(levels: dict[int, Level], counts: list[int | None], depth: int) -> str:
    level = levels[depth]
    if level.format in ("none", "bullet"):
        text = (
            ""
            if "%" in level.text or any(0xE000 <= ord(sign) <= 0xF8FF for sign in level.text)
            else level.text
        )
    else:
        text = re.sub(
            r"%([1-9])", lambda found: _part(levels, counts, int(found.group(1)) - 1, level.legal), level.text
        )
    # What stands between number and text is a tab or a space; only digits could run into it.
    return (
        text + " "
        if text and text[-1].isascii() and text[-1].isalnum() and level.suffix != "nothing"
        else text
    )


def _part(levels: dict[int, Level], counts: list[int | None], depth: int, legal: bool) -> str:
    level = levels.get(depth, Level())
    count = counts[depth]
    if count is None:
        counts[depth] = count = level.start
    return written(count, "decimal" if legal else level.format)


def written(count: int, form: str) -> str:
    """A number as Word's numFmt (ECMA-376, 17.18.59) writes it; unknown forms in Arabic digits."""
    if not 0 < count <= _LONGEST:
        return str(count)
    return _FORMS.get(form, str)(count)


def _counted(count: int, digits: str = _DIGITS, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    text = ""
    gap = False
    figures = [int(figure) for figure in str(count)]
    for figure, unit in zip(figures, reversed(units[: len(figures)]), strict=True):
        if figure:
            text += (digits[0] if gap else "") + digits[figure] + unit
        gap = bool(text) and not figure
    return text[1:] if units[1] == "十" and 10 <= count < 20 else text


def _roman(count: int) -> str:
    pairs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    text = ""
    for value, sign in pairs:
        text += sign * (count // value)
        count %= value
    return text


def _letter(count: int) -> str:
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _circled(count: int) -> str:
    return chr(0x2460 + count - 1) if count <= 20 else str(count)


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counted,
    "chineseCountingThousand": _counted,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _counted,
    "japaneseCounting": _counted,
    "ideographDigital": lambda count: "".join("〇一二三四五六七八九"[int(figure)] for figure in str(count)),
    "japaneseDigitalTenThousand": lambda count: "".join(
        "〇一二三四五六七八九"[int(figure)] for figure in str(count)
    ),
    "taiwaneseDigital": lambda count: "".join("〇一二三四五六七八九"[int(figure)] for figure in str(count)),
    "chineseLegalSimplified": lambda count: _counted(count, _FORMAL, ("", "拾", "佰", "仟")),
    "ideographLegalTraditional": lambda count: _counted(count, _FORMAL, ("", "拾", "佰", "仟")),
    "ideographTraditional": lambda count: _STEMS[(count - 1) % 10],
    "ideographZodiac": lambda count: _BRANCHES[(count - 1) % 12],
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda count: _letter(count).lower(),
    "decimalZero": lambda count: f"{count:02}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda count: f"({count})",
    "decimalEnclosedFullstop": lambda count: f"{count}.",
    "decimalFullWidth": lambda count: str(count).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "ordinal": lambda count: f"{count}",
}
