"""What a slip (催办单, 督办单) or a circular draft (拟通报) says: one matter, one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import wording
from models.messages import Notification
from models.rules import Rules
from models.secrecy import shown_content
from models.units import Post, Unit
from models.words import Channel, Kind, Outcome
from models.workdays import OfficeTime
from notifications.matters import Matter
from notifications.render import Sender, render


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip's content."""

    subject: str
    title: str
    greeting: str
    number: str
    content: str
    time_limit: str
    leaders: str
    asked: str
    said_before: tuple[str, ...]
    """What was sent before, a line each with its date."""
    request: str
    answer: bool = True


def slip(
    session: Session, post: Post, unit: Unit, matter: Matter, office: OfficeTime, today: date, term: int
) -> Slip:
    """The slip for one post; `term` is the workdays it gives from today."""
    what = wording.short(matter.title, 28)
    until = wording.day(office.workdays.shift(today, term), today.year) if term else ""
    title = matter.note.rung
    return Slip(
        subject=f"〔{matter.note.kind.label}〕{what}，{_asked(matter, today, office)}",
        title=title,
        greeting=f"{unit.full_name or unit.name}{post.person or ''}：",
        number=str(matter.task.number) if matter.task else "",
        content=_content(matter),
        time_limit=matter.limit,
        leaders="、".join(matter.task.leaders) if matter.task else "",
        asked=_asked(matter, today, office),
        said_before=said_before(session, matter, office),
        request=_request(matter.note.kind, until),
    )


def _asked(matter: Matter, today: date, office: OfficeTime) -> str:
    asked, first = matter.obligation.asked_by, matter.obligation.first_by
    moved = f"（原定{wording.day(first, today.year)}）" if asked != first else ""
    what = f"{matter.subject_of_date}，" if matter.subject_of_date else ""
    left = wording.distance(asked, today, office.workdays)
    return f"{what}应于{wording.day(asked, today.year)}前{moved}报送，{left}"


def _content(matter: Matter) -> str:
    if matter.task is None:
        return matter.notice.strip("《》")
    said = shown_content(matter.task)
    return said if matter.public_task else f"{matter.title}{said}"


def _request(kind: Kind, until: str) -> str:
    by = f"请于{until}前" if until else "请尽快"
    if kind is Kind.CIRCULAR:
        return "经提醒、催办、督办仍未收到办理情况，拟予通报。如已办理，请立即报送。"
    if kind is Kind.SUPERVISION:
        return f"{by}报送办理情况，说明未按时完成的原因、下一步措施和完成时间。"
    return f"{by}报送办理情况。"


def said_before(session: Session, matter: Matter, office: OfficeTime) -> tuple[str, ...]:
    """Earlier rungs of this cycle that were really said, first to last."""
    rows: Sequence[Notification] = session.exec(
        select(Notification)
        .where(
            Notification.obligation_id == matter.obligation.id,
            Notification.cycle == matter.note.cycle,
            Notification.id != matter.note.id,
            Notification.outcome == Outcome.DELIVERED,
        )
        .order_by(col(Notification.due_at))
    ).all()
    return tuple(dict.fromkeys(f"{wording.day(office.today(row.due_at))} {_said(row)}" for row in rows))


def _said(row: Notification) -> str:
    return "列入电话催办" if row.channel is Channel.CALL else f"{row.kind.label}（{row.rung}）"


def term_of(rules: Rules, matter: Matter) -> int:
    """Workdays that this matter's rung gives its reader from release."""
    rungs = rules.ladder(matter.obligation.ladder).rungs
    return next((rung.term for rung in rungs if rung.name == matter.note.rung), 0)


def draft_text(
    session: Session, post: Post, unit: Unit, matter: Matter, rules: Rules, sender: Sender, now: datetime
) -> str:
    """What a held slip would say if it were released now, for the person who decides."""
    office = rules.office
    view = slip(session, post, unit, matter, office, office.today(now), term_of(rules, matter))
    text, _ = render("slip", view=view, sender=sender, band="", link="（签发时附上）", expires="签发后")
    return text.strip()
