"""Leg runners as processes beside the city's year: ten key tasks are shown in Prefect, the rest is counted."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col, select

from flows.clocks import read_wall
from flows.prefect_server import PrefectServer
from models.office_clock import set_office_now
from models.plans import KeyTask
from models.traces import LegRequest

SHOWN = tuple(range(9, 160, 16))
"""Numbers of the key tasks that go through Prefect."""


class Runners:
    """`duban legs`, several times, against one database and one Prefect server."""

    def __init__(self, folder: Path, database_url: str, server: PrefectServer, count: int) -> None:
        self._folder = folder
        self._env = os.environ | {
            "DUBAN_DATABASE_URL": database_url,
            "DUBAN_PREFECT_PORT": str(server.port),
        }
        self._children = [self._start(number) for number in range(count)]

    def _start(self, number: int) -> subprocess.Popen[bytes]:
        home = self._folder / f"machine{number}"
        home.mkdir()
        with (home / "legs.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "duban", "legs"],
                env=self._env | {"DUBAN_HOME": str(home)},
                stdout=log,
                stderr=log,
            )

    @property
    def running(self) -> bool:
        """Whether every one of them still lives."""
        return all(child.poll() is None for child in self._children)

    def close(self) -> None:
        """Ask, and wait."""
        for child in self._children:
            child.terminate()
        for child in self._children:
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def show_some(session: Session, now: datetime) -> None:
    """Only the chosen key tasks' requests are for the runners; the others' stay as rows that count."""
    session.flush()
    set_office_now(session, now)
    chosen = select(KeyTask.id).where(col(KeyTask.number).in_(SHOWN))
    rest = update(LegRequest).where(
        col(LegRequest.done_at).is_(None),
        col(LegRequest.key_task_id).is_(None) | col(LegRequest.key_task_id).not_in(chosen),
    )
    session.connection().execute(rest.values(done_at=read_wall()))
