"""A notification with everything around it that a mail may say; loaded in bulk, a query per table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from models.columns import Row
from models.duties import Obligation, Promise, Round
from models.in_force import extended_limits
from models.messages import Notification
from models.move_table import DISPATCH, REASK
from models.naming import lead_names
from models.plans import Directive, KeyTask, Milestone, Plan
from models.rules import Rules
from models.rungs import Since
from models.secrecy import shown_notices, shown_titles
from models.traces import HistoryEntry
from models.units import Post, Unit
from models.words import Armed, PostRole, RoundKind, Secrecy
from notifications.adjusted import adjusted
from notifications.arrivals import Arrived, arrived
from notifications.decisions import decided
from notifications.office_asks import asked_of_office

T = TypeVar("T", bound=Row)


@dataclass(frozen=True, slots=True)
class Matter:
    """One notification and what it is about."""

    note: Notification
    obligation: Obligation
    unit: Unit
    contact: Post | None
    directive: Directive
    year: int
    task: KeyTask | None = None
    milestone: Milestone | None = None
    round: Round | None = None
    leads: tuple[str, ...] = ()
    """Names of the key task's lead units."""
    notice: str = ""
    """The notice as a mail may name it (`models.secrecy.shown_notice`)."""
    anew: Armed | None = None
    """Of a notice that the ladder began anew: why it did."""
    before: date | None = None
    """Of a notice that the date changed: the one that held until then."""
    promised: date | None = None
    """Of a broken promise: the day it named."""
    asks: str = ""
    """Of a duty of the office: what it has to do, and about what."""
    decided: tuple[str, str] | None = None
    """Of an answer to a petition: what it was about, and what the office said."""
    adjusted: tuple[str, str] | None = None
    """Of a notice that a key task ended, rests or changed hands: which one, and how it stands now."""
    arrived: Arrived | None = None
    """Of a notice that somebody follows at the post: who, and what waits for him."""

    @property
    def only_told(self) -> bool:
        """Whether nothing is asked by it."""
        return self.adjusted is not None or self.arrived is not None

    named: str = ""
    """The key task as a mail may name it (`models.secrecy.shown_titles`); empty for signing."""

    extended: str = ""
    """`5月31日延至7月31日`, where a date of the key task was extended."""

    @property
    def limit(self) -> str:
        """The time limit of the notice, with what was extended since; nothing where it may not be written."""
        if self.public_task is None:
            return ""
        return self.public_task.time_limit + (f"（{self.extended}）" if self.extended else "")

    @property
    def title(self) -> str:
        """`第18项 大力发展…`, or the notice itself for signing."""
        return self.named or self.notice

    @property
    def label(self) -> str:
        """`第18项`, in front of what the date is for; of a key task that is not public all that may be said."""
        return f"第{self.task.number}项" if self.public_task and self.task else self.named

    @property
    def public_task(self) -> KeyTask | None:
        """The key task where a mail may carry its text."""
        return self.task if self.task and self.task.secrecy is Secrecy.OPEN else None

    @property
    def subject_of_date(self) -> str:
        """What the date is for: the milestone's scope, else the key task."""
        scope = self.milestone.scope if self.milestone and self.public_task else ""
        return scope.strip("，、；。,; ")  # what a limit says before a comma is read with it

    @property
    def round_name(self) -> str:
        """一季度 …; empty for a milestone between rounds, which is only answered on that round's sheet."""
        if self.round is None:
            return ""
        due = self.round.due_on
        called = self.round.kind is RoundKind.AD_HOC and not self.obligation.is_result
        of_round = self.obligation.report_by == due or self.obligation.period == due.isoformat() or called
        return self.round.name if of_round else ""

    @property
    def called_for(self) -> bool:
        """Whether a person called for it (调度)."""
        return bool(self.round and self.round.kind is RoundKind.AD_HOC and self.round_name)


