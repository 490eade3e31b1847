"""转办 inside a unit: rows of key tasks go to sections (处室); remembered for the next rounds until ended."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.addresses import is_plain_address
from models.answering_inside import answer_inside
from models.duties import Obligation
from models.forward_notices import FORWARDED_KINDS, notify_section, present_rows
from models.inner_dates import MOST_DAYS_BEFORE
from models.inside_moves import END_FORWARD, FORWARD
from models.lengths import NAME, TELEPHONE, within
from models.messages import AnswerLink
from models.moves import begin
from models.plans import KeyTask
from models.recording import ask_task_leg, lock, record
from models.rules import Rules
from models.section_answers import missing_inside, section_answers
from models.taking_inside import take_over_inside
from models.units import Forward, Post, Unit
from models.words import PostRole

__all__ = [
    "answer_inside",
    "end_forward",
    "forward",
    "forwards_of",
    "missing_inside",
    "section_answers",
    "take_over_inside",
]

LONGEST_TITLE = 40


def forward(
    session: Session,
    unit_id: UUID,
    tasks: Sequence[KeyTask],
    section_title: str,
    email: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    person: str = "",
    telephone: str = "",
    days_before: int = 2,
    inner_on: date | None = None,
) -> list[Forward]:
    """转办: from now on the unit's rows of these key tasks also go to a section, which is told of the open ones once.

    Args:
        section_title: the section's name; one that the unit has already keeps what is left empty here.
        email: its mailbox; may stay empty, then the contact hands the section's link on himself.
        days_before: workdays before the unit's own date.
        inner_on: a date for the present round alone.

    Raises:
        MoveRefused: not the unit's contact or head, no row of the unit's, a date that cannot be right, nothing new.
    """
    title = " ".join(section_title.split())
    for task in tasks:
        begin(FORWARD, task.state, actor, unit_id=unit_id, called=task.called, section=title)
    if not tasks:
        raise MoveRefused("请选择要转办的重点工作。")
    lock(session, session.get_one(Unit, unit_id))
    _check_parts(session, unit_id, tasks)
    rows = present_rows(session, unit_id, [task.id for task in tasks], rules, now)
    _check_dates(rows, days_before, inner_on, rules.office.today(now))
    post, reached = _section(session, unit_id, title, email.strip(), person.strip(), telephone.strip(), now)
    made = [_forward(session, task, post, days_before, inner_on, actor, now, reached) for task in tasks]
    changed = [one for one, new in made if new]
    if not changed:
        raise MoveRefused(f"这{len(tasks)}项已经转给{title}，日期也没有变化。")
    session.flush()
    going = {one.key_task_id for one in changed}
    if reached:  # what it holds already was never mailed to this address
        going |= _held(session, post)
        rows = present_rows(session, unit_id, going, rules, now)
    notify_section(session, post, [row for row in rows if row.key_task_id in going], rules, now)
    return [one for one, _ in made]


def end_forward(session: Session, forward: Forward, actor: Actor, now: datetime) -> None:
    """取消转办: the section is not asked any more; what it wrote stays.

    Raises:
        MoveRefused: not the unit's contact or head, or ended before.
    """
    task = session.get_one(KeyTask, forward.key_task_id)
    begin(END_FORWARD, task.state, actor, unit_id=forward.unit_id, called=task.called)
    lock(session, forward)
    post = session.get_one(Post, forward.post_id)
    if forward.ended_at is not None:
        raise MoveRefused(f"{task.called}已经不再转给{post.title}。")
    forward.ended_at = now
    record(
        session,
        actor,
        now,
        END_FORWARD.verb,
        f"不再转给{post.title}",
        plan_id=task.plan_id,
        key_task_id=task.id,
        before={"section": post.title},
        after={"section": None},
    )
    ask_task_leg(session, task, END_FORWARD.verb, now)


def forwards_of(session: Session, unit_id: UUID) -> list[tuple[Forward, Post, KeyTask]]:
    """What a unit has forwarded at present, by key task and section."""
    rows = session.exec(
        select(Forward, Post, KeyTask)
        .join(Post, col(Post.id) == Forward.post_id)
        .join(KeyTask, col(KeyTask.id) == Forward.key_task_id)
        .where(Forward.unit_id == unit_id, col(Forward.ended_at).is_(None))
        .order_by(col(KeyTask.plan_id), col(KeyTask.number), col(KeyTask.part), Post.title)
    )
    return [(one, post, task) for one, post, task in rows]


def _check_parts(session: Session, unit_id: UUID, tasks: Sequence[KeyTask]) -> None:
    own = set(
        session.exec(
            select(Obligation.key_task_id).where(
                Obligation.unit_id == unit_id,
                col(Obligation.kind).in_(FORWARDED_KINDS),
                col(Obligation.key_task_id).in_([task.id for task in tasks]),
            )
        )
    )
    foreign = [task.called for task in tasks if task.id not in own]
    if foreign:
        raise MoveRefused(f"{'、'.join(foreign)}没有贵单位要报的事项，不能转办。")


def _check_dates(rows: Sequence[Obligation], days_before: int, inner_on: date | None, today: date) -> None:
    if not 0 <= days_before <= MOST_DAYS_BEFORE:
        raise MoveRefused(f"内部时限可提前0到{MOST_DAYS_BEFORE}个工作日，现为{days_before}。")
    if inner_on is None:
        return
    if inner_on < today:
        raise MoveRefused(f"内部时限{inner_on:%Y-%m-%d}已经过去，请填今天或以后的日期。")
    if not rows:
        raise MoveRefused("所选各项眼下没有要报的事项，请填提前的工作日数，到时自动通知。")
    first = min(row.asked_by for row in rows)
    if inner_on > first:
        raise MoveRefused(f"内部时限{inner_on:%Y-%m-%d}晚于本单位的报送日{first:%Y-%m-%d}，请提前。")


def _section(
    session: Session, unit_id: UUID, title: str, email: str, person: str, telephone: str, now: datetime
) -> tuple[Post, bool]:
    """The section's post, entered when it is new, and whether it has a mailbox for the first time.

    A mailbox in another one's place means another reader: older links go.
    """
    if len(title) > LONGEST_TITLE:
        raise MoveRefused(f"处室名称最多{LONGEST_TITLE}字，现有{len(title)}字。")
    within(person, NAME, "处室联系人")
    within(telephone, TELEPHONE, "处室电话")
    if email and not is_plain_address(email):
        raise MoveRefused(f"“{email[:60]}”不是一个邮箱地址，应为 name@example.com 这样的一个地址。")
    post = session.exec(
        select(Post).where(Post.unit_id == unit_id, Post.role == PostRole.SECTION, Post.title == title)
    ).first()
    if post is None:
        post = Post(unit_id=unit_id, role=PostRole.SECTION, title=title)
        session.add(post)
    elif email and post.email and email != post.email:
        live = select(AnswerLink).where(AnswerLink.post_id == post.id, col(AnswerLink.revoked_at).is_(None))
        for link in session.exec(live):
            link.revoked_at = now
    reached = bool(email and not post.email)
    post.email, post.person = email or post.email, person or post.person
    post.telephone = telephone or post.telephone
    session.flush()
    return post, reached


def _held(session: Session, post: Post) -> set[UUID]:
    """Key tasks that are at the section."""
    live = select(Forward.key_task_id).where(Forward.post_id == post.id, col(Forward.ended_at).is_(None))
    return set(session.exec(live))


def _forward(
    session: Session,
    task: KeyTask,
    post: Post,
    days_before: int,
    inner_on: date | None,
    actor: Actor,
    now: datetime,
    reached: bool,
) -> tuple[Forward, bool]:
    """One key task to one section; whether anything is new about it, if only that a mail reaches the section now."""
    found = session.exec(
        select(Forward).where(Forward.key_task_id == task.id, Forward.post_id == post.id)
    ).first()
    before = None
    if found is not None and found.ended_at is None:
        before = {"section": post.title, "days_before": found.days_before, "inner_on": _iso(found.inner_on)}
        if (found.days_before, found.inner_on) == (days_before, inner_on) and not reached:
            return found, False
    if found is None:
        found = Forward(
            unit_id=post.unit_id, key_task_id=task.id, post_id=post.id, made_at=now, made_by=actor.name
        )
        session.add(found)
    found.days_before, found.inner_on = days_before, inner_on
    found.made_at, found.made_by, found.ended_at = now, actor.name, None
    when = f"{inner_on:%Y-%m-%d}前" if inner_on else f"提前{days_before}个工作日"
    record(
        session,
        actor,
        now,
        FORWARD.verb,
        f"转给{post.title}，{when}",
        plan_id=task.plan_id,
        key_task_id=task.id,
        before=before or {"section": None},
        after={"section": post.title, "days_before": days_before, "inner_on": _iso(inner_on)},
    )
    ask_task_leg(session, task, FORWARD.verb, now)
    return found, True


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
