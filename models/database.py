"""Engine and sessions for SQLite and PostgreSQL alike."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, create_engine

import models.attached
import models.duties
import models.messages
import models.plans
import models.traces
import models.units  # noqa: F401 - registers the tables
from models.writable import all_writable

BUSY_SECONDS = 30
"""How long a SQLite writer waits for another: web, clock and leg runner share one file."""
IDLE_SECONDS = 120
"""How long PostgreSQL keeps the locks of a process that hangs: other clocks wait for what it holds."""
READS_ONLY = "duban_reads_only"
CLASHES = ("40P01", "40001")
"""SQLSTATE of a deadlock and of a serialization failure."""
Done = TypeVar("Done")
log = logging.getLogger(__name__)


def open_database(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`. Creates the folder of a SQLite file.

    Raises:
        ValueError: the address is neither SQLite nor PostgreSQL.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _with_clean_texts(_sqlite(url, parsed.database))
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"options": f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s"},
            json_serializer=_json,
        )
        return _with_clean_texts(engine)
    raise ValueError(f"数据库地址须以 sqlite:/// 或 postgresql:// 开头，现为 {parsed.get_backend_name()}")


def _sqlite(url: str, file: str | None) -> Engine:
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}, json_serializer=_json
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A reader that later writes would fail at once with "database is locked"; taking the write lock first waits.
        reads_only = connection.get_execution_options().get(READS_ONLY, False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine


def _json(value: Any) -> str:
    return json.dumps(all_writable(value))


def _with_clean_texts(engine: Engine) -> Engine:
    """Behind every entrance's own door: what a mail server or a library says comes in by none of them."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _clean(*asked: Any) -> tuple[str, Any]:
        statement, parameters = asked[2:4]
        return statement, all_writable(parameters)

    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One unit of work: committed when the block ends, rolled back when it raises."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def clashed(wrong: OperationalError) -> bool:
    """Whether PostgreSQL ended a transaction because another one was in its way, and it may succeed the next time."""
    return getattr(wrong.orig, "sqlstate", None) in CLASHES


def carry_out(engine: Engine, move: Callable[[Session], Done]) -> Done:
    """Make a move as one transaction; where it clashed with another one, once more from its start.

    Moves take their rows in one order, so this is the last line of defence: the person who pressed gets an answer and
    no failure. It is right only because nothing of a transaction that was ended is kept, and because a move reads all
    it decides by in its own session: `move` must be a function of what it closes over, and change nothing else.

    Returns what the move returned.

    Raises:
        OperationalError: it clashed twice, or the database is away.
    """
    try:
        with transaction(engine) as session:
            return move(session)
    except OperationalError as wrong:
        if not clashed(wrong):
            raise
        log.warning("a move clashed with another one and is made once more: %s", type(wrong.orig).__name__)
    with transaction(engine) as session:
        return move(session)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads: on SQLite it does not take the write lock, so pages never hold up the clock."""
    with Session(engine.execution_options(**{READS_ONLY: True}), expire_on_commit=False) as session:
        yield session


def alone(session: Session, lock: int) -> None:
    """Wait until this transaction is the only one in the whole installation that holds `lock`; it ends with it.

    On SQLite a transaction that writes is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
