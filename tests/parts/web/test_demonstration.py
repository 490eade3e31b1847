"""The demonstration's clock: on to the next morning with something due, forward only, and only in the demonstration."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.database import transaction
from models.duties import Obligation
from models.messages import Mail
from models.office_clock import office_now
from models.words import MailClass, MailState, PostRole
from tests.support.visitor import Visitor
from tests.support.web_cast import ISSUED, SECRET, City, small_city
from web.app import create_app
from web.demo_clock import read_morning


@pytest.fixture
def shown(tmp_path: Path) -> City:
    """The small city in the demonstration, with everything due until now done."""
    made = small_city(tmp_path, demonstration=True)
    done(made, ISSUED)
    return made


@pytest.fixture
def pages(shown: City) -> Visitor:
    return Visitor(create_app(shown.settings, shown.engine, SECRET, inbox_url="http://127.0.0.1:8301/"))


def done(city: City, now: datetime) -> None:
    """Pretend that the clock has looked at everything due."""
    with transaction(city.engine) as session:
        for row in session.exec(select(Obligation).where(col(Obligation.next_rung_at) <= now)):
            row.next_rung_at = None


def now_of(city: City) -> datetime:
    with Session(city.engine) as session:
        return office_now(session, datetime(2030, 1, 1, tzinfo=UTC))


def test_every_page_of_the_office_shows_the_date(pages: Visitor) -> None:
    for path in ("/", "/release", "/calls", "/mails", "/problems"):
        assert "2026年2月2日（周一） 09:00" in pages.get(path).text


def test_the_button_goes_to_the_next_morning_with_something_due(shown: City, pages: Visitor) -> None:
    with Session(shown.engine) as session:
        first = min(filter(None, session.exec(select(Obligation.next_rung_at))))
    answer = pages.post("/demo/next")
    assert answer.url.path == "/"
    assert now_of(shown) == first
    assert now_of(shown).astimezone(shown.settings.zone).hour == 9
    assert "正在处理" in answer.text
    assert pages.get("/demo/state").json()["busy"] is True


def test_something_due_later_today_is_not_skipped(shown: City, pages: Visitor) -> None:
    later = datetime(2026, 2, 2, 6, 30, tzinfo=UTC)
    with transaction(shown.engine) as session:
        session.exec(select(Obligation)).first().next_rung_at = later  # type: ignore[union-attr]
    pages.post("/demo/next")
    assert now_of(shown) == later


def test_a_row_that_is_stuck_does_not_stop_the_clock(shown: City, pages: Visitor) -> None:
    with transaction(shown.engine) as session:
        row = session.exec(select(Obligation)).first()
        assert row is not None
        row.next_rung_at, row.trouble = ISSUED, "没有阶梯"
    assert pages.get("/demo/state").json()["busy"] is False
    pages.post("/demo/next")
    assert now_of(shown) > ISSUED


def test_when_nothing_is_left_the_clock_stays(shown: City, pages: Visitor) -> None:
    done(shown, datetime(2040, 1, 1, tzinfo=UTC))
    pages.post("/demo/next")
    assert now_of(shown) == ISSUED


@pytest.mark.parametrize(
    ("state", "busy", "sentence"),
    [
        pytest.param(MailState.QUEUED, True, "正在处理", id="waiting"),
        pytest.param(MailState.SENDING, True, "正在处理", id="on its way"),
        pytest.param(MailState.SENT, False, "1 封邮件", id="sent"),
        pytest.param(MailState.FAILED, False, "本早没有发信", id="failed"),
    ],
)
def test_the_bar_waits_for_the_mornings_mails(
    shown: City, pages: Visitor, state: MailState, busy: bool, sentence: str
) -> None:
    mail = Mail(
        post_id=shown.posts["市交通局", PostRole.CONTACT],
        address="contact@city.example",
        mail_class=MailClass.DIGEST,
        morning=date(2026, 2, 2),
        batch="digest",
        subject="〔请签收〕",
        text="",
        html="",
        state=state,
        not_before=ISSUED,
        queued_at=ISSUED,
    )
    with transaction(shown.engine) as session:
        session.add(mail)
    with Session(shown.engine) as session:
        assert read_morning(session, shown.rules(session, ISSUED), ISSUED).busy is busy
    text = pages.get("/").text
    assert sentence in text
    assert ('/mails?morning=2026-02-02"' in text) is (state is MailState.SENT)
    assert ("http://127.0.0.1:8301/" in text) is not busy


def test_in_earnest_there_is_no_such_clock(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    pages = Visitor(create_app(city.settings, city.engine, SECRET))
    assert pages.post("/demo/next").status_code == 404
    assert "演示" not in pages.get("/").text
    assert now_of(city) == ISSUED


def test_the_clock_is_moved_by_the_office_only(shown: City) -> None:
    stranger = Visitor(create_app(shown.settings, shown.engine, SECRET), client="192.0.2.7")
    assert stranger.post("/demo/next").status_code == 403
    assert now_of(shown) == ISSUED
