"""Our commands as processes of their own, as a person or a supervisor of the system starts them."""

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from duban.ports import choose_port
from tests.support.office import SECRET, TestOffice
from tests.support.prefect_runs import soon
from tests.support.smtp_server import Received, html_of

LINK = re.compile(r"http://[^/\"]+(/answer/[^\"#?]+)")


def free_port(taken: set[int] | None = None) -> int:
    """By chance, below the ports that systems give to clients."""
    return choose_port(random.randrange(20_000, 30_000), "测试", print, taken or set())


def surroundings(office: TestOffice, home: Path, **also: object) -> dict[str, str]:
    """The environment of one machine: its own folder, the office's database, mail server and key."""
    home.mkdir(parents=True, exist_ok=True)
    key = home / "key"
    key.write_text(SECRET, encoding="utf-8")
    given = {
        "DUBAN_HOME": home,
        "DUBAN_DATABASE_URL": office.settings.database,
        "DUBAN_SMTP_PORT": office.settings.smtp_port,
        "DUBAN_SECRET_KEY_FILE": key,
        **also,
    }
    return os.environ | {name: str(value) for name, value in given.items()}


@dataclass
class Running:
    """One command at work."""

    name: str
    child: "subprocess.Popen[bytes]"
    log_file: Path

    def end(self, number: signal.Signals = signal.SIGTERM, seconds: float = 120) -> int:
        """Send a signal and wait; returns the exit status."""
        self.child.send_signal(number)
        return self.child.wait(seconds)

    @property
    def said(self) -> str:
        return self.log_file.read_text(encoding="utf-8")


@contextmanager
def running(name: str, env: Mapping[str, str], log_file: Path) -> Iterator[Running]:
    """`duban NAME` for the block; killed where it has not ended by itself."""
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("ab") as log:
        command = [sys.executable, "-m", "duban", *name.split()]
        child = subprocess.Popen(command, env=dict(env), stdout=log, stderr=log, cwd=log_file.parent)
    try:
        yield Running(name, child, log_file)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def asked(port: int, path: str, **how: Any) -> httpx.Response | None:
    """The answer of a page on this machine; None while nobody answers."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10, trust_env=False, **how)
    except httpx.TransportError:
        return None


def healthy(port: int, seconds: float = 300) -> dict[str, Any]:
    """What `/health` says once it says that all is well."""

    def well() -> dict[str, Any] | None:
        answer = asked(port, "/health")
        return dict(answer.json()) if answer is not None and answer.status_code == 200 else None

    found = soon(well, seconds)
    assert found, f"nobody is well on port {port}: {asked(port, '/health')}"
    return dict(found)


def link_in(received: Received, address: str) -> str:
    """The path of the answer link in the last mail to a reader."""
    found = LINK.search(html_of(received.to(address)[-1]))
    assert found is not None
    return found.group(1)
