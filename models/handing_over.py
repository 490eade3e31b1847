"""What a successor has to know (交接单): all that waits at a post on a day, as values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from models import wording
from models.duties import Obligation, Petition, Promise, Report
from models.plans import KeyTask
from models.rules import Rules
from models.secrecy import shown_titles
from models.traces import HistoryEntry
from models.units import Forward, Post, Unit
from models.words import OWED, ObligationState, PetitionState, PostRole, Secrecy

LAST_REPORTS = 30
"""Most reports shown, the latest of each matter."""
ELSEWHERE = "见报送页面"
"""Stands for the words about a key task that is not public."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One open obligation."""

    plan: int
    title: str
    duty: str
    asked_by: date
    distance: str
    """还有5个工作日, 已逾期3个工作日."""
    returned: str = ""
    """Why the office sent it back; empty where it did not."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A promise, petition, forward or report: on which day, about what, in which words."""

    on: date
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class HandoverSheet:
    """Everything on the sheet."""

    unit: str
    post: str
    person: str
    """Who sits there today."""
    today: date
    owed: Sequence[Owed]
    promises: Sequence[Noted]
    petitions: Sequence[Noted]
    forwards: Sequence[Noted]
    reports: Sequence[Noted]

    @property
    def returned(self) -> Sequence[Owed]:
        """Rows that were sent back and wait to be answered again."""
        return [row for row in self.owed if row.returned]


def handover_sheet(session: Session, post: Post, today: date, rules: Rules) -> HandoverSheet:
    """All that waits at the post: of a section what was forwarded to it, of every other post what its unit owes."""
    unit = session.get_one(Unit, post.unit_id)
    forwarded = _forwards(session, post)
    mine = {row.key_task_id for row in forwarded} if post.role is PostRole.SECTION else None
    rows = session.exec(select(Obligation).where(Obligation.unit_id == unit.id)).all()
    rows = [row for row in rows if mine is None or row.key_task_id in mine]
    matters = _matters(session, {*(row.key_task_id for row in rows), *(row.key_task_id for row in forwarded)})
    by_id = {row.id: row for row in rows}
    return HandoverSheet(
        unit=unit.name,
        post=post.title or post.role.label,
        person=post.person,
        today=today,
        owed=_owed(session, rows, matters, today, rules),
        promises=_promises(session, by_id, matters),
        petitions=_petitions(session, unit.id, rules, mine),
        forwards=[
            Noted(
                rules.office.today(row.made_at),
                matters.titles.get(row.key_task_id, ""),
                _inner(session, row, post),
            )
            for row in forwarded
        ],
        reports=_reports(session, by_id, matters, rules),
    )


@dataclass(frozen=True, slots=True)
class _Matters:
    """What the sheet may say of the key tasks on it: it is printed and sent, so it goes by the rule of mails."""

    titles: Mapping[UUID | None, str]
    hushed: Collection[UUID]
    """Those that are not public."""

    def said(self, task: UUID | None, text: str) -> str:
        """The words, or where they are to be read."""
        return ELSEWHERE if task in self.hushed else text


def _matters(session: Session, ids: set[UUID | None]) -> _Matters:
    tasks = session.exec(select(KeyTask).where(col(KeyTask.id).in_([one for one in ids if one]))).all()
    titles = {one: wording.short(said, 60) for one, said in shown_titles(session, tasks).items()}
    hushed = {task.id for task in tasks if task.secrecy is not Secrecy.OPEN}
    return _Matters({None: "整份通知"} | titles, hushed)


def _owed(
    session: Session, rows: Sequence[Obligation], matters: _Matters, today: date, rules: Rules
) -> list[Owed]:
    waiting = sorted(
        (row for row in rows if row.state in OWED),
        key=lambda row: (row.asked_by, matters.titles[row.key_task_id]),
    )
    back = [row.id for row in waiting if row.state is ObligationState.RETURNED]
    entries = session.exec(
        select(HistoryEntry)
        .where(col(HistoryEntry.obligation_id).in_(back), HistoryEntry.verb == "退回")
        .order_by(col(HistoryEntry.id))
    )
    reasons = {entry.obligation_id: str(entry.after.get("reason", "")) for entry in entries}
    return [
        Owed(
            plan=row.plan_id,
            title=matters.titles[row.key_task_id],
            duty=row.label,
            asked_by=row.asked_by,
            distance=wording.distance(row.asked_by, today, rules.office.workdays),
            returned=matters.said(row.key_task_id, reasons.get(row.id, "见退回通知"))
            if row.id in back
            else "",
        )
        for row in waiting
    ]


def _promises(session: Session, rows: dict[UUID, Obligation], matters: _Matters) -> list[Noted]:
    open_ones = session.exec(
        select(Promise)
        .where(
            col(Promise.obligation_id).in_(list(rows)),
            col(Promise.kept_at).is_(None),
            col(Promise.broken_at).is_(None),
        )
        .order_by(col(Promise.due_on))
    )
    return [
        Noted(one.due_on, matters.titles[task], matters.said(task, one.text))
        for one in open_ones
        if rows[one.obligation_id].state in OWED
        for task in (rows[one.obligation_id].key_task_id,)
    ]


def _petitions(
    session: Session,
    unit_id: UUID,
    rules: Rules,
    mine: set[UUID] | None,
) -> list[Noted]:
    asked = session.exec(
        select(Petition)
        .where(Petition.unit_id == unit_id, Petition.state == PetitionState.ASKED)
        .order_by(col(Petition.asked_at), col(Petition.position))
    ).all()
    matters = _matters(session, {one.key_task_id for one in asked})
    return [
        Noted(
            rules.office.today(one.asked_at),
            matters.titles[one.key_task_id],
            f"{one.kind.label}：{matters.said(one.key_task_id, one.reason)}",
        )
        for one in asked
        if mine is None or one.key_task_id in mine
    ]


def _forwards(session: Session, post: Post) -> Sequence[Forward]:
    of = Forward.post_id == post.id if post.role is PostRole.SECTION else Forward.unit_id == post.unit_id
    rows = select(Forward).where(of, col(Forward.ended_at).is_(None))
    return session.exec(rows.order_by(col(Forward.made_at))).all()


def _inner(session: Session, row: Forward, post: Post) -> str:
    section = session.get_one(Post, row.post_id)
    when = f"本轮{row.inner_on}前" if row.inner_on else f"每轮提前{row.days_before}个工作日"
    who = f"{section.title}{section.person}"
    return f"{who}，{when}" if section.id != post.id else when


def _reports(session: Session, rows: dict[UUID, Obligation], matters: _Matters, rules: Rules) -> list[Noted]:
    """The latest report of each matter, newest first."""
    found = session.exec(
        select(Report)
        .where(col(Report.obligation_id).in_(list(rows)), Report.text != "")
        .order_by(col(Report.at).desc(), col(Report.position).desc(), col(Report.id))
    )
    latest: dict[UUID | None, Noted] = {}
    for one in found:
        task = rows[one.obligation_id].key_task_id
        text = f"{one.answer.label}：{matters.said(task, wording.short(one.text, 120))}"
        latest.setdefault(task, Noted(rules.office.today(one.at), matters.titles[task], text))
    return list(latest.values())[:LAST_REPORTS]
