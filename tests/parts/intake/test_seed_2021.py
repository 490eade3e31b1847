"""The 2021 table notice, scored as its readers scored it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from intake.notice import read_notice
from intake.shapes import draft_shape as as_json

SHARED = Path(__file__).resolve().parents[3].parent / "shared"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not beside the repository"),
]


def test_every_task_is_read_as_a_careful_reader_reads_it(tmp_path: Path) -> None:
    read = tmp_path / "read.json"
    draft = read_notice(SHARED / "seeds" / "000_84d0c4c566b1ebc5.txt")
    read.write_text(json.dumps(as_json(draft), ensure_ascii=False), encoding="utf-8")
    scorer = SHARED / "tools" / "score_notice.py"
    gold = SHARED / "gold" / "notice-2021.json"
    done = subprocess.run([sys.executable, scorer, gold, read], capture_output=True, text=True, check=False)
    assert "wholly right 134/134, extra 0" in done.stdout
    assert done.returncode == 0


def test_its_title_issuer_and_year() -> None:
    draft = read_notice(SHARED / "seeds" / "000_84d0c4c566b1ebc5.txt")
    gold = json.loads((SHARED / "gold" / "notice-2021.json").read_text(encoding="utf-8"))
    assert (draft.title, draft.issuer, draft.year) == (gold["title"], gold["issuer"], gold["year"])
