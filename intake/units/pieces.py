"""A stretch between two separators taken apart: names, persons, posts, 等."""

import re
from collections.abc import Iterator

from intake.units.persons import is_leading_post, is_person, is_post, is_telephone, split_person
from intake.units.roles import Part
from intake.units.shapes import has_level, is_action, is_ended, is_group, is_timed, looks_like_unit
from intake.units.tokens import Sort, Token

_NUMBERED = re.compile(r"^(?:\d{1,2}[.．、)）](?!\d)|[①-⑳]|[（(][\d一二三四五六七八九十]{1,2}[)）]|[-—–·•]+)")
_AHEAD = re.compile(
    r"^(?:以上(?:各项|任务|工作|内容)*|均|都|其中|原则上|另外|并|及|和(?!平)|与|以及|请|拟|建议|可|应|须|一般)*(?:(?P<each>分别|各自|分头)|主要|具体|统一|共同)?(?:由(?!于)|以(?!上)(?=.*(?:局|委|办|厅)$)|(?=[省市区县各]))"
)
_ETCETERA = re.compile(
    r"(?<![高中初平同均])等(?=$|[和及与以]|(?:有关|相关|各|市级|市直|省直|区直|县直|市|省|[\d一二三四五六七八九十]+[个家]?)*"
    r"(?:责任|职能|成员|承办)?(?:部门|单位|企业|地区|机构|市级|相关|有关|各|地|方面))"
    r"(?P<kind>(?:各?(?:有关|相关)|各|市级|市直|省直|区直|县直|市|省|[\d一二三四五六七八九十]+[个家]?)*"
    r"(?:责任|职能|成员|承办)?(?:部门|单位|企业|地区|机构|地|方面|区县|县区|区|县|市区|街道)?(?!(?:(?![及和与以])[\u4e00-\u9fff])*政府))"
)
_AND = re.compile(r"以及|[和及与并]")
# 各县（市、区）党委和政府
_ONE_BODY = re.compile(r"[和与及](?:人民)?政府")
_FUSED = re.compile(r"(?<=[局厅办委院会司团心府行])(?=[省市县区][\u4e00-\u9fff]{1,12}[局厅办委会院])")
_MADE_OF = re.compile(r"(?:分局|支队|分行|支行|分公司|分院|大队|派出所|工委)$")
# 城区由市水务局（负责）: what is done stands first.
_BY = re.compile(r"^(?P<what>.*[^自理事缘])由(?P<who>(?:[省市区县各]|相关|有关|国).*)$")
_BUREAU = re.compile(r"[局委办厅院会部室]$|中心$|公司$|政府$")
_LONGEST_NAME = 60
_BARE = re.compile(r"^(?:单位|部门|企业|个人|街道|企事业单位|机构|科研院所|院校|镇街?|乡镇|园区|县|区|市)$")


def pieces(text: str, start: int) -> Iterator[Token]:
    """The tokens of a stretch without separators; `start` is its place in the flat text."""
    numbered = _NUMBERED.match(text)
    while numbered:
        yield Token(Sort.SEPARATOR, "、", start, start + numbered.end())
        text, start = text[numbered.end() :], start + numbered.end()
        numbered = _NUMBERED.match(text)
    bare = text.rstrip("…") if text[:1] != "“" or text[-1:] != "”" or text.count("“") > 1 else text[1:-1]
    if not bare:
        return
    text, start = bare, start + text.find(bare)
    ahead = _AHEAD.match(text)
    if ahead and ahead.end() < len(text):
        if ahead["each"]:
            yield Token(Sort.LABEL, ahead["each"], start, start + ahead.end(), Part.EACH)
        text, start = text[ahead.end() :], start + ahead.end()
    yield from _until_etcetera(text, start)


def _until_etcetera(text: str, start: int) -> Iterator[Token]:
    found = None if is_group(text) and "等" not in text else _ETCETERA.search(text)
    if not found:
        yield from _joined_by_and(text, start)
        return
    if found.start():
        yield from _joined_by_and(text[: found.start()], start)
    yield Token(Sort.ETCETERA, found.group(), start + found.start(), start + found.end())
    rest, behind = text[found.end() :], start + found.end()
    joint = _AND.match(rest)
    if joint:
        rest, behind = rest[joint.end() :], behind + joint.end()
    if rest and not re.fullmatch(r"(?:有关|相关|各)*(?:部门|单位)", rest):
        yield from pieces(rest, behind)


