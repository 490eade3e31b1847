"""Prints milestones as time limits in the many wordings of notices, so that they can be read back.

Every wording here is one that a careful official writes and that has one meaning.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from models.words import Criterion, Recurrence

Choose = Callable[[list[str]], str]

_NUMERALS = "〇一二三四五六七八九十"
_SCOPES = (
    *(
        "选址方案",
        "东岸泵站",
        "3座码头",
        "12家企业技改",
        "地铁4号线车辆段",
        "5G基站20座",
        "省道301改线",
        "第二中学新校区",
    ),
    *(
        "110千伏线路",
        "《云泽湖保护条例》草案",
        "“双碳”平台2.0版",
        "老旧小区管网",
        "10条公交线路",
        "二期厂房",
        "白鹭洲湿地",
    ),
)
SCOPES = ("", *_SCOPES)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a milestone says, apart from how sure its reading is."""

    due: date
    criterion: Criterion
    scope: str = ""
    every: Recurrence | None = None


def printed(owed: list[Owed], notice_year: int, choose: Choose) -> str:
    """One limit that asks for all of these, each in a clause of its own."""
    in_force = notice_year
    clauses: list[str] = []
    lines = True
    for one in owed:
        plain = _in_year(one.due) + _short(one.due) if one.due.year == in_force else []
        words = choose([*_with_year(one.due, notice_year), *plain])
        clauses.append(choose(_clauses(one, words)))
        lines = lines and clauses[-1].startswith(words)
        # What has no year of its own takes the one said last.
        in_force = in_force if words in plain else one.due.year
    return _joined(clauses, lines, choose)


def _joined(clauses: list[str], lines: bool, choose: Choose) -> str:
    plain = not any("：" in clause for clause in clauses)
    styles = ["；", "。", "（1）", "①", *(["，"] if plain else []), *(["\n"] if lines else [])]
    style = choose([*styles, *(["1.", "1、"] if len(clauses) > 1 else [])])
    if style in ("；", "，", "。", "\n"):
        return style.join(clauses) + choose(["", "。"])
    numbered = [_mark(style, at) + clause for at, clause in enumerate(clauses, 1)]
    return ("" if style == "①" else "；").join(numbered)


def _mark(style: str, number: int) -> str:
    return chr(ord("①") + number - 1) if style == "①" else style.replace("1", str(number))


def _with_year(due: date, notice_year: int) -> list[str]:
    """The wordings of a day that say its year."""
    named = [f"{due.year}年{words}" for words in _in_year(due)] + _written_out(due)
    if due.year == notice_year + 1:
        named += [f"明年{words}" for words in _in_year(due)]
    if due.month == 12 and due.day == 31:
        named += [f"{due.year}年底前", f"{due.year}年末前", f"{due.year}年内", f"到{due.year}年底"]
    return named


def _written_out(due: date) -> list[str]:
    year, month, day = due.year, due.month, due.day
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in f"{year}-{month:02}-{day:02}")
    digits = "".join(_NUMERALS[int(sign)] for sign in str(year))
    return [
        *(f"{year}.{month}.{day}前", f"{year}/{month}/{day}前", f"{year}-{month:02}-{day:02}前"),
        f"{year}{month:02}{day:02}前",
        *(f"{wide}前", f"{digits}年{_chinese(month)}月{_chinese(day)}日前", f" {year} 年 {month} 月 {day} 日前"),
    ]  # fmt: skip


def _in_year(due: date) -> list[str]:
    month, day = due.month, due.day
    words = [
        f"{month}月{day}日前",
        f"{month}月{day}号前",
        f"{month}月{day}日",
        f"{_chinese(month)}月{_chinese(day)}日前",
    ]
    words += [f"{month}月{day}日之前", f"{month}月{day}日24时前", f"{month}月{day}日（含）前"]
    if day == monthrange(due.year, month)[1]:
        words += [
            f"{month}月底前",
            f"{month}月底",
            f"{month}月末前",
            f"{month}月份",
            f"{_chinese(month)}月底前",
            f"{month} 月 底 前",
        ]
        words += [f"{month}月下旬", f"1—{month}月"] if month > 1 and month < 12 else []
        words += [f"{month}月底以前", f"{month}月内", f"{month}月低前"]
    if day in (10, 20):
        words += [f"{month}月{'上' if day == 10 else '中'}旬", f"{month}月{'上' if day == 10 else '中'}旬前"]
    if month % 3 == 0 and day == monthrange(due.year, month)[1]:
        number = _NUMERALS[month // 3]
        words += [
            f"{number}季度",
            f"第{number}季度末",
            f"{month // 3}季度末前",
            f"第{month // 3}季度",
            f"{number}季度末前",
            f"Q{month // 3} ",
        ]
    words += ["上半年", "上半年底前"] if (month, day) == (6, 30) else []
    words += ["国庆节前"] if (month, day) == (9, 30) else []
    return words


def _short(due: date) -> list[str]:
    words = [f"{due.month}.{due.day}前"]
    words += (
        ["年底前", "年底", "年内", "年末前", "下半年", "年终前"] if (due.month, due.day) == (12, 31) else []
    )
    return words


def _clauses(one: Owed, when: str) -> list[str]:
    """The wordings of one milestone with its date first, last, in the middle or in brackets."""
    scope = one.scope
    if one.every:
        return [f"{_rhythm(one)}报送{scope}", f"{_rhythm(one)}，报送{scope}"]
    if one.criterion is Criterion.PROGRESS:
        moved = ("取得明显进展", "取得明显阶段性进展", "取得实质性进展", "取得阶段性成效")
        return [
            pattern.format(when, scope, how)
            for how in moved
            for pattern in ("{0}{1}{2}", "{1}{0}{2}", "{0}，{1}{2}")
        ]
    if not scope:
        return [
            f"{when}完成",
            f"{when}全面完成",
            f"{when}全部完成",
            f"于{when}完成",
            f"{when}，全面完成",
            f"力争{when}完成",
            f"确保{when}完成",
        ]
    done = ("完成", "建成", "基本完成", "全面建成", "力争完成", "如期完成")
    words = [
        pattern.format(when, scope, how)
        for how in done
        for pattern in ("{0}{2}{1}", "{0}，{2}{1}", "{2}{1}（{0}）", "{0}：{2}{1}")
    ]
    return [
        *words,
        f"{scope}{when}完成",
        f"{scope}于{when}完成",
        f"{scope}，{when}完成",
        f"{scope}{when}全面建成",
        f"{scope}力争{when}建成",
    ]


def _rhythm(one: Owed) -> str:
    due = one.due
    match one.every:
        case Recurrence.MONTH:
            return f"每月{due.day}日前"
        case Recurrence.QUARTER:
            return f"每季度{'首' if due.month == 10 else '末'}月{due.day}日前"
        case _:
            return f"每年{due.month}月{due.day}日前"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十") + (
        _NUMERALS[ones] if ones else ""
    )
