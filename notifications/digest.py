"""What one reader's digest of one morning says. Pure: matters in, a view for the templates out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models import wording
from models.units import Post, Unit
from models.words import Channel
from models.workdays import Workdays
from notifications.matters import Matter
from notifications.subjects import call_subject, name_digest, sort_matters, tasks

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


def digest(
    post: Post, unit: Unit, matters: Sequence[Matter], around: Surroundings, today: date, workdays: Workdays
) -> Digest:
    """The digest of these matters for one post."""
    calls = [matter for matter in matters if matter.note.channel is Channel.CALL]
    own = [matter for matter in matters if matter.note.channel is not Channel.CALL]
    parts = tuple(part for part in _parts(own, around, today, workdays) if part.lines)
    call_lines = call_list(calls, today, workdays)
    subject, sentence = (
        call_subject(calls, len(call_lines))
        if calls and not own
        else name_digest(own, around.assigned, today, workdays)
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


def _parts(
    matters: Sequence[Matter], around: Surroundings, today: date, workdays: Workdays
) -> Iterable[Part]:
    groups = sort_matters(matters)

    def line(matter: Matter) -> Line:
        scope = f"{matter.subject_of_date} · " if matter.subject_of_date else ""
        asked = matter.obligation.report_by
        return Line(
            wording.short(matter.title, 46),
            f"{scope}{wording.day(asked, today.year)}前 · {wording.distance(asked, today, workdays)}",
        )

    def task_line(matter: Matter) -> Line:
        limit = f"时限：{matter.public_task.time_limit}" if matter.public_task else ""
        return Line(wording.short(matter.title, 46), wording.short(limit, 60))

    def help_line(matter: Matter) -> Line:
        return Line(wording.short(matter.title, 46), f"牵头单位：{'、'.join(matter.leads)}")

    def returned(matter: Matter) -> Line:
        said = around.returned_why.get(str(matter.obligation.id), "") or "请与督查人员联系"
        why = said if matter.public_task else "见报送页面"
        again = matter.obligation.return_by
        until = f" · 请于{wording.day(again, today.year)}前重报" if again else ""
        return Line(wording.short(matter.title, 46), f"退回理由：{why}{until}")

    due = [one for one in groups.nodes if one.obligation.report_by <= today]
    yield _part("今天要办", due, line, MOST_TODAY)
    yield _part("节点临近", [one for one in groups.nodes if one not in due], line)
    yield _part("被退回，请重报", groups.returned, returned)
    yield _part("请签收", groups.signing, line)
    yield _part(_round_heading(groups.reports, "本轮应报（牵头）", today), tasks(groups.reports), task_line)
    yield _part(
        _round_heading(groups.contributions, "请配合报送", today), tasks(groups.contributions), help_line
    )


def _part(
    heading: str, matters: Sequence[Matter], line: Callable[[Matter], Line], most: int = MOST_LISTED
) -> Part:
    return Part(heading, tuple(line(one) for one in matters[:most]), max(len(matters) - most, 0))


def _round_heading(matters: Sequence[Matter], words: str, today: date) -> str:
    if not matters:
        return words
    first = matters[0]
    name = f"{first.round_name} · " if first.round_name else ""
    return f"{name}{words} {len(tasks(matters))}项，{wording.day(first.obligation.report_by, today.year)}前"


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
                    f"{one.obligation.label} · {wording.day(one.obligation.report_by, today.year)}前 · "
                    f"{wording.distance(one.obligation.report_by, today, workdays)}",
                )
                for one in found
            ),
        )
        for name, found in sorted(by_unit.items())
    )
