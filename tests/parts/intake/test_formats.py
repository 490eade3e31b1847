"""One notice in every format reads the same, whatever the file is called."""

import shutil
from pathlib import Path

import pytest

from intake.document import Document, Slot, Table
from intake.errors import NotReadable
from intake.formats import open_document, open_here
from intake.formats.old_word import office
from intake.joining import joined
from tests.support.papers import Paper, flattened, laid_out, load_paper, paper_of, write

LONG = "推进沿河片区更新，完善管网、道路和照明，做好居民搬迁安置，建成口袋公园并向市民开放。"
PAPER = paper_of(
    {
        "blocks": [
            {"p": "云泽市人民政府办公室关于印发2027年重点任务分解表的通知"},
            {"p": "各县（市、区）人民政府，市政府各部门："},
            {
                "p": "现将任务分解表印发给你们，请各牵头单位会同配合单位制定具体方案，明确进度要求，"
                "落实到岗到人，按季度报送进展情况。"
            },
            {
                "table": [
                    [
                        {"text": "序号", "down": "2"},
                        {"text": "类别", "down": "2"},
                        {"text": "重点任务", "down": "2"},
                        {"text": "责任单位", "across": "2"},
                        {"text": "完成时限", "down": "2"},
                    ],
                    ["牵头", "配合"],
                    *(
                        [
                            str(number),
                            *(
                                [{"text": f"第{number // 6 + 1}类任务", "down": "6"}]
                                if number % 6 == 1
                                else []
                            ),
                            f"（{number}）" + LONG * (1 + number % 3),
                            "市水务局",
                            "市财政局\n临浦区人民政府" if number % 2 else "",
                            "6月底前",
                        ]
                        for number in range(1, 13)
                    ),
                ]
            },
            {"p": "注：列第一位的为牵头单位。"},
        ]
    }
)


def grids(document: Document) -> list[list[list[str | None]]]:
    return [
        [[document.passages[slot.passage].text if slot else None for slot in row] for row in table.rows]
        for table in document.tables
    ]


def paragraphs(document: Document) -> list[str]:
    return [document.passages[index].text for index in document.paragraphs]


def expected(paper: Paper) -> tuple[list[list[list[str | None]]], list[str]]:
    tables: list[list[list[str | None]]] = []
    for block in paper.blocks:
        if not isinstance(block, str):
            tables.append(
                [[one.cell.text for one in row for _ in range(one.cell.across)] for row in laid_out(block)]
            )
    return tables, [block for block in paper.blocks if isinstance(block, str)]


@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx", ".pdf", ".doc", ".rtf"])
def test_the_same_notice_in_every_format(tmp_path: Path, suffix: str) -> None:
    read = joined(open_document(write(PAPER, tmp_path / f"来文{suffix}")))
    assert (grids(read), paragraphs(read)) == expected(PAPER)
    assert read.name == f"来文{suffix}"
    assert read.form == {".rtf": "doc"}.get(suffix, suffix[1:])


def test_a_merged_cell_fills_all_its_slots(tmp_path: Path) -> None:
    (table,) = open_here(write(PAPER, tmp_path / "a.docx")).tables
    heads, below = table.rows[:2]
    first, left, right, under = heads[0], heads[3], heads[4], below[0]
    assert first
    assert left
    assert right == Slot(left.passage, merged=True)
    assert under == Slot(first.passage, merged=True)


def test_cells_and_paragraphs_know_their_places(tmp_path: Path) -> None:
    read = open_here(write(PAPER, tmp_path / "a.docx"))
    by_text = {passage.text: str(passage.place) for passage in read.passages}
    assert by_text["各县（市、区）人民政府，市政府各部门："] == "第2段"
    assert by_text["牵头"] == "第1张表第2行第4列"


def test_a_pdf_knows_its_pages(tmp_path: Path) -> None:
    read = open_here(write(PAPER, tmp_path / "a.pdf"))
    assert len(read.tables) > 1
    assert [table.page for table in read.tables] == list(range(1, len(read.tables) + 1))
    assert all(passage.place.page for passage in read.passages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_plain_text_a_passage_a_line(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "来文.txt"
    path.write_bytes(flattened(PAPER).replace("\n", newline).encode(encoding))
    read = open_document(path)
    assert [passage.text for passage in read.passages] == flattened(PAPER).splitlines()
    assert str(read.passages[2].place) == "第3行"
    assert not any(isinstance(block, Table) for block in read.blocks)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        pytest.param(".docx", ".doc", id="new Word called old"),
        pytest.param(".html", ".doc", id="a page called Word"),
        pytest.param(".html", ".xls", id="a page called Excel"),
        pytest.param(".xlsx", ".docx", id="Excel called Word"),
        pytest.param(".docx", ".txt", id="Word called text"),
        pytest.param(".txt", ".docx", id="text called Word"),
    ],
)
def test_the_content_decides_not_the_suffix(tmp_path: Path, written: str, named: str) -> None:
    source = write(PAPER, tmp_path / f"a{written}")
    shutil.copy(source, tmp_path / f"b{named}")
    assert open_here(tmp_path / f"b{named}").form == written[1:]


def test_without_libreoffice_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(PAPER, tmp_path / "来文.rtf")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotReadable, match="libreoffice-writer"):
        open_document(path)


def test_a_conversion_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(PAPER, tmp_path / "来文.rtf")
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("intake.formats.old_word.SECONDS", 0.2)
    assert office() == str(slow)
    with pytest.raises(NotReadable, match="没有完成"):
        open_document(path)


def test_papers_are_kept_as_yaml(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "blocks:\n- p: 标题\n- table:\n  - [序号, {text: 任务, across: 2}]\n  - [1, 2027-06-30, 丙]\n"
    )
    paper = load_paper(path)
    assert flattened(paper) == "标题\n\n\t序号\n\t任务\n\n\t1\n\t2027-06-30\n\t丙\n\n\n"