def _joined_by_and(text: str, start: int) -> Iterator[Token]:
    joints = list(_AND.finditer(text))
    ends = [*(joint.start() for joint in joints), len(text)]
    begun = 0
    for at, joint in enumerate(joints):
        if _ONE_BODY.match(text, joint.start()) and text[: joint.start()].endswith("委"):
            continue
        left = text[begun : joint.start()]
        # 市水务局和市规划和自然资源局: the second name may hold 和 itself.
        rights = (text[joint.end() : end] for end in ends[at + 1 : at + 4])
        if 2 <= len(left) <= _LONGEST_NAME and any(_apart(left, right) for right in rights):
            yield from _fused(left, start + begun)
            begun = joint.end()
    yield from _fused(text[begun:], start + begun)


def _apart(left: str, right: str) -> bool:
    """Whether 和 stands between two names and not inside one (市工业和信息化局, 有关部门和单位)."""
    bare = re.sub(r"（[^（）]*）$", "", left)
    if not (is_ended(bare) or is_group(left)) or not right or _BARE.match(right):
        return False
    if left.count("（") != left.count("）"):
        return False
    if re.search(r"[区县镇乡村园站]$", left) and not is_group(left):
        return bool(
            re.match(r"^(?:[省市各]|相关|有关)|.{1,8}(?:区|县|镇|乡|政府|管委会)$", right)
        ) and looks_like_unit(right)
    return looks_like_unit(right) and (
        has_level(right)
        or is_group(right)
        or is_group(left)
        or (has_level(left) and len(left) > 3 and bool(_BUREAU.search(bare)) and len(right) > 2)
    )


def _fused(text: str, start: int) -> Iterator[Token]:
    """市水务局市财政局: two names without anything between them, which is worth a question."""
    if 6 < len(text) <= 4 * _LONGEST_NAME and "（" not in text and not is_group(text):
        for border in _FUSED.finditer(text):
            left, right = text[: border.start()], text[border.start() :]
            if (
                len(left) > 2
                and looks_like_unit(left)
                and looks_like_unit(right)
                and not _MADE_OF.search(right)
            ):
                yield Token(Sort.NAME, left, start, start + len(left), doubtful=True)
                yield from _fused(right, start + border.start())
                return
    yield from named(text, start)


def named(text: str, start: int) -> Iterator[Token]:
    """One name: a unit, a person, a post, a telephone, or nothing the grammar knows."""
    end = start + len(text)
    if is_telephone(text) or (is_timed(text) and not looks_like_unit(text)):
        yield Token(Sort.UNREAD, text, start, end)
    elif is_post(text):
        yield Token(Sort.POST, text, start, end, Part.LEADER if is_leading_post(text) else None)
    elif is_person(text.removesuffix("同志")):
        yield Token(Sort.PERSON, text.removesuffix("同志"), start, end)
    elif (held := split_person(text)) and not looks_like_unit(text):
        yield from _held(*held, start)
    elif (by := _BY.match(text)) and looks_like_unit(by["who"]):
        yield Token(Sort.OBJECT, by["what"], start, start + len(by["what"]), glued=True)
        yield from pieces(by["who"], start + by.start("who"))
    elif looks_like_unit(text):
        yield Token(Sort.NAME, text, start, end)
    elif border := _before_person(text):
        yield Token(Sort.NAME, text[:border], start, start + border)
        yield Token(Sort.PERSON, text[border:], start + border, end)
    elif len(text) < 2 or not re.search(r"[\u4e00-\u9fff]", text):
        yield Token(Sort.UNREAD, text, start, end)
    else:
        yield Token(Sort.UNREAD if _no_name(text) else Sort.NAME, text, start, end, doubtful=True)


def _before_person(text: str) -> int:
    """市水务局李强: how long the unit is, 0 where no person follows it."""
    return next(
        (
            border
            for border in (len(text) - 3, len(text) - 2)
            if border > 2 and re.search(r"[局委办厅部院会]$", text[:border]) and is_person(text[border:])
        ),
        0,
    )


def _no_name(text: str) -> bool:
    """Too long, or something to do: by default it is not entered as a unit."""
    return (
        len(text) > 14
        or is_action(text)
        or is_timed(text)
        or bool(re.match(r"无|暂无|待|另行|视情|未定|不详", text))
    )


def _held(unit: str, post: str, person: str, start: int) -> Iterator[Token]:
    """市住建局局长李强 and its parts; 市政府分管副市长 names no unit."""
    bare = re.sub(r"(?:分管|挂钩|包联|联系)$", "", unit)
    if bare and not (is_leading_post(post) and re.fullmatch(r"[省市区县州盟旗](?:人民)?(?:政府|委)", bare)):
        yield from named(bare, start)
    behind = start + len(unit)
    leading = Part.LEADER if is_leading_post(post) else None
    if person:
        yield Token(Sort.PERSON, person, behind, behind + len(post) + len(person), leading, glued=True)
    else:
        yield Token(Sort.POST, post, behind, behind + len(post), leading)
