"""What a file is, by its content and not by its suffix; and what is refused before anything in it is read."""

import re
from pathlib import Path

from intake.errors import NotReadable
from intake.formats.compound import streams_of
from intake.formats.plain import MARKS

LARGEST = 50 * 2**20
"""Bytes of a file; notices have well under a tenth of it."""
_AS_WORD = "请用 Word 或 WPS 打开后另存为 .docx"
_TO_TEXT = "本系统不识别图中的文字，请换成文字版（.docx 或带文字的 PDF）"
_UNPACK = "请解压后指定其中的来文文件"
# 不能读的格式: first bytes, what it is, what to do.
_REFUSED = (
    (b"\x89PNG", "图片", _TO_TEXT),
    (b"\xff\xd8\xff", "图片", _TO_TEXT),
    (b"GIF8", "图片", _TO_TEXT),
    (b"II*\x00", "图片", _TO_TEXT),
    (b"MM\x00*", "图片", _TO_TEXT),
    (b"7z\xbc\xaf", "压缩包", _UNPACK),
    (b"Rar!", "压缩包", _UNPACK),
    (b"\x1f\x8b", "压缩包", _UNPACK),
    (b"PK\x05\x06", "空的压缩包", _UNPACK),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "加了密码，请去掉密码后再试"
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|meta|p|span|font|h[1-6])\b", re.IGNORECASE)
_TAG = re.compile(rb"<[a-z!/?]", re.IGNORECASE)
_PAGES = {".html", ".htm", ".xhtml", ".shtml"}


def content_of(path: Path) -> bytes:
    """All bytes of the file; raises NotReadable for folders, missing, locked, empty and too large files."""
    try:
        if path.is_dir():
            raise NotReadable(f"“{path}”是文件夹，请指定其中的来文文件。")
        if path.exists() and not path.is_file():
            raise NotReadable(f"“{path}”不是普通文件，请指定来文文件。")
        size = path.stat().st_size
        if size > LARGEST:
            raise NotReadable(
                f"文件“{path.name}”有{size / 2**20:.0f}MB，超过{LARGEST // 2**20}MB的上限，"
                f"请只保留来文正文和任务表。"
            )
        # What says that it is empty is not read: some of the system's files have no end, or wait for one.
        with path.open("rb") as file:
            raw = file.read(size)
    except FileNotFoundError:
        raise NotReadable(f"没有找到文件“{path}”，请检查路径。") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NotReadable(f"文件“{path}”打不开（{reason}），请检查路径和权限。") from None
    marked = next((mark for mark in MARKS if raw.startswith(mark)), b"")
    if not raw[len(marked) :].strip(b" \t\r\n\x00"):
        raise NotReadable(f"文件“{path.name}”是空的，请换成有内容的来文。")
    return raw


def form_of(raw: bytes, path: Path) -> str:
    """pdf, zip (docx or xlsx), office (what LibreOffice converts), mhtml, html or txt; raises NotReadable."""
    for start, kind, advice in _REFUSED:
        if raw.startswith(start):
            raise NotReadable(f"文件“{path.name}”是{kind}，{advice}。")
    if raw.startswith(b"PK\x03\x04"):
        return "zip"
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(_OLE):
        return _compound(raw, path.name)
    if raw.startswith(b"{\\rtf"):
        return "office"
    return _marked_up(raw, path)


def _compound(raw: bytes, name: str) -> str:
    """A compound file (OLE) by the names in its directory: Word of 97 to 2003 and WPS are read, others refused."""

    streams = streams_of(raw)

    def holds(stream: str) -> bool:
        # A file that is cut has lost its directory, but may tell by the rest what it was.
        return stream in streams if streams else stream.encode("utf-16-le") in raw

    if holds("EncryptedPackage"):
        raise NotReadable(f"文件“{name}”{_LOCKED}。")
    if holds("WordDocument"):
        if _locked_word(raw):
            raise NotReadable(f"文件“{name}”{_LOCKED}。")
        return "office"
    if holds("Workbook") or "Book" in (streams or ()):
        raise NotReadable(f"文件“{name}”是旧版 Excel（.xls）格式，请用 Excel 或 WPS 打开后另存为 .xlsx。")
    if holds("PowerPoint Document"):
        raise NotReadable(f"文件“{name}”是演示文稿（PPT），不是来文，请换成来文文件。")
    if streams is None:
        raise NotReadable(
            f"文件“{name}”是旧版 Office 格式，但不完整或已损坏（目录读不出），请重新取得或重新另存后再试。"
        )
    raise NotReadable(f"文件“{name}”是不认识的旧版 Office 格式，{_AS_WORD}。")


def _locked_word(raw: bytes) -> bool:
    """Flag fEncrypted (0x0100) of the file information block, which begins with 0xA5EC on a sector."""
    for at in range(512, len(raw) - 12, 512):
        if raw[at : at + 2] == b"\xec\xa5":
            return bool(int.from_bytes(raw[at + 10 : at + 12], "little") & 0x0100)
    return False


def _marked_up(raw: bytes, path: Path) -> str:
    """Text with marks: web pages under any suffix, web archives, XML of Office 2003; else plain text."""
    start = raw[:8192].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    lowered = start.lower()
    if lowered.startswith((b"mime-version:", b"from:")) and b"multipart/related" in lowered:
        return "mhtml"
    if b"schemas.microsoft.com/office/word/2003/wordml" in lowered or b"package/2006/main" in lowered[:2048]:
        return "office"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lowered and not _PAGE.search(lowered):
        raise NotReadable(
            f"文件“{path.name}”是 Excel 2003 的 XML 表格，请用 Excel 或 WPS 打开后另存为 .xlsx。"
        )
    named_so = path.suffix.lower() in _PAGES and _TAG.search(raw.replace(b"\x00", b""))
    is_page = named_so or (start.startswith(b"<") and _PAGE.search(start))
    return "html" if is_page or (b"<table" in lowered and b"<tr" in lowered) else "txt"
