"""Plans stored before readings were kept: migrated, they are answered, corrected and issued like new ones."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine
from sqlmodel import select

from config.policy_file import SHIPPED, read_policy, store_policy
from config.settings import Settings
from models.database import open_database, reading, transaction
from models.migrate import alembic_config, drift, migrate, rebuilding
from models.plans import KeyTask, UnitReading
from models.units import Unit
from models.words import Role
from tests.support.drafts import hand_over, milestones_of, parts_of, questions, settle, store, task
from tests.support.office import LEAD, SUPPORT, TestOffice, at
from tests.support.old_rows import Filler
from tests.support.postgres import postgres_url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the first revision with one draft plan, as the program then stored it."""
    url = postgres_url() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'old.sqlite3'}"
    engine = open_database(url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        fill(connection)
    yield engine
    engine.dispose()


def fill(connection: sa.Connection) -> None:
    """One draft plan of one key task, with three units and three questions."""
    rows = Filler(connection)
    units = {LEAD: uuid.uuid4(), SUPPORT: uuid.uuid4(), "各区人民政府": uuid.uuid4()}
    for name, key in units.items():
        rows.add("unit", id=key, name=name, full_name="", kind="group" if "各" in name else "bureau")
    directive = uuid.uuid4()
    rows.add(
        "directive",
        id=directive,
        kind="work-report",
        title="云泽市人民政府关于做好2026年重点工作的通知",
        issuer="云泽市人民政府",
        document_number="云政发〔2026〕1号",
        source_name="来文.txt",
        source_digest="old",
    )
    identity = "云泽市人民政府 云政发〔2026〕1号"
    created = at("2026-02-20")
    rows.add("plan", directive_id=directive, year=2026, identity=identity, state="draft", created_at=created)
    fill_key_task(rows, list(units.values()))
    for code, number, text, default in (
        ("limit-without-date", 1, "没有写明日期，按哪一天督办？", "暂不设期限"),
        ("group-members", 1, "“各区人民政府”具体指哪些单位？", "暂不指定"),
        ("who-leads", 0, "谁牵头？", "列第一位的牵头"),
    ):
        choices = [default, "按职责分工共同负责"]
        given = {"code": code, "number": number, "text": text, "default": default, "choices": choices}
        rows.add("question", id=uuid.uuid4(), plan_id=1, part=1, answer="", answered_by="", **given)


def fill_key_task(rows: Filler, units: list[uuid.UUID]) -> None:
    """Its first unit leads; its one milestone has no date."""
    task_id = uuid.uuid4()
    rows.add(
        "key_task",
        id=task_id,
        plan_id=1,
        number=1,
        part=1,
        theme="一、产业",
        content="建设第1号示范园区。",
        time_limit="见节点",
        responsibility="lead",
        leaders=["钱副市长"],
        state="confirmed",
    )
    for position, unit in enumerate(units):
        given = {"unit_id": unit, "role": "support" if position else "lead", "position": position}
        rows.add("assignment", id=uuid.uuid4(), key_task_id=task_id, state="pending", signed_by="", **given)
    rows.add(
        "milestone",
        id=uuid.uuid4(),
        key_task_id=task_id,
        position=0,
        criterion="complete",
        scope="",
        expected_result="",
        confidence=0.5,
        explanation="",
    )


def opened(old: Engine, tmp_path: Path) -> TestOffice:
    migrate(old)
    settings = Settings(home=tmp_path, database_url=old.url.render_as_string(hide_password=False))
    office = TestOffice(old, settings)
    with transaction(old) as session:
        store_policy(session, read_policy(SHIPPED), "出厂", "", office.now)
    return office


def test_an_old_database_becomes_what_the_code_says(old: Engine) -> None:
    migrate(old)
    assert drift(old) == []


def test_what_was_stored_is_taken_for_what_was_read(old: Engine, tmp_path: Path) -> None:
    opened(old, tmp_path)
    with reading(old) as session:
        row = session.exec(select(KeyTask)).one()
        names = session.exec(select(UnitReading.name, Unit.name).join(Unit)).all()
    assert (row.listed_apart, row.sums_up, row.groups) == (True, True, {})
    assert (row.reading["leads"], row.reading["supports"]) == ([LEAD], [SUPPORT, "各区人民政府"])
    assert row.reading["milestones"] == [{"due": None, "criterion": "complete", "scope": "", "every": None}]
    assert sorted(names) == sorted((name, name) for name in (LEAD, SUPPORT, "各区人民政府"))


def test_old_questions_are_numbered_and_have_their_effect(old: Engine, tmp_path: Path) -> None:
    office = opened(old, tmp_path)
    with reading(old) as session:
        assert [(row.position, row.code) for row in questions(session)] == [
            (1, "who-leads"),
            (2, "group-members"),
            (3, "limit-without-date"),
        ]
    settle(office, 3, "2026-06-30")
    settle(office, 2, SUPPORT)
    settle(office, 1, "2")
    assert str(milestones_of(office, 1)[0].deadline) == "2026-06-30"
    assert parts_of(office, 1) == [(LEAD, Role.LEAD), (SUPPORT, Role.LEAD)]
    hand_over(office)


def test_an_old_plan_is_corrected_like_any_other(old: Engine, tmp_path: Path) -> None:
    office = opened(old, tmp_path)
    same = task(1, supports=(SUPPORT, "各区人民政府"), due=None)
    assert store(office, same, source=b"again").changes == ()
    stored = store(office, task(1, supports=(SUPPORT, "各区人民政府")), source=b"second", apply=True)
    assert stored.changes == ("第1项 节点：未定日期 完成 → 2026-06-30 完成",)


def test_the_way_back_leaves_the_first_revision(old: Engine) -> None:
    migrate(old)
    with old.connect() as connection, rebuilding(connection), connection.begin():
        command.downgrade(alembic_config(connection), "0001")
        columns = {column["name"] for column in sa.inspect(connection).get_columns("key_task")}
    assert "reading" not in columns
    migrate(old)
    assert drift(old) == []
