"""The Prefect server's own database on PostgreSQL: its address as Prefect wants it, and the extension it needs."""

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from config.errors import ConfigError

SETTING = "DUBAN_PREFECT_DATABASE_URL"
EXTENSION = "pg_trgm"


def prefect_database(url: str, ours: str) -> str:
    """`postgresql://…` as Prefect's asynchronous driver takes it, with the extension made; empty stays empty.

    Args:
        ours: the address of our own database, which must not be the same.

    Raises:
        ConfigError: no PostgreSQL address, our own database, no answer, or no right to make the extension.
    """
    if not url:
        return ""
    try:
        parsed = make_url(url)
    except ArgumentError as wrong:
        raise ConfigError(
            f"{SETTING} 须以 postgresql:// 开头，例如 postgresql://prefect@host/prefect"
        ) from wrong
    if parsed.get_backend_name() != "postgresql":
        raise ConfigError(f"{SETTING} 须以 postgresql:// 开头，现为 {parsed.get_backend_name()}")
    if parsed.set(drivername="postgresql") == make_url(ours).set(drivername="postgresql"):
        raise ConfigError(f"{SETTING} 不能与 DUBAN_DATABASE_URL 是同一个数据库，请为 Prefect 另建一个。")
    plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    _make_extension(plain)
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def _make_extension(url: str) -> None:
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}".encode())
    except psycopg.errors.InsufficientPrivilege as wrong:
        raise ConfigError(
            f"{SETTING} 的用户不能在该数据库中建立扩展 {EXTENSION}；请由管理员执行 CREATE EXTENSION {EXTENSION}。"
        ) from wrong
    except psycopg.errors.FeatureNotSupported as wrong:
        raise ConfigError(
            f"PostgreSQL 没有安装扩展 {EXTENSION}，Prefect 服务需要它；请安装 postgresql-contrib。"
        ) from wrong
    except psycopg.OperationalError as wrong:
        raise ConfigError(f"{SETTING} 的数据库没有应答：{' '.join(str(wrong).split())}") from wrong
