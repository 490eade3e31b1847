"""How long the things may be that a unit enters, and what an address is: said at once, not by a mail that fails."""

from typing import Any

import pytest

from models.actors import MoveRefused
from models.addresses import is_plain_address
from models.database import transaction
from models.forwarding import forward
from models.holding import hold
from models.lengths import NAME, REASON, TELEPHONE
from models.petitions import ask_coordination
from models.units import Post
from models.words import ObligationKind, PostRole, Rank
from tests.support.asking import contact, extension, objection
from tests.support.office import LEAD, TestOffice, key_task, owed, stone, unit_named
from tests.support.sections import tasks_of

BAD = [
    "a\x01@b.example",
    "..@..",
    "王@例子.example",
    "a" * 250 + "@b.example",
    "a@b..example",
    "a@[::1]",
    "a b@c.d",
]


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    office.issue(key_task(1, stone("2026-06-30")))
    return office


@pytest.mark.parametrize("address", [*BAD, "", "@", "a@", "a" * 60 + "@" + "b." * 100 + "example"])
def test_what_is_no_address(address: str) -> None:
    assert not is_plain_address(address)


@pytest.mark.parametrize("address", ["li.ming@city.example", "gh-chu+1@a.b.example", "office@例子.example"])
def test_what_is_one(address: str) -> None:
    assert is_plain_address(address)


def give(office: TestOffice, email: str = "", **given: Any) -> None:
    with transaction(office.engine) as session:
        unit = unit_named(session, LEAD)
        forward(
            session, unit.id, tasks_of(session, 1), "规划处", email, office.rules(), contact(session),
            office.now, **given,
        )  # fmt: skip


@pytest.mark.parametrize("address", BAD)
def test_a_section_without_a_real_address_is_refused_while_the_contact_looks_on(
    issued: TestOffice, address: str
) -> None:
    with pytest.raises(MoveRefused, match="不是一个邮箱地址"):
        give(issued, address)


@pytest.mark.parametrize(("field", "most"), [("person", NAME), ("telephone", TELEPHONE)])
def test_whoever_fills_in_a_section_has_a_name_and_a_telephone_of_a_line(
    issued: TestOffice, field: str, most: int
) -> None:
    with pytest.raises(MoveRefused, match=f"最多{most}字，现有{most + 1}字"):
        give(issued, **{field: "长" * (most + 1)})
    give(issued, **{field: "长" * most})


def test_a_person_has_a_name_a_telephone_and_an_address_of_a_line(issued: TestOffice) -> None:
    with transaction(issued.engine) as session:
        post = Post(unit_id=unit_named(session, LEAD).id, role=PostRole.SECTION, title="新处")
        session.add(post)
        session.flush()
        day = issued.rules().office.today(issued.now)
        for name, telephone, email in (("长" * 41, "", ""), ("周", "1" * 41, ""), ("周", "", "..@..")):
            with pytest.raises(MoveRefused):
                hold(session, post, name, day, None, Rank.A, telephone, email)


def test_the_reason_of_a_move_has_an_end(issued: TestOffice) -> None:
    long = "因" * (REASON + 1)
    with pytest.raises(MoveRefused, match=f"最多{REASON}字"):
        extension(issued, reason=long)
    with transaction(issued.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        with pytest.raises(MoveRefused, match=f"最多{REASON}字"):
            ask_coordination(session, row, long, issued.rules(), contact(session), issued.now)
    extension(issued, reason=long[:-1])


def test_whoever_signs_an_objection_has_a_name_of_a_line(issued: TestOffice) -> None:
    with pytest.raises(MoveRefused, match=f"最多{NAME}字"):
        objection(issued, "李" * (NAME + 1))
