"""Web pages as browsers show them, with the mistakes that editors leave in them."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.document import Document
from intake.formats import open_here
from intake.formats.page_text import shown


def read(tmp_path: Path, page: str | bytes, name: str = "a.html") -> Document:
    path = tmp_path / name
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return open_here(path)


def lines(document: Document) -> list[str]:
    return [document.passages[index].text for index in document.paragraphs]


def rows(document: Document) -> list[list[str | None]]:
    (table,) = document.tables
    return [[document.passages[slot.passage].text if slot else None for slot in row] for row in table.rows]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param("<p>甲</p><p>乙</p>", ["甲", "乙"], id="paragraphs"),
        pytest.param("<div>甲<p>乙</p>丙</div>", ["甲", "乙", "丙"], id="text beside paragraphs"),
        pytest.param("<p>甲<br>乙<br/>丙</p>", ["甲", "乙", "丙"], id="line breaks"),
        pytest.param("<p>甲<b>乙</b><span>丙</span></p>", ["甲乙丙"], id="emphasis"),
        pytest.param("<p>&nbsp;&nbsp;甲&nbsp;乙 &lt;丙&gt; &#x4E01;</p>", ["甲 乙 <丙> 丁"], id="entities"),
        pytest.param("<p>一、加快\n  建设</p>", ["一、加快建设"], id="a source line ends between characters"),
        pytest.param("<p>plan\n of work</p>", ["plan of work"], id="a source line ends between words"),
        pytest.param("<pre>甲\n  乙</pre>", ["甲", "乙"], id="preformatted"),
        pytest.param("<script>x</script><style>p{}</style><p>甲</p><!-- 丙 -->", ["甲"], id="not text"),
        pytest.param('<p style="display: none">藏</p><p hidden>藏</p><p>甲</p>', ["甲"], id="hidden"),
        pytest.param("<nav>首页</nav><p>甲</p><footer>版权</footer>", ["甲"], id="around the page"),
        pytest.param("<p>甲<p>乙<div><b>丙</div>丁", ["甲", "乙", "丙", "丁"], id="nothing closed"),
        pytest.param("<b><p>甲</b>乙</p></i>", ["甲", "乙"], id="wrongly nested"),
        pytest.param("<font>甲<p>" * 600, ["甲"] * 600, id="hundreds of fonts left open"),
    ],
)
def test_text_as_a_browser_shows_it(tmp_path: Path, page: str, found: list[str]) -> None:
    # Where a mistake puts a boundary may differ between parsers; that nothing is lost may not.
    assert "".join(lines(read(tmp_path, f"<html><body>{page}</body></html>"))) == "".join(found)


def test_lines_are_paragraphs(tmp_path: Path) -> None:
    assert lines(read(tmp_path, "<html><p>甲<br>乙</p><div>丙</div>")) == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        pytest.param("<tr><td>甲<td>乙<tr><td>丙<td>丁", [["甲", "乙"], ["丙", "丁"]], id="nothing closed"),
        pytest.param(
            "<tr><td rowspan=2>甲<td>乙<tr><td>丙", [["甲", "乙"], ["甲", "丙"]], id="a cell over two rows"
        ),
        pytest.param(
            "<tr><td colspan=2>甲<tr><td>乙<td>丙", [["甲", "甲"], ["乙", "丙"]], id="a cell over two columns"
        ),
        pytest.param(
            "<tr><td rowspan=99>甲<td>乙<tr><td>丙",
            [["甲", "乙"], ["甲", "丙"]],
            id="more rows than there are",
        ),
        pytest.param("<tr><td rowspan=0>甲<td>乙<tr><td>丙", [["甲", "乙"], ["甲", "丙"]], id="to the end"),
        pytest.param("<tr><td colspan=x>甲<td colspan=-3>乙", [["甲", "乙"]], id="no numbers"),
        pytest.param(
            "<thead><tr><th rowspan=3>甲<th>乙<tbody><tr><td>丙<td>丁",
            [["甲", "乙"], ["丙", "丁"]],
            id="heads end with their section",
        ),
        pytest.param(
            "<tr><td rowspan=2>甲<td rowspan=2>乙<tr><tr><td>丙<td>丁",
            [["甲", "乙"], ["丙", "丁"]],
            id="a row that has no cell of its own",
        ),
        pytest.param("<tr><td><p>甲</p><p>乙<br>丙</p><td>丁", [["甲\n乙\n丙", "丁"]], id="lines in a cell"),
        pytest.param(
            "<tr><td>甲<td>乙<td><table><tr><td>子<td>丑</table>后",
            [["甲", "乙", "子 丑\n后"]],
            id="a table inside",
        ),
    ],
)
def test_tables_as_a_browser_lays_them_out(tmp_path: Path, table: str, found: list[list[str]]) -> None:
    assert rows(read(tmp_path, f"<html><table>{table}</table>")) == found


def test_a_table_that_lays_out_the_page_is_no_table(tmp_path: Path) -> None:
    inner = "<table><tr><td>序号<td>任务<td>单位<tr><td>1<td>修渠<td>市水务局</table>"
    document = read(tmp_path, f"<html><table><tr><td>导航<td><h1>标题</h1><p>正文</p>{inner}</table>")
    assert lines(document) == ["导航", "标题", "正文"]
    assert rows(document) == [["序号", "任务", "单位"], ["1", "修渠", "市水务局"]]


def test_prose_in_a_layout_table_is_prose(tmp_path: Path) -> None:
    prose = "".join(f"<p>{number}.推进第{number}项工程，年底前完成。</p>" for number in range(1, 13))
    document = read(tmp_path, f"<html><table><tr><td>栏<td>{prose}</table>")
    assert document.tables == ()
    assert lines(document)[1].startswith("1.推进")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("gb18030", "gb2312"), ("gb18030", "GBK"), ("gb18030", ""), ("utf-8", ""), ("big5", "big5")],
)
def test_encodings_by_declaration_then_by_trial(tmp_path: Path, encoding: str, declared: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    document = read(tmp_path, f"<html><head>{meta}</head><p>工作安排</p>".encode(encoding))
    assert lines(document) == ["工作安排"]


def test_a_wrong_declaration_does_not_matter(tmp_path: Path) -> None:
    page = '<html><meta charset="utf-8"><p>任务分解表</p>'.encode("gb18030")
    assert lines(read(tmp_path, page)) == ["任务分解表"]


def test_a_web_archive(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "notice"
    message.add_related("<html><p>存档正文</p></html>", subtype="html", charset="utf-8")
    message.replace_header("MIME-Version", "1.0") if "MIME-Version" in message else None
    raw = message.as_bytes()
    document = read(tmp_path, b"MIME-Version: 1.0\n" + raw.replace(b"MIME-Version: 1.0\n", b""), "a.doc")
    assert lines(document) == ["存档正文"]


def test_absurd_spans_are_bounded(tmp_path: Path) -> None:
    document = read(tmp_path, "<html><table><tr><td colspan=999999 rowspan=999999>甲<tr><td>乙<td>丙</table>")
    assert rows(document) == [["甲", None, None], ["甲", "乙", "丙"]]


def test_a_title_wider_than_the_table(tmp_path: Path) -> None:
    document = read(tmp_path, "<html><table><tr><td colspan=9>总表<tr><td>甲<td>乙</table>")
    assert rows(document) == [["总表", "总表"], ["甲", "乙"]]


@pytest.mark.parametrize(
    ("text", "found"), [("甲 \n 乙", "甲乙"), ("a\nb", "a b"), ("甲\xa0乙", "甲 乙"), ("甲\u200b乙", "甲乙")]
)
def test_white_space(text: str, found: str) -> None:
    assert shown(text) == found
