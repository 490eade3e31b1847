"""Holdings (任职) as rows: stored once they fit, with the person where the unit does not know him yet."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from models.actors import MoveRefused
from models.addresses import is_plain_address
from models.horizon import in_living_memory
from models.lengths import NAME, TELEPHONE, within
from models.seating import holders_of, post_name
from models.units import Holding, Person, Post
from models.words import Rank


def hold(
    session: Session,
    post: Post,
    name: str,
    since: date,
    until: date | None,
    rank: Rank,
    telephone: str,
    email: str,
) -> Holding:
    """Store a holding, and the person with it where the unit does not know him yet; without history.

    Raises:
        MoveRefused: as `appoint`.
    """
    name = " ".join(name.split())
    if not name:
        raise MoveRefused("请写明姓名。")
    within(name, NAME, "姓名")
    within(telephone, TELEPHONE, "本人电话")
    in_living_memory(since, "任职起")
    in_living_memory(until, "任职止")
    if until is not None and until < since:
        raise MoveRefused(f"任职止期{until}早于起期{since}。")
    if email and not is_plain_address(email):
        raise MoveRefused(f"{email[:60]!r} 不是一个邮箱地址，应为 name@example.com 这样的一个地址。")
    last = until or date.max
    for other, person in holders_of(session, post.id):
        if other.rank is rank and other.since <= last and since <= (other.until or date.max):
            raise MoveRefused(
                f"{post_name(post)}在这段时间已有{rank.label}{person.name}（自{other.since}起），"
                "换人请办理交接（duban people hand-over）。"
            )
    person = person_of(session, post.unit_id, name) or Person(name=name)
    person.telephone, person.email = telephone or person.telephone, email or person.email
    session.add(person)
    session.flush()
    holding = Holding(post_id=post.id, person_id=person.id, rank=rank, since=since, until=until)
    session.add(holding)
    session.flush()
    return holding


def keep_named(session: Session, post: Post, since: date) -> None:
    """Who stands in the register by name alone holds the post as A角, from the day before it is first changed."""
    if post.person and not holders_of(session, post.id):
        hold(session, post, post.person, since, None, Rank.A, "", "")


def person_of(session: Session, unit_id: UUID, name: str) -> Person | None:
    """The person of this name who holds or held a post of the unit."""
    rows = select(Person).join(Holding).join(Post)
    return session.exec(rows.where(Person.name == name, Post.unit_id == unit_id)).first()
