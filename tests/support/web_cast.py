"""A small city for the tests of the pages: 王 answers, 李 heads, 赵 is in charge, 钱 must see nothing."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, select

from config.policy_file import SHIPPED, read_policy, store_policy
from config.rules import rules_in_force
from config.settings import Settings
from models.actors import Actor, ActorKind
from models.database import open_database, transaction
from models.duties import Obligation, Round, Sheet
from models.issuing import issue
from models.messages import Notification
from models.migrate import migrate
from models.office_clock import set_office_now
from models.plans import Assignment, Directive, KeyTask, Milestone, Plan
from models.rules import Rules
from models.units import Post, Unit
from models.words import (
    Channel,
    Criterion,
    Kind,
    ObligationKind,
    Outcome,
    PostRole,
    Responsibility,
    Role,
    UnitKind,
)
from notifications.links import link_for, token_for

SECRET = "a secret of the tests only"
ISSUED = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
"""Monday, 2 February 2026, nine in the morning in Shanghai."""
MARCH = datetime(2026, 3, 18, 1, 30, tzinfo=UTC)
"""A Wednesday a week before the first round."""
OFFICE = Actor("周督查", ActorKind.OFFICE)


@dataclass
class City:
    """Everything a test needs to name."""

    engine: Engine
    settings: Settings
    units: dict[str, UUID] = field(default_factory=dict)
    posts: dict[tuple[str, PostRole], UUID] = field(default_factory=dict)
    tasks: list[UUID] = field(default_factory=list)
    plan_id: int = 0

    def rules(self, session: Session, now: datetime) -> Rules:
        return rules_in_force(session, self.settings, now)

    def at(self, now: datetime) -> None:
        """Move the office's clock."""
        with transaction(self.engine) as session:
            set_office_now(session, now)

    def obligation(
        self, unit: str, kind: ObligationKind, task: int = 0, report_by: date | None = None
    ) -> UUID:
        """The id of the first obligation of this kind; `task` counts from 0 and is ignored for signing."""
        wanted = select(Obligation).where(Obligation.unit_id == self.units[unit], Obligation.kind == kind)
        if kind is not ObligationKind.SIGN:
            wanted = wanted.where(Obligation.key_task_id == self.tasks[task])
        if report_by is not None:
            wanted = wanted.where(Obligation.report_by == report_by)
        with Session(self.engine) as session:
            found = sorted(session.exec(wanted).all(), key=lambda row: row.report_by)
        return found[0].id

    def read(self, obligation_id: UUID) -> Obligation:
        with Session(self.engine) as session:
            return session.get_one(Obligation, obligation_id)

    def link(self, unit: str, now: datetime = MARCH, due_on: date = date(2026, 3, 25)) -> str:
        """A token for the unit's sheet of a round, as a mail would carry it."""
        with transaction(self.engine) as session:
            due = session.exec(select(Round).where(Round.due_on == due_on)).one()
            found = select(Sheet).where(Sheet.unit_id == self.units[unit], Sheet.round_id == due.id)
            sheet = session.exec(found).first() or Sheet(unit_id=self.units[unit], round_id=due.id)
            session.add(sheet)
            session.flush()
            post = self.posts[unit, PostRole.CONTACT]
            rules = self.rules(session, now)
            made = link_for(session, sheet, post, SECRET, rules.office, rules.policy.terms.link_days, now)
            return token_for(made.id, SECRET)

    def notify(
        self, obligation_id: UUID, rung: str, outcome: Outcome, now: datetime, **given: object
    ) -> UUID:
        """A notification as the clock would have stored it."""
        unit = self.unit_name(self.read(obligation_id).unit_id)
        role = (
            PostRole.CONTACT if given.get("channel", Channel.MAIL) is Channel.MAIL else PostRole.COORDINATOR
        )
        holder = unit if role is PostRole.CONTACT else "市政府督查室"
        values: dict[str, Any] = {
            "kind": Kind.URGE,
            "channel": Channel.MAIL,
            "policy": 1,
            "cycle": 0,
            **given,
        }
        note = Notification(
            obligation_id=obligation_id,
            rung=rung,
            post_id=self.posts[holder, role],
            due_at=now,
            created_at=now,
            outcome=outcome,
            **values,
        )
        with transaction(self.engine) as session:
            session.add(note)
        return note.id

    def unit_name(self, unit_id: UUID) -> str:
        return next(name for name, one in self.units.items() if one == unit_id)


def empty_city(folder: Path, **settings: Any) -> City:
    """A migrated database with the shipped policy, and nobody in it."""
    engine = open_database(f"sqlite:///{folder / 'duban.sqlite3'}")
    migrate(engine)
    city = City(engine, _settings(folder, settings))
    with transaction(engine) as session:
        store_policy(session, read_policy(SHIPPED), "测试", "", ISSUED)
        set_office_now(session, ISSUED)
    return city


