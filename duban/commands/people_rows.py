"""Who holds which post, as rows of a table."""

from datetime import date

from sqlmodel import Session, col, select

from duban.commands.units import unit_called
from models.seating import away, holders_of, in_office, post_name
from models.units import Holding, Person, Post, Unit


def holding_rows(session: Session, unit: str, today: date) -> list[tuple[str, ...]]:
    """Unit, post, rank, name, term, telephone, address, today's state; of one unit, or of all."""
    posts = select(Post, Unit).join(Unit, col(Unit.id) == Post.unit_id)
    if unit:
        posts = posts.where(Unit.id == unit_called(session, unit).id)
    rows: list[tuple[str, ...]] = []
    for post, owner in session.exec(posts.order_by(col(Unit.name), col(Post.role), col(Post.title))):
        holders = holders_of(session, post.id)
        if not holders and post.person:
            rows.append(
                (owner.name, post_name(post), "", post.person, "", post.telephone, post.email, "在岗")
            )
        for held, person in holders:
            term = f"{held.since}—{held.until or ''}"
            reached = person.telephone or post.telephone, post.email or person.email
            state = _state(session, held, person, today)
            rows.append((owner.name, post_name(post), held.rank.label, person.name, term, *reached, state))
    return rows


def _state(session: Session, held: Holding, person: Person, today: date) -> str:
    if not in_office(held, today):
        return "已离任" if held.since <= today else "未到任"
    leave = away(session, person.id, today)
    return f"请假至{leave.until}" if leave else "在岗"
