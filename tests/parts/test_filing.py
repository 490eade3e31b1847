"""Files are known by what they are, kept once, and named so that nobody is misled."""

import io
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import Workbook
from sqlmodel import select

from models.actors import MoveRefused
from models.attached import StoredFile
from models.database import reading, transaction
from models.filing import (
    MEGABYTE,
    MOST_FILES,
    NamedFile,
    attach,
    clean_name,
    kind_of,
    store_file,
    take_in,
)
from tests.support.office import OFFICE, TestOffice

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 20
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def word() -> bytes:
    written = io.BytesIO()
    Document().save(written)
    return written.getvalue()


def excel() -> bytes:
    written = io.BytesIO()
    Workbook().save(written)
    return written.getvalue()


def packed(*names: str) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("方案.pdf", PDF, ".pdf"),
        ("照片.png", PNG, ".png"),
        ("照片.jpg", JPG, ".jpg"),
        ("报告.docx", word(), ".docx"),
        ("台账.xlsx", excel(), ".xlsx"),
        ("旧报告.doc", OLE, ".doc"),
        ("函.ofd", packed("OFD.xml", "Doc_0/Document.xml"), ".ofd"),
    ],
)
def test_what_offices_hand_in_is_taken(name: str, content: bytes, ending: str) -> None:
    assert ending in kind_of(name, content).endings


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("报告.pdf", b"MZ\x90\x00" + b"\x00" * 60, "不是可以接收的文件"),
        ("台账.csv", b"a,b\n1,2\n", "不是可以接收的文件"),
        ("网页.pdf", b"<html><script>1</script>", "不是可以接收的文件"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是可以接收的文件"),
        ("包.zip", packed("a.txt"), "不是可以接收的文件"),
        ("宏.docx", packed("word/document.xml", "word/vbaProject.bin"), "含有宏"),
        ("宏.xls", OLE + "_VBA_PROJECT".encode("utf-16-le"), "含有宏"),
        ("坏.docx", word()[:200], "不完整或已损坏"),
    ],
)
def test_a_name_does_not_make_a_kind(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(MoveRefused, match=sentence):
        kind_of(name, content)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("方案.pdf", "方案.pdf"),
        ("方案.exe", "方案.exe.pdf"),
        ("C:\\桌面\\方案.PDF", "方案.PDF"),
        ("../../etc/方案", "方案.pdf"),
        ("甲\u202efdp.pdf", "甲fdp.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("...", "附件.pdf"),
        ("长" * 300 + ".pdf", "长" * 96 + ".pdf"),
    ],
)
def test_a_files_name_is_safe_and_ends_as_its_content_does(given: str, shown: str) -> None:
    assert clean_name(given, "application/pdf") == shown


def test_the_same_content_is_kept_once_under_as_many_names_as_it_has(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        one = store_file(session, "甲.pdf", PDF, MEGABYTE)
        other = store_file(session, "乙.pdf", PDF, MEGABYTE)
        names = [
            attach(session, NamedFile(name, stored), OFFICE, office.now).name
            for name, stored in (("甲.pdf", one), ("乙.pdf", other))
        ]
    with reading(office.engine) as session:
        kept = session.exec(select(StoredFile)).one()
        assert (kept.size, kept.content, kept.media_type) == (len(PDF), PDF, "application/pdf")
    assert names == ["甲.pdf", "乙.pdf"]


def test_empty_large_and_many_files_are_refused(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        for given, sentence in (
            ([("甲.pdf", b"")], "是空的"),
            ([("甲.pdf", PDF * 40_000)], "1.3MB，超过1MB"),
            ([("甲.pdf", PDF)] * (MOST_FILES + 1), f"一次最多{MOST_FILES}个附件"),
        ):
            with pytest.raises(MoveRefused, match=sentence):
                take_in(session, given, MEGABYTE)
    with reading(office.engine) as session:
        assert session.exec(select(StoredFile)).all() == []
