"""The first day of a successor: links taken back that day and not before, one mail with a new one, or one line."""

import re
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import Session, col, select

from models.arrivals import greet_successors
from models.database import reading, transaction
from models.duties import Obligation
from models.messages import AnswerLink, Mail, Notification
from models.people import hand_over
from models.traces import HistoryEntry
from models.units import Holding, Post
from models.words import ObligationState, PostRole
from notifications.links import open_link
from tests.support.office import LEAD, OFFICE, SECRET, WANG, TestOffice, at, key_task, stone, unit_named
from tests.support.sections import PLANNING, give, mails_to, open_march, section_post
from tests.support.smtp_server import Received, text_of

MONDAY = date(2026, 3, 2)


def contact(session: Session, role: PostRole = PostRole.CONTACT) -> Post:
    wanted = select(Post).where(Post.unit_id == unit_named(session, LEAD).id, Post.role == role)
    return session.exec(wanted).one()


def follows(office: TestOffice, on: date, *, revoke: bool, role: PostRole = PostRole.CONTACT) -> None:
    with transaction(office.engine) as session:
        post, rules = contact(session, role), office.rules()
        hand_over(session, post, "韩新人", on, rules, OFFICE, office.now, revoke=revoke)


def opens(office: TestOffice, mail: Mail) -> bool:
    """Whether the link of a mail opens the sheet now."""
    with reading(office.engine) as session:
        link = session.get_one(AnswerLink, mail.link_id)
    return link.revoked_at is None


@pytest.fixture
def issued(office: TestOffice) -> TestOffice:
    """A plan issued on 24 February, of which the unit has been told."""
    office.issue(key_task(1, stone("2026-03-31"), supports=()), key_task(2, stone("2026-06-30"), supports=()))
    office.live_until(at("2026-02-24", 10))
    return office


def test_the_links_end_on_the_day_and_a_mail_with_a_new_one_leaves_that_morning(
    issued: TestOffice, received: Received
) -> None:
    (old,) = mails_to(issued, WANG)
    follows(issued, MONDAY, revoke=True)
    issued.live_until(at("2026-02-28", 18))
    assert opens(issued, old)
    before = len(received.to(WANG))
    issued.live_until(at("2026-03-02", 9))
    assert not opens(issued, old)
    (mail,) = received.to(WANG)[before:]
    assert "由韩新人接任联络员" in text_of(mail)
    assert "以前的报送链接已收回，请用本邮件里的链接" in text_of(mail)
    assert "第1项办结报送" in text_of(mail)
    assert opens(issued, mails_to(issued, WANG)[-1])
    token = re.search(r"/answer/(\S+)", text_of(mail))
    assert token
    with reading(issued.engine) as session:
        open_link(session, token[1], SECRET, issued.now)


def test_a_hand_over_of_today_takes_the_links_back_at_once_and_mails_the_same_day(
    issued: TestOffice, received: Received
) -> None:
    (old,) = mails_to(issued, WANG)
    follows(issued, date(2026, 2, 24), revoke=True)
    assert not opens(issued, old)
    issued.live_until(at("2026-02-25", 9))
    (mail,) = received.to(WANG)[1:]
    assert str(mail["Subject"]).startswith("〔交接〕自2月24日（周二）起由韩新人接任联络员，待报送")


def test_history_says_on_the_day_how_many_links_were_taken_back(issued: TestOffice) -> None:
    follows(issued, MONDAY, revoke=True)
    issued.live_until(at("2026-03-02", 9))
    with reading(issued.engine) as session:
        said = {
            entry.verb: entry.sentence
            for entry in session.exec(
                select(HistoryEntry).where(col(HistoryEntry.verb).in_(["交接", "收回链接"]))
            )
        }
    assert "自2026-03-02起由王联络交接给韩新人，当天收回已发出的报送链接" in said["交接"]
    assert said["收回链接"] == "市工信局联络员由韩新人接任，收回1个报送链接"


def test_without_taking_back_the_next_digest_says_who_follows_and_the_links_stay(
    issued: TestOffice, received: Received
) -> None:
    (old,) = mails_to(issued, WANG)
    follows(issued, date(2026, 2, 25), revoke=False)
    issued.live_until(at("2026-02-27", 18))
    assert len(received.to(WANG)) == 1  # nothing is asked in these days: the line waits for a digest
    issued.live_until(at("2026-03-04", 18))
    later = received.to(WANG)[1:]
    said = [mail for mail in later if "由韩新人接任联络员" in text_of(mail)]
    assert len(said) == 1
    assert "期限和报送链接不变" in text_of(said[0])
    assert opens(issued, old)


def test_a_unit_that_owes_nothing_is_not_written_to(issued: TestOffice, received: Received) -> None:
    with transaction(issued.engine) as session:
        for row in session.exec(select(Obligation)):
            row.state, row.next_rung_at = ObligationState.ACCEPTED, None
    follows(issued, MONDAY, revoke=True)
    issued.live_until(at("2026-03-03", 9))
    assert len(received.to(WANG)) == 1


def test_a_heads_links_are_taken_back_without_a_mail(issued: TestOffice, received: Received) -> None:
    follows(issued, MONDAY, revoke=True, role=PostRole.HEAD)
    issued.live_until(at("2026-03-02", 9))
    with reading(issued.engine) as session:
        post = contact(session, PostRole.HEAD)
        assert session.exec(select(Notification).where(Notification.post_id == post.id)).all() == []
        assert session.exec(select(Holding.arrival).where(Holding.post_id == post.id)).all() == [None, None]


def test_a_section_gets_its_rows_once_more_with_a_new_link(office: TestOffice) -> None:
    open_march(office)
    give(office, 1, 2)
    office.live_until(at("2026-03-12", 12))
    (old,) = mails_to(office, PLANNING)
    with transaction(office.engine) as session:
        post, rules = section_post(session), office.rules()
        hand_over(session, post, "韩新人", date(2026, 3, 13), rules, OFFICE, office.now, revoke=True)
    office.live_until(at("2026-03-13", 12))
    mails = mails_to(office, PLANNING)
    assert [opens(office, mail) for mail in mails] == [False, True]
    assert mails[-1].subject == old.subject
    assert "规划处韩新人：" in mails[-1].text


def test_a_mail_that_waits_leaves_with_a_link_that_opens(issued: TestOffice, received: Received) -> None:
    follows(issued, date(2026, 2, 24), revoke=True)
    issued.beat()
    with transaction(issued.engine) as session:
        for link in session.exec(select(AnswerLink)):
            link.revoked_at = issued.now
    issued.live_until(at("2026-02-25", 12))
    assert opens(issued, mails_to(issued, WANG)[-1])


def test_two_clocks_greet_once(issued: TestOffice) -> None:
    follows(issued, MONDAY, revoke=True)
    issued.now = at("2026-03-02", 9)
    start, greeted = Barrier(2), []

    def clock() -> None:
        start.wait()
        with transaction(issued.engine) as session:
            greeted.append(greet_successors(session, issued.rules(), issued.now))

    issued.rules()
    threads = [Thread(target=clock) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(issued.engine) as session:
        notes = session.exec(select(Notification).where(Notification.rung == "换发链接")).all()
    assert (sorted(greeted), len(notes)) == ([0, 1], 1)


def test_links_given_after_the_day_are_not_taken_back(issued: TestOffice) -> None:
    follows(issued, MONDAY, revoke=True)
    issued.live_until(at("2026-03-02", 10))
    fresh = mails_to(issued, WANG)[-1]
    issued.live_until(at("2026-03-02", 10) + timedelta(days=2))
    assert opens(issued, fresh)
