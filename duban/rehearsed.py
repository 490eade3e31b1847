"""What the demonstration does before a person looks: import, issue, sign, and live to the first round's morning."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from config.calendar_years import workdays_for
from config.errors import ConfigError
from duban.app import Office
from duban.sample import sample_notice
from flows.clocks import read_wall
from intake.draft import Draft
from intake.notice import read_notice, read_text
from intake.register import SHIPPED_UNITS, Register, load_register, read_register
from intake.storing import store_draft
from models.actors import Actor, ActorKind
from models.answering import sign
from models.database import reading, transaction
from models.duties import Obligation
from models.issuing import issue
from models.messages import Mail, Notification
from models.office_clock import busy, next_due, set_office_now
from models.plans import Plan
from models.units import Unit
from models.words import MailState, ObligationKind, Outcome, PlanState, PostRole, UnitKind

ISSUED_FROM = (2, 22)
"""Month and day from which the demonstration issues: after the yearly congress sessions."""
UNSIGNED = 8
"""Every n-th unit has not signed when we look, so that the call list has something in it."""
MOST_MORNINGS = 40
QUIET_SECONDS = 180.0
ACTOR = Actor("演示", ActorKind.OFFICE)


def prepare(office: Office, notice: Path | None, step: Callable[[str], None]) -> None:
    """Bring the demonstration to the morning on which its first round opens; nothing to do when it has been."""
    with reading(office.engine) as session:
        if session.exec(select(Plan).where(Plan.state == PlanState.ISSUED)).first() is not None:
            step("接着用上次的数据")
            return
    draft, source = _draft(office, notice)
    step(f"读出{len(draft.tasks)}项重点工作、{sum(len(task.milestones) for task in draft.tasks)}个节点")
    _issue(office, draft, source, step, own_city=notice is None)
    wait_quiet(office)
    _sign(office, step)
    _live_to_first_round(office, step)


def _draft(office: Office, notice: Path | None) -> tuple[Draft, tuple[str, bytes]]:
    if notice is not None:
        return read_notice(notice), (notice.name, notice.read_bytes())
    year = read_wall().astimezone(office.settings.zone).year
    text = sample_notice(year)
    return read_text(text, "示例通知"), ("示例通知.txt", text.encode())


def _issue(
    office: Office,
    draft: Draft,
    source: tuple[str, bytes],
    step: Callable[[str], None],
    *,
    own_city: bool,
) -> None:
    with transaction(office.engine) as session:
        load_register(session, _register(own_city=own_city))
        start = _first_morning(office, draft)
        set_office_now(session, start)
        rules = office.rules(session, start)
        numbers = iter(range(1, 10_000))
        stored = store_draft(
            session,
            draft,
            source,
            rules,
            ACTOR,
            start,
            register=lambda _: f"danwei{next(numbers):03d}@example.com",
            accept_defaults=True,
        )
        if stored.registered:
            step(f"登记通知中的{len(stored.registered)}个单位，邮箱都在本机信箱里")
        if stored.answered:
            step(f"{stored.answered}个疑问按默认答复")
        owed = issue(session, stored.plan, rules, ACTOR, start)
    step(f"{start:%Y年%-m月%-d日}交办：{len(owed)}件应办事项，{len({one.unit_id for one in owed})}个单位")


def _register(*, own_city: bool) -> Register:
    """The bundled register; for a user's own notice only an office, so that no invented person answers for theirs."""
    if own_city:
        return read_register(SHIPPED_UNITS)
    coordinator = {"role": PostRole.COORDINATOR, "title": "督查人员", "email": "ducha@example.com"}
    return Register.model_validate({"office": {"name": "市政府督查室", "posts": [coordinator]}})


def _first_morning(office: Office, draft: Draft) -> datetime:
    """The first workday from late February of the notice's year, or after the notice's own date."""
    earliest = max(date(draft.year, *ISSUED_FROM), draft.issued_on or date.min)
    day = workdays_for([draft.year]).shift(earliest - timedelta(days=1), +1)
    return datetime.combine(day, hour(9, 0), office.settings.zone)


def _sign(office: Office, step: Callable[[str], None]) -> None:
    """Most units sign for the notice on the afternoon they got it."""
    with transaction(office.engine) as session:
        afternoon = office.now + timedelta(hours=6)
        set_office_now(session, afternoon)
        rules = office.rules(session, afternoon)
        signing = session.exec(
            select(Obligation, Unit)
            .join(Unit, col(Unit.id) == Obligation.unit_id)
            .where(Obligation.kind == ObligationKind.SIGN, Unit.kind != UnitKind.GROUP)
            .order_by(Unit.name)
        ).all()
        chosen = [pair for index, pair in enumerate(signing) if index % UNSIGNED]
        for obligation, unit in chosen:
            actor = Actor(f"{unit.name}联络员（演示）", ActorKind.UNIT, unit.id)
            sign(session, obligation, rules, actor, afternoon)
    step(f"{len(chosen)}个单位签收，{len(signing) - len(chosen)}个还没有")


def _live_to_first_round(office: Office, step: Callable[[str], None]) -> None:
    """Morning by morning through the running clock, until the first progress reports are asked for."""
    for _ in range(MOST_MORNINGS):
        with transaction(office.engine) as session:
            now = office.now
            at = next_due(session)
            if at is None:
                return
            set_office_now(session, max(at, now))
        wait_quiet(office)
        with reading(office.engine) as session:
            sent, opened = _said(session)
        step(f"{at.astimezone(office.settings.zone):%Y年%-m月%-d日 %H:%M} 累计发出{sent}封邮件")
        if opened:
            return


def _said(session: Session) -> tuple[int, bool]:
    """(mails sent so far, whether progress has been asked for)."""
    sent = session.exec(select(func.count()).select_from(Mail).where(Mail.state == MailState.SENT)).one()
    asked = select(Notification.id).join(Obligation, col(Obligation.id) == Notification.obligation_id)
    opened = session.exec(
        asked.where(Obligation.kind == ObligationKind.PROGRESS, Notification.outcome == Outcome.DELIVERED)
    ).first()
    return sent, opened is not None


def wait_quiet(office: Office) -> None:
    """Until the running clock has nothing left that is due.

    Raises:
        ConfigError: it takes too long; the clock's log says why.
    """
    began = time.monotonic()
    while True:
        with reading(office.engine) as session:
            if not busy(session, office.now):
                return
        if time.monotonic() - began > QUIET_SECONDS:
            raise ConfigError(
                f"时钟 {QUIET_SECONDS:.0f} 秒内没有处理完，请看日志 {office.settings.home}/log/clock.log"
            )
        time.sleep(0.1)
