"""What one reader's digest of one morning says. Pure: matters in, a view for the templates out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models import wording
from models.units import Post, Unit
from models.words import Channel
from models.workdays import Workdays
from notifications.arrivals import Arrived
from notifications.groups import Sorted, by_round, sort_matters, tasks
from notifications.matters import Matter
from notifications.subjects import ANEW, by_day, call_subject, name_digest

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
    rest: str = "见报送单"
    """Where those left out are found."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the mail says beside its own matters, looked up by `notifications.surroundings`."""

    missing: tuple[Call, ...] = ()
    upcoming: tuple[tuple[str, int], ...] = ()
    assigned: tuple[int, int] = (0, 0)
    """Key tasks the unit leads and supports, where the mail asks to sign for them."""
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
    office: bool = False
    """Whether it carries the button to the office's pages."""


def digest(
    post: Post, unit: Unit, matters: Sequence[Matter], around: Surroundings, today: date, workdays: Workdays
) -> Digest:
    """The digest of these matters for one post."""
    calls = [matter for matter in matters if matter.note.channel is Channel.CALL]
    own = [matter for matter in matters if matter.note.channel is not Channel.CALL]
    groups = sort_matters(own)
    parts = tuple(part for part in _parts(groups, around, today, workdays) if part.lines)
    call_lines = call_list(calls, today, workdays)
    subject, sentence = _named(own, groups.office, calls, len(call_lines), around, today, workdays)
    return Digest(
        subject=subject,
        greeting=f"{unit.name}{post.person or post.role.label}：",
        lead_sentence=sentence,
        parts=parts,
        missing=around.missing,
        calls=call_lines,
        upcoming=around.upcoming,
        answer=len(own) > len(groups.office) + len(groups.adjusted),
        office=bool(groups.office),
    )


def _named(
    own: Sequence[Matter],
    office: Sequence[Matter],
    calls: Sequence[Matter],
    units: int,
    around: Surroundings,
    today: date,
    workdays: Workdays,
) -> tuple[str, str]:
    """Whom the office has to telephone names its mail; what it has to decide is said behind it."""
    if not calls or len(own) > len(office):
        return name_digest(own, around.assigned, today, workdays)
    subject, sentence = call_subject(calls, units)
    return (f"{subject}；另有我办待办{len(office)}件" if office else subject), sentence


def _parts(groups: Sorted, around: Surroundings, today: date, workdays: Workdays) -> Iterable[Part]:
    def line(matter: Matter) -> Line:
        scope = f"{matter.subject_of_date} · " if matter.subject_of_date else ""
        return Line(wording.short(matter.title, 46), scope + _when(matter, today, workdays))

    def task_line(matter: Matter) -> Line:
        limit = f"时限：{matter.limit}" if matter.limit else ""
        return Line(wording.short(matter.title, 46), wording.short(limit, 60))

    def help_line(matter: Matter) -> Line:
        return Line(wording.short(matter.title, 46), f"牵头单位：{'、'.join(matter.leads)}")

    def returned(matter: Matter) -> Line:
        said = around.returned_why.get(str(matter.obligation.id), "") or "请与督查人员联系"
        why = said if matter.public_task else "见报送页面"
        again = matter.obligation.return_by
        until = f" · 请于{wording.day(again, today.year)}前重报" if again else ""
        return Line(wording.short(matter.title, 46), f"退回理由：{why}{until}")

    def broken(matter: Matter) -> Line:
        day, owed = matter.promised, matter.obligation
        said = f"承诺{wording.day(day, today.year)}前报送" if day else "承诺已到期"
        same = day == owed.asked_by
        left = wording.distance(owed.asked_by, today, workdays) if same else _when(matter, today, workdays)
        return Line(wording.short(matter.title, 46), f"{said} · {left}")

    def anew(matter: Matter) -> Line:
        why = ANEW[matter.anew][0] if matter.anew in ANEW else ""
        return Line(wording.short(matter.title, 46), f"{why} · {_when(matter, today, workdays)}")

    def adjusted(matter: Matter) -> Line:
        about, said = matter.adjusted or ("", "")
        return Line(wording.short(about, 46), said)

    due = [one for one in groups.nodes if one.obligation.asked_by <= today]
    yield _part("今天要办", due, line, MOST_TODAY)
    yield _part("节点临近", [one for one in groups.nodes if one not in due], line)
    yield _part("被退回，请重报", groups.returned, returned)
    yield _part("承诺到期未兑现", groups.broken, broken)
    yield _part("恢复、转办、调整和回头看", tasks(groups.anew), anew)
    yield _part("请签收", groups.signing, line)
    yield _part(_heading(groups.plans, "请报落实方案", today), groups.plans, task_line)
    for reports in by_round(groups.reports):
        words = "调度（牵头）" if reports[0].called_for else "本轮应报（牵头）"
        yield _part(_heading(reports, words, today), tasks(reports), task_line, note=_note(reports))
    for helps in by_round(groups.contributions):
        yield _part(_heading(helps, "请配合报送", today), tasks(helps), help_line, note=_note(helps))
    yield _part("我办答复", groups.answered, lambda one: Line(*(one.decided or ("", ""))))
    yield _part("计划调整", groups.adjusted, adjusted)
    yield from (_hand_over(one.arrived, today) for one in groups.arrived if one.arrived)
    yield _part("我办待办", groups.office, lambda one: _office_line(one, today, workdays), rest="见督查页面")