def load_matters(session: Session, notes: Sequence[Notification], rules: Rules | None = None) -> list[Matter]:
    """The matters of these notifications, in their order.

    Args:
        rules: those in force; without them a notice that the ladder began anew is not told from others.
    """
    obligations = _by_id(session, Obligation, (note.obligation_id for note in notes))
    owed = obligations.values()
    tasks = _by_id(session, KeyTask, (one.key_task_id for one in owed))
    stones = _by_id(session, Milestone, (one.milestone_id for one in owed))
    rounds = _by_id(session, Round, (one.round_id for one in owed))
    units = _by_id(session, Unit, (one.unit_id for one in owed))
    plans = {plan.id: plan for plan in session.exec(select(Plan))}
    directives = _by_id(session, Directive, (plan.directive_id for plan in plans.values()))
    contacts = select(Post).where(col(Post.unit_id).in_(list(units)), Post.role == PostRole.CONTACT)
    contact = {post.unit_id: post for post in session.exec(contacts)}
    leads = lead_names(session, tasks)
    titles = shown_titles(session, tasks.values())
    extended = extended_limits(session, tasks)
    notices = shown_notices(session, {one.plan_id for one in owed})
    asks, told = asked_of_office(session, owed), decided(session, notes)
    of_units = {one.id: one.unit_id for one in owed}
    changed, following = adjusted(session, notes, of_units), arrived(session, notes, of_units)
    anew = {note.id: _anew(note, obligations[note.obligation_id], rules) for note in notes}
    dated = _dated_before(session, [note.obligation_id for note in notes if anew[note.id] is Armed.CHANGED])
    promised = _promised(session, [note.obligation_id for note in notes if anew[note.id] is Armed.PROMISE])

    def matter(note: Notification) -> Matter:
        one = obligations[note.obligation_id]
        plan = plans[one.plan_id]
        return Matter(
            note=note,
            obligation=one,
            unit=units[one.unit_id],
            contact=contact.get(one.unit_id),
            directive=directives[plan.directive_id],
            year=plan.year,
            task=tasks.get(one.key_task_id) if one.key_task_id else None,
            milestone=stones.get(one.milestone_id) if one.milestone_id else None,
            round=rounds.get(one.round_id) if one.round_id else None,
            leads=leads.get(one.key_task_id, ()) if one.key_task_id else (),
            notice=notices[one.plan_id],
            extended=extended.get(one.key_task_id, "") if one.key_task_id else "",
            named=titles[one.key_task_id] if one.key_task_id else "",
            anew=anew[note.id],
            before=dated.get(one.id) if anew[note.id] is Armed.CHANGED else None,
            promised=promised.get(one.id),
            asks=asks.get(one.id, ""),
            decided=told.get(note.id),
            adjusted=changed.get(note.id),
            arrived=following.get(note.id),
        )

    return [matter(note) for note in notes]


def _anew(note: Notification, obligation: Obligation, rules: Rules | None) -> Armed | None:
    """Why the ladder began anew, where this is the notice that says so."""
    ladder = rules.policy.ladder(obligation.ladder) if rules else None
    rungs = ladder.rungs if ladder else ()
    said = next((rung for rung in rungs if rung.name == note.rung and rung.since is Since.RETURN), None)
    return said.after if said else None


def _dated_before(session: Session, obligations: Sequence[UUID]) -> dict[UUID, date]:
    """Obligation → the date that held before its ladder last began anew."""
    if not obligations:
        return {}
    rows = session.exec(
        select(HistoryEntry)
        .where(
            col(HistoryEntry.obligation_id).in_(obligations),
            col(HistoryEntry.verb).in_((REASK.verb, DISPATCH.verb)),
        )
        .order_by(col(HistoryEntry.id))
    )
    said = {row.obligation_id: row.before.get("asked_by") for row in rows}
    return {one: date.fromisoformat(day) for one, day in said.items() if one and day}


def _promised(session: Session, obligations: Sequence[UUID]) -> dict[UUID, date]:
    """Obligation → the day of the promise that was broken last."""
    if not obligations:
        return {}
    broken = select(Promise).where(
        col(Promise.obligation_id).in_(obligations), col(Promise.broken_at).is_not(None)
    )
    rows = session.exec(broken.order_by(col(Promise.broken_at), col(Promise.position)))
    return {row.obligation_id: row.due_on for row in rows}


def _by_id(session: Session, table: type[T], ids: Iterable[UUID | None]) -> dict[UUID, T]:
    wanted = {one for one in ids if one is not None}
    identity: Any = table
    if not wanted:
        return {}
    rows = session.exec(select(table).where(col(identity.id).in_(list(wanted))))
    return {getattr(row, "id"): row for row in rows}  # noqa: B009 - Row itself has no id
