"""Held notifications (待签发) with the reason why now, said as a sentence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation, Report
from models.messages import Notification
from models.plans import KeyTask
from models.secrecy import shown_content
from models.units import Post, Unit
from models.words import Channel, Outcome
from notifications.matters import load_matters
from notifications.render import Sender
from notifications.slip import draft_text
from web.reported import last_reports
from web.wording import Wording

SPOKEN = (Outcome.DELIVERED, Outcome.QUEUED, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class HeldNote:
    """One drafted message that waits for a person."""

    note: Notification
    obligation: Obligation
    unit: Unit
    task: KeyTask | None
    post: Post
    sentence: str
    letter: str
    """What would be sent if it were released now."""

    @property
    def content(self) -> str:
        """What may be read out of the matter; the key task's own page has the rest."""
        return shown_content(self.task) if self.task else ""


def read_held(session: Session, say: Wording, sender: Sender, now: datetime) -> list[HeldNote]:
    """All held notifications, the longest overdue first."""
    rows = session.exec(
        select(Notification, Obligation, Unit, Post)
        .join(Obligation, col(Notification.obligation_id) == Obligation.id)
        .join(Unit, col(Obligation.unit_id) == Unit.id)
        .join(Post, col(Notification.post_id) == Post.id)
        .where(Notification.outcome == Outcome.HELD)
        .order_by(col(Obligation.report_by), col(Unit.name))
    ).all()
    owed = [obligation.id for _, obligation, _, _ in rows]
    said = _said(session, owed)
    answers = last_reports(session, owed)
    matters = {one.note.id: one for one in load_matters(session, [note for note, *_ in rows])}
    addressed = select(Unit).where(col(Unit.id).in_({post.unit_id for *_, post in rows}))
    readers = {unit.id: unit for unit in session.exec(addressed)}
    tasks = _tasks(session, [obligation.key_task_id for _, obligation, _, _ in rows])
    return [
        HeldNote(
            note=note,
            obligation=obligation,
            unit=unit,
            task=tasks.get(obligation.key_task_id) if obligation.key_task_id else None,
            post=post,
            sentence=why_now(obligation, said[obligation.id], answers.get(obligation.id), say),
            letter=draft_text(session, post, readers[post.unit_id], matters[note.id], say.rules, sender, now),
        )
        for note, obligation, unit, post in rows
    ]


def why_now(obligation: Obligation, said: Sequence[Notification], answer: Report | None, say: Wording) -> str:
    """Asked by when, which reminders went before and when, and what came back."""
    before = [note for note in said if note.cycle == obligation.cycle and note.outcome in SPOKEN]
    due = obligation.asked_by
    first = f"（原定{say.day(obligation.first_by)}）" if due != obligation.first_by else ""
    asked = f"{obligation.label}应于{say.day(due)}{first}前报，{say.distance(due)}"
    spoken = "、".join(f"{say.day(_day(note, say))}{_told(note)}“{note.rung}”" for note in before)
    told = f"此前{spoken}" if spoken else "此前没有发出过提醒"
    if answer is None or answer.cycle != obligation.cycle:
        return f"{asked}。{told}，至今未收到报送。"
    return f"{asked}。{told}；{say.stamp(answer.at)}报“{answer.answer.label}”，尚未办结。"


def _told(note: Notification) -> str:
    if note.channel is Channel.CALL:
        return "列入电话催办"
    return {Outcome.QUEUED: "待发", Outcome.REFUSED: "未送达"}.get(note.outcome, "已发")


def _day(note: Notification, say: Wording) -> date:
    return note.due_at.astimezone(say.rules.office.zone).date()


def _said(session: Session, obligations: Sequence[UUID]) -> dict[UUID, list[Notification]]:
    """Obligation → its notifications in order, one per rung and channel."""
    said: dict[UUID, list[Notification]] = defaultdict(list)
    seen: set[tuple[UUID, int, str, Channel]] = set()
    rows = session.exec(
        select(Notification)
        .where(col(Notification.obligation_id).in_(obligations))
        .order_by(col(Notification.due_at))
    )
    for note in rows:
        place = (note.obligation_id, note.cycle, note.rung, note.channel)
        if place not in seen:
            seen.add(place)
            said[note.obligation_id].append(note)
    return said


def _tasks(session: Session, ids: Sequence[UUID | None]) -> dict[UUID, KeyTask]:
    wanted = [one for one in ids if one is not None]
    return {task.id: task for task in session.exec(select(KeyTask).where(col(KeyTask.id).in_(wanted)))}
