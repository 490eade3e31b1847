"""A small office for tests: a real database, a real SMTP server, and an hour hand that tests move.

The cast: 王 answers for the lead unit, 李 heads it, 赵 answers for a supporting unit, 孙 coordinates in the office,
钱 is in charge and must never be mailed.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, select

from config.policy_file import SHIPPED, read_policy, store_policy
from config.rules import rules_in_force
from config.settings import Settings
from flows.tick import tick
from intake.draft import Draft, DraftMilestone, DraftTask, Question
from intake.register import Register, load_register
from intake.storing import store_draft
from models.actors import Actor, ActorKind
from models.database import open_database, reading, transaction
from models.duties import Obligation
from models.issuing import issue
from models.migrate import migrate
from models.plans import KeyTask
from models.rules import Rules
from models.units import Unit
from models.words import Criterion, ObligationKind, Responsibility
from notifications.claims import Delivered
from notifications.compose import Desk
from notifications.deliver import deliver_due

ZONE = ZoneInfo("Asia/Shanghai")
SECRET = "a secret only tests know"
OFFICE = Actor("孙协调", ActorKind.OFFICE)
WANG, LI, ZHAO, SUN = "wang@lead.example", "li@lead.example", "zhao@support.example", "sun@office.example"
LEAD, SUPPORT = "市工信局", "市财政局"

REGISTER = Register.model_validate(
    {
        "office": {
            "name": "市政府督查室",
            "posts": [{"role": "coordinator", "title": "督查员", "person": "孙协调", "email": SUN}],
        },
        "units": [
            {
                "name": LEAD,
                "kind": "bureau",
                "posts": [
                    {"role": "contact", "person": "王联络", "telephone": "0000-1", "email": WANG},
                    {"role": "head", "person": "李局长", "email": LI},
                ],
            },
            {
                "name": SUPPORT,
                "kind": "bureau",
                "posts": [{"role": "contact", "person": "赵联络", "telephone": "0000-2", "email": ZHAO}],
            },
        ],
    }
)


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """An hour of the office's day: `at("2026-03-11", 9)`."""
    return datetime.combine(date.fromisoformat(day), time(hour, minute), ZONE)


def stone(due: str | None, criterion: Criterion = Criterion.COMPLETE, scope: str = "") -> DraftMilestone:
    """A milestone as read."""
    return DraftMilestone(date.fromisoformat(due) if due else None, criterion, scope)


def key_task(number: int, *stones: DraftMilestone, supports: tuple[str, ...] = (SUPPORT,)) -> DraftTask:
    """A key task of the lead unit."""
    return DraftTask(
        number=number,
        part=1,
        theme="一、产业",
        content=f"建设第{number}号示范园区。",
        time_limit="见节点",
        leaders=("钱副市长",),
        responsibility=Responsibility.LEAD,
        leads=(LEAD,),
        supports=supports,
        milestones=stones,
    )


def draft(*tasks: DraftTask, year: int = 2026, questions: tuple[Question, ...] = ()) -> Draft:
    """A notice of a city that does not exist."""
    return Draft(
        title=f"云泽市人民政府关于做好{year}年重点工作的通知",
        issuer="云泽市人民政府",
        document_number=f"云政发〔{year}〕1号",
        issued_on=None,
        year=year,
        form="table",
        tasks=tasks,
        questions=questions,
        first_listed_rule="",
    )


@dataclass
class TestOffice:
    """Everything one test needs; `now` moves forward only."""

    __test__ = False

    engine: Engine
    settings: Settings
    now: datetime = field(default_factory=lambda: at("2026-02-24"))
    _rules: Rules | None = None

    def rules(self) -> Rules:
        """The rules in force; read once, as tests that change the policy make an office of their own."""
        if self._rules is None:
            with reading(self.engine) as session:
                self._rules = rules_in_force(session, self.settings, self.now)
        return self._rules

    def forget_rules(self) -> None:
        """Read them anew, for another year's calendar."""
        self._rules = None

    @property
    def desk(self) -> Desk:
        """What composing and delivering need."""
        return Desk(self.rules(), self.settings, SECRET)

    def issue(self, *tasks: DraftTask, year: int = 2026) -> int:
        """Import and issue a plan of these tasks now; returns its number."""
        with transaction(self.engine) as session:
            rules = rules_in_force(session, self.settings, self.now)
            stored = store_draft(session, draft(*tasks, year=year), ("test", b""), rules, OFFICE, self.now)
            issue(session, stored.plan, rules, OFFICE, self.now)
            return stored.plan.id or 0

    def beat(self) -> Delivered:
        """One waking of the clock at `now`: tick, then deliver."""
        desk = self.desk
        tick(self.engine, desk, self.now)
        return asyncio.run(deliver_due(self.engine, desk, self.now, lambda: self.now.astimezone(UTC)))

    def live_until(self, moment: datetime, step: timedelta = timedelta(hours=1)) -> None:
        """Hour by hour, each with a waking of the clock, up to and with `moment`."""
        while self.now < moment:
            self.now = min(self.now + step, moment)
            self.beat()


def unit_named(session: Session, name: str) -> Unit:
    """A unit of the cast."""
    return session.exec(select(Unit).where(Unit.name == name)).one()


def contact_of(unit: Unit) -> Actor:
    """The unit's contact as an actor."""
    return Actor(f"{unit.name}联络员", ActorKind.UNIT, unit.id)


def owed(session: Session, kind: ObligationKind, unit: str = LEAD, number: int | None = None) -> Obligation:
    """The first obligation of a kind, by date."""
    rows = session.exec(
        select(Obligation)
        .join(Unit)
        .where(Obligation.kind == kind, Unit.name == unit)
        .order_by(Obligation.report_by)  # type: ignore[arg-type]
    ).all()
    if number is not None:
        wanted = session.exec(select(KeyTask).where(KeyTask.number == number)).one().id
        rows = [row for row in rows if row.key_task_id == wanted]
    return rows[0]


def open_test_office(folder: Path, smtp_port: int, url: str = "") -> TestOffice:
    """A migrated, empty office with the shipped policy and the cast."""
    settings = Settings(
        home=folder,
        database_url=url or f"sqlite:///{folder / 'duban.sqlite3'}",
        smtp_port=smtp_port,
        mail_from="督查室 <ducha@city.example>",
        office_person="孙协调",
        office_telephone="0000-9",
    )
    engine = open_database(settings.database)
    migrate(engine)
    office = TestOffice(engine, settings)
    with transaction(engine) as session:
        store_policy(session, read_policy(SHIPPED), "出厂", "", office.now)
        load_register(session, REGISTER)
    return office
