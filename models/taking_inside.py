"""取用: what the sections wrote becomes the unit's report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.actors import Actor, MoveRefused
from models.answering import report
from models.duties import Obligation, Report, SectionAnswer
from models.inside_texts import combined
from models.matters import lock_matters
from models.plans import KeyTask
from models.rules import Rules
from models.section_answers import section_answers
from models.words import OWED


@dataclass(frozen=True, slots=True)
class TakenInside:
    """What taking over brought: the unit's reports, and why others were left."""

    reports: tuple[Report, ...]
    left: tuple[str, ...]


def take_over_inside(
    session: Session, obligations: Sequence[Obligation], rules: Rules, actor: Actor, now: datetime
) -> TakenInside:
    """取用: what the sections wrote becomes the unit's report of each row. A row with a section missing is left.

    Several sections of one row are joined under their names (`models.inside_texts`).

    Raises:
        MoveRefused: not the unit's contact or head, or nothing to take over.
    """
    reports: list[Report] = []
    left: list[str] = []
    lock_matters(session, obligations)
    found = section_answers(session, obligations, rules)
    for row in obligations:
        parts = found.get(row.id, ())
        fresh = [(one.post.title, one.answer) for one in parts if one.answer is not None]
        if row.state not in OWED or not any(answer.taken_at is None for _, answer in fresh):
            continue
        called = session.get_one(KeyTask, row.key_task_id).called
        missing = [one.post.title for one in parts if one.answer is None]
        if missing:
            left.append(f"{called}：{'、'.join(missing)}还没有填报")
            continue
        try:
            with session.begin_nested():
                reports.append(_take(session, row, fresh, rules, actor, now))
        except MoveRefused as refused:
            left.append(f"{called}：{str(refused).rstrip('。')}")
    if not reports:
        raise MoveRefused(f"没有可以取用的填报{'（' + '；'.join(left) + '）' if left else ''}。")
    return TakenInside(tuple(reports), tuple(left))


def _take(
    session: Session,
    row: Obligation,
    parts: Sequence[tuple[str, SectionAnswer]],
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Report:
    one = combined(parts)
    made = report(
        session,
        row,
        one.answer,
        rules,
        actor,
        now,
        one.text,
        one.done_on,
        percent=one.percent,
        next_step=one.next_step,
        next_on=one.next_on,
        blocker=one.blocker,
    )
    for _, answer in parts:
        answer.taken_at = now
    return made
