"""The digest of a section (处室): the rows its unit forwarded to it, with the inner date (内部时限)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from models import wording
from models.inner_dates import inner_date
from models.rules import Rules
from models.units import Forward, Post, Unit
from models.words import ObligationState
from models.workdays import Workdays
from notifications.digest import MOST_LISTED, Digest, Line, Part
from notifications.groups import tasks
from notifications.matters import Matter


def section_digest(
    post: Post,
    unit: Unit,
    matters: Sequence[Matter],
    due: Mapping[UUID, date],
    why: Mapping[str, str],
    today: date,
    workdays: Workdays,
) -> Digest:
    """One section's digest of one morning.

    Args:
        due: obligation → inner date.
        why: obligation, as text → reason of its return.
    """
    ordered = sorted(
        matters, key=lambda one: (due[one.obligation.id], one.task.number if one.task else 0, one.title)
    )
    back = [one for one in ordered if one.obligation.state is ObligationState.RETURNED]
    asked = [one for one in ordered if one not in back]
    first = due[ordered[0].obligation.id]
    when = f"{wording.day(first, today.year)}前填好" if first >= today else "请尽快填好"
    rounds = {one.round_name for one in asked}
    name = rounds.pop() if len(rounds) == 1 else ""
    count = len(tasks(ordered))
    return Digest(
        subject=f"〔内部转办〕{name}{count}项，{when}",
        greeting=f"{unit.name}{post.title}{post.person}：",
        lead_sentence=f"本单位联络员{_contact(matters[0])}把以下{count}项转给贵处填写，填好后由联络员汇总报送。",
        parts=tuple(
            part
            for part in (
                _part("被退回，请重填", back, lambda one: _returned(one, due, why, today)),
                _part("请填写", asked, lambda one: _line(one, due, today, workdays)),
            )
            if part.lines
        ),
        missing=(),
        calls=(),
        upcoming=(),
        answer=True,
    )


def inner_dates(session: Session, post: Post, matters: Sequence[Matter], rules: Rules) -> dict[UUID, date]:
    """Obligation → when the section is asked; the unit's own date where the forward is gone."""
    forwards = {
        one.key_task_id: one for one in session.exec(select(Forward).where(col(Forward.post_id) == post.id))
    }
    due = {}
    for owed in (matter.obligation for matter in matters):
        forward = forwards.get(owed.key_task_id) if owed.key_task_id else None
        due[owed.id] = inner_date(forward, owed, rules) if forward else owed.asked_by
    return due


def _part(heading: str, matters: Sequence[Matter], line: Callable[[Matter], Line]) -> Part:
    return Part(
        heading, tuple(line(one) for one in matters[:MOST_LISTED]), max(len(matters) - MOST_LISTED, 0)
    )


def _line(matter: Matter, due: Mapping[UUID, date], today: date, workdays: Workdays) -> Line:
    inner = due[matter.obligation.id]
    what = f"{matter.subject_of_date} · " if matter.subject_of_date else ""
    left = wording.distance(inner, today, workdays)
    return Line(wording.short(matter.title, 46), f"{what}{wording.day(inner, today.year)}前填好 · {left}")


def _returned(matter: Matter, due: Mapping[UUID, date], why: Mapping[str, str], today: date) -> Line:
    said = why.get(str(matter.obligation.id), "") or "请与本单位联络员联系"
    reason = said if matter.public_task else "见填报页面"
    until = wording.day(due[matter.obligation.id], today.year)
    return Line(wording.short(matter.title, 46), f"退回理由：{reason} · 请于{until}前重填")


def _contact(matter: Matter) -> str:
    """`王联络（0000-1）`, as far as it is known."""
    post = matter.contact
    telephone = f"（{post.telephone}）" if post and post.telephone else ""
    return f"{post.person}{telephone}" if post else ""
