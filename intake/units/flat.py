"""A cell without the white space that only wraps or pads it; every character knows where it stood."""

import re
from dataclasses import dataclass

from intake.units.persons import is_person, is_surname, is_telephone, split_person
from intake.units.roles import class_of, ends_with_role, is_bare_label
from intake.units.shapes import has_level, is_action, is_ended, is_group, is_of_a_body, is_tail
from intake.units.tokens import MARKS

_INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad\r"
_STOPS = "、，,；;。：:/／|"
_OPEN, _CLOSE = "（(〔［[【｛{〈", "）)〕］]】｝}〉"
_STRETCH = re.compile(rf"[^\s{re.escape(_STOPS + _OPEN + _CLOSE)}]*[：:]?")
# No name is longer; what stands further away does not decide.
_FAR = 60
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SET_APART = re.compile(r"([\u4e00-\u9fff])[ 　]{1,8}([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
# 市文化广电|和旅游局: no name begins so.
_GOES_ON = re.compile(r"(?:和(?!平)|与|及|以及)[\u4e00-\u9fff]")
_OF_MANY = re.compile(r"各(?!界)|有关|相关|其他|其它|其余|所有")
_BUREAU = re.compile(r"(?:局|委|办|厅|院|人民政府|政府)$")
_BRANCH = re.compile(r"(?:分局|支行|分行|分公司|公司|支队)$")


@dataclass(frozen=True, slots=True)
class Flat:
    """`text`, and for each of its characters the place in the original; `end` is the original's length."""

    text: str
    at: tuple[int, ...]
    end: int

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to `end` (not empty) stood."""
        return self.at[start], self.at[end - 1] + 1


def flattened(text: str) -> Flat:
    """Joins what a line break or a space cuts in two, and keeps those that separate.

    A break separates where the words before it are complete (they end as a unit, a label, a role or a person does) and
    the words behind it are not just the rest of a name (局, 管委会).
    """
    kept: list[str] = []
    at: list[int] = []
    begun, place = 0, 0
    padded = False
    while place < len(text):
        sign = text[place]
        if sign in _INVISIBLE:
            place += 1
        elif not sign.isspace():
            kept.append(sign)
            at.append(place)
            place += 1
            if sign in _STOPS + _OPEN + _CLOSE:
                begun, padded = len(kept), False
        else:
            behind = place
            while behind < len(text) and (text[behind].isspace() or text[behind] in _INVISIBLE):
                behind += 1
            ahead = _next(text, behind)
            left = "".join(kept[max(begun, len(kept) - _FAR) :])
            if kept and ahead and _separates(kept[-1], left, ahead, padded):
                kept.append("\n" if "\n" in text[place:behind] else " ")
                at.append(place)
                begun, padded = len(kept), False
            elif _padding(left, ahead):
                padded = True
            place = behind
    return Flat("".join(kept), tuple(at), len(text))


def _next(text: str, place: int) -> str:
    """The stretch that begins here, at least one sign; a padded person (李　强) is one, too."""
    apart = _SET_APART.match(text, place)
    if apart and is_surname(apart[1]):
        return apart[1] + apart[2]
    found = _STRETCH.match(text, place, place + _FAR)
    return (found.group() if found and found.group() else text[place : place + 1]).strip(_INVISIBLE)


def _padding(left: str, right: str) -> bool:
    """王　明, 市 水 务 局: single characters set apart."""
    return len(right) == 1 and bool(_HAN.match(right)) and bool(left) and bool(_HAN.match(left[-1]))


def _separates(last: str, left: str, right: str, padded: bool) -> bool:
    if right[0] in _CLOSE + _OPEN.replace("【", "") or right[0] in _STOPS:
        return False
    if not left:
        return last in _CLOSE
    if right[-1] in "：:":
        # 牵头|单位： is one label.
        return class_of(right[:-1]) is not None and right[:-1] not in ("单位", "部门", "领导")
    if last in MARKS or right[0] in MARKS or last.isascii() or right[0].isascii():
        return not (last.isdigit() and right[0].isdigit()) or is_telephone(left)
    if len(left) == 1 or len(right) == 1:
        # 张　伟　李　强: the third character begins another person.
        return padded and len(left) == 2 and is_person(left) and is_surname(right)
    if is_bare_label(left) or ends_with_role(left) or is_group(left):
        return True
    if _OF_MANY.match(right) and (is_ended(left) or _named(left)):
        # 县供销社|各镇（街道）: the stretch ends before its bracket, so that it does not look like a group.
        return True
    if _GOES_ON.match(right) or (left[-1] in "城社校都超地" and right[0] in "区市镇乡"):
        return False
    if is_tail(right) or is_of_a_body(left, right) or (left.startswith("共青团") and right.endswith("委")):
        return False
    if is_ended(left) or _named(left) or _named(right):
        return True
    if is_bare_label(right) or is_group(right) or is_action(right):
        return True
    starts_anew = has_level(right) and bool(_BUREAU.search(right)) and not _BRANCH.search(right)
    return starts_anew and len(left) > 2


def _named(text: str) -> bool:
    """A person, or a post with or without one."""
    return is_person(text) or split_person(text) is not None
