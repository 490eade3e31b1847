"""In a process that a Prefect worker starts nobody has opened the office: its own settings say where the rows are."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from config.errors import ConfigError
from config.settings import load_settings
from flows.key_task import Source
from flows.leg_source import leg_source
from flows.showing import LegError
from models.database import open_database


@dataclass(frozen=True, slots=True)
class Installed:
    """The installation as the environment describes it."""

    engine: Engine
    source: Source


@cache
def installed() -> Installed:
    """Opened once a process.

    Raises:
        LegError: the settings are wrong, or lead to no PostgreSQL; a worker runs in a folder of its own, so a relative
            path would silently begin an empty database there.
    """
    try:
        settings = load_settings()
        url = make_url(settings.database)
        if url.get_backend_name() == "sqlite" and not _is_there(url.database or ""):
            raise LegError(
                "Prefect 的 worker 没有连上督办的数据库：请在启动 worker 的环境中设置 DUBAN_DATABASE_URL，"
                "并与其他进程一致。"
            )
        engine = open_database(settings.database)
    except (ConfigError, ValueError) as wrong:
        raise LegError(f"Prefect 的 worker 所在环境的设置不能使用：{wrong}") from wrong
    return Installed(engine, leg_source(engine, settings))


def _is_there(file: str) -> bool:
    return Path(file).is_absolute() and Path(file).is_file()
