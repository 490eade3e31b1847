"""Who may open the office's pages, and from where a form may come."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.traces import HistoryEntry
from models.words import Answer, ObligationKind, ObligationState
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, City, small_city

OpenPages = Callable[..., Visitor]
OFFICE_PAGES = ["/", "/release", "/calls", "/mails", "/problems"]
PASSWORD = "correct horse"


@pytest.mark.parametrize("path", OFFICE_PAGES)
def test_without_a_password_the_office_is_open_at_this_machine(pages: Visitor, path: str) -> None:
    assert pages.get(path).status_code == 200


@pytest.mark.parametrize("path", OFFICE_PAGES)
def test_without_a_password_nobody_else_comes_in(city: City, open_pages: OpenPages, path: str) -> None:
    answer = open_pages(city, client="192.0.2.7").get(path)
    assert answer.status_code == 403
    assert "只能在本机打开" in answer.text
    assert "东湖大桥" not in answer.text


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("evil.example:8300", id="a name that was rebound to this machine"),
        pytest.param("192.0.2.1:8300", id="an address of the network"),
    ],
)
def test_without_a_password_the_name_asked_for_must_be_this_machine(
    city: City, open_pages: OpenPages, host: str
) -> None:
    assert open_pages(city, host=host).get("/").status_code == 403


@pytest.mark.parametrize("host", ["localhost:8300", "127.0.0.1", "[::1]:9000"])
def test_this_machine_has_three_names(city: City, open_pages: OpenPages, host: str) -> None:
    assert open_pages(city, host=host).get("/").status_code == 200


def test_a_proxy_on_this_machine_is_not_this_machine(pages: Visitor) -> None:
    assert pages.get("/", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403


@pytest.fixture
def locked(tmp_path: Path) -> City:
    """The same city with a coordinator's password."""
    made = small_city(tmp_path, coordinator_password=PASSWORD)
    made.at(MARCH)
    return made


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(None, id="nothing"),
        pytest.param(("周督查", "wrong"), id="a wrong password"),
        pytest.param(("", PASSWORD), id="no name for the history"),
    ],
)
def test_with_a_password_one_has_to_know_it(
    locked: City, open_pages: OpenPages, given: tuple[str, str] | None
) -> None:
    answer = open_pages(locked).get("/", auth=given)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    locked.engine.dispose()


def test_the_name_given_with_the_password_stands_in_the_history(locked: City, open_pages: OpenPages) -> None:
    owed = locked.obligation("市交通局", ObligationKind.PROGRESS)
    link = locked.link("市交通局")
    browser = open_pages(locked, client="192.0.2.7", host="duban.example")
    form = {"obligation": str(owed), "answer": Answer.ON_TRACK.value}
    assert browser.post(f"/answer/{link}/report", data=form).status_code == 200
    browser.post(f"/obligations/{owed}/accept", auth=("吴科长", PASSWORD))
    assert locked.read(owed).state is ObligationState.ACCEPTED
    with Session(locked.engine) as session:
        accepted = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "复核认可")).one()
    assert accepted.actor == "吴科长"
    locked.engine.dispose()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="the browser says so"),
        pytest.param({"Origin": "https://evil.example"}, id="another origin"),
        pytest.param({"Origin": "http://127.0.0.1:9999"}, id="another port of this machine"),
        pytest.param({"Origin": "null"}, id="a sandboxed page"),
    ],
)
def test_a_form_from_another_site_is_refused(city: City, pages: Visitor, headers: dict[str, str]) -> None:
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    form = {"obligation": str(owed), "answer": Answer.ON_TRACK.value}
    answer = pages.post(f"/answer/{city.link('市交通局')}/report", data=form, headers=headers)
    assert answer.status_code == 403
    assert "不是从本系统的页面发出的" in answer.text
    assert city.read(owed).state is ObligationState.OPEN


def test_a_form_of_our_own_page_is_taken(city: City, pages: Visitor) -> None:
    headers = {"Origin": "http://127.0.0.1:8300", "Sec-Fetch-Site": "same-origin"}
    link, owed = city.link("市交通局"), city.obligation("市交通局", ObligationKind.SIGN)
    pages.post(f"/answer/{link}/sign", data={"obligation": str(owed)}, headers=headers)
    assert city.read(owed).state is ObligationState.ACCEPTED


def test_too_large_a_form_is_refused(city: City, pages: Visitor) -> None:
    answer = pages.post(f"/answer/{city.link('市交通局')}/report", data={"text": "长" * 400_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/duban.css", "/mails"])
def test_every_response_keeps_to_itself(pages: Visitor, path: str) -> None:
    headers = pages.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/nowhere", id="an unknown address"),
        pytest.param("/key-tasks/not-an-id", id="no id"),
        pytest.param("/key-tasks/00000000-0000-0000-0000-000000000000", id="an unknown key task"),
        pytest.param("/mails/00000000-0000-0000-0000-000000000000", id="an unknown mail"),
        pytest.param("/?plan=77", id="an unknown plan"),
        pytest.param("/demo/state", id="the demonstration's clock, in earnest"),
    ],
)
def test_what_does_not_exist_is_said_in_chinese(pages: Visitor, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


def test_an_unexpected_error_gives_a_reference_that_stands_in_the_log(
    city: City, open_pages: OpenPages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("web.routes.calls.read_calls", broken)
    answer = open_pages(city).get("/calls")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    mark = answer.text.partition("<code>")[2].partition("</code>")[0]
    assert len(mark) == 8
    assert mark in caplog.text
