"""Who has or had a part in a key task is told in the next digest that it ended, rests, or changed hands."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.database import reading, transaction
from models.messages import Notification
from models.plans import KeyTask
from models.secrecy import set_secrecy
from models.steering import cancel, merge, resume, suspend, transfer
from models.telling import ADJUSTED
from models.words import Outcome, Secrecy
from tests.support.corrections import TEXTS, THIRD, add_third, correct, told
from tests.support.drafts import hand_over, key_task_numbered, store
from tests.support.office import LEAD, OFFICE, SUPPORT, WANG, ZHAO, TestOffice, at, unit_named
from tests.support.smtp_server import Received, text_of

PART = "【计划调整】"
QUIET = at("2026-04-14")
"""A day on which no ladder speaks."""


@pytest.fixture
def quiet(office: TestOffice, received: Received) -> TestOffice:
    """A plan of two key tasks, issued, on a quiet day."""
    add_third(office)
    store(office, told(1, due="2026-09-30"), told(2, due="2026-09-30"))
    hand_over(office)
    office.live_until(QUIET, timedelta(days=1))
    received.messages.clear()
    return office


def steer(office: TestOffice, act: Callable[[Session, KeyTask], None], number: int = 1) -> None:
    with transaction(office.engine) as session:
        act(session, key_task_numbered(session, number))


def end(office: TestOffice, number: int = 1, reason: str = "市里另有安排") -> None:
    steer(
        office, lambda session, row: cancel(session, row, reason, office.rules(), OFFICE, office.now), number
    )


def lines(received: Received, address: str) -> list[str]:
    """The lines about changes in all mails to an address: `第1项 … / 已终止…`."""
    found = []
    for mail in received.to(address):
        part = text_of(mail).partition(PART)[2].partition("\n【")[0].splitlines()
        heads = [at for at, line in enumerate(part) if line.startswith("- ")]
        found += [f"{part[at][2:]} / {part[at + 1].strip()}" for at in heads]
    return found


def test_the_units_of_a_key_task_that_ended_read_it_the_next_morning(
    quiet: TestOffice, received: Received
) -> None:
    end(quiet)
    quiet.live_until(at("2026-04-14", 17))
    assert received.messages == []
    quiet.live_until(at("2026-04-15", 10))
    said = f"第1项 {TEXTS[1].rstrip('。')} / 已终止，不再报送，已报送的保留（市里另有安排）"
    assert lines(received, WANG) == [said]
    assert lines(received, ZHAO) == [said]
    (mail,) = received.to(WANG)
    assert str(mail["Subject"]).endswith(f"〔计划调整〕第1项 {TEXTS[1].rstrip('。')}，已终止")
    assert "打开报送单" not in text_of(mail)
    quiet.live_until(at("2026-04-24", 17))
    assert len(received.to(WANG)) == 1


def test_a_digest_that_leaves_before_carries_the_line_and_no_second_mail_follows(
    office: TestOffice, received: Received
) -> None:
    store(office, told(1, due="2026-09-30"), told(2, due="2026-09-30"))
    hand_over(office)
    end(office)
    office.beat()
    office.live_until(at("2026-02-25", 17))
    (mail,) = received.to(WANG)
    assert "〔请签收〕" in str(mail["Subject"])
    assert [line.partition(" / ")[2][:3] for line in lines(received, WANG)] == ["已终止"]
    assert "牵头1项" in str(mail["Subject"])


def test_a_key_task_that_rests_and_goes_on_before_anybody_read_of_it_is_one_line(
    quiet: TestOffice, received: Received
) -> None:
    until = date(2026, 6, 1)
    steer(quiet, lambda s, row: suspend(s, row, until, "等待批复", quiet.rules(), OFFICE, quiet.now))
    with reading(quiet.engine) as session:
        queued = session.exec(select(Notification).where(col(Notification.rung).startswith(ADJUSTED))).all()
        assert len(queued) == 2
    steer(quiet, lambda s, row: resume(s, row, "已经批复", quiet.rules(), OFFICE, quiet.now))
    end(quiet, reason="并入省级项目")
    quiet.live_until(at("2026-04-15", 17))
    assert [line.partition(" / ")[2] for line in lines(received, ZHAO)] == [
        "已终止，不再报送，已报送的保留（并入省级项目）"
    ]


def test_of_a_key_task_that_rests_the_units_read_until_when(quiet: TestOffice, received: Received) -> None:
    until = date(2026, 6, 1)
    steer(quiet, lambda s, row: suspend(s, row, until, "等待批复", quiet.rules(), OFFICE, quiet.now))
    quiet.live_until(at("2026-04-15", 17))
    assert [line.partition(" / ")[2] for line in lines(received, ZHAO)] == [
        "挂账至6月1日（周一），期间不催报（等待批复）"
    ]


def test_of_a_key_task_merged_into_another_the_units_read_where_it_is_reported(
    quiet: TestOffice, received: Received
) -> None:
    def join(session: Session, row: KeyTask) -> None:
        merge(session, row, key_task_numbered(session, 2), "内容重复", quiet.rules(), OFFICE, quiet.now)

    steer(quiet, join)
    quiet.live_until(at("2026-04-15", 17))
    assert [line.partition(" / ")[2] for line in lines(received, WANG)] == [
        "已并入第2项，情况在该项报送（内容重复）"
    ]


def test_a_key_task_withdrawn_by_a_corrected_notice_is_told_and_one_never_issued_is_not(
    quiet: TestOffice, received: Received
) -> None:
    correct(quiet, told(1, due="2026-09-30"), told(3, supports=(THIRD,)))
    end(quiet, 3)
    quiet.live_until(at("2026-04-15", 17))
    assert [line[:4] for line in lines(received, WANG)] == ["第2项 "]
    assert "（来文更正）" in lines(received, WANG)[0]


def test_a_unit_whose_part_went_to_another_reads_who_has_it_now(
    quiet: TestOffice, received: Received
) -> None:
    def hand_on(session: Session, row: KeyTask) -> None:
        units = unit_named(session, LEAD).id, unit_named(session, THIRD).id
        transfer(session, row, *units, "职责调整", quiet.rules(), OFFICE, quiet.now)

    steer(quiet, hand_on)
    quiet.live_until(at("2026-04-15", 17))
    assert [line.partition(" / ")[2] for line in lines(received, WANG)] == [
        f"现由{THIRD}牵头，贵单位不再报送"
    ]
    assert lines(received, ZHAO) == []


def test_of_an_internal_key_task_neither_its_text_nor_the_reason_is_told(
    quiet: TestOffice, received: Received
) -> None:
    end(quiet)
    steer(quiet, lambda s, row: set_secrecy(s, row, Secrecy.INTERNAL, "", OFFICE, quiet.now))
    quiet.live_until(at("2026-04-15", 17))
    (line,) = lines(received, WANG)
    assert "第1项（内部）" in line
    assert line.endswith("已终止，不再报送，已报送的保留")
    assert all(TEXTS[1][:6] not in text_of(mail) for mail in received.messages)


def test_a_unit_that_cannot_be_reached_is_a_gap_and_not_silence(quiet: TestOffice) -> None:
    correct(quiet, told(1, due="2026-09-30", supports=(SUPPORT, THIRD)), told(2, due="2026-09-30"))
    end(quiet)
    quiet.live_until(at("2026-04-15", 17))
    with reading(quiet.engine) as session:
        notes = session.exec(select(Notification).where(col(Notification.rung).startswith(ADJUSTED))).all()
    assert sorted(note.outcome for note in notes) == sorted(
        [Outcome.DELIVERED, Outcome.DELIVERED, Outcome.REFUSED]
    )
