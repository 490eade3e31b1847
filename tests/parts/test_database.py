"""Migrations, on SQLite and on PostgreSQL, and the drift check."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from models.columns import Moment
from models.database import open_database, reading, transaction
from models.migrate import drift, migrate
from models.traces import OfficeClock
from tests.support.office import at
from tests.support.postgres import postgres_url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = (
        postgres_url()
        if request.param == "postgresql"
        else f"sqlite:///{tmp_path / 'a folder' / 'x.sqlite3'}"
    )
    opened = open_database(url)
    yield opened
    opened.dispose()


def test_the_migrated_database_is_what_the_code_says(engine: Engine) -> None:
    migrate(engine)
    assert drift(engine) == []


def test_drift_is_found(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE round ADD COLUMN surplus INTEGER"))
    assert "surplus" in str(drift(engine))


def test_several_processes_may_migrate_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(engine), range(4)))
    assert drift(engine) == []


def test_an_instant_comes_back_as_it_went_in(engine: Engine) -> None:
    migrate(engine)
    with transaction(engine) as session:
        session.add(OfficeClock(now=at("2026-03-11", 9)))
    with reading(engine) as session:
        assert session.exec(select(OfficeClock)).one().now == at("2026-03-11", 9)


def test_a_failed_block_leaves_nothing_behind(engine: Engine) -> None:
    migrate(engine)

    def fail(session: Session) -> None:
        session.add(OfficeClock(now=at("2026-03-11", 9)))
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction(engine) as session:
        fail(session)
    with reading(engine) as session:
        assert session.exec(select(OfficeClock)).all() == []


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(at("2026-03-11").replace(tzinfo=None), None)  # type: ignore[arg-type]


def test_another_kind_of_database_is_refused_with_what_would_be_right() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        open_database("mysql://nowhere/x")
