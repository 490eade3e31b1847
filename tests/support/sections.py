"""Sections (处室) of the lead unit, for tests of rows forwarded inside it."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind
from models.database import reading, transaction
from models.forwarding import (
    answer_inside,
    forward,
)
from models.messages import Mail
from models.plans import KeyTask
from models.units import Post
from models.words import Answer, Criterion, ObligationKind, PostRole
from tests.support.office import (
    LEAD,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)

PLANNING, INDUSTRY = "planning@lead.example", "industry@lead.example"
DAY = timedelta(days=1)
END = stone("2026-12-31", Criterion.PROGRESS)


def wang(session: Session) -> Actor:
    """The lead unit's contact."""
    return contact_of(unit_named(session, LEAD))


def section_post(session: Session, title: str = "规划处") -> Post:
    return session.exec(select(Post).where(Post.role == PostRole.SECTION, Post.title == title)).one()


def section(session: Session, title: str = "规划处") -> Actor:
    """Somebody of a section, by its link."""
    post = section_post(session, title)
    return Actor(f"{title}（链接）", ActorKind.UNIT, post.unit_id, PostRole.SECTION, post.id)


def tasks_of(session: Session, *numbers: int) -> list[KeyTask]:
    found = select(KeyTask).where(col(KeyTask.number).in_(numbers)).order_by(col(KeyTask.number))
    return list(session.exec(found))


def give(
    office: TestOffice,
    *numbers: int,
    title: str = "规划处",
    email: str = PLANNING,
    actor: Actor | None = None,
    days_before: int = 2,
    inner_on: date | None = None,
) -> None:
    """王 forwards rows to a section."""
    with transaction(office.engine) as session:
        forward(
            session,
            unit_named(session, LEAD).id,
            tasks_of(session, *numbers),
            title,
            email,
            office.rules(),
            actor or wang(session),
            office.now,
            person="周科长",
            telephone="0000-3",
            days_before=days_before,
            inner_on=inner_on,
        )


def mails_to(office: TestOffice, address: str) -> list[Mail]:
    with reading(office.engine) as session:
        return list(session.exec(select(Mail).where(Mail.address == address).order_by(col(Mail.queued_at))))


def fill(
    office: TestOffice, number: int, title: str = "规划处", answer: Answer = Answer.IN_PROGRESS, **given: str
) -> None:
    """A section answers its row of the first round."""
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=number)
        post = section_post(session, title)
        text = given.get("text", "已完成选址。")
        answer_inside(
            session, row, post.id, answer, office.rules(), section(session, title), office.now, text
        )


def open_march(office: TestOffice) -> TestOffice:
    """Two key tasks of the lead unit; its first round has opened and been told of."""
    office.issue(key_task(1, END), key_task(2, END))
    office.live_until(at("2026-03-12", 10), DAY)
    return office
