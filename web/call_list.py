"""The call list (电话催办清单): whom to ring, and what they owe."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Notification
from models.naming import number_of
from models.plans import KeyTask
from models.secrecy import shown_content, shown_notices, shown_titles
from models.units import Post, Unit
from models.words import PostRole, Secrecy
from web.counting import still_to_call
from web.naming import round_name, rounds_by_id
from web.wording import Wording


@dataclass(frozen=True, slots=True)
class CallLine:
    """One thing owed."""

    obligation: Obligation
    task: KeyTask | None
    notice: str
    title: str
    """Notice and key task as they may be named in a chat group."""
    round_name: str
    note: Notification

    @property
    def what(self) -> str:
        """`第12项一季度进展报送`, or the signing of a notice: it is copied into a chat group, so without any text."""
        if self.task is None:
            return f"签收{self.notice}"
        public = self.task.secrecy is Secrecy.OPEN
        called = f"第{number_of(self.task)}项" if public else self.title
        return f"{called}{self.round_name}{self.obligation.label}"

    @property
    def content(self) -> str:
        """What may be read out of the matter."""
        return shown_content(self.task) if self.task else ""


@dataclass(slots=True)
class Call:
    """One unit to ring."""

    unit: Unit
    contact: Post | None
    lines: list[CallLine] = field(default_factory=list)

    def text(self, office: str, say: Wording) -> str:
        """What one would say, or paste into a group chat."""
        owed = "；".join(f"{line.what}（{say.day(line.obligation.asked_by)}前报）" for line in self.lines)
        person = self.contact.person if self.contact and self.contact.person else "联络员"
        return f"{self.unit.name}{person}同志：以下{len(self.lines)}件尚未收到：{owed}。请尽快办理，谢谢。{office}"


def read_calls(session: Session) -> list[Call]:
    """Units to ring, those owing longest first, then by name; an obligation stands once, whoever else is told of it."""
    rows = session.exec(
        select(Notification, Obligation, Unit)
        .join(Obligation, col(Notification.obligation_id) == Obligation.id)
        .join(Unit, col(Obligation.unit_id) == Unit.id)
        .where(*still_to_call())
        .order_by(col(Obligation.report_by), col(Notification.due_at), col(Unit.name), col(Notification.id))
    ).all()
    tasks = _tasks(session, [owed.key_task_id for _, owed, _ in rows if owed.key_task_id])
    notices = shown_notices(session, {owed.plan_id for _, owed, _ in rows})
    titles = shown_titles(session, tasks.values())
    rounds = rounds_by_id(session)
    contacts = _contacts(session, [unit.id for _, _, unit in rows])
    calls: dict[UUID, Call] = {}
    seen: set[UUID] = set()
    for note, owed, unit in rows:
        if owed.id in seen:
            continue
        seen.add(owed.id)
        call = calls.setdefault(unit.id, Call(unit, contacts.get(unit.id)))
        task = tasks.get(owed.key_task_id) if owed.key_task_id else None
        title = titles[task.id] if task else ""
        notice, of_round = notices.get(owed.plan_id, ""), round_name(owed, rounds)
        call.lines.append(CallLine(owed, task, notice, title, of_round, note))
    return list(calls.values())


def chat_text(calls: Sequence[Call], say: Wording) -> str:
    """All of them in one message for a group chat."""
    head = f"截至{say.day(say.today)}，以下单位尚有事项未收到，请尽快办理："
    lines = [
        f"{n}. {call.unit.name}：{'、'.join(line.what for line in call.lines)}"
        for n, call in enumerate(calls, 1)
    ]
    return "\n".join((head, *lines))


def _tasks(session: Session, ids: Sequence[UUID]) -> dict[UUID, KeyTask]:
    return {task.id: task for task in session.exec(select(KeyTask).where(col(KeyTask.id).in_(ids)))}


def _contacts(session: Session, units: Sequence[UUID]) -> dict[UUID, Post]:
    rows = session.exec(select(Post).where(col(Post.unit_id).in_(units), Post.role == PostRole.CONTACT))
    return {post.unit_id: post for post in rows}
