"""What every page needs: the installation (`Desk`) and one request's view of it (`Visit`)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fastapi import Request
from jinja2 import Environment
from sqlalchemy import Engine
from sqlmodel import Session

from config.rules import rules_in_force
from config.settings import Settings
from models.actors import Actor, ActorKind, MoveRefused
from models.database import carry_out, reading
from models.rules import Rules
from models.sheets import horizon
from notifications.render import Sender
from web.clocks import read_now, read_wall
from web.rendering import environment
from web.wording import Wording


@dataclass(frozen=True, slots=True)
class Desk:
    """One installation as the pages see it."""

    settings: Settings
    engine: Engine
    secret: str
    inbox_url: str = ""
    """Where the demonstration's mails can be read."""
    templates: Environment = field(default_factory=environment)

    @property
    def sender(self) -> Sender:
        """The office as letters name it."""
        return Sender(self.settings.office_name, self.settings.office_person, self.settings.office_telephone)

    @contextmanager
    def looking(self, request: Request) -> Iterator["Visit"]:
        """A visit that changes nothing."""
        with reading(self.engine) as session:
            yield self._visit(request, session)

    def attempt(self, request: Request, move: Callable[["Visit"], None]) -> str:
        """Make a move; the sentence of its refusal, or empty.

        Args:
            move: is made a second time where it clashed with another one; it goes by its own session and the form.
        """
        try:
            carry_out(self.engine, lambda session: move(self._visit(request, session)))
        except MoveRefused as refused:
            return str(refused)
        return ""

    def _visit(self, request: Request, session: Session) -> "Visit":
        now = read_now(session)
        return Visit(request, self, session, now, read_wall(), rules_in_force(session, self.settings, now))


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: its session, its one reading of the clocks, the rules in force at that instant."""

    request: Request
    desk: Desk
    session: Session
    now: datetime
    wall: datetime
    rules: Rules

    @property
    def wording(self) -> Wording:
        """How dates are said today."""
        return Wording(self.rules.office.today(self.now), self.rules)

    @property
    def horizon(self) -> date:
        """Up to when a sheet shows what nobody has been told of yet: twice the workdays that count as near."""
        return horizon(self.rules, self.now)

    @property
    def coordinator(self) -> Actor:
        """The person of the office who makes this request."""
        name = getattr(self.request.state, "person", "") or self.desk.settings.office_person
        return Actor(name or "督查人员", ActorKind.OFFICE)

    def context(self, **given: Any) -> Mapping[str, Any]:
        """What every template may use, and what this one was given."""
        return {
            "settings": self.desk.settings,
            "now": self.now,
            "say": self.wording,
            "path": self.request.url.path,
            "refusal": "",
            "receipt": "",
            **given,
        }


def desk_of(request: Request) -> Desk:
    """The desk this request came to."""
    desk: Desk = request.app.state.desk
    return desk
