"""Files that cannot or must not be read: a sentence that names them, soon and with little memory."""

import os
import shutil
import socket
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from intake.document import Document
from intake.errors import NotReadable
from intake.formats import open_document
from intake.formats.opening import LARGEST
from tests.support.papers import paper_of, write
from tests.support.raw_files import docx_of, p, pdf_of, tc, words, zip_of

PAPER = paper_of({"blocks": [{"p": "通知"}, {"table": [["序号", "任务"], ["1", "修渠"], ["2", "植树"]]}]})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOBODY = 65534
"""The user whom Linux and macOS name so, or who owns nothing at all."""


def refusal(path: Path) -> str:
    with pytest.raises(NotReadable) as caught:
        open_document(path)
    message = str(caught.value)
    assert path.name in message
    assert message.endswith("。")
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("a.txt", b"", "空", id="nothing in it"),
        pytest.param("a.docx", b"", "空", id="nothing in a Word file"),
        pytest.param("a.txt", b" \r\n\t\x00", "空", id="only white space"),
        pytest.param("a.txt", b"abc\x00def\x00\x00", "空字节", id="bytes that are no text"),
        pytest.param("a.txt", b"\xff\xff\xff", "编码", id="an unknown encoding"),
        pytest.param("a.txt", "云泽市重点任务分解表如下：".encode()[:-1], "没有传完整", id="cut UTF-8"),
        pytest.param(
            "a.txt", "第一行\n云泽市重点任务分解表\n如".encode()[:-1] + b"\nabc", "第3行", id="broken UTF-8"
        ),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n", "图片", id="a picture"),
        pytest.param("a.docx", b"\xff\xd8\xff\xe0", "图片", id="a photograph called Word"),
        pytest.param("a.rar", b"Rar!\x1a\x07", "压缩包", id="an archive"),
        pytest.param("a.docx", b"PK\x03\x04rest", "不完整或已损坏", id="a cut Word file"),
        pytest.param("a.pdf", b"%PDF-1.7", "损坏", id="a cut PDF"),
        pytest.param("a.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 50, "损坏", id="a PDF of noise"),
        pytest.param("a.doc", OLE + b"rest" * 200, "旧版 Office", id="an old Office file of no known kind"),
        pytest.param("a.xls", OLE + "Workbook".encode("utf-16-le"), "另存为 .xlsx", id="an old Excel file"),
        pytest.param("a.ppt", OLE + "PowerPoint Document".encode("utf-16-le"), "演示文稿", id="slides"),
        pytest.param("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码", id="a locked Word file"),
        pytest.param("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码", id="a locked workbook"),
        pytest.param(
            "a.html", b"<html><body><script>1</script></body></html>", "没有文字", id="a page of no text"
        ),
    ],
)
def test_says_what_was_found(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refusal(path)


def test_a_locked_old_word_file(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    block = b"\xec\xa5" + bytes(8) + (0x0100).to_bytes(2, "little")
    path.write_bytes(OLE.ljust(512, b"\0") + block.ljust(512, b"\0") + "WordDocument".encode("utf-16-le"))
    assert "密码" in refusal(path)


def test_an_old_word_file_that_is_cut(tmp_path: Path) -> None:
    source = write(PAPER, tmp_path / "b.doc")
    path = tmp_path / "a.doc"
    path.write_bytes(source.read_bytes()[:700] + "WordDocument".encode("utf-16-le"))
    refusal(path)


def test_a_locked_pdf(tmp_path: Path) -> None:
    lock = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ("
        + "x" * 32
        + ") /U ("
        + "y" * 32
        + ") >> /ID [(a) (a)]"
    )
    assert "密码" in refusal(pdf_of(tmp_path / "a.pdf", [words(50, 700, "A")], trailer=lock))


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_that_is_cut(tmp_path: Path, suffix: str, share: float) -> None:
    source = write(PAPER, tmp_path / f"b{suffix}").read_bytes()
    path = tmp_path / f"a{suffix}"
    path.write_bytes(source[: int(len(source) * share)])
    refusal(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "夹").mkdir()
    os.mkfifo(tmp_path / "管")
    assert "文件夹" in refusal(tmp_path / "夹")
    assert "没有找到" in refusal(tmp_path / "无.docx")
    assert "不是普通文件" in refusal(tmp_path / "管")
    assert "没有找到" in refusal(tmp_path / ("长" * 20 + ".txt"))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read every file: where the tests run as root, somebody else tries."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_one_may_not_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "a.txt"
        path.write_text("通知", encoding="utf-8")
        path.chmod(0)
        with as_nobody():
            assert "权限" in refusal(path)


def test_two_hundred_megabytes_are_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 * 2**20)
    begun = time.monotonic()
    assert f"200MB，超过{LARGEST // 2**20}MB" in refusal(path)
    assert time.monotonic() - begun < 0.5


def test_text_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\n" * (12 * 2**20))
    begun = time.monotonic()
    assert "上限" in refusal(path)
    assert time.monotonic() - begun < 20


def one_large_part(path: Path) -> None:
    with (
        zipfile.ZipFile(docx_of(path, p("通知")), "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/x.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(bytes(2**20))


def many_parts(path: Path) -> None:
    zip_of(path, {"word/document.xml": "x", **{f"word/{at}": "" for at in range(6000)}})


def dense_part(path: Path) -> None:
    zip_of(path, {"word/document.xml": "<a>" + " " * (50 * 2**20) + "</a>"})


@pytest.mark.parametrize("bomb", [one_large_part, many_parts, dense_part])
def test_a_bomb_is_not_opened(tmp_path: Path, bomb: Callable[[Path], None]) -> None:
    bomb(tmp_path / "a.docx")
    assert "解压后过大" in refusal(tmp_path / "a.docx")


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = write(PAPER, tmp_path / "b.docx").read_bytes()
    assert "压缩包" in refusal(zip_of(tmp_path / "a.zip", {"b.docx": inner}))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"OFD.xml": "", "Doc_0/Document.xml": ""}, "OFD"),
        ({"ppt/presentation.xml": ""}, "PPT"),
        ({"x/y": ""}, "压缩包"),
    ],
)
def test_other_zipped_formats(tmp_path: Path, parts: dict[str, str], said: str) -> None:
    assert said in refusal(zip_of(tmp_path / "a.docx", parts))


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    source = docx_of(tmp_path / "b.docx", p("&c;"), before=LAUGHS)
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    coded = {
        name: content.encode(encoding) if "document.xml" in name else content
        for name, content in parts.items()
    }
    assert "外部实体" in refusal(zip_of(tmp_path / "a.docx", coded))


