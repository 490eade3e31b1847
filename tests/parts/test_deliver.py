"""Mail leaves through a real SMTP server, once, and what became of it is written down."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from flows.tick import tick
from models.database import reading, transaction
from models.messages import Mail, Notification
from models.units import Post
from models.words import MailState, Outcome
from notifications.claims import LEASE, Delivered
from notifications.deliver import PAUSES, deliver_due
from notifications.links import PLACEHOLDER
from tests.support.office import WANG, ZHAO, TestOffice, at, key_task, stone
from tests.support.smtp_server import Received, html_of, text_of

WALL = datetime(2026, 2, 24, 1, tzinfo=UTC)


def compose(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    tick(office.engine, office.desk, office.now)


def deliver(office: TestOffice, wall: datetime = WALL) -> Delivered:
    return asyncio.run(deliver_due(office.engine, office.desk, office.now, lambda: wall))


def mail_to(office: TestOffice, address: str) -> Mail:
    with reading(office.engine) as session:
        return session.exec(select(Mail).where(Mail.address == address)).one()


def test_a_mail_has_one_recipient_a_message_id_from_its_row_and_both_texts(
    office: TestOffice, received: Received
) -> None:
    compose(office)
    assert deliver(office).sent == 2
    message = received.to(WANG)[0]
    assert str(message["To"]) == f"市工信局 王联络 <{WANG}>"
    assert message["Message-ID"] == f"<{mail_to(office, WANG).id.hex}@city.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "打开报送单" in html_of(message)
    assert "/answer/" in text_of(message)


def test_the_stored_body_carries_no_working_link(office: TestOffice, received: Received) -> None:
    compose(office)
    deliver(office)
    stored = mail_to(office, WANG)
    assert PLACEHOLDER in stored.text
    assert PLACEHOLDER in stored.html
    assert "/answer/" not in stored.text
    assert PLACEHOLDER not in text_of(received.to(WANG)[0])


def test_a_temporary_refusal_is_tried_again_after_a_pause_with_the_same_message_id(
    office: TestOffice, received: Received
) -> None:
    received.refuse[WANG] = ["451 try later"]
    compose(office)
    first = deliver(office)
    assert (first.sent, first.retried) == (1, 1)
    assert deliver(office, WALL + timedelta(seconds=30)).sent == 0
    assert deliver(office, WALL + PAUSES[0]).sent == 1
    assert len(received.to(WANG)) == 1
    assert mail_to(office, WANG).attempts == 2


def test_a_permanent_refusal_fails_visibly_and_the_other_mails_still_go(
    office: TestOffice, received: Received
) -> None:
    received.refuse[WANG] = ["550 no such user"] * 3
    compose(office)
    done = deliver(office)
    assert (done.sent, done.failed) == (1, 1)
    failed = mail_to(office, WANG)
    assert (failed.state, failed.reply) == (MailState.FAILED, "550 no such user")
    with reading(office.engine) as session:
        note = session.exec(select(Notification).where(Notification.mail_id == failed.id)).one()
        assert (note.outcome, note.reason) == (Outcome.REFUSED, "550 no such user")
    assert len(received.to(ZHAO)) == 1


def test_without_a_mail_server_everything_waits_and_goes_when_it_is_there(
    office: TestOffice, received: Received
) -> None:
    compose(office)
    real = office.settings
    office.settings = real.model_copy(update={"smtp_port": 9})
    away = deliver(office)
    assert away.sent == 0
    assert "邮件服务器 127.0.0.1:9 没有应答" in away.unreachable
    office.settings = real
    assert deliver(office, WALL + timedelta(minutes=2)).sent == 2


def test_a_mail_whose_sender_died_is_taken_up_again_after_its_lease(
    office: TestOffice, received: Received
) -> None:
    compose(office)
    with transaction(office.engine) as session:
        mail = session.exec(select(Mail).where(Mail.address == WANG)).one()
        mail.state, mail.claimed_until = MailState.SENDING, WALL + LEASE
    assert deliver(office, WALL + timedelta(minutes=1)).sent == 1  # only 赵's
    assert deliver(office, WALL + LEASE).sent == 1
    assert len(received.to(WANG)) == 1


def test_nothing_leaves_outside_the_sending_window(office: TestOffice, received: Received) -> None:
    office.now = at("2026-02-24", 20)
    compose(office)
    office.beat()
    assert received.messages == []
    office.live_until(at("2026-02-25", 8))
    assert received.messages == []
    office.live_until(at("2026-02-25", 9))
    assert len(received.messages) == 2


def test_a_post_without_an_address_is_a_visible_gap_not_silence(
    office: TestOffice, received: Received
) -> None:
    with transaction(office.engine) as session:
        session.exec(select(Post).where(Post.email == WANG)).one().email = ""
    compose(office)
    with reading(office.engine) as session:
        refused = session.exec(select(Notification).where(Notification.outcome == Outcome.REFUSED)).one()
    assert refused.reason == "岗位没有登记邮箱"


def test_two_ticks_at_once_say_nothing_twice(office: TestOffice, received: Received) -> None:
    compose(office)
    tick(office.engine, office.desk, office.now)
    with reading(office.engine) as session:
        assert len(session.exec(select(Notification)).all()) == 2
        assert len(session.exec(select(Mail)).all()) == 2


@pytest.mark.parametrize("name", ["王\r\nBcc: spy@example.com", "王\nX: 1"])
def test_a_line_break_in_a_name_cannot_add_a_header(
    office: TestOffice, received: Received, name: str
) -> None:
    with transaction(office.engine) as session:
        session.exec(select(Post).where(Post.email == WANG)).one().person = name
    compose(office)
    deliver(office)
    message = received.to(WANG)[0]
    assert message["Bcc"] is None
    assert message["X"] is None


@pytest.mark.parametrize("address", ["zhao support@x", "张三@x", "zhao@x; li@x", "zhao@", "Zhao <z@x>"])
def test_one_malformed_address_fails_visibly_and_the_others_get_their_mail(
    office: TestOffice, received: Received, address: str
) -> None:
    with transaction(office.engine) as session:
        session.exec(select(Post).where(Post.email == ZHAO)).one().email = address
    compose(office)
    done = deliver(office)
    assert (done.sent, done.failed) == (1, 1)
    assert "邮件无法生成" in mail_to(office, address).reply
    assert len(received.to(WANG)) == 1


def test_a_refused_sender_is_our_trouble_and_costs_no_mail(office: TestOffice, received: Received) -> None:
    received.refuse_sender = ["550 sender rejected"] * 4
    compose(office)
    away = deliver(office)
    assert (away.sent, away.failed) == (0, 0)
    assert "sender rejected" in away.unreachable
    received.refuse_sender = []
    assert deliver(office, WALL + PAUSES[0]).sent == 2


def test_a_mail_server_away_for_a_long_holiday_loses_nothing(office: TestOffice, received: Received) -> None:
    compose(office)
    real = office.settings
    office.settings = real.model_copy(update={"smtp_port": 9})
    for hour in range(0, 240, 2):
        assert deliver(office, WALL + timedelta(hours=hour)).failed == 0
    office.settings = real
    assert deliver(office, WALL + timedelta(hours=241)).sent == 2


def test_a_mail_that_leaves_on_a_later_day_says_what_is_true_then(
    office: TestOffice, received: Received
) -> None:
    office.issue(key_task(1, stone("2026-04-30"), supports=()))
    office.beat()
    office.now = at("2026-04-22", 19)  # after hours: five workdays before the date has come and gone unsaid
    office.beat()
    office.live_until(at("2026-04-23", 9))
    subject = str(received.to(WANG)[-1]["Subject"])
    assert "还有5个工作日" in subject, subject


def test_told_to_stop_nothing_more_is_claimed(office: TestOffice, received: Received) -> None:
    compose(office)
    done = asyncio.run(
        deliver_due(office.engine, office.desk, office.now, lambda: WALL, stopping=lambda: True)
    )
    assert done.sent == 0
    assert deliver(office).sent == 2
