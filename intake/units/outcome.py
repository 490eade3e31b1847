"""From the parts of the units to one responsibility, and what has to be asked."""

from dataclasses import dataclass, field

from intake.draft import Question
from intake.units.course import Named, Parsed
from intake.units.roles import Part
from intake.units.shapes import is_group
from intake.units.tokens import Token
from models.words import Responsibility

_NOT_NAMED = "暂不指定"
_ENTER, _LEAVE = "按单位录入", "不是单位，不录入"


@dataclass(slots=True)
class Outcome:
    """Who is responsible, in the order of the cell."""

    responsibility: Responsibility
    leads: list[str]
    supports: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def outcome(read: Parsed, first_listed: bool) -> Outcome:
    """The rules, the strongest first.

    1. Who 牵头 leads; everybody else supports.
    2. 分别负责 makes each answer for its own; 按职责分工负责 makes them joint. Who is said to 配合 still supports.
    3. Where only 主责 is said, or only 配合 of the others, the rest lead.
    4. Otherwise the first listed leads if that is the rule, else all are joint.
    """
    parts = {part: [one for one in read.units if one.part is part] for part in Part}
    helping = [*parts[Part.SUPPORT], *parts[Part.GUIDE]]
    plain = [one for one in read.units if one not in helping]
    if parts[Part.LEAD]:
        return _led(read, parts[Part.LEAD], parts[Part.MAIN])
    if parts[Part.EACH] or parts[Part.SHARED]:
        return _shared(read, parts, plain, helping)
    if parts[Part.MAIN]:
        return _led(read, parts[Part.MAIN], [])
    if helping:
        return _helped(read, plain, helping)
    if read.own_deeds > 1 and len(plain) > 1:
        asked = _ask_who_leads(plain, "各单位分别负责所写事项")
        return Outcome(Responsibility.EACH, _texts(plain), questions=asked)
    return _unsaid(plain, first_listed)


def _led(read: Parsed, leads: list[Named], main: list[Named]) -> Outcome:
    rest = [one for one in read.units if one not in leads]
    found = Outcome(Responsibility.LEAD, _texts(leads), _texts(rest))
    if main:
        units = "、".join(f"“{name}”" for name in _texts(main))
        choices = ("列为配合单位", "与牵头单位共同牵头")
        found.questions.append(
            Question("co-responsible", f"除牵头单位外，{units}写明主责，如何录入？", choices, choices[0])
        )
    return found


def _shared(
    read: Parsed, parts: dict[Part, list[Named]], plain: list[Named], helping: list[Named]
) -> Outcome:
    each, shared, does = parts[Part.EACH], parts[Part.SHARED], parts[Part.DOES]
    if does and len(does) < len(plain) and plain[0].part is Part.DOES:
        # A负责，各区分别负责: the one that is named for itself, and first, goes ahead.
        found = _led(read, does, [])
        found.questions += _ask_who_leads(plain, f"“{does[0].token.text}”牵头，其余配合")
        return found
    kind = Responsibility.EACH if each and not shared else Responsibility.JOINT
    found = Outcome(kind, _texts(plain), _texts(helping))
    if each and shared:
        found.questions += _ask_who_leads(plain, "按职责分工共同负责")
    return found


def _helped(read: Parsed, plain: list[Named], helping: list[Named]) -> Outcome:
    """A、B，C配合: who is not said to help, leads."""
    if not plain:
        first = helping[:1]
        found = Outcome(Responsibility.LEAD, _texts(first), _texts(helping[1:]))
        found.questions += _ask_who_leads(helping, f"“{first[0].token.text}”牵头，其余配合")
        return found
    # A，B，C配合: the commas do not say where the helping ones begin.
    leads = plain[:1] if read.commas_list else plain
    found = Outcome(
        Responsibility.LEAD, _texts(leads), _texts([one for one in read.units if one not in leads])
    )
    if len(plain) > 1:
        default = (
            f"“{plain[0].token.text}”牵头，其余配合" if read.commas_list else f"{_quoted(plain)}共同牵头"
        )
        found.questions += _ask_who_leads(plain, default)
    return found


def _unsaid(plain: list[Named], first_listed: bool) -> Outcome:
    if not first_listed and len(plain) > 1:
        return Outcome(Responsibility.JOINT, _texts(plain))
    found = Outcome(Responsibility.LEAD, _texts(plain[:1]), _texts(plain[1:]))
    ahead = [one for one in plain if one.statement == 0]
    if len(plain) > len(ahead) > 1:
        found.questions += _ask_who_leads(ahead, f"“{plain[0].token.text}”牵头，其余配合")
    return found


def _texts(units: list[Named]) -> list[str]:
    return list(dict.fromkeys(one.token.text for one in units))


def _quoted(units: list[Named]) -> str:
    return "、".join(f"“{name}”" for name in _texts(units))


def _ask_who_leads(units: list[Named], default: str) -> list[Question]:
    names = _texts(units)
    one_leads = f"“{names[0]}”牵头，其余配合"
    all_lead = f"{_quoted(units)}共同牵头"
    choices = tuple(dict.fromkeys((default, one_leads, all_lead, "按职责分工共同负责")))
    return [Question("who-leads", f"{_quoted(units)}中由谁牵头没有写明，如何录入？", choices, default)]


def closing_questions(found: Outcome, read: Parsed) -> list[Question]:
    """Asked of every reading: members of groups, who only guides, stretches that may be no unit."""
    asked = [_members(name) for name in (*found.leads, *found.supports) if is_group(name)]
    asked += [_guide(one.token.text) for one in read.units if one.part is Part.GUIDE]
    doubtful = [one.token for one in read.units if one.token.doubtful]
    asked += [_completed(token) if token.written else _unclear(token.text, _ENTER) for token in doubtful]
    left = [token for token in read.unread if token.doubtful]
    asked += [_unclear(token.text, _LEAVE) for token in left]
    return asked + [_in_charge(token.text) for token in read.in_charge]


def _members(group: str) -> Question:
    return Question("group-members", f"“{group}”具体指哪些单位？", (_NOT_NAMED,), _NOT_NAMED)


def _guide(name: str) -> Question:
    choices = ("列为配合单位", "不录入")
    return Question("guiding-unit", f"“{name}”只负责指导或监督，如何录入？", choices, choices[0])


def _in_charge(name: str) -> Question:
    choices = ("记为分管领导", "不录入")
    return Question("person-named", f"责任单位中写有人名“{name}”，如何录入？", choices, choices[0])


def _completed(token: Token) -> Question:
    text = f"“{token.text}”（原文写作“{token.written}”，按后面的单位补全）是不是责任单位？"
    return Question("unclear-unit", text, (_ENTER, _LEAVE), _ENTER)


def _unclear(text: str, default: str) -> Question:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return Question("unclear-unit", f"“{shown}”是不是责任单位？", (_ENTER, _LEAVE), default)
