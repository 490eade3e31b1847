"""From tokens to the part of each unit: which words concern which names."""

from collections.abc import Iterable
from dataclasses import replace

from intake.units.course import Course, Named, Parsed
from intake.units.endings import with_shared_endings
from intake.units.marks import marks_stand_first, without_bullets
from intake.units.persons import is_telephone
from intake.units.roles import Part
from intake.units.tokens import Sort, Token

_LISTING = "、\n \t/／|"
_FIRM = (Part.LEAD, Part.MAIN, Part.SUPPORT, Part.GUIDE)
_NOBODY = (Part.PERSON, Part.LEADER, Part.CHARGE, Part.ASIDE)


def parsed(tokens: Iterable[Token], default: Part | None = None) -> Parsed:
    """Walks over the tokens once; `default` is the part that the column gives to units without words of their own."""
    listed = with_shared_endings(without_bullets(list(tokens)))
    course = Course()
    lists_by_comma = not any(token.sort is Sort.SEPARATOR and token.text[0] in _LISTING for token in listed)
    labels_left = sum(token.sort is Sort.LABEL for token in listed)
    marks_first = marks_stand_first(listed)
    for at, token in enumerate(listed):
        labels_left -= token.sort is Sort.LABEL
        match token.sort:
            case Sort.NAME:
                _name(course, token)
            case Sort.PERSON | Sort.POST:
                _person(course, token, listed[at + 1 : at + 3])
            case Sort.SEPARATOR:
                _separator(course, token, labels_left)
            case Sort.ROLE:
                _role(course, token, lists_by_comma)
            case Sort.LABEL:
                _close(course)
                course.label, course.label_of_clause = token.part, False
            case Sort.WITH:
                _with(course)
            case Sort.MARK:
                _mark(course, token, marks_first, listed[at + 1 : at + 2])
            case Sort.OBJECT:
                course.own_deeds += token.glued or (
                    course.last is Sort.ROLE and course.last_text[:1] not in "牵配会"
                )
                course.unread.append(token)
            case Sort.UNREAD:
                course.unread.append(token)
            case _:
                pass
        if token.sort not in (Sort.PERSON, Sort.POST) and token.text != " ":
            course.person = None
        if token.sort is not Sort.ETCETERA:
            course.last, course.last_text = token.sort, token.text
    _close(course)
    units = [replace(one, part=default) if one.part is None else one for one in course.units]
    return Parsed(
        tuple(units),
        tuple(course.leaders or course.in_charge),
        tuple(course.unread if not course.leaders else [*course.unread, *course.in_charge]),
        tuple(course.in_charge) if not course.leaders else (),
        course.own_deeds,
        lists_by_comma,
    )


def _name(course: Course, token: Token) -> None:
    course.post, course.has_post = None, False
    if course.label is Part.ASIDE or (course.label is Part.LEADER and token.doubtful):
        (course.leaders if course.label is Part.LEADER else course.unread).append(token)
        return
    part: Part | None = course.label if course.label in (*_FIRM, Part.EACH) else None
    firm = part is not None and not course.label_of_clause
    if course.waiting:
        part, course.waiting, firm = course.waiting, None, True
    behind = bool(course.heads)
    course.units.append(Named(token, part, course.clause, firm, course.statement, behind))
    course.open.append(len(course.units) - 1)


def _person(course: Course, token: Token, behind: list[Token]) -> None:
    if token.sort is Sort.POST:
        _post(course, token, any(one.sort is Sort.PERSON for one in behind))
        return
    course.waiting = None
    # A telephone follows: the person is whom to ask, not who is in charge.
    called = any(one.sort is Sort.UNREAD and is_telephone(one.text) for one in behind)
    if Part.LEADER in (token.part, course.label, course.post):
        course.leaders.append(token)
    elif called or course.has_post or token.glued or course.label in (Part.PERSON, Part.ASIDE):
        course.unread.append(token)
    else:
        course.in_charge.append(token)
        course.person = token
    course.post, course.has_post = None, False


