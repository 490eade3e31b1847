"""The 2021 and 2020 notices as Word, web page, workbook and PDF: what is read does not depend on the file's format."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from intake.document import Document, Slot, Table
from intake.flattened import with_tables
from intake.formats import open_document
from intake.notice import read_document
from intake.shapes import draft_shape
from tests.support.papers import Paper, PaperCell, Rows, write

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
SEEDS = {"2021": ("000_84d0c4c566b1ebc5.txt", 134), "2020": ("002_c856bae0900a5d28.txt", 120)}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not beside the repository"),
]


def paper_of(document: Document) -> Paper:
    """The same content as an office would lay it out: themes as cells over all their rows."""
    blocks = [
        rows_of(document, block) if isinstance(block, Table) else document.passages[block].text.strip()
        for block in document.blocks
    ]
    return Paper("来文", tuple(block for block in blocks if block))


def rows_of(document: Document, table: Table) -> Rows:
    def text(slot: Slot | None) -> str:
        lines = document.passages[slot.passage].text.splitlines() if slot else []
        return "\n".join(line.strip() for line in lines if line.strip())

    made: list[list[PaperCell]] = []
    for number, row in enumerate(table.rows):
        cells = [PaperCell(text(slot)) for slot in row]
        if cells[1].text:
            below = table.rows[number + 1 :]
            empty = next((at for at, other in enumerate(below) if text(other[1])), len(below))
            cells[1] = PaperCell(cells[1].text, down=1 + (empty if number else 0))
        else:
            del cells[1]
        made.append(cells)
    return tuple(map(tuple, made))


@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx", ".pdf", ".doc"])
@pytest.mark.parametrize("year", SEEDS)
def test_every_task_is_read_from_every_format(year: str, suffix: str, tmp_path: Path) -> None:
    seed, tasks = SEEDS[year]
    document = with_tables(open_document(SHARED / "seeds" / seed))
    notice = write(paper_of(document), tmp_path / f"notice{suffix}")
    read = tmp_path / "read.json"
    shape = draft_shape(read_document(open_document(notice)))
    read.write_text(json.dumps(shape, ensure_ascii=False), encoding="utf-8")
    scorer, gold = SHARED / "tools" / "score_notice.py", SHARED / "gold" / f"notice-{year}.json"
    done = subprocess.run([sys.executable, scorer, gold, read], capture_output=True, text=True, check=False)
    assert f"wholly right {tasks}/{tasks}, extra 0" in done.stdout, done.stdout[-2000:]
