"""Word files as Word shows them: numbers, changes, fields, boxes, hidden text, merged cells."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from intake.document import Document
from intake.errors import NotReadable
from intake.formats import open_here
from intake.formats.numbering import written
from tests.support.raw_files import docx_of, levels, listed, p, r, tc, zip_of


def read(tmp_path: Path, body: str, **others: str) -> Document:
    return open_here(docx_of(tmp_path / "a.docx", body, **others))


def lines(tmp_path: Path, body: str, **others: str) -> list[str]:
    document = read(tmp_path, body, **others)
    return [document.passages[index].text for index in document.paragraphs]


def rows(document: Document) -> list[list[str | None]]:
    (table,) = document.tables
    return [[document.passages[slot.passage].text if slot else None for slot in row] for row in table.rows]


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


NUM = '<w:num w:numId="{}"><w:abstractNumId w:val="{}"/>{}</w:num>'


def num(identity: int, abstract: int = 1, more: str = "") -> str:
    return NUM.format(identity, abstract, more)


@pytest.mark.parametrize(
    ("run", "text"),
    [
        pytest.param("<w:ins>" + r("新增") + "</w:ins>", "新增", id="inserted text is there"),
        pytest.param(
            "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>" + r("留"), "留", id="deleted text is not"
        ),
        pytest.param(
            "<w:moveFrom>" + r("旧") + "</w:moveFrom><w:moveTo>" + r("新") + "</w:moveTo>", "新", id="moved"
        ),
        pytest.param(r("藏", "<w:vanish/>") + r("见"), "见", id="hidden"),
        pytest.param(r("见", '<w:vanish w:val="0"/>'), "见", id="hidden, switched off"),
        pytest.param(r("甲") + "<w:r><w:br/></w:r>" + r("乙"), "甲\n乙", id="soft break"),
        pytest.param(r("甲") + "<w:r><w:tab/></w:r>" + r("乙"), "甲\t乙", id="tab"),
        pytest.param("<w:hyperlink>" + r("链接") + "</w:hyperlink>", "链接", id="hyperlink"),
        pytest.param("<w:smartTag>" + r("6月") + "</w:smartTag>", "6月", id="smart tag"),
        pytest.param(
            "<w:sdt><w:sdtContent>" + r("控件") + "</w:sdtContent></w:sdt>", "控件", id="content control"
        ),
        pytest.param(
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            + r("单击输入")
            + "</w:sdtContent></w:sdt>"
            + r("文"),
            "文",
            id="a control's grey prompt",
        ),
        pytest.param(
            '<w:fldSimple w:instr="DATE">' + r("2027年") + "</w:fldSimple>", "2027年", id="simple field"
        ),
        pytest.param(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
            + r("码")
            + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + r("7")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            + r("页"),
            "7页",
            id="a field by its result",
        ),
        pytest.param(
            '<w:r><w:sym w:font="Wingdings" w:char="F0AB"/></w:r>' + r("市水务局"), "★市水务局", id="a mark"
        ),
        pytest.param(
            "<w:r><w:ruby><w:rt>"
            + r("yún")
            + "</w:rt><w:rubyBase>"
            + r("云")
            + "</w:rubyBase></w:ruby></w:r>",
            "云",
            id="pinyin over a character",
        ),
    ],
)
def test_text_as_word_shows_it(tmp_path: Path, run: str, text: str) -> None:
    assert lines(tmp_path, f"<w:p>{run}</w:p>") == [text]


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    body = p("关于印发", "<w:rPr><w:del/></w:rPr>") + p("任务表的通知")
    assert lines(tmp_path, body) == ["关于印发任务表的通知"]


def test_a_text_box_follows_its_paragraph_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    assert lines(tmp_path, f"<w:p>{r('正文')}{run}</w:p>") == ["正文", "框内"]


def test_notes_come_after_the_text(tmp_path: Path) -> None:
    notes = f'<w:footnote w:type="separator">{p("线")}</w:footnote><w:footnote>{p("排第一位的牵头。")}</w:footnote>'
    assert lines(tmp_path, p("正文"), footnotes=notes) == ["正文", "排第一位的牵头。"]


def test_headings_are_numbered_as_their_levels_say(tmp_path: Path) -> None:
    numbering = levels(
        ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")
    ) + num(1)
    body = "".join(
        p(text, listed(depth))
        for text, depth in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1)]
    )
    assert lines(tmp_path, body, numbering=numbering) == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "1.丁",
        "二、戊",
        "（一）己",
    ]


def test_numbers_of_higher_levels(tmp_path: Path) -> None:
    numbering = levels(("decimal", "%1"), ("decimal", "%1.%2")) + num(1)
    body = p("总体", listed()) + p("2027年目标", listed(1)) + p("其他", listed(1))
    assert lines(tmp_path, body, numbering=numbering) == ["1 总体", "1.1 2027年目标", "1.2 其他"]


def test_a_list_with_a_start_of_its_own_begins_there_once(tmp_path: Path) -> None:
    begun = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = levels(("decimal", "%1.")) + num(1) + num(2) + num(3, more=begun)
    body = "".join(p("甲", listed(0, identity)) for identity in (1, 2, 3, 3, 1))
    assert lines(tmp_path, body, numbering=numbering) == ["1.甲", "2.甲", "5.甲", "6.甲", "7.甲"]


def test_a_style_may_number_its_paragraphs(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="k"><w:basedOn w:val="h"/></w:style>'
    )
    numbering = levels(("chineseCounting", "第%1条")) + num(1)
    off = '<w:pStyle w:val="k"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲", '<w:pStyle w:val="k"/>') + p("乙", off) + p("丙", '<w:pStyle w:val="h"/>')
    assert lines(tmp_path, body, numbering=numbering, styles=styles) == ["第一条甲", "乙", "第二条丙"]


def test_a_number_cell_that_word_counts_itself(tmp_path: Path) -> None:
    numbering = levels(("decimal", "%1")) + num(1)
    body = table(*(tc(p("", listed())) + tc(p(text)) for text in ("甲", "乙")))
    assert rows(read(tmp_path, body, numbering=numbering)) == [["1", "甲"], ["2", "乙"]]


def test_bullets_are_no_numbers(tmp_path: Path) -> None:
    numbering = levels(("bullet", "\uf0b7")) + num(1)
    assert lines(tmp_path, p("甲", listed()), numbering=numbering) == ["甲"]


@pytest.mark.parametrize(
    ("form", "count", "text"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("ideographDigital", 10, "一〇"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("decimalEnclosedCircleChinese", 3, "③"),
        ("decimalZero", 7, "07"),
        ("decimal", 7, "7"),
        ("unheardOf", 7, "7"),
    ],
)
def test_numbers_are_written_as_their_form_says(form: str, count: int, text: str) -> None:
    assert written(count, form) == text


def test_cells_merged_down_and_across(tmp_path: Path) -> None:
    two = '<w:gridSpan w:val="2"/>'
    first = tc(p("类"), '<w:vMerge w:val="restart"/>') + tc(p("宽"), two)
    second = tc(p("藏"), "<w:vMerge/>") + tc(p("甲") + p("乙")) + tc(p("丙"))
    assert rows(read(tmp_path, table(first, second))) == [["类", "宽", "宽"], ["类", "甲\n乙", "丙"]]


def test_rows_in_content_controls_and_rows_taken_out(tmp_path: Path) -> None:
    kept = f"<w:sdt><w:sdtContent><w:tr>{tc(p('甲'))}{tc(p('乙'))}</w:tr></w:sdtContent></w:sdt>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{tc(p('丙'))}{tc(p('丁'))}</w:tr>"
    assert rows(read(tmp_path, f"<w:tbl>{kept}{gone}</w:tbl>")) == [["甲", "乙"]]


def test_a_row_that_begins_further_right(tmp_path: Path) -> None:
    short = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc(p("乙"))
    assert rows(read(tmp_path, table(tc(p("甲")) + tc(p("丁")), short))) == [["甲", "丁"], [None, "乙"]]


def test_a_table_in_a_cell_is_part_of_the_cell(tmp_path: Path) -> None:
    inner = table(tc(p("子")) + tc(p("丑"))) + p("后")
    assert rows(read(tmp_path, table(tc(p("甲")) + tc(inner)))) == [["甲", "子\t丑\n后"]]


def test_a_frame_around_everything_is_no_table(tmp_path: Path) -> None:
    inner = p("标题") + table(tc(p("序号")) + tc(p("任务")), tc(p("1")) + tc(p("甲")))
    document = read(tmp_path, table(tc(inner)))
    assert rows(document) == [["序号", "任务"], ["1", "甲"]]
    assert document.passages[document.paragraphs[0]].text == "标题"


def test_an_embedded_page_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="网页片段"):
        read(tmp_path, p("正文") + '<w:altChunk r:id="r1"/>')


def test_a_file_with_macros_is_refused(tmp_path: Path) -> None:
    with ZipFile(docx_of(tmp_path / "a.docx", p("正文"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path = zip_of(tmp_path / "b.docm", parts | {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    with pytest.raises(NotReadable, match="含有宏"):
        open_here(path)


def test_missing_pictures_do_not_matter(tmp_path: Path) -> None:
    source = docx_of(tmp_path / "a.docx", p("正文") + "<w:p><w:r><w:drawing/></w:r></w:p>", image="")
    with ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "word/image.xml"}
    path = zip_of(tmp_path / "b.docx", parts)
    assert [passage.text for passage in open_here(path).passages] == ["正文"]
