"""Backups that lost something or were written by nobody's program: refused with one sentence, nothing is touched."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.backing_up import CONTENTS, back_up
from models.neutral import BackupError
from models.restoring import read_backup, restore
from tests.parts.test_backup import board, rewritten, tampered
from tests.support.cli import duban
from tests.support.office import TestOffice, key_task, stone

Change = Callable[[dict[str, bytes]], Any]
FLIPS = 60


@pytest.fixture
def file(office: TestOffice, tmp_path: Path) -> Path:
    """A backup of an office with one plan."""
    office.issue(key_task(1, stone("2026-06-30")))
    back_up(office.engine, tmp_path / "duban.zip", office.now)
    return tmp_path / "duban.zip"


def contents(change: Callable[[dict[str, Any]], Any]) -> Change:
    """A change of the table of contents."""

    def apply(parts: dict[str, bytes]) -> None:
        known = json.loads(parts[CONTENTS])
        made = change(known)
        parts[CONTENTS] = json.dumps(known if made is None else made).encode()

    return apply


def without(*names: str) -> Change:
    return contents(
        lambda known: known.update(tables=[one for one in known["tables"] if one["name"] not in names])
    )


def table(known: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in known["tables"] if one["name"] == name)


def value(where: str, **fields: Any) -> Change:
    """Other values in the first row of a table, with a checksum that fits."""

    def first(lines: bytes) -> bytes:
        head, _, rest = lines.partition(b"\n")
        return json.dumps(json.loads(head) | fields).encode() + b"\n" + rest

    return rewritten(where, first)


def line(text: bytes) -> Change:
    return rewritten("unit", lambda lines: lines + text + b"\n")


def unknown_column(parts: dict[str, bytes]) -> None:
    contents(lambda known: table(known, "unit")["columns"].update(zzz="text"))(parts)
    value("unit", zzz="x")(parts)


def twice(known: dict[str, Any]) -> None:
    known["tables"].append(table(known, "unit"))


REFUSED: dict[str, Change] = {
    "no tables": contents(lambda known: known.update(tables=[])),
    "no history": without("history_entry"),
    "no notifications": without("notification"),
    "a table twice": contents(twice),
    "an unknown table": contents(
        lambda known: known["tables"].append(table(known, "unit") | {"name": 'x"; --'})
    ),
    "an unknown column": unknown_column,
    "a column missing": contents(lambda known: table(known, "unit")["columns"].pop("name")),
    "an unknown kind": contents(lambda known: table(known, "unit")["columns"].update(name="blob")),
    "another key": contents(lambda known: table(known, "unit").update(key=["name"])),
    "points nowhere": contents(lambda known: table(known, "unit").update(points_to_itself=["nope"])),
    "points to nothing": contents(lambda known: table(known, "unit").update(points_to_itself=None)),
    "contents a list": contents(lambda _: []),
    "tables a map": contents(lambda known: known.update(tables={"a": 1})),
    "tables numbers": contents(lambda known: known.update(tables=[1])),
    "revision a list": contents(lambda known: known.update(revision=["0001"])),
    "revision head": contents(lambda known: known.update(revision="head")),
    "revision cut": contents(lambda known: known.update(revision="000")),
    "revision none": contents(lambda known: known.update(revision=None)),
    "format a text": contents(lambda known: known.update(format="1")),
    "deep contents": lambda parts: parts.update({CONTENTS: b"[" * 100_000}),
    "a deep row": line(b"[" * 100_000),
    "a row a list": line(b"[1]"),
    "a row nothing": line(b"null"),
    "a row no JSON": line(b"xx"),
    "a row no UTF-8": line(b"\xff\xfe"),
    "a year a text": value("plan", year="abc"),
    "a year too large": value("plan", year=10**30),
    "a year a truth": value("plan", year=True),
    "a name a list": value("unit", name=["a"]),
    "a name a map": value("unit", name={"a": 1}),
    "an id no id": value("unit", id="zz"),
    "an id a number": value("unit", id=5),
    "a date no date": value("obligation", report_by="2026-13-01"),
    "a date a number": value("obligation", report_by=5),
    "a truth a text": value("obligation", paused="yes"),
    "a moment without zone": value("history_entry", at="2026-01-01T00:00:00"),
    "an unknown word": value("unit", kind="zzz"),
    "no name": value("unit", name=None),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_a_backup_that_is_not_whole_is_refused_in_one_sentence(
    office: TestOffice, file: Path, change: Change
) -> None:
    before = board(office, office.engine)
    with pytest.raises(BackupError, match=r"恢复|保持原样|升级"):
        restore(office.engine, read_backup(office.engine, tampered(file, change)))
    assert board(office, office.engine) == before


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_STORED]
)
def test_flipped_and_lost_bytes_end_in_a_sentence(office: TestOffice, file: Path, packed: int) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packed) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    chance, refused = random.Random(packed), 0  # the same flips every time
    for at in range(FLIPS):
        raw = bytearray(whole.getvalue())
        if at % 4 == 0:
            del raw[chance.randrange(len(raw)) :]
        for _ in range(min(3, len(raw))):
            # Most often in the directory at the end, which is what libraries trust.
            place = (
                chance.randrange(max(len(raw) - 3000, 0), len(raw)) if at % 2 else chance.randrange(len(raw))
            )
            raw[place] = chance.randrange(256)
        file.write_bytes(raw)
        try:
            read_backup(office.engine, file)
        except BackupError:
            refused += 1
    assert refused > FLIPS // 2


def test_the_command_says_it_and_leaves_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert duban("backup", "all.zip").status == 0
    other = tampered(tmp_path / "all.zip", REFUSED["no history"])
    answer = duban("restore", str(other), "--replace", "--yes")
    assert (answer.status, answer.err.strip()) == (1, "备份的内容不完整（history_entry），没有恢复任何内容。")
    assert duban("db", "check").status == 0
