"""Files that can and cannot be read."""

from pathlib import Path

import pytest

from duban.sample import sample_notice
from intake.errors import NotReadable
from intake.files import LARGEST
from intake.notice import read_notice


def refusal(path: Path) -> str:
    with pytest.raises(NotReadable) as caught:
        read_notice(path)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_reads_what_offices_save(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "来文.txt"
    path.write_bytes(sample_notice(2026).replace("\n", newline).encode(encoding))
    assert len(read_notice(path).tasks) == 30


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("a.txt", b"", "空", id="nothing in it"),
        pytest.param("a.txt", b" \r\n\t", "空", id="only white space"),
        pytest.param("a.docx", b"PK\x03\x04rest", "Word（.docx）", id="a Word file"),
        pytest.param("a.xlsx", b"PK\x03\x04rest", "Excel（.xlsx）", id="an Excel file"),
        pytest.param("a.txt", b"PK\x03\x04rest", "压缩包", id="an archive under another name"),
        pytest.param("a.doc", b"\xd0\xcf\x11\xe0rest", ".doc", id="an old Word file"),
        pytest.param("a.pdf", b"%PDF-1.7", "PDF", id="a PDF"),
        pytest.param("a.txt", "来文".encode("utf-16"), "UTF-16", id="what Windows calls Unicode"),
        pytest.param("a.html", b"<!DOCTYPE html><p>", "HTML", id="a web page"),
        pytest.param("a.txt", b"abc\x00def", "空字节", id="bytes that are no text"),
        pytest.param("a.txt", b"\xff\xff\xff", "编码", id="an unknown encoding"),
    ],
)
def test_says_what_was_found_and_what_would_be_right(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    message = refusal(path)
    assert name in message
    assert words in message
    assert message.endswith("。")


def test_no_such_file(tmp_path: Path) -> None:
    assert "没有找到" in refusal(tmp_path / "无.txt")


def test_a_folder(tmp_path: Path) -> None:
    assert "文件夹" in refusal(tmp_path)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "20MB" in refusal(path)
