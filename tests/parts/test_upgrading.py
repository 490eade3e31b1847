"""A database with a plan that is under way, of an older revision, comes to the present one with all that is in it."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine
from sqlmodel import Session, col, select

from models.database import open_database, reading, transaction
from models.duties import Obligation, Report, Round
from models.messages import Notification
from models.migrate import alembic_config, drift, migrate, rebuilding
from models.plans import KeyTask, Plan
from models.traces import HistoryEntry
from models.units import Post, Unit
from models.words import Answer, Armed, ObligationState, PostRole, RoundKind, Secrecy
from tests.support.office import at
from tests.support.old_rows import Filler
from tests.support.postgres import postgres_url

DAY = date(2026, 3, 25)
THEN = at("2026-02-24")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = postgres_url() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'old.sqlite3'}"
    opened = open_database(url)
    yield opened
    opened.dispose()


@pytest.fixture(params=["0001", "0002"])
def upgraded(request: pytest.FixtureRequest, engine: Engine) -> Engine:
    """A plan as the program of that revision kept it, brought to the present."""
    with engine.connect() as connection, rebuilding(connection), connection.begin():
        command.upgrade(alembic_config(connection), request.param)
        fill(connection)
    migrate(engine)
    return engine


def fill(connection: Connection) -> None:
    """One issued key task of one unit: an obligation that was returned twice, one that was never."""
    rows = Filler(connection)
    unit, directive, task, sheet_round = (uuid.uuid4() for _ in range(4))
    rows.add("unit", id=unit, name="市工信局", full_name="", kind="bureau")
    post = uuid.uuid4()
    for key, role in ((post, "contact"), (uuid.uuid4(), "head")):
        who = {"title": "", "person": f"王{role}", "telephone": "0000-1", "email": f"{role}@lead.example"}
        rows.add("post", id=key, unit_id=unit, role=role, **who)
    named = {"kind": "work-report", "title": "通知", "issuer": "云泽市人民政府", "document_number": ""}
    rows.add("directive", id=directive, source_name="", source_digest="", **named)
    times = {"created_at": THEN, "issued_at": THEN}
    rows.add("plan", directive_id=directive, year=2026, identity="通知 2026", state="issued", **times)
    text = {"theme": "一、产业", "content": "建设示范园区。", "time_limit": "见节点", "source": ""}
    shape = {"number": 1, "part": 1, "responsibility": "lead", "state": "issued"}
    known = {"listed_apart": True, "sums_up": True}
    had = {key: value for key, value in (text | known).items() if key in rows.tables.tables["key_task"].c}
    rows.add("key_task", id=task, plan_id=1, **shape, **had)
    rows.add("round", id=sheet_round, due_on=DAY, name="一季度")
    for told in range(3):
        line = {"actor": "孙协调", "verb": "交办", "sentence": f"第{told}行", "before": {}, "after": {}}
        rows.add("history_entry", id=uuid.uuid4(), at=THEN + timedelta(hours=3 - told), plan_id=1, **line)
    for cycle, slot in ((2, "first"), (0, "second")):
        owed = uuid.uuid4()
        rows.add("obligation", id=owed, **obligation(unit, task, sheet_round, cycle, slot))
        said = {"cycle": cycle, "answer": "in-progress", "text": f"已报{slot}", "at": THEN, "actor": "王联络"}
        rows.add("report", id=uuid.uuid4(), obligation_id=owed, **said)
        note = {"cycle": cycle, "rung": "本轮开始", "channel": "mail", "kind": "reminder", "due_at": THEN}
        ended = {"outcome": "delivered", "reason": "", "policy": 1, "created_at": THEN, "released_by": ""}
        rows.add("notification", id=uuid.uuid4(), obligation_id=owed, post_id=post, **note, **ended)


def obligation(
    unit: uuid.UUID, task: uuid.UUID, sheet_round: uuid.UUID, cycle: int, slot: str
) -> dict[str, object]:
    return {
        "plan_id": 1,
        "unit_id": unit,
        "kind": "progress",
        "key_task_id": task,
        "round_id": sheet_round,
        "period": "",
        "slot": slot,
        "ladder": "round",
        "report_by": DAY,
        "state": "returned" if cycle else "open",
        "cycle": cycle,
        "armed_at": THEN,
        "next_rung_at": THEN,
        "trouble": "",
    }


def owed(session: Session) -> list[Obligation]:
    return list(session.exec(select(Obligation).order_by(col(Obligation.slot))))


def test_it_becomes_what_the_code_says(upgraded: Engine) -> None:
    assert drift(upgraded) == []


def test_what_was_returned_is_counted_and_what_was_not_is_as_it_was(upgraded: Engine) -> None:
    with reading(upgraded) as session:
        first, second = owed(session)
        assert (first.state, first.returns, first.armed_for) == (ObligationState.RETURNED, 2, Armed.RETURNED)
        assert (second.state, second.returns, second.armed_for) == (ObligationState.OPEN, 0, Armed.ISSUED)
        assert {row.asked_by for row in (first, second)} == {DAY}
        assert {(row.paused, row.extended_to, row.verdict) for row in (first, second)} == {
            (False, None, None)
        }


def test_posts_reports_messages_and_texts_are_kept(upgraded: Engine) -> None:
    with reading(upgraded) as session:
        posts = session.exec(select(Post).order_by(col(Post.email))).all()
        assert [(post.role, post.email) for post in posts] == [
            (PostRole.CONTACT, "contact@lead.example"),
            (PostRole.HEAD, "head@lead.example"),
        ]
        reports = session.exec(select(Report).order_by(col(Report.text))).all()
        assert [(row.text, row.answer) for row in reports] == [
            ("已报first", Answer.IN_PROGRESS),
            ("已报second", Answer.IN_PROGRESS),
        ]
        assert {(row.next_step, row.blocker, str(row.details), str(row.taken_over)) for row in reports} == {
            ("", "", "{}", "[]")
        }
        assert len(session.exec(select(Notification)).all()) == 2
        task, plan = session.exec(select(KeyTask)).one(), session.exec(select(Plan)).one()
        assert (task.content, task.secrecy, plan.rounds) == ("建设示范园区。", Secrecy.OPEN, [])
        assert session.exec(select(Round)).one().kind is RoundKind.REGULAR


def test_history_is_numbered_from_the_oldest_line_and_goes_on_counting(upgraded: Engine) -> None:
    with transaction(upgraded) as session:
        told = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id))).all()
        assert [(row.id, row.sentence) for row in told] == [(1, "第2行"), (2, "第1行"), (3, "第0行")]
        line = HistoryEntry(plan_id=1, at=THEN, actor="孙协调", verb="签收", sentence="新的一行")
        session.add(line)
        session.flush()
        assert line.id == 4


def test_old_reports_have_their_place(upgraded: Engine) -> None:
    with reading(upgraded) as session:
        assert session.exec(select(Report.position)).all() == [1, 1]


def test_a_unit_may_have_several_sections_now(upgraded: Engine) -> None:
    with transaction(upgraded) as session:
        unit = session.exec(select(Unit)).one()
        session.add_all(Post(unit_id=unit.id, role=PostRole.SECTION, title=name) for name in ("甲处", "乙处"))
    with reading(upgraded) as session:
        assert len(session.exec(select(Post)).all()) == 4
