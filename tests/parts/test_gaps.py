"""The office is told when it cannot hear of its own duties: no coordinator, no mailbox, no head to escalate to."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.database import reading, transaction
from models.gaps import Gap, gaps
from models.messages import Notification
from models.units import Post, Unit
from models.words import Outcome, PostRole, UnitKind
from tests.support.office import TestOffice, at, key_task, stone

TODAY = date(2026, 2, 24)
OFFICE_NAME = "市政府督查室"


def told(office: TestOffice) -> list[tuple[str, str]]:
    with reading(office.engine) as session:
        return [(gap.unit.name, gap.sentence) for gap in gaps(session, TODAY)]


def post_of(session: Session, role: PostRole) -> Post:
    return session.exec(select(Post).join(Unit).where(Unit.kind == UnitKind.OFFICE, Post.role == role)).one()


def add_head(office: TestOffice, email: str, person: str = "") -> None:
    with transaction(office.engine) as session:
        unit = session.exec(select(Unit).where(Unit.kind == UnitKind.OFFICE)).one()
        session.add(Post(unit_id=unit.id, role=PostRole.HEAD, title="主任", person=person, email=email))


def test_nothing_is_missing_as_long_as_nobody_owes_anything(office: TestOffice) -> None:
    assert told(office) == []


def test_an_office_without_a_head_is_a_gap_as_soon_as_a_plan_is_issued(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    assert told(office) == [(OFFICE_NAME, "没有登记主要负责人")]


@pytest.mark.parametrize(
    ("email", "left"), [("", [(OFFICE_NAME, "主要负责人没有邮箱")]), ("zhuren@office.example", [])]
)
def test_a_head_needs_a_mailbox_and_no_name(
    office: TestOffice, email: str, left: list[tuple[str, str]]
) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    add_head(office, email)
    assert told(office) == left


def test_a_coordinator_without_a_mailbox_is_a_gap_though_the_office_owes_nothing(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    add_head(office, "zhuren@office.example")
    with transaction(office.engine) as session:
        post_of(session, PostRole.COORDINATOR).email = ""
    assert told(office) == [(OFFICE_NAME, "督查人员没有邮箱")]


def test_an_office_that_nobody_registered_is_told_too_and_looking_stores_nothing(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        unit = session.exec(select(Unit).where(Unit.kind == UnitKind.OFFICE)).one()
        unit.kind = UnitKind.OTHER
    assert told(office) == [("督查机构", "没有登记督查人员"), ("督查机构", "没有登记主要负责人")]
    with reading(office.engine) as session:
        assert session.exec(select(Unit).where(Unit.kind == UnitKind.OFFICE)).all() == []


def test_the_gap_was_told_before_the_first_message_to_the_head_was_refused(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-03-27")))
    before: list[Gap] = []
    with reading(office.engine) as session:
        before = gaps(session, TODAY)
    office.live_until(at("2026-04-10"))  # a slip is held on 1 April, and nobody releases it
    with reading(office.engine) as session:
        head = post_of(session, PostRole.HEAD)
        refused = session.exec(select(Notification).where(Notification.post_id == head.id)).all()
        assert {(one.outcome, one.reason) for one in refused} == {(Outcome.REFUSED, "岗位没有登记邮箱")}
        after = gaps(session, date(2026, 4, 10))
    assert [one.role for one in before] == [one.role for one in after] == [PostRole.HEAD]
    assert after[0].owed == 1
