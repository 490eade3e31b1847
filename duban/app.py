"""What every command needs: settings, database, rules, and errors as one sentence."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from getpass import getuser
from typing import NoReturn

import typer
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from config.errors import ConfigError
from config.policy_file import SHIPPED, policy_in_force, read_policy, store_policy
from config.rules import rules_in_force
from config.secrets_file import signing_secret
from config.settings import Settings, load_settings
from flows.clocks import read_now, read_wall
from intake.errors import NotReadable
from models.actors import Actor, ActorKind, MoveRefused
from models.database import Done, carry_out, open_database, transaction
from models.migrate import migrate
from models.rules import Rules

EXPECTED = (ConfigError, MoveRefused, NotReadable)
"""Mistakes that are a person's to mend: said as a sentence, without a trace."""

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and end with status 1."""
    errors.print(sentence, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(1)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Expected mistakes become one sentence on standard error."""
    try:
        yield
    except EXPECTED as wrong:
        fail(str(wrong))
    except OperationalError as wrong:
        fail(f"数据库没有应答，请检查 DUBAN_DATABASE_URL：{wrong.orig}")


@dataclass(frozen=True)
class Office:
    """One installation, opened."""

    settings: Settings
    engine: Engine

    @cached_property
    def secret(self) -> str:
        """The key that signs answer links."""
        return signing_secret(self.settings)

    @property
    def now(self) -> datetime:
        """The office's time."""
        return read_now(self.engine)

    @property
    def actor(self) -> Actor:
        """Whoever types the command."""
        return Actor(f"{getuser()}（命令行）", ActorKind.OFFICE)

    def move(self, act: Callable[[Session], Done]) -> Done:
        """Make a move as one transaction, once more where it clashed with another one (`models.database.carry_out`).

        Args:
            act: goes by its session and what was typed; it prints nothing, as what it does may be undone.
        """
        return carry_out(self.engine, act)

    def rules(self, session: Session, now: datetime | None = None) -> Rules:
        """The rules in force now, or with the calendar around another `now`."""
        return rules_in_force(session, self.settings, now or self.now)


def open_office(settings: Settings | None = None) -> Office:
    """Settings, a migrated database, and the shipped policy where none is stored yet.

    Raises:
        ConfigError: a setting cannot be used.
    """
    settings = settings or load_settings()
    try:
        engine = open_database(settings.database)
    except ValueError as wrong:
        raise ConfigError(f"DUBAN_DATABASE_URL：{wrong}") from wrong
    migrate(engine)
    with transaction(engine) as session:
        try:
            policy_in_force(session)
        except ConfigError:
            store_policy(session, read_policy(SHIPPED), "出厂", "随程序提供", read_wall())
    return Office(settings, engine)


def log_to_stderr() -> None:
    """Long-running commands say what they do on standard error."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    for noisy in ("alembic", "apscheduler", "httpx", "aiosmtpd", "mail.log"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
