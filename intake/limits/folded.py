"""One spelling for what is the same: digits, letters and marks; and the value of a numeral."""

import re

_WIDE = "".join(chr(code) for code in range(0xFF10, 0xFF1A)) + "".join(
    chr(code) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
)
# Character for character, so that a place in the folded text is the same place in the original.
_FOLDED = str.maketrans(_WIDE + ",;:()", "".join(chr(ord(c) - 0xFEE0) for c in _WIDE) + "，；：（）")
_LINE_OPENS = re.compile(
    r"(?=其[中他余]|每|[（(]?[0-9一二三四五六七八九十]+[)）.．、月季]|\d{4}年|[年上下]|第.季)"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}


def folded(text: str) -> str:
    """The limit without white space; a line that opens a new statement begins a new sentence."""
    lines = ["".join(line.split()) for line in text.translate(_FOLDED).splitlines()]
    whole = ""
    for line in filter(None, lines):
        opens = whole and whole[-1] not in "，、；。：" and _LINE_OPENS.match(line)
        whole += ("；" if opens else "") + line
    return whole


def value(numeral: str) -> int | None:
    """12, 十二, 二〇二五 as a number; None for 3.2, 百 and other things that name no date."""
    if numeral.isdecimal() and numeral.isascii():
        return int(numeral) if len(numeral) <= 4 else None
    tens, ten, ones = numeral.partition("十")
    if ten:
        if any(len(part) > 1 or part not in ("", *_DIGITS) for part in (tens, ones)):
            return None
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    if not numeral or len(numeral) > 4 or any(c not in _DIGITS for c in numeral):
        return None
    return int("".join(str(_DIGITS[c]) for c in numeral))
