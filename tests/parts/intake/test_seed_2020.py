"""The 2020 prose notice, scored as its readers scored it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from intake.draft import Body
from intake.inline_dates import checkpoints
from intake.prose import read_prose
from intake.shapes import task_shape
from tests.support.plain import document, left_over

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
SEED = SHARED / "seeds" / "002_c856bae0900a5d28.txt"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not beside the repository"),
]


@pytest.fixture(scope="module")
def body() -> Body:
    read = read_prose(document(SEED.read_text(encoding="utf-8")), 2020)
    assert isinstance(read, Body)
    return read


def test_every_assignment_is_read_as_a_careful_reader_reads_it(body: Body, tmp_path: Path) -> None:
    read = tmp_path / "read.json"
    shown = {"tasks": [task_shape(task) for task in body.tasks]}
    read.write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
    scorer, gold = SHARED / "tools" / "score_notice.py", SHARED / "gold" / "notice-2020.json"
    done = subprocess.run([sys.executable, scorer, gold, read], capture_output=True, text=True, check=False)
    assert "wholly right 120/120, extra 0" in done.stdout, done.stdout


def test_every_character_of_the_prose_is_accounted_for(body: Body) -> None:
    assert left_over(document(SEED.read_text(encoding="utf-8")), body) == []


def test_the_dates_in_the_text_are_those_a_careful_reader_marks(body: Body) -> None:
    gold = json.loads((SHARED / "gold" / "inline-dates-2020.json").read_text(encoding="utf-8"))
    wanted = {
        (one["number"], one["part"], one["kind"], one["track"], one["date"])
        for one in gold
        if one["track"] != "none"
    }
    offered = [one for task in body.tasks for one in checkpoints(task, 2020)]
    found = {(one.number, one.part, one.kind, one.track, one.due and one.due.isoformat()) for one in offered}
    assert found == wanted
    assert len(offered) == len(wanted)


def test_what_everybody_does_is_not_listed_apart(body: Body) -> None:
    assert [task.number for task in body.tasks if not task.listed_apart] == [1, 43, 44]
