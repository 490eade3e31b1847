"""Mails that wait while a key task becomes 内部 or 线下: its words do not leave with them, and stay nowhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlmodel import col, select

from models.answering import report
from models.database import reading, transaction
from models.deciding import send_back
from models.messages import REWRITTEN, Mail
from models.plans import KeyTask
from models.secrecy import set_secrecy
from models.words import Answer, Criterion, MailState, ObligationKind, Secrecy
from tests.parts.test_secrecy import everything, hide
from tests.support.office import (
    LEAD,
    OFFICE,
    WANG,
    ZHAO,
    TestOffice,
    at,
    contact_of,
    draft,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.smtp_server import Received, html_of, text_of

END = stone("2026-12-31", Criterion.PROGRESS)
BUSY = ["451 try later"]
WORDS = "建设第1号"


def issue(office: TestOffice, content: str = "") -> None:
    """Two key tasks, the first with this text; both report to the rounds."""
    first = key_task(1, END)
    office.issue(replace(first, content=content or first.content), key_task(2, END))


def wait_at_the_opening(office: TestOffice, received: Received) -> None:
    """Live to the morning on which the first round opens; its mails are refused for a while and wait."""
    office.live_until(at("2026-03-10", 18), timedelta(days=1))
    received.messages.clear()
    received.refuse = {WANG: list(BUSY), ZHAO: list(BUSY)}
    office.now = at("2026-03-11", 9)
    office.beat()
    assert waiting(office) == {WANG, ZHAO}


def waiting(office: TestOffice) -> set[str]:
    with reading(office.engine) as session:
        return set(session.exec(select(Mail.address).where(col(Mail.state) == MailState.QUEUED)))


def let_go(office: TestOffice, received: Received) -> dict[str, str]:
    """The server takes mail again, on the same day; address → all that the mail says."""
    received.refuse = {}
    with transaction(office.engine) as session:
        for mail in session.exec(select(Mail).where(col(Mail.state) == MailState.QUEUED)):
            mail.next_attempt_at = None
    office.now += timedelta(minutes=30)
    office.beat()
    assert waiting(office) == set()
    return {str(one["X-RcptTo"]): said_in(one) for one in received.messages}


def said_in(mail: EmailMessage) -> str:
    return f"{mail['Subject']}\n{text_of(mail)}\n{html_of(mail)}"


def test_a_mail_that_waits_leaves_without_the_words_of_what_became_internal(
    office: TestOffice, received: Received
) -> None:
    issue(office)
    wait_at_the_opening(office, received)
    hide(office, Secrecy.INTERNAL)
    with reading(office.engine) as session:
        texts = session.exec(select(Mail.text).where(col(Mail.state) == MailState.QUEUED)).all()
    assert texts == [REWRITTEN, REWRITTEN]
    told = let_go(office, received)
    assert told.keys() == {WANG, ZHAO}
    for said in told.values():
        assert WORDS not in said
        assert REWRITTEN not in said
        assert "第1项（内部）" in said
        assert "第2项 建设第2号" in said


def test_a_mail_written_while_the_key_task_was_changed_is_written_anew_when_it_leaves(
    office: TestOffice, received: Received
) -> None:
    issue(office)
    wait_at_the_opening(office, received)
    with transaction(office.engine) as session:  # the clock composed before it could see the change
        session.exec(select(KeyTask).where(KeyTask.number == 1)).one().secrecy = Secrecy.INTERNAL
    assert all(WORDS not in said for said in let_go(office, received).values())


def test_the_title_of_a_notice_does_not_leave_once_all_its_matters_are_internal(
    office: TestOffice, received: Received
) -> None:
    office.issue(key_task(1, END))
    received.refuse = {WANG: list(BUSY), ZHAO: list(BUSY)}
    office.beat()
    title = draft().title
    with reading(office.engine) as session:
        assert title in "".join(session.exec(select(Mail.text)))
    hide(office, Secrecy.INTERNAL)
    told = let_go(office, received)
    assert told.keys() == {WANG, ZHAO}
    assert all(title not in said for said in told.values())


@pytest.mark.parametrize("content", ["修路", "修", "新建水库五座"])
def test_a_text_however_short_is_erased_from_waiting_mails(
    office: TestOffice, received: Received, content: str
) -> None:
    issue(office, content)
    wait_at_the_opening(office, received)
    hide(office, Secrecy.OFFLINE, "柜1")
    told = let_go(office, received)
    assert told.keys() == {WANG, ZHAO}
    for said in told.values():
        assert f"第1项 {content}" not in said
        assert "第2项 建设第2号" in said
    with reading(office.engine) as session:
        kept = everything(session)
    assert f"第1项 {content}" not in kept
    assert len(content) < 2 or content not in kept


def test_a_short_text_is_erased_from_mails_that_have_left_and_the_others_lines_stay(
    office: TestOffice, received: Received
) -> None:
    issue(office, "修路")
    office.live_until(at("2026-03-11", 10), timedelta(hours=4))
    with reading(office.engine) as session:
        assert "修路" in everything(session)
    hide(office, Secrecy.OFFLINE, "柜1")
    with reading(office.engine) as session:
        assert "修路" not in everything(session)
        mails = session.exec(select(Mail).where(Mail.address == WANG, col(Mail.text).contains("第2项"))).all()
    assert mails
    assert all("第1项（线下事项，文字已删除）" in mail.text for mail in mails)


def answered_and_returned(office: TestOffice) -> None:
    """A report of few words, returned with a reason of few words."""
    with transaction(office.engine) as session:
        row, actor = owed(session, ObligationKind.PROGRESS, number=1), contact_of(unit_named(session, LEAD))
        rules = office.rules()
        report(session, row, Answer.IN_PROGRESS, rules, actor, office.now, "已封路", blocker="ok done")
        send_back(session, row, "补照片", rules, OFFICE, office.now)


@pytest.mark.parametrize("act", [answered_and_returned])
def test_what_was_reported_and_why_it_was_returned_go_however_short(
    office: TestOffice, act: Callable[[TestOffice], None]
) -> None:
    issue(office, "修路")
    office.live_until(at("2026-03-12", 10), timedelta(days=1))
    act(office)
    office.live_until(at("2026-03-13", 10))
    with reading(office.engine) as session:
        before = everything(session)
    told = ("修路", "已封路", "补照片", "ok done")
    assert [one for one in told if one not in before] == []
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        set_secrecy(session, task, Secrecy.OFFLINE, "柜1", OFFICE, office.now)
    with reading(office.engine) as session:
        after = everything(session)
    assert [one for one in told if one in after] == []
