"""延期: what a new date moves, computed before it is granted, and moving exactly that."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models.actors import Actor
from models.arising import rounds_by_date
from models.arming import begin_anew
from models.dropping import owed_on
from models.duties import Obligation, Round
from models.messages import Mail, Notification
from models.move_table import REASK
from models.moves import begin
from models.plans import Plan
from models.policy import ExtensionRule
from models.recording import record
from models.rhythms import rules_of
from models.rules import Rules
from models.words import OWED, Armed, Channel, Kind, Level, MailState, ObligationKind, Outcome

EXTENDED = "延期"


@dataclass(frozen=True, slots=True)
class Shift:
    """One obligation and the date it moves to."""

    obligation: Obligation
    to: date


@dataclass(frozen=True, slots=True)
class ExtensionEffect:
    """What a new date changes."""

    milestones: int
    contributions: int
    slips: int
    sentence: str
    """移动2个节点、3件配合报送，撤回1份催办单。"""


def first_date(obligation: Obligation) -> date:
    """The date first set: the deadline it is judged by, else the date first asked."""
    return obligation.deadline or obligation.report_by


def present_date(obligation: Obligation) -> date:
    """The date that an extension has to go beyond: as extended or returned so far."""
    return max(obligation.asked_by, obligation.extended_to or first_date(obligation))


def level_of(rules: Iterable[ExtensionRule], days: int, count: int) -> Level:
    """Who decides: the first rule that covers the length (calendar days beyond the first date) and the count.

    What no rule covers goes to the leader in charge.
    """
    for rule in rules:
        if (rule.days is None or days <= rule.days) and (rule.times is None or count <= rule.times):
            return rule.level
    return Level.LEADER


def extension_effect(
    session: Session, obligation: Obligation, until: date, rules: Rules, now: datetime
) -> ExtensionEffect:
    """What granting this date would change; nothing is changed here."""
    moved = _shifts(session, obligation, until, rules, now)
    return _told(moved, _slips(session, moved))


def extend(
    session: Session, obligation: Obligation, until: date, rules: Rules, actor: Actor, now: datetime
) -> ExtensionEffect:
    """Move the obligation and what follows it, and begin their ladders anew; what was first asked stays visible.

    Returns what `extension_effect` has shown before.
    """
    if obligation.key_task_id is not None:
        owed_on(session, obligation.key_task_id)  # locked and read anew: nobody answers while dates move
    moved = _shifts(session, obligation, until, rules, now)
    slips = _slips(session, moved)
    effect = _told(moved, slips)
    for slip in slips:
        slip.outcome, slip.reason = Outcome.WITHDRAWN, "事项已延期"
    for shift in moved:
        _move(session, shift, rules, actor, now)
    return effect


def _shifts(
    session: Session, obligation: Obligation, until: date, rules: Rules, now: datetime
) -> list[Shift]:
    """The obligation, the unit's later results that the new date passes, and the contributions to them."""
    session.flush()
    rows = session.exec(
        select(Obligation)
        .where(
            Obligation.key_task_id == obligation.key_task_id,
            col(Obligation.state).in_(OWED),
            Obligation.kind != ObligationKind.DECIDE,
        )
        .order_by(col(Obligation.report_by), col(Obligation.id))
    ).all()
    results = [Shift(obligation, until)]
    for row in rows:
        if row.id != obligation.id and _passed(row, obligation, until):
            results.append(Shift(row, until))
    return [*results, *_contributions(rows, results, rules, now)]


def _passed(row: Obligation, obligation: Obligation, until: date) -> bool:
    """Whether a later result of the same unit would fall due before the one it builds on."""
    dated = row.kind is ObligationKind.COMPLETION or (row.is_result and row.deadline is not None)
    later = present_date(obligation) <= present_date(row) < until
    return dated and row.unit_id == obligation.unit_id and later


def _contributions(
    rows: Sequence[Obligation], results: Sequence[Shift], rules: Rules, now: datetime
) -> list[Shift]:
    """Contributions follow the lead's date, unless somebody else is still asked on the old one."""
    moving = {shift.obligation.id for shift in results}
    staying = {
        row.report_by
        for row in rows
        if row.id not in moving and row.kind in (ObligationKind.COMPLETION, ObligationKind.PROGRESS)
    }
    dates = {
        shift.obligation.report_by.isoformat(): shift.to
        for shift in results
        if shift.obligation.report_by not in staying
    }
    before, today = rules.policy.terms.contribution_before_lead, rules.office.today(now)
    found = []
    for row in rows:
        if row.kind is not ObligationKind.CONTRIBUTION or row.period not in dates:
            continue
        to = rules.office.workdays.shift(dates[row.period], -before)
        if to > row.asked_by and to >= today:
            found.append(Shift(row, to))
    return found


def _slips(session: Session, moved: Sequence[Shift]) -> list[Notification]:
    """催办单, 督办单, 通报 of the present cycle that have not left: held, or queued in a mail nobody has taken up."""
    cycles = {shift.obligation.id: shift.obligation.cycle for shift in moved}
    rows = session.exec(
        select(Notification)
        .outerjoin(Mail, col(Mail.id) == col(Notification.mail_id))
        .where(
            col(Notification.obligation_id).in_(list(cycles)),
            col(Notification.outcome).in_([Outcome.HELD, Outcome.QUEUED]),
            Notification.channel == Channel.MAIL,
            Notification.kind != Kind.REMINDER,
            or_(col(Mail.id).is_(None), col(Mail.state) == MailState.QUEUED),
        )
        .order_by(col(Notification.created_at), col(Notification.id))
    ).all()
    return [note for note in rows if note.cycle == cycles[note.obligation_id]]


def _told(moved: Sequence[Shift], slips: Sequence[Notification]) -> ExtensionEffect:
    contributions = sum(shift.obligation.kind is ObligationKind.CONTRIBUTION for shift in moved)
    milestones = len(moved) - contributions
    words = f"移动{milestones}个节点" + (f"、{contributions}件配合报送" if contributions else "")
    if slips:
        kinds = Counter(slip.rung for slip in slips)
        words += "，撤回" + "、".join(f"{count}份{rung}" for rung, count in kinds.items())
    return ExtensionEffect(milestones, contributions, len(slips), f"{words}。")


def _move(session: Session, shift: Shift, rules: Rules, actor: Actor, now: datetime) -> None:
    row = shift.obligation
    begin(REASK, row.state, actor, called=row.label, reason=EXTENDED)
    before = {"asked_by": row.asked_by.isoformat(), "cycle": row.cycle}
    row.extended_to = shift.to
    row.round_id = _round_of(session, row, shift.to, rules).id
    begin_anew(session, row, Armed.EXTENDED, None, rules, now)
    record(
        session,
        actor,
        now,
        EXTENDED,
        f"{row.label}延至{shift.to:%Y-%m-%d}（原为{first_date(row):%Y-%m-%d}）",
        obligation=row,
        before=before,
        after={"asked_by": row.asked_by.isoformat(), "cycle": row.cycle},
    )


def _round_of(session: Session, obligation: Obligation, asked: date, rules: Rules) -> Round:
    """The plan's round on whose sheet a date is answered: the first on or after it, else the last."""
    plan = session.get_one(Plan, obligation.plan_id)
    dated = sorted(
        ((rule, rule.due_on(plan.year)) for rule in rules_of(session, plan, rules.policy)),
        key=lambda pair: pair[1],
    )
    chosen = next((pair for pair in dated if pair[1] >= asked), dated[-1])
    return rounds_by_date(session, [chosen])[chosen[1]]
