"""From a path to text, or one sentence on why not."""

from pathlib import Path

from intake.errors import NotReadable

LARGEST = 20 * 1024 * 1024
# A format by the first bytes of its files.
_FORMATS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office（.doc/.xls）"),
    (b"{\\rtf", "RTF"),
    (b"\xff\xfe", "UTF-16 文本"),
    (b"\xfe\xff", "UTF-16 文本"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"Rar!", "压缩包"),
)
_ZIPPED = {".docx": "Word（.docx）", ".xlsx": "Excel（.xlsx）", ".ofd": "OFD", ".wps": "WPS", ".odt": "ODF"}
_HINT = "本版只读由 Word 转出的纯文本表格（.txt），请先另存为纯文本"


def text_of(path: Path) -> str:
    """The text of a file in UTF-8 or GB18030."""
    raw = _bytes_of(path)
    if not raw.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise NotReadable(f"文件“{path.name}”是空的，请换成有内容的来文。")
    seen = _format_of(path, raw)
    if seen:
        raise NotReadable(f"文件“{path.name}”是{seen}格式，{_HINT}。")
    if b"\x00" in raw:
        raise NotReadable(f"文件“{path.name}”不是文本文件（含有空字节），{_HINT}（UTF-8 编码）。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            where = error.start
    raise NotReadable(
        f"文件“{path.name}”的文字编码无法识别"
        f"（第{where + 1}个字节处既不是 UTF-8 也不是 GB18030），请另存为 UTF-8 文本。"
    )


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise NotReadable(f"“{path}”是文件夹，请指定其中的来文文件。")
        size = path.stat().st_size
        if size > LARGEST:
            raise NotReadable(
                f"文件“{path.name}”有{size / 2**20:.0f}MB，超过20MB的上限，请只保留来文正文和任务表。"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise NotReadable(f"没有找到文件“{path}”，请检查路径。") from None
    except (OSError, ValueError) as error:
        raise NotReadable(f"文件“{path}”打不开（{error}），请检查权限。") from None


def _format_of(path: Path, raw: bytes) -> str:
    for signature, name in _FORMATS:
        if raw.startswith(signature):
            return name
    if raw.startswith(b"PK\x03\x04"):
        return _ZIPPED.get(path.suffix.lower(), "压缩包或 Office 新版")
    start = raw[:512].lstrip().lower()
    return "网页（HTML）" if start.startswith((b"<!doctype html", b"<html")) else ""
