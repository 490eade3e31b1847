"""Few mails for the office too: a duty is said when it arises and by its ladder, and never again every morning."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from models.database import reading, transaction
from models.deciding import release
from models.messages import Mail, Notification
from models.units import Post, Unit
from models.words import Outcome, PostRole, UnitKind
from tests.support.office import OFFICE, SUN, TestOffice, at, key_task, stone

HEAD = "zhuren@office.example"


@pytest.fixture
def slow(office: TestOffice) -> TestOffice:
    """An office with a head, and a unit that answers nothing: the first slips wait on 1 April, one more on 9 April."""
    with transaction(office.engine) as session:
        unit = session.exec(select(Unit).where(Unit.kind == UnitKind.OFFICE)).one()
        session.add(Post(unit_id=unit.id, role=PostRole.HEAD, title="主任", email=HEAD))
    office.issue(
        key_task(1, stone("2026-03-27")), key_task(2, stone("2026-03-27")), key_task(3, stone("2026-04-03"))
    )
    office.live_until(at("2026-03-31", 18))
    return office


def subjects(office: TestOffice, reader: str, since: str = "2026-04-01") -> list[tuple[str, str]]:
    """Mails to a reader about what the office has to do, as (morning, subject)."""
    with reading(office.engine) as session:
        mails = session.exec(
            select(Mail)
            .where(Mail.address == reader, col(Mail.morning) >= date.fromisoformat(since))
            .order_by(col(Mail.morning))
        ).all()
        return [(str(one.morning), one.subject) for one in mails if "我办" in one.subject]


def held(session: Session) -> list[Notification]:
    rows = session.exec(select(Notification).where(Notification.outcome == Outcome.HELD))
    return sorted(rows, key=lambda one: one.created_at)


def test_over_ten_mornings_the_same_held_slips_are_mailed_once(slow: TestOffice) -> None:
    slow.live_until(at("2026-04-16", 18))  # ten workdays, as 6 April is a holiday
    assert subjects(slow, SUN) == [
        ("2026-04-01", "〔我办待办〕2件，签发催办单2件，4月3日（周五）前办理"),
        ("2026-04-09", "〔我办待办〕1件，签发催办单1件，4月13日（周一）前办理"),
    ]
    assert subjects(slow, HEAD) == [
        ("2026-04-07", "〔我办逾期未办〕2件，签发催办单2件"),
        ("2026-04-14", "〔我办逾期未办〕1件，签发催办单1件"),
    ]
    with reading(slow.engine) as session:
        assert len(held(session)) == 3, "they wait on the page all the same"


def test_what_is_released_in_time_never_reaches_the_head(slow: TestOffice) -> None:
    slow.live_until(at("2026-04-02", 10))
    with transaction(slow.engine) as session:
        for note in held(session):
            release(session, note, slow.rules(), OFFICE, slow.now)
    slow.live_until(at("2026-04-08", 18))
    assert subjects(slow, HEAD) == []


def test_the_next_slip_of_the_same_matter_is_a_duty_of_its_own(slow: TestOffice) -> None:
    slow.live_until(at("2026-04-02", 10))
    with transaction(slow.engine) as session:
        for note in held(session):
            release(session, note, slow.rules(), OFFICE, slow.now)
    slow.live_until(at("2026-04-14", 18))
    assert subjects(slow, SUN, "2026-04-02") == [
        ("2026-04-09", "〔我办待办〕3件，签发催办单1件、签发督办单2件，4月13日（周一）前办理")
    ]
