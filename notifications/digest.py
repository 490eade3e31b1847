"""What one reader's digest of one morning says. Pure: matters in, a view for the templates out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models import wording
from models.units import Post, Unit
from models.words import Channel, ObligationKind, ObligationState
from models.workdays import Workdays
from notifications.matters import Matter

MOST_TODAY = 3
MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One matter in a list."""

    head: str
    detail: str


@dataclass(frozen=True, slots=True)
class Call:
    """One unit to be telephoned, or whose contribution is missing."""

    unit: str
    person: str
    telephone: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its lines; `more` counts those left out."""

    heading: str
    lines: tuple[Line, ...]
    more: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the mail says beside its own matters, looked up by `notifications.surroundings`."""

    missing: tuple[Call, ...] = ()
    upcoming: tuple[tuple[str, int], ...] = ()
    returned_why: dict[str, str] = field(default_factory=dict)
    """Obligation id → reason of its return."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail's content; `answer` tells whether it carries the button to the sheet."""

    subject: str
    greeting: str
    lead_sentence: str
    parts: tuple[Part, ...]
    missing: tuple[Call, ...]
    calls: tuple[Call, ...]
    upcoming: tuple[tuple[str, int], ...]
    answer: bool


def digest(
    post: Post, unit: Unit, matters: Sequence[Matter], around: Surroundings, today: date, workdays: Workdays
) -> Digest:
    """The digest of these matters for one post."""
    calls = [matter for matter in matters if matter.note.channel is Channel.CALL]
    own = [matter for matter in matters if matter.note.channel is not Channel.CALL]
    parts = tuple(part for part in _parts(own, around, today, workdays) if part.lines)
    call_lines = call_list(calls, today, workdays)
    subject, sentence = (
        _call_subject(calls, call_lines) if calls and not own else _subject(own, today, workdays)
    )
    return Digest(
        subject=subject,
        greeting=f"{unit.name}{post.person or post.role.label}：",
        lead_sentence=sentence,
        parts=parts,
        missing=around.missing,
        calls=call_lines,
        upcoming=around.upcoming,
        answer=bool(own),
    )


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A digest's own matters by what they ask."""

    returned: list[Matter]
    nodes: list[Matter]
    signing: list[Matter]
    reports: list[Matter]
    contributions: list[Matter]


def _sorted(matters: Iterable[Matter]) -> _Sorted:
    found = _Sorted([], [], [], [], [])
    for matter in sorted(
        matters, key=lambda one: (one.obligation.report_by, one.task.number if one.task else 0)
    ):
        kind, state = matter.obligation.kind, matter.obligation.state
        if state is ObligationState.RETURNED:
            found.returned.append(matter)
        elif kind is ObligationKind.COMPLETION and matter.obligation.ladder != "round":
            found.nodes.append(matter)
        elif kind is ObligationKind.SIGN:
            found.signing.append(matter)
        elif kind is ObligationKind.CONTRIBUTION:
            found.contributions.append(matter)
        else:
            found.reports.append(matter)
    return found


def _parts(
    matters: Sequence[Matter], around: Surroundings, today: date, workdays: Workdays
) -> Iterable[Part]:
    groups = _sorted(matters)

    def line(matter: Matter) -> Line:
        scope = f"{matter.subject_of_date} · " if matter.subject_of_date else ""
        asked = matter.obligation.report_by
        return Line(
            wording.short(matter.title, 46),
            f"{scope}{wording.day(asked, today.year)}前 · {wording.distance(asked, today, workdays)}",
        )

    def returned(matter: Matter) -> Line:
        why = around.returned_why.get(str(matter.obligation.id), "")
        return Line(wording.short(matter.title, 46), f"退回理由：{why}" if why else line(matter).detail)

    yield _part("今天要办", groups.nodes, line, MOST_TODAY)
    yield _part("被退回，请重报", groups.returned, returned)
    yield _part("请签收", groups.signing, line)
    yield _part(_round_heading(groups.reports, "本轮应报（牵头）", today), _tasks(groups.reports), line)
    yield _part(_round_heading(groups.contributions, "请配合报送", today), _tasks(groups.contributions), line)


def _part(
    heading: str, matters: Sequence[Matter], line: Callable[[Matter], Line], most: int = MOST_LISTED
) -> Part:
    return Part(heading, tuple(line(one) for one in matters[:most]), max(len(matters) - most, 0))


