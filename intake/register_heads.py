"""The columns of a register workbook (单位名录): what they are called, and what may stand in them."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from intake.register_entries import LONGEST_FULL_NAME, unseen
from models.addresses import is_plain_address
from models.horizon import FIRST, LAST
from models.words import PostRole, Rank, UnitKind, Word
from models.writable import writable

SHEET = "单位名录"
HEADS: dict[str, tuple[str, ...]] = {
    "name": ("单位", "单位名称", "单位简称"),
    "former": ("原名", "原单位名称", "曾用名"),
    "full_name": ("全称", "单位全称"),
    "kind": ("类别", "单位类别"),
    "aliases": ("别名", "其他名称"),
    "members": ("成员", "成员单位"),
    "role": ("岗位", "岗位类别"),
    "title": ("岗位名称", "职务", "处室"),
    "person": ("姓名", "人员"),
    "rank": ("A/B角", "AB角", "A角B角"),
    "since": ("任职起", "任职起始", "任职日期"),
    "until": ("任职止", "任职截止", "离任日期"),
    "telephone": ("电话", "联系电话", "岗位电话"),
    "email": ("邮箱", "电子邮箱", "岗位邮箱"),
    "own_telephone": ("本人电话", "手机", "手机号"),
    "own_email": ("本人邮箱", "个人邮箱"),
}
"""Field → what its column may be called; the first is what an export writes, in this order."""
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SPLIT = re.compile(r"[、,，;；\n]+")
_MIDNIGHT = re.compile(r" 00:00(:00)?$")


def field_of(head: Any) -> str:
    """The field that a head names; empty for one that is not known."""
    plain = re.sub(r"[\s（）()*：:]|（.*?）", "", str(head or "")).upper()
    return next(
        (
            field
            for field, names in HEADS.items()
            if plain in {name.replace("/", "").upper() for name in names} | {name.upper() for name in names}
        ),
        "",
    )


def text_of(value: Any) -> str:
    """A cell as text: a whole number without its .0, a text without blanks at its ends."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime.datetime):
        return _MIDNIGHT.sub("", f"{value:%Y-%m-%d %H:%M}")
    return writable(str(value)).strip(" \t\u3000\xa0")


def _plain(text: str) -> str:
    if re.search(r"[\r\n]", text):
        raise ValueError("含有换行，应写在一行里")
    if len(text) > LONGEST_FULL_NAME:
        raise ValueError(f"有{len(text)}字，最多{LONGEST_FULL_NAME}字")
    if unseen(text):
        raise ValueError("含有看不见的字符，请重新输入")
    return text


def _word(words: type[Word]) -> Callable[[str], Word]:
    known = {name: one for one in words for name in (one.label, one.value)}

    def read(text: str) -> Word:
        if text not in known:
            raise ValueError(f"应为{'、'.join(one.label for one in words)}之一")
        return known[text]

    return read


def _rank(text: str) -> Word:
    plain = text.upper().removesuffix("角")
    if plain not in ("A", "B"):
        raise ValueError("应为 A角 或 B角")
    return Rank(plain.lower())


def _date(text: str) -> datetime.date:
    found = _DATE.fullmatch(_MIDNIGHT.sub("", text))
    wrong = ValueError("不是日期，应为 2026-03-01 这样的日期")
    if found is None:
        raise wrong
    try:
        day = datetime.date(*map(int, found.groups()))
    except ValueError:
        raise wrong from None
    if not FIRST <= day <= LAST:
        raise ValueError(f"应在{FIRST.year}年至{LAST.year}年之间，没有定的请留空")
    return day


def _address(text: str) -> str:
    if not is_plain_address(text):
        raise ValueError("不是一个邮箱地址，只写 name@example.com 这样的一个地址，没有就留空")
    return text


def _names(text: str) -> list[str]:
    return [one.strip() for one in _SPLIT.split(text) if one.strip()]


READERS: dict[str, Callable[[str], Any]] = {
    "kind": _word(UnitKind),
    "role": _word(PostRole),
    "rank": _rank,
    "since": _date,
    "until": _date,
    "email": _address,
    "own_email": _address,
    "aliases": _names,
    "members": _names,
}


def value_of(field: str, text: str) -> Any:
    """What a cell says; raises ValueError with what would be right."""
    return READERS.get(field, _plain)(text)
