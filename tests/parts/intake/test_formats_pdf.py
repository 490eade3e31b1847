"""PDFs: lines glued into paragraphs and cells, ruling lines into tables, furniture left out."""

import itertools
from pathlib import Path

import pytest
from PIL import Image

from intake.document import Document
from intake.errors import NotReadable
from intake.formats import open_here
from intake.formats.breaks import begins_anew
from intake.formats.pdf_lines import Line, cell_text, plain
from tests.support.papers import paper_of, write
from tests.support.raw_files import pdf_of, ruling, words


def lines(document: Document) -> list[str]:
    return [document.passages[index].text for index in document.paragraphs]


def rows(document: Document) -> list[list[str | None]]:
    (table,) = document.tables
    return [[document.passages[slot.passage].text if slot else None for slot in row] for row in table.rows]


def set_in_type(*texts: str, at: float = 0, size: float = 10) -> list[Line]:
    """Lines as a printer sets Chinese: every character as wide as it is high."""
    return [
        Line(text, at, at + size * len(text), top, top + size, size, size)
        for text, top in zip(texts, itertools.count(0, 15), strict=False)
    ]


@pytest.mark.parametrize(
    ("texts", "width", "found"),
    [
        pytest.param(["推进沿河片", "区更新"], 50, "推进沿河片区更新", id="the line was full"),
        pytest.param(["市水务局", "市财政局"], 80, "市水务局\n市财政局", id="there was room"),
        pytest.param(["市水务局", "市财政局"], 40, "市水务局\n市财政局", id="full, but a unit's whole name"),
        pytest.param(["市发展改", "革委"], 40, "市发展改革委", id="a name that goes on"),
        pytest.param(["市政府", "办公室"], 30, "市政府办公室", id="a longer name"),
        pytest.param(["市水务局、", "市财政局"], 50, "市水务局、市财政局", id="a list with separators"),
        pytest.param(["1.修渠；", "2.植树。"], 40, "1.修渠；\n2.植树。", id="a numbered list"),
        pytest.param(["共建成5", "0座"], 50, "共建成50座", id="a number that was cut"),
        pytest.param(["修渠工程", "，植树"], 60, "修渠工程，植树", id="a stop begins no line of its own"),
    ],
)
def test_lines_of_a_cell(texts: list[str], width: float, found: str) -> None:
    assert cell_text(set_in_type(*texts), 0, width) == found


def test_centred_lines_are_judged_by_their_length() -> None:
    short = [Line("修渠", 20, 40, 0, 10, 10, 10), Line("植树", 20, 40, 15, 25, 10, 10)]
    assert cell_text(short, 0, 60) == "修渠\n植树"


@pytest.mark.parametrize(
    ("text", "ahead", "anew"),
    [
        ("市教育局", "滨湖区人民政府", True),
        ("市委", "宣传部", False),
        ("市公安局", "交警支队", False),
        ("市公安局", "市司法局", True),
        ("市人力资源和社会", "保障局", False),
        ("市发展和改革委", "员会", False),
        ("人民银行", "云泽分行", False),
    ],
)
def test_where_a_unit_begins(text: str, ahead: str, anew: bool) -> None:
    assert begins_anew(text, ahead, flowing=False) is anew


def test_radicals_are_characters() -> None:
    assert "".join(map(plain, "⼈⺠⽣⻓⻔⼾")) == "人民生长门户"


def test_a_table_and_what_stands_around_it(tmp_path: Path) -> None:
    xs, ys = (50, 100, 300), (700, 680, 660)
    page = words(50, 750, "Title") + ruling(xs, ys) + words(55, 685, "No") + words(105, 685, "Work")
    page += words(55, 665, "1") + words(105, 665, "Canal") + words(50, 640, "Note: the first leads.")
    page += words(290, 30, "- 1 -")
    document = open_here(pdf_of(tmp_path / "a.pdf", [page]))
    assert rows(document) == [["No", "Work"], ["1", "Canal"]]
    assert lines(document) == ["Title", "Note: the first leads."]
    assert str(document.passages[-2].place) == "第1页第1张表第2行第2列"


def test_cells_left_open_at_the_edge_of_a_page(tmp_path: Path) -> None:
    # No lines at the sides, none below the first column.
    page = "50 700 m 300 700 l S 100 680 m 300 680 l S 50 720 m 300 720 l S "
    page += "100 660 m 300 660 l S 100 660 m 100 720 l S "
    page += (
        words(55, 705, "A")
        + words(105, 705, "B")
        + words(55, 685, "C")
        + words(105, 685, "D")
        + words(105, 665, "E")
    )
    assert rows(open_here(pdf_of(tmp_path / "a.pdf", [page]))) == [["A", "B"], ["C", "D"], ["C", "E"]]


def test_shading_is_no_border(tmp_path: Path) -> None:
    page = (
        "0.9 g 50 660 60 40 re f 0 g "
        + ruling((50, 150, 300), (700, 660))
        + words(55, 680, "A")
        + words(155, 680, "B")
    )
    assert rows(open_here(pdf_of(tmp_path / "a.pdf", [page]))) == [["A", "B"]]


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    pages = [
        words(250, 800, "City Office")
        + words(60, 600, f"Text {number}{number}.")
        + words(290, 30, f"{number} / 4")
        for number in range(1, 5)
    ]
    assert lines(open_here(pdf_of(tmp_path / "a.pdf", pages))) == [
        "Text 11.",
        "Text 22.",
        "Text 33.",
        "Text 44.",
    ]


def test_paragraphs_go_on_over_lines_and_pages(tmp_path: Path) -> None:
    text = "各单位要加强统筹协调，明确责任分工，细化工作举措，确保各项任务按期完成。" * 8
    paper = paper_of(
        {"blocks": [{"p": "通知"}, *({"p": f"第{at}段。{text}"} for at in range(8)), {"p": "云泽市"}]}
    )
    document = open_here(write(paper, tmp_path / "a.pdf"))
    assert lines(document) == [block for block in paper.blocks if isinstance(block, str)]


def test_a_scan_is_refused_with_its_page(tmp_path: Path) -> None:
    Image.new("RGB", (600, 800), "white").save(tmp_path / "扫描.pdf")
    with pytest.raises(NotReadable, match=r"扫描\.pdf.*扫描图片"):
        open_here(tmp_path / "扫描.pdf")
