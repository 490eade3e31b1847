"""After an extension one date is in force wherever the matter is spoken of; the one first asked stands in brackets."""

from datetime import date

import pytest
from sqlmodel import Session, select

from flows.leg_source import view_key_task
from models.database import reading, transaction
from models.duties import Obligation
from models.messages import Notification
from models.office_clock import set_office_now
from models.plans import KeyTask
from models.words import ObligationKind, Outcome
from notifications.matters import load_matters
from notifications.slip import draft_text
from tests.support.asking import decide, extension
from tests.support.cli import duban
from tests.support.hush import DAY
from tests.support.office import SECRET, TestOffice, at, key_task, owed, stone
from tests.support.visitor import Visitor
from web.app import create_app
from web.desk import Desk

FIRST, GRANTED = "2026-03-10", date(2026, 3, 17)


@pytest.fixture
def late(office: TestOffice) -> TestOffice:
    """A completion extended by a week and overdue again, with a slip that waits for release."""
    office.issue(key_task(1, stone(FIRST), supports=()))
    office.live_until(at("2026-02-27"), DAY)
    petition = extension(office, GRANTED)
    decide(office, petition, granted=True, on=GRANTED)
    office.live_until(at("2026-03-26"), DAY)
    with transaction(office.engine) as session:
        set_office_now(session, office.now)
    return office


def held(session: Session) -> Notification:
    found = select(Notification).join(Obligation).where(Notification.outcome == Outcome.HELD)
    return session.exec(found.where(Obligation.kind == ObligationKind.COMPLETION)).all()[0]


def test_the_slip_and_its_page_name_one_date(late: TestOffice) -> None:
    with reading(late.engine) as session:
        note = held(session)
        (matter,) = load_matters(session, [note])
        assert matter.contact is not None
        sender = Desk(late.settings, late.engine, SECRET).sender
        letter = draft_text(session, matter.contact, matter.unit, matter, late.rules(), sender, late.now)
    assert "应于3月17日（周二）前（原定3月10日（周二））报送，已逾期7个工作日" in "".join(letter.split("\n"))
    page = Visitor(create_app(late.settings, late.engine, SECRET)).get("/release").text
    assert "应于3月17日（原定3月10日）前报，已逾期7个工作日" in page
    assert page.count("已逾期7个工作日") >= 2
    assert "已逾期12个工作日" not in page


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)  # a command leaves closing it to its process
def test_the_list_of_slips_names_the_same_date(late: TestOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_HOME", str(late.settings.home))
    monkeypatch.setenv("DUBAN_DATABASE_URL", late.settings.database)
    assert "2026-03-17（原2026-03-10）" in duban("release").out


def test_calls_the_board_and_prefect_name_the_same_date(late: TestOffice) -> None:
    pages = Visitor(create_app(late.settings, late.engine, SECRET))
    assert "3月17日前报（原3月10日）" in pages.get("/calls").text
    board = pages.get("/").text
    assert '<s class="quiet">3月10日</s> 3月17日' in board
    with reading(late.engine) as session:
        task = session.exec(select(KeyTask)).one()
        leg = view_key_task(session, task.id, [], late.now.date(), "http://pages")
    assert "应于2026-03-17（原定2026-03-10）前报送" in {strand.remark for strand in leg.strands}


def test_a_date_that_a_corrected_notice_has_moved_stays_visible_too(late: TestOffice) -> None:
    with transaction(late.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        row.first_asked, row.extended_to = date(2026, 3, 3), None
        task = session.exec(select(KeyTask)).one()
        session.flush()
        leg = view_key_task(session, task.id, [], late.now.date(), "http://pages")
    assert leg.remark == "应于2026-03-10（原定2026-03-03）前报送"
    pages = Visitor(create_app(late.settings, late.engine, SECRET))
    assert "3月10日前报（原3月3日）" in pages.get("/calls").text
    assert '<s class="quiet">3月3日</s> 3月10日' in pages.get("/").text
