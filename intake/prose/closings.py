"""Where assignments are closed in a text: by a bracket, after a dash, or by labels."""

import re
from dataclasses import dataclass
from functools import lru_cache

from intake.document import Traced
from intake.prose.labels import UNIT_DUTIES, Duty, Label, labels
from intake.prose.wording import Strength, Wording, add_labelled, read_wording

_PAIRS = {"（": "）", "(": ")", "〔": "〕", "［": "］", "[": "]", "【": "】"}
_KIN = {"）": "）", ")": "）", "〕": "〕", "］": "］", "]": "］", "】": "】"}
_QUOTES = {"《": "》", "“": "”"}
_SENTENCE_ENDS = "。；;！？!?"
# More brackets than this that are never closed are no writing; the rest is left alone.
_MOST_OPEN = 20
# Every item is looked at by several passes over the notice.
_KEPT = 16384
_GAP = re.compile(r"[\s　。；;，,、]*$")
_DASH = re.compile(r"(?:[—－―]{1,}|-{2,})[ \t　]*(?P<who>[^\n—]{2,200})(?=\n|$)")
# Words that go on with the sentence: what stands in the bracket only explains.
_GOES_ON = "的和与及等中内为在是之或以到至"


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing; `start` to `end` are its characters in the text, its marks included."""

    start: int
    end: int
    duties: dict[Duty, Traced]
    strength: Strength
    labelled: bool = False
    """By labels without a bracket around them (牵头单位：…)."""
    open_ended: bool = False
    """The bracket is never closed."""

    @property
    def names_units(self) -> bool:
        """Whether it says who is responsible."""
        return any(duty in self.duties for duty in UNIT_DUTIES)


def closings(text: Traced, weak: bool = False) -> tuple[Closing, ...]:
    """All closings of a text in order; those that stand side by side are one.

    With `weak`, a place alone in a bracket (城关镇) closes an assignment too.
    """
    strict = _closings(text, weak=False)
    return _closings(text, weak=True) if weak and _has_weak(text) else strict


@lru_cache(maxsize=_KEPT)
def _has_weak(text: Traced) -> bool:
    return any(one.strength is Strength.WEAK for one in _bracketed(text, _pairs(text.text)))


@lru_cache(maxsize=_KEPT)
def _closings(text: Traced, weak: bool) -> tuple[Closing, ...]:
    pairs = _pairs(text.text)
    found = [
        one for one in (*_bracketed(text, pairs), *_dashed(text)) if weak or one.strength is not Strength.WEAK
    ]
    taken = [(one.start, one.end) for one in found]
    inside = [(start, end) for start, end, _ in pairs]
    found += _labelled(text, labels(text.text), taken, inside)
    return tuple(_side_by_side(text.text, sorted(found, key=lambda one: one.start)))


def _pairs(text: str) -> list[tuple[int, int, bool]]:
    """The outermost brackets (start, end, closed), those in quotes left out; one never closed ends with its line."""
    found: list[tuple[int, int, bool]] = []
    begun = 0
    for _ in range(_MOST_OPEN):
        closed, unclosed = _scan(text, begun)
        found += closed
        if unclosed is None:
            break
        end = text.find("\n", unclosed)
        found.append((unclosed, end if end > 0 else len(text), False))
        begun = unclosed + 1
    return sorted(set(found))


def _scan(text: str, begun: int) -> tuple[list[tuple[int, int, bool]], int | None]:
    """The closed brackets from `begun` on, and the first that is never closed."""
    found: list[tuple[int, int, bool]] = []
    stack: list[tuple[str, int]] = []
    for at in range(begun, len(text)):
        sign = text[at]
        quoted = bool(stack) and stack[0][0] in _QUOTES.values()
        if not stack and sign in _QUOTES and text.find(_QUOTES[sign], at) > 0:
            stack.append((_QUOTES[sign], at))
        elif sign in _PAIRS and not quoted:
            stack.append((_KIN[_PAIRS[sign]], at))
        elif stack and _KIN.get(sign, sign) == stack[-1][0]:
            _, start = stack.pop()
            if not stack and not quoted:
                found.append((start, at + 1, True))
    return found, stack[0][1] if stack and stack[0][0] not in _QUOTES.values() else None


def _bracketed(text: Traced, pairs: list[tuple[int, int, bool]]) -> list[Closing]:
    found: list[Closing] = []
    for start, end, closed in pairs:
        if found and start < found[-1].end:
            continue
        inner = text.cut(start + 1, end - 1 if closed else end)
        wording = read_wording(inner)
        if wording.strength is Strength.NONE or _is_label(inner.text):
            continue
        if not closed and wording.strength is not Strength.PLAIN:
            continue
        if _stands(text.text, start, end, wording):
            found.append(Closing(start, end, wording.duties, wording.strength, open_ended=not closed))
    return found


def _is_label(inner: str) -> bool:
    """【牵头单位】: the units follow the bracket."""
    found = labels(f"【{inner}】")
    return bool(found) and found[0].start == 0 and found[0].end >= len(inner) + 2


def _stands(text: str, start: int, end: int, wording: Wording) -> bool:
    """Whether a bracket stands where assignments are closed: at the end of a sentence, or anywhere but inside a
    phrase when it says who answers."""
    before, after = text[:start].rstrip(), text[end:].lstrip(" \t　")
    if not before or before[-1] in _SENTENCE_ENDS or not after or after[0] in f"{_SENTENCE_ENDS}\n":
        return True
    if wording.strength is not Strength.PLAIN:
        return False
    return after[0] in "，,、（([〔【" or after[0] not in _GOES_ON


def _dashed(text: Traced) -> list[Closing]:
    """…。——市教委、市财政局"""
    found = []
    for one in _DASH.finditer(text.text):
        if not (text.text[: one.start()].rstrip() or one.start() == 0):
            continue
        wording = read_wording(text.cut(one.start("who"), one.end("who")))
        if wording.strength >= Strength.NAMES and next(iter(wording.duties)) not in (Duty.LIMIT, Duty.UNREAD):
            found.append(Closing(one.start(), one.end(), wording.duties, wording.strength))
    return found


def _labelled(
    text: Traced, marks: list[Label], taken: list[tuple[int, int]], brackets: list[tuple[int, int]]
) -> list[Closing]:
    """Labels outside brackets with what follows them, up to the next label or the end of the line."""
    free = [mark for mark in marks if not _within(mark, [*taken, *brackets])]
    found = []
    for at, mark in enumerate(free):
        if mark.duty is Duty.TEXT:
            continue
        stop = free[at + 1].start if at + 1 < len(free) else len(text.text)
        stop = min([stop, *(start for start, _ in taken if start >= mark.end)])
        end = _value_end(text.text, mark, stop)
        duties: dict[Duty, Traced] = {}
        add_labelled(duties, mark.duty, text.cut(mark.end, end))
        found.append(Closing(mark.start, end, duties, Strength.PLAIN, labelled=True))
    return found


def _within(mark: Label, places: list[tuple[int, int]]) -> bool:
    """Whether a label stands in one of the stretches; one that fills its bracket (【牵头单位】) begins with it."""
    return any(start < mark.start and mark.end <= end for start, end in places)


def _value_end(text: str, mark: Label, stop: int) -> int:
    """The end of the line; of the next one where the label stands alone; of the sentence where text follows it."""
    end = text.find("\n", mark.end, stop)
    if end >= 0 and not text[mark.end : end].strip():
        following = text.find("\n", end + 1, stop)
        return following if following >= 0 else stop
    end = end if end >= 0 else stop
    while end < stop and text[mark.end : end].rstrip()[-1:] in ("、", "，", ","):
        following = text.find("\n", end + 1, stop)
        end = following if following >= 0 else stop
    if mark.duty in UNIT_DUTIES:
        sentence = text.find("。", mark.end, end)
        end = sentence + 1 if sentence >= 0 else end
    return end


def _side_by_side(text: str, found: list[Closing]) -> list[Closing]:
    """（市教委牵头）（6月底前完成）, 牵头单位：… 完成时限：…: one closing, unless it says the same thing twice."""
    made: list[Closing] = []
    for one in found:
        last = made[-1] if made else None
        if last and _GAP.match(text[last.end : one.start]) and _compatible(last, one):
            duties = dict(last.duties)
            for duty, value in one.duties.items():
                duties[duty] = duties.get(duty, Traced()).joined(value, "，")
            made[-1] = Closing(
                last.start,
                one.end,
                duties,
                max(last.strength, one.strength),
                last.labelled and one.labelled,
                last.open_ended or one.open_ended,
            )
        else:
            made.append(one)
    return made


def _compatible(first: Closing, second: Closing) -> bool:
    if first.labelled and second.labelled:
        return not (
            set(first.duties) & set(second.duties) - {Duty.ASIDE, Duty.UNREAD, Duty.UNITS, Duty.SUPPORTS}
        )
    same = set(first.duties) & set(second.duties) - {Duty.UNREAD}
    return not (first.names_units and second.names_units) and not same
