"""同一事项 with a matter that is not public: the public one says where the answer is, and none of its words."""

import pytest
from sqlmodel import Session, select

from models.attached import Attachment, StoredFile
from models.database import reading, transaction
from models.duties import Obligation, Report
from models.same_matter import unlink
from models.secrecy import set_secrecy
from models.words import ObligationState, Secrecy
from tests.parts.test_same_matter import COMPLETION, DONE, issue, join, owed, reports, say, task
from tests.parts.test_secrecy import everything
from tests.support.office import OFFICE, TestOffice, key_task, stone

FILE = b"minutes"


@pytest.fixture
def joined(office: TestOffice) -> TestOffice:
    """Plan 1's item 1 and plan 2's item 1 are one matter."""
    issue(office, "甲", key_task(1, stone("2026-06-30")), key_task(2, stone("2026-05-31")))
    issue(office, "乙", key_task(1, stone("2026-09-30")))
    join(office)
    return office


def classify(office: TestOffice, secrecy: Secrecy, paper: str = "") -> None:
    with transaction(office.engine) as session:
        set_secrecy(session, task(session, 1), secrecy, paper, OFFICE, office.now)


def part(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        unlink(session, task(session, 1), task(session, 2), OFFICE, office.now)


def files_of(session: Session, plan: int) -> list[str]:
    rows = select(Attachment.name).join(Report).join(Obligation).where(Obligation.plan_id == plan)
    return list(session.exec(rows))


def test_the_words_of_an_internal_matter_do_not_go_along(joined: TestOffice) -> None:
    classify(joined, Secrecy.INTERNAL)
    say(joined, 1, files=(FILE,))
    assert reports(joined) == [(1, DONE), (2, "同一事项，见计划1第1项（内部）")]
    with reading(joined.engine) as session:
        assert owed(session, 2, COMPLETION).state is ObligationState.REPORTED
        assert (files_of(session, 1), files_of(session, 2)) == (["证明.pdf"], [])


def test_what_the_public_matter_says_goes_along_to_the_internal_one(joined: TestOffice) -> None:
    classify(joined, Secrecy.INTERNAL)
    say(joined, 2, files=(FILE,))
    assert reports(joined) == [(1, DONE), (2, DONE)]


@pytest.mark.parametrize("apart", [False, True], ids=["linked still", "not linked any more"])
def test_words_copied_before_it_became_internal_are_taken_back(joined: TestOffice, apart: bool) -> None:
    say(joined, 1, files=(FILE,))
    assert reports(joined) == [(1, DONE), (2, DONE)]
    if apart:
        part(joined)
    classify(joined, Secrecy.INTERNAL)
    assert reports(joined) == [(1, DONE), (2, "同一事项，见计划1第1项（内部）")]
    with reading(joined.engine) as session:
        assert (files_of(session, 1), files_of(session, 2)) == (["证明.pdf"], [])


def test_going_offline_erases_words_and_files_wherever_they_were_copied(joined: TestOffice) -> None:
    say(joined, 1, files=(FILE,))
    part(joined)
    classify(joined, Secrecy.OFFLINE, "柜7")
    assert reports(joined) == [(1, ""), (2, "同一事项，见计划1第1项（线下）")]
    with reading(joined.engine) as session:
        assert DONE not in everything(session)
        assert session.exec(select(StoredFile.digest)).all() == []
