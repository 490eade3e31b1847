"""A corrected notice that comes once more, replaces an item under its number, or meets one that is 线下."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from intake.storing import Stored
from models.actors import MoveRefused
from models.database import reading, transaction
from models.duties import Obligation
from models.plans import Directive, KeyTask, Milestone
from models.secrecy import ON_PAPER, set_secrecy
from models.steering import cancel
from models.words import KeyTaskState, ObligationKind, ObligationState, Secrecy
from tests.parts.test_secrecy import everything
from tests.support.corrections import NEW, TEXTS, told
from tests.support.drafts import hand_over, limit_question, settle, store
from tests.support.office import OFFICE, TestOffice

ISSUED, ENDED = KeyTaskState.ISSUED, KeyTaskState.CANCELLED
Row = tuple[int, int, KeyTaskState, str]


def standing(office: TestOffice) -> list[Row]:
    """Number, part, state and the beginning of the text of every key task."""
    with reading(office.engine) as session:
        rows = session.exec(select(KeyTask).order_by(col(KeyTask.number), col(KeyTask.part)))
        return [(row.number, row.part, row.state, row.content[:4]) for row in rows]


def corrected(office: TestOffice, *tasks: Any, source: bytes = b"second", **how: Any) -> Stored:
    return store(office, *tasks, source=source, apply=True, **how)


def hide(office: TestOffice, number: int = 1) -> None:
    with transaction(office.engine) as session:
        row = session.exec(select(KeyTask).where(KeyTask.number == number)).one()
        set_secrecy(session, row, Secrecy.OFFLINE, "柜1", OFFICE, office.now)


def known(office: TestOffice) -> str:
    with reading(office.engine) as session:
        return everything(session)


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    store(office, told(1), told(2))
    hand_over(office)
    return office


@pytest.fixture
def secret(issued: TestOffice) -> TestOffice:
    """The same, its first key task 线下."""
    hide(issued)
    assert TEXTS[1] not in known(issued)
    return issued


# once more


def test_a_key_task_that_goes_on_is_found_before_an_ended_one_of_the_same_text(office: TestOffice) -> None:
    store(office, told(1, TEXTS[1]), told(2, TEXTS[1]))
    hand_over(office)
    corrected(office, told(1, TEXTS[1]))
    after = [(1, 1, ISSUED, TEXTS[1][:4]), (2, 1, ENDED, TEXTS[1][:4])]
    assert standing(office) == after
    again = store(office, told(1, TEXTS[1]), source=b"the same, as a pdf")
    assert (again.differs, again.changes) == (False, ())
    corrected(office, told(1, TEXTS[1]), source=b"a third file")
    assert standing(office) == after


def test_an_item_replaced_under_its_own_number_is_taken_over_at_once(issued: TestOffice) -> None:
    shown = store(issued, told(1, NEW), told(2), source=b"second")
    assert not any("占用" in step for step in shown.steps)
    done = corrected(issued, told(1, NEW), told(2))
    assert done.by_hand == ()
    assert standing(issued) == [
        (1, 1, KeyTaskState.CONFIRMED, NEW[:4]),
        (1, 2, ENDED, TEXTS[1][:4]),
        (2, 1, ISSUED, TEXTS[2][:4]),
    ]
    hand_over(issued)
    with reading(issued.engine) as session:
        rows = session.exec(
            select(Obligation.state)
            .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
            .where(KeyTask.content == NEW, Obligation.kind == ObligationKind.COMPLETION)
        ).all()
    assert rows == [ObligationState.OPEN]
    assert store(issued, told(1, NEW), told(2), source=b"third").differs is False


def test_one_that_is_replaced_keeps_its_number_while_its_end_was_not_chosen(issued: TestOffice) -> None:
    done = corrected(issued, told(1, NEW), told(2), only=[2])
    assert any("占用" in line for line in done.by_hand)
    assert standing(issued)[0] == (1, 1, ISSUED, TEXTS[1][:4])


def test_the_questions_of_the_one_that_ended_go_with_it(office: TestOffice) -> None:
    store(office, told(1, due=None), told(2), questions=(limit_question(1),))
    settle(office, 1, "2026年12月31日")
    hand_over(office)
    corrected(office, told(1, NEW), told(2))
    with reading(office.engine) as session:
        row = session.exec(select(KeyTask).where(KeyTask.content == NEW)).one()
        stones = session.exec(select(Milestone).where(Milestone.key_task_id == row.id)).all()
    assert [stone.deadline for stone in stones] == [date(2026, 6, 30)]


# 线下


@pytest.mark.parametrize("state", ["draft", "issued"])
def test_another_date_of_an_offline_key_task_is_shown_and_taken_over_without_its_words(
    office: TestOffice, state: str
) -> None:
    store(office, told(1), told(2))
    if state == "issued":
        hand_over(office)
    hide(office)
    done = corrected(office, told(1, due="2026-10-31"), told(2))
    assert done.changes == ("第1项 节点：2026-06-30 完成 → 2026-10-31 完成",)
    with reading(office.engine) as session:
        row = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        stones = session.exec(select(Milestone).where(Milestone.key_task_id == row.id)).all()
    assert [stone.deadline for stone in stones] == [date(2026, 10, 31)]
    assert row.secrecy is Secrecy.OFFLINE
    assert TEXTS[1] not in known(office)
    assert corrected(office, told(1, due="2026-10-31"), told(2), source=b"third").changes == ()


@pytest.mark.parametrize("state", ["draft", "issued"])
@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        pytest.param([told(1, NEW), told(2), told(3, TEXTS[1])], {1: NEW, 2: TEXTS[2]}, id="a free number"),
        pytest.param([told(1, TEXTS[2]), told(2, TEXTS[1])], {1: TEXTS[2]}, id="numbers swapped"),
    ],
)
def test_an_offline_key_task_is_known_under_another_number(
    office: TestOffice, state: str, tasks: list[Any], expected: dict[int, str]
) -> None:
    store(office, told(1), told(2))
    if state == "issued":
        hand_over(office)
    with reading(office.engine) as session:
        was = session.exec(select(KeyTask.id).where(KeyTask.number == 1)).one()
    hide(office)
    done = corrected(office, *tasks)
    assert done.by_hand == ()
    with reading(office.engine) as session:
        rows = {row.number: row for row in session.exec(select(KeyTask))}
    (offline,) = (row for row in rows.values() if row.secrecy is Secrecy.OFFLINE)
    assert (offline.id, offline.number) == (was, len(tasks))
    assert {number: row.content for number, row in rows.items() if row is not offline} == expected
    assert ENDED not in {row.state for row in rows.values()}
    assert TEXTS[1] not in known(office)


REWORDED = "公办小学新建四所。"


@pytest.mark.parametrize("at", [1, 3])
def test_whether_other_words_are_an_offline_matter_a_person_says(secret: TestOffice, at: int) -> None:
    tasks = [told(at, REWORDED, due="2026-10-31"), told(2)]
    with pytest.raises(MoveRefused, match=f"--same {at}=1"):
        corrected(secret, *tasks)
    assert REWORDED not in known(secret)
    done = corrected(secret, *tasks, decided={str(at): "1"})
    assert done.by_hand == ()
    assert REWORDED not in known(secret)
    assert [row[:2] for row in standing(secret)] == sorted([(at, 1), (2, 1)])


def test_what_a_person_calls_new_is_new_beside_an_offline_key_task(secret: TestOffice) -> None:
    corrected(secret, told(2), told(3, NEW), decided={"3": ""})
    assert [row[0] for row in standing(secret)] == [1, 2, 3]
    assert NEW in known(secret)


def test_an_offline_key_task_that_has_ended_does_not_come_back_as_new(secret: TestOffice) -> None:
    with transaction(secret.engine) as session:
        row = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        cancel(session, row, ON_PAPER, secret.rules(), OFFICE, secret.now)
    done = corrected(secret, told(1, due="2026-10-31"), told(2))
    assert (done.changes, TEXTS[1] in known(secret)) == ((), False)


def test_a_notice_known_by_a_digest_does_not_get_its_title_or_file_name_back(office: TestOffice) -> None:
    title = "处置白鹭洲湿地违建别墅"
    single: dict[str, Any] = {"title": title, "document_number": "", "issuer": "王市长"}
    store(office, told(1), **single)
    hide(office)
    corrected(office, told(1, due="2026-10-31"), **single)
    with reading(office.engine) as session:
        directive = session.exec(select(Directive)).one()
    assert (directive.title, directive.source_name) == ("（线下办理，文字不入系统）", "")
    assert title not in known(office)
