"""纯文本（.txt）: a passage a line; and the decoding that web pages share."""

import re
from collections.abc import Iterator

from intake.document import Document
from intake.errors import NotReadable
from intake.formats.building import Building

MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""字节顺序标记: the encodings by what a file begins with."""
MOST_LINES = 100_000
# What conversions leave: tab, line, page and soft breaks, the end mark of DOS, the cell mark of Word.
_CONTROL = re.compile(r"[\x00-\x06\x08\x0e-\x19\x1b\x7f]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# So many Chinese characters in UTF-8 are no accident: what follows is damage, not another encoding.
_SURE = 10


def read_plain(raw: bytes, name: str) -> Document:
    """The document of a text file; raises NotReadable."""
    building = Building(name, "txt")
    lines = decoded(raw, name).splitlines()
    if len(lines) > MOST_LINES:
        raise NotReadable(
            f"文件“{name}”有{len(lines)}行，超过{MOST_LINES}行的上限，请只保留来文正文和任务表。"
        )
    for number, line in enumerate(lines, start=1):
        building.paragraph(line.replace("\x07", "").replace("\x1a", ""), line=number)
    return building.done()


def decoded(raw: bytes, name: str, declared: str = "") -> str:
    """The text by its byte order mark, the declared encoding, UTF-8, then GB18030; raises NotReadable."""
    for encoding in _encodings(raw, declared):
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError) as error:
            _refuse_damaged(raw, name, error)
            continue
        if len(_CONTROL.findall(text[:100_000])) * 200 > len(text[:100_000]):
            break
        return text
    if b"\x00" in raw:
        raise NotReadable(f"文件“{name}”不是文本文件（含有空字节），请另存为 .docx 或 UTF-8 编码的文本。")
    raise NotReadable(
        f"文件“{name}”的文字编码无法识别（既不是 UTF-8 也不是 GB18030），请另存为 .docx 或 UTF-8 编码的文本。"
    )


def _encodings(raw: bytes, declared: str) -> Iterator[str]:
    for mark, encoding in MARKS.items():
        if raw.startswith(mark):
            yield encoding
            return
    if declared:
        # Pages that say GB2312 use characters of its supersets.
        yield "gb18030" if declared.lower().startswith("gb") else declared
    yield "utf-8"
    yield "gb18030"


def _refuse_damaged(raw: bytes, name: str, error: Exception) -> None:
    """UTF-8 with a broken place must not be taken for GB18030, which would read it as other characters."""
    if not isinstance(error, UnicodeDecodeError) or not error.encoding.startswith(("utf-8", "utf-16")):
        return
    before = raw[: error.start].decode(error.encoding, errors="ignore")
    if error.encoding.startswith("utf-16") or len(_CHINESE.findall(before)) >= _SURE:
        line = before.count("\n") + 1
        raise NotReadable(
            f"文件“{name}”第{line}行处（第{error.start + 1}个字节）的文字编码损坏，"
            f"文件可能没有传完整，请重新取得后再试。"
        )