def small_city(folder: Path, **settings: Any) -> City:
    """Two key tasks of 市交通局 with 市财政局 supporting, one of 市水务局; 市体育局 has no part in anything."""
    built, file = _built()
    (folder / "duban.sqlite3").write_bytes(file)
    engine = open_database(f"sqlite:///{folder / 'duban.sqlite3'}")
    return replace(built, engine=engine, settings=_settings(folder, settings))


@cache
def _built() -> tuple[City, bytes]:
    """The small city and its database file, made once: migrating and issuing is most of a short test's time."""
    with TemporaryDirectory() as name:
        city = empty_city(Path(name))
        with transaction(city.engine) as session:
            _people(session, city)
            plan = _plan(session, city)
            issue(session, plan, city.rules(session, ISSUED), OFFICE, ISSUED)
            city.plan_id = plan.id or 0
        with city.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        city.engine.dispose()
        return city, (Path(name) / "duban.sqlite3").read_bytes()


def _settings(folder: Path, given: dict[str, Any]) -> Settings:
    return Settings(home=folder, office_person="周督查", office_telephone="0100-1234", **given)


def _people(session: Session, city: City) -> None:
    cast = {
        "市交通局": ("王联络", "李局长"),
        "市财政局": ("孙联络", "吴局长"),
        "市水务局": ("郑联络", ""),
        "市体育局": ("钱联络", ""),
    }
    for n, (name, (contact, head)) in enumerate(cast.items(), 1):
        unit = Unit(name=name, kind=UnitKind.BUREAU)
        session.add(unit)
        session.flush()
        city.units[name] = unit.id
        _post(
            session, city, name, PostRole.CONTACT, contact, f"contact{n}@city.example", f"0100-{n}{n}{n}{n}"
        )
        _post(session, city, name, PostRole.HEAD, head, f"head{n}@city.example", "")
    office = Unit(name="市政府督查室", kind=UnitKind.OFFICE)
    session.add(office)
    session.flush()
    city.units[office.name] = office.id
    _post(session, city, office.name, PostRole.COORDINATOR, "周督查", "office@city.example", "0100-1234")
    _post(session, city, office.name, PostRole.HEAD, "冯主任", "director@city.example", "0100-1200")


def _post(
    session: Session, city: City, unit: str, role: PostRole, person: str, email: str, phone: str
) -> None:
    post = Post(unit_id=city.units[unit], role=role, person=person, email=email, telephone=phone)
    session.add(post)
    city.posts[unit, role] = post.id


def _plan(session: Session, city: City) -> Plan:
    directive = Directive(title="二〇二六年重点工作分工", issuer="市政府")
    session.add(directive)
    session.flush()
    plan = Plan(directive_id=directive.id, year=2026, identity="测试", created_at=ISSUED)
    session.add(plan)
    session.flush()
    december = date(2026, 12, 31)
    rows: list[tuple[str, str, list[str], date, Criterion]] = [
        ("畅通出行", "新开公交线路六条<b>不加粗</b>", ["市交通局", "市财政局"], december, Criterion.PROGRESS),
        ("畅通出行", "完成东湖大桥加固", ["市交通局", "市财政局"], date(2026, 6, 30), Criterion.COMPLETE),
        ("清水绿岸", "整治黑臭水体三处", ["市水务局"], december, Criterion.PROGRESS),
    ]
    for number, (theme, content, units, deadline, criterion) in enumerate(rows, 1):
        _task(session, city, plan, number, theme, content, units, deadline, criterion)
    return plan


def _task(
    session: Session,
    city: City,
    plan: Plan,
    number: int,
    theme: str,
    content: str,
    units: list[str],
    deadline: date,
    criterion: Criterion,
) -> None:
    task = KeyTask(
        plan_id=plan.id or 0,
        number=number,
        theme=theme,
        content=content,
        time_limit=f"{deadline.month}月底前",
        responsibility=Responsibility.LEAD,
        leaders=["赵副市长"],
    )
    session.add(task)
    session.flush()
    city.tasks.append(task.id)
    for position, unit in enumerate(units):
        role = Role.SUPPORT if position else Role.LEAD
        session.add(Assignment(key_task_id=task.id, unit_id=city.units[unit], role=role, position=position))
    asked = date(2027, 1, 15) if deadline.month == 12 else deadline
    session.add(
        Milestone(
            key_task_id=task.id,
            position=0,
            deadline=deadline,
            report_by=asked,
            criterion=criterion,
            explanation="月底即当月最后一日。",
        )
    )
    session.flush()
