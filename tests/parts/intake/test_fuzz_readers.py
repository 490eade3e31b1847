"""Every reader under noise: whatever comes in, a Document or a NotReadable comes out.

A hundred damaged files a reader by default; `make prove` tries thousands. The readers are called in this process, so
that a mistake shows where it is; what would take long or grow large is the business of `test_bad_files.py`.
"""

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.document import Document
from intake.errors import NotReadable
from intake.formats import open_here
from intake.joining import joined
from tests.support.papers import paper_of, write
from tests.support.raw_files import pdf_of, ruling, words

FORMATS = [".txt", ".docx", ".html", ".xlsx", ".pdf"]
SOME = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))

PAPER = paper_of(
    {
        "blocks": [
            {"p": "关于印发任务表的通知"},
            {
                "table": [
                    ["序号", {"text": "任务", "across": "2"}],
                    [{"text": "1", "down": "2"}, "修渠\n植树", "甲"],
                    ["乙", "丙"],
                ]
            },
            {"p": "注：略。"},
        ]
    }
)


@cache
def sound(suffix: str) -> bytes:
    """A small valid file of the format."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        if suffix == ".pdf":
            pages = [
                ruling((50, 100, 300), (700, 680, 660)) + words(55, 685, "No") + words(105, 665, "Canal")
            ] * 2
            return pdf_of(path, pages).read_bytes()
        return write(PAPER, path).read_bytes()


def outcome(raw: bytes, suffix: str) -> Document | str:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(raw)
        try:
            read = joined(open_here(path))
        except NotReadable as refused:
            refusal = str(refused)
        else:
            refusal = ""
    if refusal:
        assert refusal.endswith("。")
        return refusal
    check(read)
    return read


def check(read: Document) -> None:
    """What every document promises to those who read it."""
    for block in read.blocks:
        if isinstance(block, int):
            assert 0 <= block < len(read.passages)
            continue
        assert block.rows
        assert len({len(row) for row in block.rows}) == 1
        assert all(0 <= slot.passage < len(read.passages) for row in block.rows for slot in row if slot)


Damage = Callable[[bytes, random.Random], bytes]


def flipped(raw: bytes, chance: random.Random) -> bytes:
    """Some bytes changed."""
    made = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def cut(raw: bytes, chance: random.Random) -> bytes:
    """The end missing, or a piece in the middle."""
    start = chance.randrange(len(raw))
    return raw[:start] + raw[start + chance.choice([len(raw), 1, 40]) :]


def repeated(raw: bytes, chance: random.Random) -> bytes:
    """A piece put in once more, elsewhere."""
    start, at = chance.randrange(len(raw)), chance.randrange(len(raw))
    return raw[:at] + raw[start : start + chance.randint(1, 200)] + raw[at:]


def inside(damage: Damage) -> Damage:
    """The same done to a part inside a zipped file, which stays a sound archive."""

    def damaged(raw: bytes, chance: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(name for name in parts if parts[name]))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, damage(content, chance) if part == name else content)
        return made.getvalue()

    return damaged


DAMAGES: list[Damage] = [flipped, cut, repeated]


def damaged(suffix: str, seed: int) -> bytes:
    chance = random.Random(seed)
    damage = chance.choice(DAMAGES)
    if suffix in (".docx", ".xlsx") and chance.random() < 0.8:
        damage = inside(damage)
    return damage(sound(suffix), chance)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_sound_file_is_read(suffix: str) -> None:
    read = outcome(sound(suffix), suffix)
    assert isinstance(read, Document)
    assert read.form == suffix[1:]


@pytest.mark.parametrize("suffix", FORMATS)
def test_damaged_files(suffix: str) -> None:
    @SOME
    @given(st.integers(0, 2**32))
    def trial(seed: int) -> None:
        outcome(damaged(suffix, seed), suffix)

    trial()


@pytest.mark.prove
@pytest.mark.parametrize("suffix", FORMATS)
def test_thousands_of_damaged_files(suffix: str) -> None:
    @MANY
    @given(st.integers(0, 2**32))
    def trial(seed: int) -> None:
        outcome(damaged(suffix, seed), suffix)

    trial()


@SOME
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"%PDF-1.7\n", b"<html>", b"<table><tr>", b"MIME-Version: 1.0\n", b"PK\x03\x04"]),
)
def test_noise(noise: bytes, start: bytes) -> None:
    outcome(start + noise, ".txt")


TAGS = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "<td rowspan=3>",
        "<td colspan=2>",
        "<td>",
        "</td>",
        "<p>",
        "</p>",
        "<br>",
        "<div>",
        "</div>",
        "甲",
        "乙 \n",
    ]
)


@SOME
@given(st.lists(TAGS, max_size=60))
def test_tags_in_any_order(tags: list[str]) -> None:
    """No text is lost, whatever is nested in what."""
    read = outcome(("<html><body>" + "".join(tags)).encode(), ".html")
    if isinstance(read, Document):
        found = "".join(passage.text for passage in read.passages)
        assert (found.count("甲"), found.count("乙")) == (tags.count("甲"), tags.count("乙 \n"))
