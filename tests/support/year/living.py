"""Lives through the city's year by workdays: the clock wakes, units answer, the office works, the clock wakes."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from config.policy_file import SHIPPED, read_policy, store_policy
from config.rules import rules_in_force
from config.settings import Settings
from flows.tick import tick
from intake.register import load_register
from intake.storing import store_draft
from models.database import open_database, transaction
from models.issuing import issue
from models.migrate import migrate
from models.rules import Rules
from notifications.compose import Desk
from notifications.deliver import deliver_due
from tests.support.office import OFFICE, SECRET, at
from tests.support.year.city import YEAR, notice, register
from tests.support.year.habits import Day, units_act
from tests.support.year.office_hours import office_acts

ISSUED = date(YEAR, 2, 24)
ENDS = date(YEAR + 1, 2, 26)


@dataclass
class City:
    """One installation living a year; each of its clocks has an engine of its own, as a process would."""

    settings: Settings
    engines: list[Engine]
    days: int = 0
    after_each_day: Callable[[datetime], None] = lambda _: None
    before_commit: Callable[[Session, datetime], None] = lambda _, __: None
    """Sees what people did before anybody else can."""
    _rules: dict[int, Rules] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        """Through which people act."""
        return self.engines[0]

    def rules(self, now: datetime) -> Rules:
        """The rules in force, with the calendar around that year."""
        if now.year not in self._rules:
            with transaction(self.engine) as session:
                self._rules[now.year] = rules_in_force(session, self.settings, now)
        return self._rules[now.year]

    def live(self, until: date = ENDS) -> None:
        """From the day of issue on; weekends and holidays pass in silence."""
        self._issue(at(ISSUED.isoformat(), 9))
        day = ISSUED
        while day <= until:
            if day in self.rules(at(day.isoformat())).office.workdays:
                self._live_day(day)
            day += timedelta(days=1)

    def close(self) -> None:
        """Let go of the database."""
        for engine in self.engines:
            engine.dispose()

    def _issue(self, now: datetime) -> None:
        with transaction(self.engine) as session:
            store_policy(session, read_policy(SHIPPED), "出厂", "", now)
            load_register(session, register())
        rules = self.rules(now)
        with transaction(self.engine) as session:
            stored = store_draft(session, notice(), ("notice", b""), rules, OFFICE, now, accept_defaults=True)
            issue(session, stored.plan, rules, OFFICE, now)
            self.before_commit(session, now)

    def _live_day(self, day: date) -> None:
        self.wake(at(day.isoformat(), 9))
        for hour, act in ((11, units_act), (16, office_acts)):
            now = at(day.isoformat(), hour)
            with transaction(self.engine) as session:
                act(Day(session, self.rules(now), now))
                self.before_commit(session, now)
        self.wake(at(day.isoformat(), 17))
        self.days += 1
        self.after_each_day(at(day.isoformat(), 18))

    def wake(self, now: datetime) -> None:
        """Every clock wakes at the same instant."""
        rules, failures = self.rules(now), []

        def beat(engine: Engine) -> None:
            try:
                desk = Desk(rules, self.settings, SECRET)
                tick(engine, desk, now)
                asyncio.run(deliver_due(engine, desk, now, lambda: now.astimezone(UTC)))
            except BaseException as wrong:
                failures.append(wrong)

        clocks = [threading.Thread(target=beat, args=(engine,)) for engine in self.engines]
        for clock in clocks:
            clock.start()
        for clock in clocks:
            clock.join()
        if failures:
            raise failures[0]


def open_city(folder: Path, smtp_port: int, url: str = "", clocks: int = 1) -> City:
    """An empty, migrated installation with so many clocks."""
    settings = Settings(
        home=folder,
        database_url=url or f"sqlite:///{folder / 'duban.sqlite3'}",
        smtp_port=smtp_port,
        mail_from="督查室 <ducha@city.example>",
        office_person="孙协调",
        office_telephone="0000-9",
    )
    engines = [open_database(settings.database) for _ in range(clocks)]
    migrate(engines[0])
    return City(settings, engines)
