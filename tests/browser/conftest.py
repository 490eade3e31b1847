"""A real browser in front of a served small city."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.support.web_cast import MARCH, SECRET, City, small_city
from web.app import create_app

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOST = "127.0.0.1"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium; the tests are left out where there is none.

    Not for the whole session: playwright keeps an event loop running, which would be in the way of other tests.
    """
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed, and these tests drive a real browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, with what it complained about and where it went."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def went(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "about:")):
            self.abroad.append(request.url)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free port; gives its address."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    patience = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server ended before it started"
        assert time.monotonic() < patience, "the server did not start"
        time.sleep(0.02)
    yield f"http://{HOST}:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """The small city, a week before the first round, shown as a demonstration."""
    made = small_city(tmp_path, demonstration=True)
    made.at(MARCH)
    yield made
    made.engine.dispose()


@pytest.fixture
def home(city: City) -> Iterator[str]:
    """Where the small city's pages are."""
    with served(create_app(city.settings, city.engine, SECRET)) as address:
        yield address


def watch(browser: Browser, home: str, width: int, **context: bool) -> Watched:
    """A fresh page of a given width."""
    page = browser.new_context(viewport={"width": width, "height": 844}, **context).new_page()  # type: ignore[arg-type]
    watched = Watched(page, home)
    page.on("console", watched.heard)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on("request", watched.went)
    return watched


@pytest.fixture
def phone(chromium: Browser, home: str) -> Iterator[Watched]:
    """A phone's browser; afterwards nothing may have been complained about or fetched from elsewhere."""
    watched = watch(chromium, home, 390)
    yield watched
    watched.page.context.close()
    assert watched.abroad == []
    assert watched.complaints == []


@pytest.fixture
def desktop(chromium: Browser, home: str) -> Iterator[Watched]:
    """A desktop's browser, watched the same."""
    watched = watch(chromium, home, 1280)
    yield watched
    watched.page.context.close()
    assert watched.abroad == []
    assert watched.complaints == []


@pytest.fixture
def plain(chromium: Browser, home: str) -> Iterator[Watched]:
    """A browser without JavaScript."""
    watched = watch(chromium, home, 390, java_script_enabled=False)
    yield watched
    watched.page.context.close()
    assert watched.abroad == []