def _post(course: Course, token: Token, person_follows: bool) -> None:
    """副市长 before its person; or behind (张伟 副市长), which tells who that is."""
    course.unread.append(token)
    if course.person and not person_follows:
        course.in_charge.remove(course.person)
        (course.leaders if token.part is Part.LEADER else course.unread).append(course.person)
        course.person = None
        return
    course.post, course.has_post = course.post or token.part, True


def _separator(course: Course, token: Token, labels_left: int) -> None:
    if token.text in "，,（()）〔〕":
        course.clause += 1
        if course.label_of_clause and not course.heads:
            course.label = None
    elif token.text in "；;。":
        _end_with(course)
        course.clause += 1
        course.statement += 1
        if course.label in (*_NOBODY, Part.EACH) or (course.label is Part.LEAD and not labels_left):
            course.label = None


def _role(course: Course, token: Token, lists_by_comma: bool) -> None:
    part = token.part or Part.DOES
    if not course.open:
        if token.sort is Sort.ROLE and course.last is Sort.SEPARATOR and part in _FIRM and not course.label:
            # ，配合市财政局: the words stand before the unit.
            course.label, course.label_of_clause = part, True
        return
    if course.heads:
        _decide_with(course, part)
        return
    targets = course.open
    if part is Part.DOES and token.text.startswith("具体") and _somebody_answers(course):
        # 县交通局负责，县公交公司具体实施: the second carries out what the first answers for.
        part = Part.SUPPORT
    if part in _FIRM or (part is Part.DOES and not token.glued):
        last = course.units[course.open[-1]].clause
        if not lists_by_comma or part in (Part.SUPPORT, Part.GUIDE):
            targets = [at for at in course.open if course.units[at].clause == last]
    _give(course, targets, part)
    course.open = []
    if course.label_of_clause or course.label is Part.EACH:
        course.label = None


def _somebody_answers(course: Course) -> bool:
    """Whether units before the open ones have been said to 负责 or 牵头."""
    ahead = course.units[: course.open[0]]
    return any(one.part in (Part.DOES, Part.LEAD) and one.statement == course.statement for one in ahead)


def _give(course: Course, targets: Iterable[int], part: Part) -> None:
    for at in targets:
        one = course.units[at]
        if not one.firm or (part in _FIRM and one.part is not part and one.part is not Part.SUPPORT):
            course.units[at] = replace(one, part=part)


def _with(course: Course) -> None:
    """会同: the units before it go ahead, those behind it help; 牵头，会同B: B helps."""
    if course.open and not course.heads:
        last = course.units[course.open[-1]].clause
        course.heads = [at for at in course.open if course.units[at].clause == last]
    elif not course.open:
        course.label, course.label_of_clause = Part.SUPPORT, True


def _decide_with(course: Course, part: Part) -> None:
    behind = [at for at in course.open if course.units[at].behind_with]
    if part in (Part.LEAD, Part.SUPPORT):
        _give(course, [*course.heads, *behind], part)
    else:
        _give(course, course.heads, Part.LEAD)
        _give(course, behind, Part.SUPPORT)
    course.heads, course.open = [], []


def _end_with(course: Course) -> None:
    if course.heads:
        _decide_with(course, Part.DOES)


def _close(course: Course) -> None:
    """A label or the end: what came before it has its part for good."""
    _end_with(course)
    course.open = []
    course.waiting = None


def _mark(course: Course, token: Token, marks_first: bool, behind: list[Token]) -> None:
    touches_next = bool(behind) and behind[0].sort is not Sort.SEPARATOR
    bracket = len(token.text) > 1
    before = token.glued and course.open and (bracket or not (marks_first and touches_next))
    if before:
        at = course.open[-1]
        course.units[at] = replace(course.units[at], part=token.part, firm=True)
    else:
        course.waiting = token.part
