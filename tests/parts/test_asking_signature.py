"""请签批: a unit's contact asks its head by mail to sign; nobody of the office releases it."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.actors import Actor, MoveRefused
from models.answering import report
from models.asking_signature import ask_signature
from models.database import reading, transaction
from models.duties import Round, Sheet
from models.messages import AnswerLink, Mail, Notification
from models.sheets import sheet_of
from models.signatures import sign_on_paper
from models.traces import HistoryEntry
from models.units import Post
from models.words import Answer, MailState, ObligationKind, Outcome, PostRole
from tests.support.office import (
    LEAD,
    LI,
    OFFICE,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    unit_named,
)
from tests.support.sections import END, mails_to


def sheet(session: Session) -> Sheet:
    due = session.exec(select(Round).where(Round.due_on == date(2026, 3, 25))).one()
    return sheet_of(session, unit_named(session, LEAD).id, due.id)


def say(office: TestOffice, number: int) -> None:
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=number)
        wang = contact_of(unit_named(session, LEAD))
        report(session, row, Answer.IN_PROGRESS, office.rules(), wang, office.now, "已完成选址。")


def ask(office: TestOffice, actor: Actor | None = None) -> None:
    with transaction(office.engine) as session:
        who = actor or contact_of(unit_named(session, LEAD))
        ask_signature(session, sheet(session), office.rules(), who, office.now)


@pytest.fixture
def march(office: TestOffice) -> TestOffice:
    """Two key tasks; one round report is in, on a Thursday morning."""
    office.issue(key_task(1, END), key_task(2, END))
    office.now = at("2026-03-12", 10)
    say(office, 1)
    return office


def test_the_head_gets_one_mail_with_a_link_of_his_own(march: TestOffice) -> None:
    ask(march)
    march.live_until(at("2026-03-12", 12))
    (mail,) = mails_to(march, LI)
    assert mail.state is MailState.SENT
    assert mail.subject == "〔请签批〕一季度报送单，已报1件"
    assert "市工信局李局长：" in mail.text
    assert "本单位联络员王联络（0000-1）请您签批一季度报送单（3月25日（周三）前报），已报1件。" in mail.text
    assert "示范园区" not in mail.text  # no text of any matter
    with reading(march.engine) as session:
        link = session.get_one(AnswerLink, mail.link_id)
        assert session.get_one(Post, link.post_id).role is PostRole.HEAD
        assert link.sheet_id == sheet(session).id
        note = session.exec(select(Notification).where(Notification.mail_id == mail.id)).one()
        assert note.outcome is Outcome.DELIVERED  # though the report is in, and without a release
        assert not note.released_by


def test_asking_is_written_down_with_the_address(march: TestOffice) -> None:
    ask(march)
    with reading(march.engine) as session:
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "请签批")).one()
        assert entry.sentence == f"请主要负责人签批一季度报送单，已报1件，邮件发至{LI}"


def test_a_mail_that_waits_is_not_asked_for_twice_and_one_that_was_sent_is_again(march: TestOffice) -> None:
    ask(march)
    with pytest.raises(MoveRefused, match="已经在发送"):
        ask(march)
    march.live_until(at("2026-03-13", 10))
    say(march, 2)
    ask(march)
    march.live_until(at("2026-03-16", 12))
    assert sorted(mail.subject for mail in mails_to(march, LI)) == [
        "〔请签批〕一季度报送单，已报1件",
        "〔请签批〕一季度报送单，已报2件",
    ]


def test_only_the_unit_itself_asks_its_head(march: TestOffice) -> None:
    with reading(march.engine) as session:
        other = contact_of(unit_named(session, SUPPORT))
    for actor, words in ((OFFICE, "请签批只能由本单位办理"), (other, "不是贵单位的事项")):
        with pytest.raises(MoveRefused, match=words):
            ask(march, actor)


def test_nothing_is_asked_for_that_is_signed_or_not_reported(office: TestOffice) -> None:
    office.issue(key_task(1, END))
    office.now = at("2026-03-12", 10)
    with pytest.raises(MoveRefused, match="还没有已报的事项"):
        ask(office)
    say(office, 1)
    with transaction(office.engine) as session:
        wang = contact_of(unit_named(session, LEAD))
        on = (session, sheet(session), "云工办〔2026〕3号", date(2026, 3, 12), "李局长")
        sign_on_paper(*on, office.rules(), wang, office.now)
    with pytest.raises(MoveRefused, match="都已签批"):
        ask(office)


def test_a_head_without_a_mailbox_is_said(march: TestOffice) -> None:
    with transaction(march.engine) as session:
        unit = unit_named(session, LEAD)
        session.exec(select(Post).where(Post.unit_id == unit.id, Post.role == PostRole.HEAD)).one().email = ""
    with pytest.raises(MoveRefused, match="没有登记邮箱"):
        ask(march)
    with reading(march.engine) as session:
        assert not session.exec(select(Mail).where(Mail.address == LI)).all()
