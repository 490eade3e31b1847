"""`duban backup` and `duban restore`: the same installation again, on either database, or nothing changed."""

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, text
from sqlmodel import SQLModel, select

from models.attached import Attachment, StoredFile
from models.backing_up import CONTENTS, back_up
from models.backup_shape import tables_at
from models.database import open_database, reading, transaction
from models.duties import Obligation
from models.migrate import drift, migrate
from models.neutral import BackupError, kind_of
from models.office_clock import set_office_now
from models.plans import Plan
from models.restoring import is_empty, read_backup, restore
from models.units import Unit
from tests.support.cli import duban
from tests.support.full_rows import fill_every_table
from tests.support.office import SECRET, TestOffice, at, key_task, stone
from tests.support.postgres import postgres_url
from tests.support.smtp_server import Received
from tests.support.visitor import Visitor
from web.app import create_app

ON_SQLITE = pytest.mark.parametrize("office", ["sqlite"], indirect=True)
"""The file is the same; what differs between databases is tried on both."""
TO_EITHER = pytest.mark.parametrize("empty", ["sqlite", "postgresql"], indirect=True)
CONTENT = b"\x00\xff signed and sealed"


@pytest.fixture
def empty(request: pytest.FixtureRequest, office: TestOffice, tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing in it, of the other kind than the office's unless a test says which."""
    other = "postgresql" if office.engine.dialect.name == "sqlite" else "sqlite"
    kind = getattr(request, "param", other)
    engine = open_database(
        postgres_url() if kind == "postgresql" else f"sqlite:///{tmp_path / 'other.sqlite3'}"
    )
    yield engine
    engine.dispose()


@pytest.fixture
def lived(office: TestOffice) -> TestOffice:
    """An office that has lived to the first reminders of its plan, with a unit merged and a file stored."""
    office.issue(key_task(1, stone("2026-04-30")), key_task(2, stone("2026-06-30", scope="规划编制")))
    office.live_until(at("2026-03-13", 18))
    with transaction(office.engine) as session:
        set_office_now(session, office.now)
        into = session.exec(select(Unit)).first()
        assert into is not None
        session.add(Unit(name="市旧水利局", merged_into_id=into.id))
        session.add(StoredFile(digest="d1", size=len(CONTENT), media_type="text/plain", content=CONTENT))
        session.flush()
        session.add(Attachment(digest="d1", name="盖章页.txt", at=office.now, actor="孙协调"))
    return office


def board(office: TestOffice, engine: Engine) -> str:
    page = Visitor(create_app(office.settings, engine, SECRET), "127.0.0.1", "127.0.0.1:8300").get("/?plan=1")
    assert page.status_code == 200
    return str(page.text)


def moved(office: TestOffice, to: Engine, folder: Path) -> None:
    """Back up one database and restore it in another."""
    file = folder / "duban.zip"
    back_up(office.engine, file, office.now)
    restore(to, read_backup(to, file))


def tampered(file: Path, change: Callable[[dict[str, bytes]], Any]) -> Path:
    """A copy of a backup with other contents."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    other = file.with_name("tampered.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return other


def rewritten(table: str, change: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], None]:
    """A change of a table's rows that its checksum goes along with."""

    def apply(parts: dict[str, bytes]) -> None:
        contents, name = json.loads(parts[CONTENTS]), f"{table}.jsonl"
        parts[name] = change(parts[name])
        entry = next(one for one in contents["tables"] if one["name"] == table)
        entry["rows"] = parts[name].count(b"\n")
        entry["sha256"] = hashlib.sha256(parts[name]).hexdigest()
        parts[CONTENTS] = json.dumps(contents).encode()

    return apply


def empty_table(table: Table) -> dict[str, Any]:
    """An entry of a table of contents."""
    return {
        "name": table.name,
        "rows": 0,
        "sha256": hashlib.sha256(b"").hexdigest(),
        "columns": dict.fromkeys(table.columns.keys(), "text"),
        "key": [column.name for column in table.primary_key.columns],
        "points_to_itself": [],
    }


@TO_EITHER
@pytest.mark.postgres
def test_the_board_is_the_same_before_and_after(lived: TestOffice, empty: Engine, tmp_path: Path) -> None:
    before = board(lived, lived.engine)
    moved(lived, empty, tmp_path)
    assert board(lived, empty) == before
    assert drift(empty) == []


@TO_EITHER
@pytest.mark.postgres
def test_every_table_comes_back_row_by_row(lived: TestOffice, empty: Engine, tmp_path: Path) -> None:
    fill_every_table(lived.engine)
    moved(lived, empty, tmp_path)
    for table in SQLModel.metadata.sorted_tables:
        query = table.select().order_by(*table.primary_key.columns)
        with lived.engine.connect() as old, empty.connect() as new:
            kept = new.execute(query).all()
            assert kept == old.execute(query).all(), table.name
            assert kept, f"no row of {table.name} was tried"
    with reading(empty) as session:
        assert session.get_one(StoredFile, "d1").content == CONTENT


@pytest.mark.postgres
def test_the_clock_goes_on_without_repeating_a_mail(
    lived: TestOffice, empty: Engine, tmp_path: Path, received: Received
) -> None:
    said = len(received.messages)
    moved(lived, empty, tmp_path)
    office = TestOffice(empty, lived.settings, lived.now)
    assert office.beat().sent == 0
    office.live_until(at("2026-03-16", 12))
    assert len({message["Message-ID"] for message in received.messages}) == len(received.messages)
    assert len(received.messages) >= said


@pytest.mark.postgres
def test_the_next_plan_gets_a_number_of_its_own(lived: TestOffice, empty: Engine, tmp_path: Path) -> None:
    moved(lived, empty, tmp_path)
    assert (
        TestOffice(empty, lived.settings, lived.now).issue(key_task(1, stone("2027-06-30")), year=2027) == 2
    )


@ON_SQLITE
def test_a_backup_is_for_its_owner_and_never_overwrites(lived: TestOffice, tmp_path: Path) -> None:
    file = tmp_path / "duban.zip"
    back_up(lived.engine, file, lived.now)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(BackupError, match="已存在"):
        back_up(lived.engine, file, lived.now)


def test_what_changes_while_a_backup_is_made_is_not_in_it_by_halves(
    lived: TestOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One instant: a plan deleted in between is there with all that belongs to it."""
    import models.backing_up as backing_up

    write = backing_up._write_table

    def write_slowly(connection: Any, archive: Any, table: Any) -> dict[str, Any]:
        if table.name == "obligation":
            with transaction(lived.engine) as session:
                for row in session.exec(select(Obligation)):
                    row.trouble = "后来"
        return write(connection, archive, table)

    monkeypatch.setattr(backing_up, "_write_table", write_slowly)
    back_up(lived.engine, tmp_path / "duban.zip", lived.now)
    with zipfile.ZipFile(tmp_path / "duban.zip") as archive:
        rows = [json.loads(line) for line in archive.read("obligation.jsonl").splitlines()]
    assert rows
    assert {row["trouble"] for row in rows} == {""}


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda parts: parts.pop("unit.jsonl"), "不是完整的备份文件", id="a table is missing"),
        pytest.param(
            lambda parts: parts.update({"unit.jsonl": parts["unit.jsonl"][:-9] + b"\n"}),
            "已损坏",
            id="cut off",
        ),
        pytest.param(lambda parts: parts.pop(CONTENTS), "不是完整的备份文件", id="no contents"),
        pytest.param(
            lambda parts: parts.update({CONTENTS: parts[CONTENTS].replace(b'"format": 1', b'"format": 9')}),
            "更新版本",
            id="another format",
        ),
        pytest.param(
            lambda parts: parts.update(
                {CONTENTS: json.dumps(json.loads(parts[CONTENTS]) | {"revision": "9999"}).encode()}
            ),
            "更新版本",
            id="a newer program",
        ),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_and_changes_nothing(
    lived: TestOffice, tmp_path: Path, change: Callable[[dict[str, bytes]], Any], said: str
) -> None:
    back_up(lived.engine, tmp_path / "duban.zip", lived.now)
    before = board(lived, lived.engine)
    with pytest.raises(BackupError, match=said):
        read_backup(lived.engine, tampered(tmp_path / "duban.zip", change))
    assert board(lived, lived.engine) == before


@ON_SQLITE
def test_flipped_bytes_and_other_files_are_refused(lived: TestOffice, tmp_path: Path) -> None:
    file = tmp_path / "duban.zip"
    back_up(lived.engine, file, lived.now)
    with zipfile.ZipFile(file) as archive:  # among the packed rows: dates in the archive itself mean nothing
        part = max(archive.infolist(), key=lambda one: one.compress_size)
    content = bytearray(file.read_bytes())
    content[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(BackupError, match=r"备份|损坏"):
        read_backup(lived.engine, file)
    file.write_text("hello", encoding="utf-8")
    with pytest.raises(BackupError, match="不是完整的备份文件"):
        read_backup(lived.engine, file)
    with pytest.raises(BackupError, match="读不出来"):
        read_backup(lived.engine, tmp_path / "nowhere.zip")


def test_a_row_that_points_nowhere_leaves_the_database_as_it_was(lived: TestOffice, tmp_path: Path) -> None:
    back_up(lived.engine, tmp_path / "duban.zip", lived.now)
    before = board(lived, lived.engine)
    without_units = rewritten("unit", lambda _: b"")
    wrong = read_backup(lived.engine, tampered(tmp_path / "duban.zip", without_units))
    with pytest.raises(BackupError, match="数据库保持原样"):
        restore(lived.engine, wrong)
    assert board(lived, lived.engine) == before


@pytest.mark.postgres
def test_a_backup_of_an_older_program_is_brought_to_the_present(empty: Engine, tmp_path: Path) -> None:
    """As the program of the second revision would have written it."""
    file = tmp_path / "old.zip"
    migrate(empty)
    with empty.connect() as connection:
        columns = [
            row[0] for row in connection.execute(text("SELECT * FROM unit WHERE 1=0")).cursor.description
        ]
    assert "merged_into_id" in columns
    unit = {
        "id": "7f1d3f0a-5a0e-4a52-9d8f-0d6f3f6f2b11",
        "name": "市水务局",
        "full_name": "",
        "kind": "bureau",
    }
    line = (json.dumps(unit | {"aliases": ["水务"]}) + "\n").encode()
    kinds = {"id": "uuid", "name": "text", "full_name": "text", "kind": "word", "aliases": "json"}
    table = {
        "name": "unit",
        "rows": 1,
        "sha256": hashlib.sha256(line).hexdigest(),
        "columns": kinds,
        "key": ["id"],
        "points_to_itself": [],
    }
    others = [empty_table(one) for name, one in tables_at("0002").items() if name != "unit"]
    contents = {"format": 1, "revision": "0002", "tables": [table, *others]}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("unit.jsonl", line)
        for one in others:
            archive.writestr(f"{one['name']}.jsonl", b"")
        archive.writestr(CONTENTS, json.dumps(contents))
    restore(empty, read_backup(empty, file))
    assert drift(empty) == []
    with reading(empty) as session:
        kept = session.exec(select(Unit)).one()
    assert (kept.name, kept.aliases, kept.merged_into_id) == ("市水务局", ["水务"], None)


def test_every_column_of_ours_has_a_kind() -> None:
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            assert kind_of(column)


# The commands


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plans(folder: Path) -> int:
    engine = open_database(f"sqlite:///{folder / '.duban' / 'duban.sqlite3'}")
    with reading(engine) as session:
        count = len(session.exec(select(Plan)).all())
    engine.dispose()
    return count


def with_a_plan(folder: Path) -> None:
    from duban.sample import sample_notice

    (folder / "notice.txt").write_text(sample_notice(2026), encoding="utf-8")
    assert duban("plan", "import", "notice.txt", "--register-units").status == 0


def test_commands_back_up_and_restore_into_an_empty_database(folder: Path) -> None:
    with_a_plan(folder)
    assert "已备份到 all.zip" in duban("backup", "all.zip").out
    assert duban("backup", "all.zip").status == 1
    shutil.rmtree(folder / ".duban")
    assert "已恢复" in duban("restore", "all.zip").out
    assert plans(folder) == 1
    assert duban("db", "check").status == 0


def test_a_database_in_use_is_replaced_only_when_a_person_says_so(folder: Path) -> None:
    duban("backup", "empty.zip")
    with_a_plan(folder)
    assert "--replace" in duban("restore", "empty.zip").err
    assert "没有恢复" in duban("restore", "empty.zip", "--replace").err
    assert plans(folder) == 1
    assert duban("restore", "empty.zip", "--replace", "--yes").status == 0
    assert plans(folder) == 0


def test_only_what_commands_put_there_counts_as_empty(folder: Path) -> None:
    duban("db", "migrate")
    engine = open_database(f"sqlite:///{folder / '.duban' / 'duban.sqlite3'}")
    assert is_empty(engine)
    engine.dispose()
    with_a_plan(folder)
    engine = open_database(f"sqlite:///{folder / '.duban' / 'duban.sqlite3'}")
    assert not is_empty(engine)
    engine.dispose()
