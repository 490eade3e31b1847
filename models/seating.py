"""Who sits at a post (岗位) on a day: A角, while he is away B角; and where the post's mail goes then."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, update
from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind
from models.messages import Mail
from models.recording import record
from models.rules import Rules
from models.units import Absence, Holding, Person, Post, Unit
from models.words import MailState, PostRole, Rank

CLOCK = Actor("时钟", ActorKind.CLOCK)


def holders_of(session: Session, post_id: UUID) -> list[tuple[Holding, Person]]:
    """Everybody who holds, held or will hold the post; A角 before B角, the latest first."""
    rows = session.exec(
        select(Holding, Person)
        .join(Person, col(Person.id) == Holding.person_id)
        .where(Holding.post_id == post_id)
        .order_by(col(Holding.rank), col(Holding.since).desc(), col(Holding.id))
    )
    return [(holding, person) for holding, person in rows]


def in_office(holding: Holding, day: date) -> bool:
    """Whether a holding covers a day; both ends are included."""
    return holding.since <= day and (holding.until is None or holding.until >= day)


def away(session: Session, person_id: UUID, day: date) -> Absence | None:
    """The absence (请假) that covers a day; of several the one that ends last."""
    rows = select(Absence).where(
        Absence.person_id == person_id, Absence.since <= day, col(Absence.until) >= day
    )
    return session.exec(rows.order_by(col(Absence.until).desc())).first()


def seated(session: Session, post_id: UUID, day: date) -> tuple[Person, Rank] | None:
    """Who sits at the post on a day: A角 in office and not away, else B角, else nobody."""
    for holding, person in holders_of(session, post_id):
        if in_office(holding, day) and away(session, person.id, day) is None:
            return person, holding.rank
    return None


def address_of(session: Session, post: Post, today: date) -> str:
    """Where the post's mail goes: its shared mailbox, else the address of who sits there today, else nowhere."""
    if post.email:
        return post.email
    sitting = seated(session, post.id, today)
    return sitting[0].email if sitting else ""


def own_telephone(post: Post, holders: list[tuple[Holding, Person]]) -> str:
    """The post's own number; empty where it only has that of a person who holds or held it."""
    return "" if post.telephone in {person.telephone for _, person in holders} else post.telephone


def seat(session: Session, post: Post, today: date) -> bool:
    """Write who sits at the post today into `Post.person`, and the telephone where the post has none of its own.

    A post for which nobody was ever appointed keeps the name it was registered with. A mail that waits for a person's
    own address goes to the successor. Returns whether anything changed.
    """
    holders = holders_of(session, post.id)
    if not holders:
        return False
    sitting = seated(session, post.id, today)
    person = sitting[0] if sitting else None
    telephone = own_telephone(post, holders) or (person.telephone if person else "")
    changed = (post.person, post.telephone) != (person.name if person else "", telephone)
    post.person, post.telephone = person.name if person else "", telephone
    session.add(post)
    session.flush()
    if person and person.email and not post.email:
        waiting = (col(Mail.post_id) == post.id, col(Mail.state) == MailState.QUEUED)
        session.connection().execute(update(Mail).where(*waiting).values(address=person.email))
    return changed


def seat_people(session: Session, rules: Rules, now: datetime) -> int:
    """Seat everyone whose holding or absence has begun or ended; a missed day, or a second clock, costs nothing."""
    today = rules.office.today(now)
    rows = session.exec(
        select(Post, Unit.name)
        .join(Unit, col(Unit.id) == Post.unit_id)
        .where(*_differs(today))
        .order_by(col(Post.id))
        .with_for_update(skip_locked=True, key_share=True, of=Post)
        .execution_options(populate_existing=True)
    ).all()
    return sum(_seat_one(session, post, unit, today, now) for post, unit in rows)


def _seat_one(session: Session, post: Post, unit: str, today: date, now: datetime) -> bool:
    before = post.person
    changed = seat(session, post, today)
    if post.person != before:
        sentence = f"{unit}{post_name(post)}：{before or '空缺'} → {post.person or '空缺'}"
        record(
            session,
            CLOCK,
            now,
            "到岗",
            sentence,
            before={"person": before},
            after={"person": post.person, "post": str(post.id)},
        )
    return changed


def _differs(today: date) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Post: somebody was appointed, and the name it shows is not that of who sits there today."""
    absent = exists().where(
        col(Absence.person_id) == Person.id, col(Absence.since) <= today, col(Absence.until) >= today
    )
    name = (
        select(Person.name)
        .join(Holding, col(Holding.person_id) == Person.id)
        .where(
            col(Holding.post_id) == Post.id,
            col(Holding.since) <= today,
            or_(col(Holding.until).is_(None), col(Holding.until) >= today),
            ~absent,
        )
        .order_by(col(Holding.rank), col(Holding.since).desc(), col(Holding.id))
        .limit(1)
        .correlate(Post)
        .scalar_subquery()
    )
    ever = exists().where(col(Holding.post_id) == Post.id)
    begins = exists().where(col(Holding.post_id) == Post.id, col(Holding.since) == today)
    # Two persons of one name may follow each other: on the first day the telephone is looked at, too.
    return ever, or_(func.coalesce(name, "") != Post.person, begins)


def post_name(post: Post) -> str:
    """What a post is called in a sentence: a section by its name, another by its role."""
    return post.title if post.role is PostRole.SECTION and post.title else post.role.label
