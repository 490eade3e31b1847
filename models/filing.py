"""Files (附件) of reports and signatures: kept once by content, known by what they are and not by their names."""

import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import NoReturn
from zipfile import BadZipFile, ZipFile

import filetype
from sqlmodel import Session

from models.actors import Actor, MoveRefused
from models.attached import Attachment, StoredFile
from models.duties import Report, Signature
from models.once import stored_once
from models.writable import writable

MEGABYTE = 2**20
LONGEST_NAME = 100
"""Characters of a file's name, its ending included."""
MOST_FILES = 10
"""Files of one report."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = ("vbaproject.bin", "vbadata.xml")
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
# Nothing of these may stand in a name: what cannot be seen, what turns the reading direction, what paths are made of.
_UNFIT = re.compile(r'[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"<>|:*?\\/]')


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that may be handed in."""

    media_type: str
    endings: tuple[str, ...]
    """What its name may end with; the first is given to a name without one of them."""


PDF = FileKind("application/pdf", (".pdf",))
JPEG = FileKind("image/jpeg", (".jpg", ".jpeg"))
PNG = FileKind("image/png", (".png",))
TIFF = FileKind("image/tiff", (".tif", ".tiff"))
WORD = FileKind(f"{_OFFICE}wordprocessingml.document", (".docx",))
EXCEL = FileKind(f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
SLIDES = FileKind(f"{_OFFICE}presentationml.presentation", (".pptx",))
OLD_OFFICE = FileKind("application/x-ole-storage", (".doc", ".xls", ".ppt", ".wps", ".et", ".dps"))
OFD = FileKind("application/ofd", (".ofd",))

_BY_MEDIA_TYPE = {kind.media_type: kind for kind in (PDF, JPEG, PNG, TIFF)}
_BY_PART = {
    "word/document.xml": WORD,
    "xl/workbook.xml": EXCEL,
    "ppt/presentation.xml": SLIDES,
    "OFD.xml": OFD,
}
ENDINGS = tuple(
    ending for kind in (PDF, WORD, EXCEL, SLIDES, OLD_OFFICE, OFD, JPEG, PNG, TIFF) for ending in kind.endings
)
"""What a form may offer to choose."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A stored file with the name it was handed in under."""

    name: str
    stored: StoredFile


def store_file(session: Session, name: str, content: bytes, limit: int) -> StoredFile:
    """Keep a file's content; the same content again is the same row.

    Args:
        limit: the largest size in bytes.

    Raises:
        MoveRefused: empty, too large, or of a kind that is not taken.
    """
    if not content:
        raise MoveRefused(f"附件“{shown_name(name)}”是空的，请重新选择文件。")
    if len(content) > limit:
        size, most = len(content) / MEGABYTE, limit / MEGABYTE
        raise MoveRefused(f"附件“{shown_name(name)}”{size:.1f}MB，超过{most:g}MB，请压缩或拆分后再传。")
    kind = kind_of(name, content)
    digest = _digest(content)
    found = session.get(StoredFile, digest)
    if found is None:
        new = StoredFile(digest=digest, size=len(content), media_type=kind.media_type, content=content)
        # The same file from two units at once, or from one form sent twice.
        found = stored_once(session, new, lambda: session.get(StoredFile, digest))
    return found


def take_in(session: Session, given: Sequence[tuple[str, bytes]], limit: int) -> list[NamedFile]:
    """Store what one form handed in: pairs of name and content; each is refused as `store_file` does.

    Before anything is locked: who stores the same file at once waits for the whole move of the other.
    """
    if len(given) > MOST_FILES:
        raise MoveRefused(f"一次最多{MOST_FILES}个附件，现有{len(given)}个。")
    # In one order for everybody: two forms with the same two files must not wait for each other.
    order = sorted(range(len(given)), key=lambda at: _digest(given[at][1]))
    stored = {at: store_file(session, *given[at], limit) for at in order}
    return [NamedFile(name, stored[at]) for at, (name, _) in enumerate(given)]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def attach(
    session: Session,
    file: NamedFile,
    actor: Actor,
    now: datetime,
    *,
    report: Report | None = None,
    signature: Signature | None = None,
) -> Attachment:
    """Add a stored file to a report or a signature, under a name that is safe to offer for download."""
    added = Attachment(
        digest=file.stored.digest,
        name=clean_name(file.name, file.stored.media_type),
        report_id=report.id if report else None,
        signature_id=signature.id if signature else None,
        at=now,
        actor=actor.name,
    )
    session.add(added)
    session.flush()
    return added


def kind_of(name: str, content: bytes) -> FileKind:
    """What the content is, whatever the name says.

    Raises:
        MoveRefused: a kind that is not taken, or one with macros.
    """
    if content.startswith(b"PK\x03\x04"):
        return _packed_kind(name, content)
    if content.startswith(_OLE):
        if _OLE_MACROS in content:
            _refuse_macros(name)
        return OLD_OFFICE
    found = _BY_MEDIA_TYPE.get(filetype.guess_mime(content[:8192]) or "")
    return found or _refuse_kind(name)


def clean_name(name: str, media_type: str) -> str:
    """A file's name without folders and unseen characters, ending as its content does."""
    name = shown_name(name)
    stem, ending = PurePath(name).stem, PurePath(name).suffix
    endings = next((kind.endings for kind in _kinds() if kind.media_type == media_type), ())
    if ending.lower() not in endings:
        stem, ending = name, endings[0] if endings else ""
    return stem[: LONGEST_NAME - len(ending)].rstrip(" .") + ending


def shown_name(name: str) -> str:
    """A name as a sentence may quote it."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = _UNFIT.sub("", writable(last)).strip(" .")[:LONGEST_NAME]
    return plain or "附件"


def _kinds() -> tuple[FileKind, ...]:
    return (*_BY_MEDIA_TYPE.values(), *_BY_PART.values(), OLD_OFFICE)


def _packed_kind(name: str, content: bytes) -> FileKind:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.namelist()
    # What zipfile raises for a damaged directory; NotImplementedError where it names a version that does not exist.
    except (BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise MoveRefused(f"附件“{shown_name(name)}”不完整或已损坏，请重新另存后再传。") from None
    if any(part.lower().endswith(_MACROS) for part in parts):
        _refuse_macros(name)
    found = next((kind for part, kind in _BY_PART.items() if part in parts), None)
    return found or _refuse_kind(name)


def _refuse_macros(name: str) -> NoReturn:
    raise MoveRefused(f"附件“{shown_name(name)}”含有宏，请另存为不带宏的文件，或转成 PDF 后再传。")


def _refuse_kind(name: str) -> NoReturn:
    raise MoveRefused(
        f"附件“{shown_name(name)}”不是可以接收的文件，请传 PDF、Word、Excel、PPT、WPS、OFD 或 JPG、PNG、TIFF 图片。"
    )