def _when(matter: Matter, today: date, workdays: Workdays) -> str:
    """The date that counts now; of one that has moved also the date before."""
    owed = matter.obligation
    left = wording.distance(owed.asked_by, today, workdays)
    return f"{by_day(matter, today)}{_moved(matter, today)} · {left}"


def _moved(matter: Matter, today: date) -> str:
    owed, before = matter.obligation, matter.before
    if before is not None and before != owed.asked_by:
        return f"（原定{wording.day(before, today.year)}，{'提前' if owed.asked_by < before else '延后'}）"
    if owed.extended_to is not None and owed.asked_by == owed.extended_to:
        return f"（原定{wording.day(owed.first_by, today.year)}，已延期）"
    return ""


def _office_line(matter: Matter, today: date, workdays: Workdays) -> Line:
    detail = f"{wording.short(matter.title)} · {_when(matter, today, workdays)}"
    return Line(wording.short(matter.asks or matter.obligation.label, 46), detail)


def _hand_over(arrived: Arrived, today: date) -> Part:
    """交接: who follows; where the links are new also what waits, the nearest first."""
    waiting = arrived.owed if arrived.fresh else ()
    shown = (Line(called, f"{wording.day(day, today.year)}前") for day, called in waiting[:MOST_LISTED])
    first = Line(arrived.head(today.year), arrived.detail(today.year))
    return Part("交接", (first, *shown), max(len(waiting) - MOST_LISTED, 0))


def _note(matters: Sequence[Matter]) -> str:
    """What a 调度 asks, in the coordinator's words."""
    first = matters[0]
    return first.round.note if first.round and first.called_for else ""


def _part(
    heading: str,
    matters: Sequence[Matter],
    line: Callable[[Matter], Line],
    most: int = MOST_LISTED,
    *,
    note: str = "",
    rest: str = "见报送单",
) -> Part:
    lines = tuple(line(one) for one in matters[:most])
    return Part(heading, lines, max(len(matters) - most, 0), note, rest)


def _heading(matters: Sequence[Matter], words: str, today: date) -> str:
    if not matters:
        return words
    first = matters[0]
    name = f"{first.round_name} · " if first.round_name else ""
    return f"{name}{words} {len(tasks(matters))}项，{by_day(first, today)}"


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
                    f"{one.obligation.label} · {_when(one, today, workdays)}",
                )
                for one in found
            ),
        )
        for name, found in sorted(by_unit.items())
    )
