"""Numbers of tasks as written (序号), and cells whose lines are only wrapped."""

import re

from intake.document import Traced
from intake.limits.folded import value

# Full-width digits and letters, and the ASCII marks that stand for Chinese ones.
_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_ALIKE = str.maketrans(
    "".join(map(chr, _WIDE)) + "():,;", "".join(chr(c - 0xFEE0) for c in _WIDE) + "（）：，；"
)


def plain(text: str) -> str:
    """A line without white space, digits and marks in one spelling; as long as the text without its white space."""
    return "".join(text.split()).translate(_ALIKE)


def bare_number(text: str) -> str:
    """A number without the marks around it: 第1项, （1）, 1. as 1."""
    return plain(text).strip("第项条.．、，（）()[]【】*★#")


def numbered(text: str) -> tuple[int, int] | None:
    """1, （1）, 第1项, 一 as (1, 1); 1.2 and 1-2 as (1, 2); None for what is no number."""
    plain = bare_number(text)
    whole = value(plain)
    if whole is not None:
        return whole, 1
    found = re.fullmatch(r"(\d{1,4})[.．\-—－](\d{1,3})", plain)
    return (int(found.group(1)), max(1, int(found.group(2)))) if found else None


def one_line(text: str) -> str:
    """A cell whose lines are only wrapped."""
    return "".join(line.strip() for line in text.split("\n"))


def without_continued(theme: Traced) -> Traced:
    """A theme without （续） at its end."""
    found = re.search(r"\s*[（(]续(?:表|上表|前)?[）)]\s*$", theme.text)
    return theme.cut(0, found.start()) if found else theme
