"""Migrations forward, under a lock, and the drift check."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlmodel import SQLModel

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 0x6475_6261  # "duba": any number, as long as all of ours take the same


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Bring the database to the newest revision. Several processes may call it at once; one works, the rest wait."""
    with engine.connect() as connection, rebuilding(connection), connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        command.upgrade(alembic_config(connection), "head")
        if engine.dialect.name == "sqlite":
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if lost:
                raise RuntimeError(f"数据库升级后有{len(lost)}行指向不存在的行，已全部撤销：{lost[:3]}")


@contextmanager
def rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite changes a constraint by building the table anew, and would delete what points to the old one."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys = OFF")  # takes effect outside a transaction only
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def drift(engine: Engine) -> list[Any]:
    """Differences between the migrated database and the tables in code; empty when they agree."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))
