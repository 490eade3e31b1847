"""Zipped formats (.docx, .xlsx): what is inside, and the bombs and entities that are refused unopened."""

import io
import re
import struct
import zlib
from zipfile import BadZipFile, ZipFile

from intake.errors import NotReadable

MOST_PARTS = 5_000
LARGEST_UNPACKED = 200 * 2**20
# A sparse table packs to a hundredth; a bomb to a thousandth or less.
_HIGHEST_RATIO = 300
_SMALL = 10 * 2**20
_XML_LARGEST = 64 * 2**20
# OOXML allows no document type declarations (ECMA-376 part 2, 8.1.4), so entities can only be meant ill.
_DECLARES = re.compile(
    rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)"
)
# What zipfile raises for an archive whose parts do not keep what its directory says.
_DAMAGE = (
    BadZipFile,
    KeyError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    zlib.error,
)
_OTHERS = (
    ("OFD.xml", "OFD 版式文件", "请用 OFD 阅读器或 WPS 打开后另存为 .docx 或 PDF"),
    ("ppt/", "演示文稿（PPT）", "请换成来文文件"),
    ("content.opf", "电子书", "请换成来文文件"),
)


def opened_zip(raw: bytes, name: str) -> ZipFile:
    """The archive once its size is known to be harmless; raises NotReadable."""
    try:
        archive = ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
    except _DAMAGE:
        raise NotReadable(
            f"文件“{name}”不完整或已损坏（压缩结构打不开），请重新取得或重新另存后再试。"
        ) from None
    if any(part.flag_bits & 1 for part in parts):
        raise NotReadable(f"文件“{name}”加了密码，请去掉密码后再试。")
    total = sum(part.file_size for part in parts)
    too_dense = total > _SMALL and total > _HIGHEST_RATIO * len(raw)
    if len(parts) > MOST_PARTS or total > LARGEST_UNPACKED or too_dense:
        raise NotReadable(
            f"文件“{name}”解压后过大（{len(parts)}个部分，共{total / 2**20:.0f}MB），"
            f"不像正常的来文，没有打开；请重新另存后再试。"
        )
    return archive


def form_inside(archive: ZipFile, name: str) -> str:
    """docx, xlsx or office (.odt); raises NotReadable for anything else."""
    names = {part.filename.replace("\\", "/") for part in archive.infolist()}
    if any(part.endswith("vbaProject.bin") for part in names):
        # 宏: a notice needs none, and whoever sends one should be asked why.
        raise NotReadable(f"文件“{name}”含有宏，请用 Word、Excel 或 WPS 另存为不带宏的 .docx 或 .xlsx。")
    if any(part.startswith("word/") for part in names):
        return "docx"
    if any(part.startswith("xl/") for part in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        if b"opendocument.text" in part_of(archive, "mimetype", name):
            return "office"
        raise NotReadable(f"文件“{name}”是 ODF 表格或演示文稿，请另存为 .docx 或 .xlsx。")
    for mark, kind, advice in _OTHERS:
        if any(part.startswith(mark) or part.endswith(mark) for part in names):
            raise NotReadable(f"文件“{name}”是{kind}，{advice}。")
    raise NotReadable(f"文件“{name}”是压缩包，请解压后指定其中的来文文件。")


def part_of(archive: ZipFile, part: str, name: str) -> bytes:
    """The bytes of one part; raises NotReadable when it is damaged or too large to be a notice."""
    try:
        if archive.getinfo(part).file_size > _XML_LARGEST:
            raise NotReadable(f"文件“{name}”内的“{part}”过大，请只保留来文正文和任务表。")
        return archive.read(part)
    except _DAMAGE as error:
        raise NotReadable(
            f"文件“{name}”不完整或已损坏（“{part}”读不出：{error}），请重新另存后再试。"
        ) from None


def refuse_entities(archive: ZipFile, name: str) -> None:
    """Refuses an Office file whose XML declares a document type: nothing of it is expanded or fetched."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")) and _DECLARES.search(
            part_of(archive, part.filename, name)
        ):
            raise NotReadable(
                f"文件“{name}”的“{part.filename}”里声明了外部实体，正常的 Office 文件没有这种声明，已拒绝打开。"
            )