def test_entities_of_a_workbook_are_refused(tmp_path: Path) -> None:
    source = write(PAPER, tmp_path / "b.xlsx")
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = LAUGHS.encode() + parts["xl/worksheets/sheet1.xml"]
    assert "外部实体" in refusal(zip_of(tmp_path / "a.xlsx", parts))


def test_entities_of_a_page_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><p>甲&x;</p></html>',
        encoding="utf-8",
    )
    assert Path("/etc/hostname").read_text().strip() not in "".join(
        one.text for one in open_document(path).passages
    )


class Listening:
    """A port where every visitor is counted."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/x"
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        while True:
            try:
                self._socket.accept()[0].close()
            except OSError:
                return
            self.visits += 1

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def with_links(path: Path, address: str) -> None:
    """A .docx whose picture, template and object lie elsewhere."""
    kinds = ("image", "attachedTemplate", "oleObject", "hyperlink", "header", "styles", "numbering")
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    links = "".join(
        f'<Relationship Id="x{kind}" Type="{base}{kind}" Target="{address}" TargetMode="External"/>'
        for kind in kinds
    )
    source = docx_of(path.with_suffix(".tmp"), p("正文") + "".join(p(kind) for kind in kinds))
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = "word/_rels/document.xml.rels"
    zip_of(path, parts | {name: parts[name].replace("</Relationships>", links + "</Relationships>")})


@pytest.mark.parametrize("suffix", [".docx", ".html", ".rtf"])
def test_references_are_not_followed(tmp_path: Path, suffix: str) -> None:
    listening = Listening()
    path = tmp_path / f"a{suffix}"
    if suffix == ".docx":
        with_links(path, listening.address)
    elif suffix == ".html":
        path.write_text(
            f'<html><link rel=stylesheet href="{listening.address}"><img src="{listening.address}"><p>正文</p>',
            encoding="utf-8",
        )
    elif shutil.which("soffice"):
        field = r'{\field{\*\fldinst INCLUDEPICTURE "ADDRESS" \\d}{\fldrslt x}}'
        text = r"{\rtf1{\*\template ADDRESS}\pard Text " + field + r"\par}"
        path.write_text(text.replace("ADDRESS", listening.address), encoding="ascii")
    else:
        pytest.skip("LibreOffice is not installed, and .rtf is read through it")
    assert open_document(path).passages
    listening.close()
    assert listening.visits == 0


def test_a_hundred_thousand_nested_tags(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body>" + "<div>" * 100_000 + "字" + "</div>" * 100_000, encoding="utf-8")
    assert "嵌套过深" in refusal(path)


def test_word_nested_too_deep(tmp_path: Path) -> None:
    refusal(docx_of(tmp_path / "a.docx", "<w:sdt>" * 5000 + "</w:sdt>" * 5000))


def test_absurd_spans_in_word(tmp_path: Path) -> None:
    wide = '<w:gridSpan w:val="99999999"/>'
    read = open_document(
        docx_of(tmp_path / "a.docx", f"<w:tbl><w:tr>{tc(p('甲'), wide)}{tc(p('乙'))}</w:tr></w:tbl>")
    )
    assert [len(table.rows[0]) for table in read.tables] == [2]


def test_a_sheet_merged_to_its_last_field(tmp_path: Path) -> None:
    source = write(PAPER, tmp_path / "b.xlsx")
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = (
        parts[name]
        .replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A4:XFD1048576"/></mergeCells>')
        .replace('<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>', "")
    )
    begun = time.monotonic()
    refusal(zip_of(tmp_path / "a.xlsx", parts))
    assert time.monotonic() - begun < 32


def test_a_workbook_of_too_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(21_000):
        sheet.append(["项", "任务"])
    book.save(path)
    assert "工作表" in refusal(path)


def test_a_pdf_of_five_thousand_pages(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert "5000页" in refusal(pdf_of(tmp_path / "a.pdf", [words(50, 700, "A")] * 5000))
    assert time.monotonic() - begun < 32


def test_a_pdf_whose_pages_hold_themselves(tmp_path: Path) -> None:
    outcome: Document | str
    try:
        outcome = open_document(pdf_of(tmp_path / "a.pdf", [words(50, 700, "A")], extra=" 2 0 R"))
    except NotReadable as refused:
        outcome = str(refused)
    assert outcome