def _tasks(matters: Sequence[Matter]) -> list[Matter]:
    """One matter per key task: two assessments of one task are one row of the sheet."""
    return list({matter.task.id: matter for matter in matters if matter.task}.values())


def _round_heading(matters: Sequence[Matter], words: str, today: date) -> str:
    if not matters:
        return words
    first = matters[0]
    name = f"{first.round.name} · " if first.round else ""
    return f"{name}{words} {len(_tasks(matters))}项，{wording.day(first.obligation.report_by, today.year)}前"


def _subject(matters: Sequence[Matter], today: date, workdays: Workdays) -> tuple[str, str]:
    """Subject and first sentence; the gravest matter names the mail."""
    groups = _sorted(matters)
    if groups.returned:
        first = groups.returned[0]
        return (
            f"〔退回重报〕{_count(groups.returned)}，{wording.short(first.title, 24)}",
            "以下报送已被退回，请按退回理由补充后重报。",
        )
    if groups.nodes:
        return _node_subject(groups.nodes, today, workdays)
    if groups.signing:
        return _signing_subject(groups.signing, today)
    return _round_subject(groups, today)


def _node_subject(nodes: Sequence[Matter], today: date, workdays: Workdays) -> tuple[str, str]:
    first = nodes[0]
    what = first.subject_of_date or wording.short(first.task.content if first.task else "", 18)
    number = f"第{first.task.number}项" if first.task else ""
    more = f"等{len(nodes)}个节点" if len(nodes) > 1 else ""
    when = f"{wording.day(first.obligation.report_by, today.year)}前"
    left = wording.distance(first.obligation.report_by, today, workdays)
    return (
        f"〔节点提醒〕{number}{what}{more}，{when}，{left}",
        "完成后请在报送单上点“已完成”并写一句情况；尚未完成也请说明推进情况。",
    )


def _signing_subject(signing: Sequence[Matter], today: date) -> tuple[str, str]:
    first = signing[0]
    when = wording.day(first.obligation.report_by, today.year)
    return (
        f"〔请签收〕《{wording.short(first.directive.title, 30)}》，{when}前签收",
        "通知已交办，请打开报送单点“签收”，一次签收本单位全部任务。",
    )


def _round_subject(groups: _Sorted, today: date) -> tuple[str, str]:
    lead, support = _tasks(groups.reports), _tasks(groups.contributions)
    first = (groups.reports or groups.contributions)[0]
    when = f"{wording.day(first.obligation.report_by, today.year)}前报"
    name = first.round.name if first.round else ""
    if any(one.note.rung != _opening_rung(one) for one in (*groups.reports, *groups.contributions)):
        left = len(lead) + len(support)
        return f"〔还差{left}项〕{name}进展，{when}", "以下各项还没有收到，按计划推进的点一下即可。"
    kind = "请报进展" if lead else "请配合报送"
    return (
        f"〔{kind}〕{name}{wording.counts(len(lead), len(support))}，{when}，一张表即可",
        "按计划推进的点一下即可；有变化的写一句话。",
    )


def _opening_rung(matter: Matter) -> str:
    """The rung that opens this matter's round; any other rung is a reminder of what is still missing."""
    return "请配合报送" if matter.obligation.kind is ObligationKind.CONTRIBUTION else "本轮开始"


def _count(matters: Sequence[Matter]) -> str:
    return f"{len(matters)}项"


def _call_subject(calls: Sequence[Matter], units: Sequence[Call]) -> tuple[str, str]:
    return (
        f"〔电话催办〕今天请催{len(units)}个单位，共{len(calls)}件",
        "以下单位到期未报，请电话联系；名单也在“电话催办”页上。",
    )


def call_list(calls: Sequence[Matter], today: date, workdays: Workdays) -> tuple[Call, ...]:
    """催办清单: matters to be telephoned about, by unit."""
    by_unit: dict[str, list[Matter]] = {}
    for matter in calls:
        by_unit.setdefault(matter.unit.name, []).append(matter)
    return tuple(
        Call(
            unit=name,
            person=found[0].contact.person if found[0].contact else "",
            telephone=found[0].contact.telephone if found[0].contact else "",
            lines=tuple(
                Line(
                    wording.short(one.title, 46),
                    f"{one.obligation.kind.label} · {wording.day(one.obligation.report_by, today.year)}前 · "
                    f"{wording.distance(one.obligation.report_by, today, workdays)}",
                )
                for one in found
            ),
        )
        for name, found in sorted(by_unit.items())
    )
