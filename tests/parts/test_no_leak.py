"""内部 and 线下: what was written of a matter is nowhere outside its units' own pages and the office's page of it."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from config.rules import rules_in_force
from flows.event_names import event_name
from flows.leg_source import view_key_task, view_plan
from models.database import reading, transaction
from models.duties import Sheet
from models.handing_over import handover_sheet
from models.matters import linked_tasks
from models.messages import AnswerLink, Mail
from models.office_clock import set_office_now
from models.plans import KeyTask, Plan
from models.same_matter import unlink
from models.secrecy import set_secrecy, shown_notices
from models.traces import Leg, LegRequest
from models.units import Post
from models.words import Secrecy
from notifications.handover_paper import handover_text
from notifications.links import token_for
from notifications.summary_paper import summary_of
from tests.parts.test_secrecy import everything
from tests.parts.test_secrecy_mails import said_in
from tests.support.hush import HELPER, MARK, NOTICE, begin, live, matter_of, strangers
from tests.support.office import OFFICE, SECRET, SUN, WANG, TestOffice, unit_named
from tests.support.smtp_server import Received
from tests.support.visitor import Visitor
from web.app import create_app

OFFICE_PAGES = ("/calls", "/release", "/problems", "/mails", "/health", "/metrics")


@pytest.fixture
def hushed(office: TestOffice) -> TestOffice:
    return live(begin(office))


def pages_of(office: TestOffice) -> Visitor:
    with transaction(office.engine) as session:
        set_office_now(session, office.now)
    return Visitor(create_app(office.settings, office.engine, SECRET))


def legs(session: Session, office: TestOffice) -> Iterator[tuple[str, object]]:
    """All that Prefect is shown: a leg of every key task for every reason there was, the runs of the plans."""
    today = office.now.date()
    for task in session.exec(select(KeyTask)).all():
        asked = session.exec(select(LegRequest.id).where(LegRequest.key_task_id == task.id)).all()
        view = view_key_task(session, task.id, asked, today, "http://pages")
        yield f"leg {task.called}", view
        yield f"events {task.called}", [event_name(reason) for _, reason in view.events]
    for plan in session.exec(select(Plan.id)).all():
        yield f"plan {plan}", view_plan(session, plan or 0, "http://pages")
    yield "names of runs", [leg.name for leg in session.exec(select(Leg))]


def papers(session: Session, office: TestOffice) -> Iterator[tuple[str, object]]:
    """Hand-over sheets of every post, and the summaries that strangers print."""
    today, rules = office.now.date(), rules_in_force(session, office.settings, office.now)
    for post in session.exec(select(Post)).all():
        yield f"hand-over {post.role}", handover_text(handover_sheet(session, post, today, rules))
    for sheet in session.exec(select(Sheet).where(col(Sheet.unit_id).in_(units(session)))).all():
        yield "summary", summary_of(session, sheet, rules, today)


def units(session: Session) -> list[UUID]:
    return [unit_named(session, name).id for name in strangers()]


def told(office: TestOffice, received: Received) -> Iterator[tuple[str, object]]:
    """Everything that may reach somebody who has no part in the secret matters, with where it was seen."""
    yield from ((f"mail {one['X-RcptTo']}", said_in(one)) for one in received.messages)
    with reading(office.engine) as session:
        mails = session.exec(select(Mail)).all()
        public = [matter_of(session, 1, 1).id, matter_of(session, 3, 1).id]
        tokens = session.exec(
            select(AnswerLink.id)
            .join(Post, col(Post.id) == AnswerLink.post_id)
            .where(col(Post.unit_id).in_(units(session)))
        ).all()
        yield from ((f"outbox {mail.address}", (mail.subject, mail.text, mail.html)) for mail in mails)
        yield from legs(session, office)
        yield from papers(session, office)
    pages = pages_of(office)
    assert tokens
    addresses = [*OFFICE_PAGES, *(f"/mails/{mail.id}" for mail in mails)]
    addresses += [f"/key-tasks/{one}" for one in public]
    for one in tokens:
        addresses += [f"/answer/{token_for(one, SECRET)}{way}" for way in ("", "/rest", "/sheet.xlsx")]
    for address in addresses:
        answer = pages.get(address)
        assert answer.status_code in (200, 404, 503), address
        yield address, answer.text


def leaks(office: TestOffice, received: Received) -> list[str]:
    return [where for where, text in told(office, received) if MARK in str(text)]


def test_what_is_internal_is_told_to_nobody_outside(hushed: TestOffice, received: Received) -> None:
    assert received.messages
    assert leaks(hushed, received) == []


def test_the_office_and_the_units_concerned_still_read_it(hushed: TestOffice) -> None:
    pages = pages_of(hushed)
    with reading(hushed.engine) as session:
        secret = matter_of(session)
        links = session.exec(
            select(AnswerLink.id).join(Post).where(Post.unit_id == unit_named(session, HELPER).id)
        ).all()
    assert MARK in pages.get("/?plan=1").text
    assert MARK in pages.get(f"/key-tasks/{secret.id}").text
    assert any(MARK in pages.get(f"/answer/{token_for(one, SECRET)}").text for one in links)


def test_a_matter_that_was_public_and_goes_offline_leaves_no_word_anywhere(
    office: TestOffice, received: Received
) -> None:
    live(begin(office, Secrecy.OPEN))
    with reading(office.engine) as session:
        before = session.exec(select(Mail).where(col(Mail.text).contains(MARK))).all()
    assert {mail.address for mail in before} >= {WANG, SUN}
    with transaction(office.engine) as session:
        for secret in (matter_of(session), matter_of(session, 2, 1)):
            for other in linked_tasks(session, secret):
                unlink(session, secret, other, OFFICE, office.now)
            set_secrecy(session, secret, Secrecy.OFFLINE, "密柜3-12", OFFICE, office.now)
    with reading(office.engine) as session:
        rows = [line for line in everything(session).splitlines() if MARK in line]
    assert rows == []
    received.messages.clear()
    assert leaks(office, received) == []


def test_the_calls_for_a_signature_name_an_internal_notice_by_its_number(hushed: TestOffice) -> None:
    page = pages_of(hushed).get("/calls").text
    assert f"签收领导批示 {NOTICE}（内部）" in page
    assert "签收《公开的港口事项》" in page
    assert f"领导批示 {NOTICE}（内部）办结报送" in page
    assert "政府工作报告 云政发〔2026〕1号第2项（内部）" in page


def test_a_notice_is_named_by_number_or_paper_where_its_title_is_its_text(office: TestOffice) -> None:
    begin(office, Secrecy.OFFLINE)
    with reading(office.engine) as session:
        named = shown_notices(session, [1, 2, 3])
    assert named[1].startswith("《云泽市人民政府")
    assert named[2] == f"领导批示 {NOTICE}（线下）"
    assert named[3] == "《公开的港口事项》"
