"""From a path to a `Document`, in a process of its own."""

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from intake.confined import confined, within
from intake.document import Document, Table
from intake.errors import NotReadable
from intake.formats.old_word import converted
from intake.formats.opening import content_of, form_of
from intake.formats.packed import form_inside, opened_zip, refuse_entities
from intake.formats.plain import read_plain
from intake.formats.secrecy import refuse_secret

# Bytes of plain text that cannot do harm in this process.
_HARMLESS = 2 * 2**20
# 单元格结束符 of .doc (U+0007 in UTF-16) after a Chinese character and before another, a figure or the end of the row.
_CELL_ENDS = re.compile(rb"[\x4e-\x9f]\x07\x00(?=.[\x4e-\x9f]|[\x070-9]\x00)", re.DOTALL)
_SURELY = 3
# Each reader by module and function: a library is loaded only when a file asks for it.
_READERS = {
    "docx": ("intake.formats.word", "read_word", "Word（.docx）"),
    "xlsx": ("intake.formats.workbook", "read_workbook", "Excel（.xlsx）"),
    "pdf": ("intake.formats.pdf", "read_pdf", "PDF"),
    "html": ("intake.formats.page", "read_page", "网页（HTML）"),
    "mhtml": ("intake.formats.page", "read_archived_page", "网页存档（MHTML）"),
}


def open_document(path: Path) -> Document:
    """Reads any supported file, whatever its suffix; raises NotReadable.

    Anything but plain text of usual size is taken apart in a child process with bounded memory and time;
    .doc, .rtf and .wps go through LibreOffice first.
    """
    raw = content_of(path)
    if form_of(raw, path) == "txt" and len(raw) <= _HARMLESS:
        return open_here(path)
    with within():
        if _through_office(raw, path):
            with tempfile.TemporaryDirectory(prefix="duban-", ignore_cleanup_errors=True) as folder:
                made = converted(path, Path(folder))
                document = _confined(made, path.name, "doc")
            _refuse_lost_tables(raw, document)
            return document
        return _confined(path, path.name)


def _refuse_lost_tables(raw: bytes, document: Document) -> None:
    """LibreOffice reads a table as one running text where no paragraph follows it."""
    if len(_CELL_ENDS.findall(raw)) >= _SURELY and not any(isinstance(one, Table) for one in document.blocks):
        raise NotReadable(f"文件“{document.name}”里的表格没有转换出来，请用 Word 或 WPS 打开后另存为 .docx。")


def _confined(path: Path, name: str, form: str = "") -> Document:
    document = confined("intake.formats.reading:open_here", path, name, form, called=name)
    assert isinstance(document, Document)
    return document


def open_here(path: Path, name: str = "", form: str = "") -> Document:
    """Reads the file in this process; `name` and `form` are what the document is called when it was converted."""
    raw = content_of(path)
    name = name or path.name
    kind = form_of(raw, path)
    document = read_plain(raw, name) if kind == "txt" else _taken_apart(raw, kind, path, name)
    if form:
        document = replace(document, form=form)
    refuse_secret(document)
    return document


def _through_office(raw: bytes, path: Path) -> bool:
    kind = form_of(raw, path)
    if kind == "zip":
        with opened_zip(raw, path.name) as archive:
            kind = form_inside(archive, path.name)
    return kind == "office"


def _taken_apart(raw: bytes, kind: str, path: Path, name: str) -> Document:
    if kind == "zip":
        with opened_zip(raw, name) as archive:
            kind = form_inside(archive, name)
            if kind != "office":
                refuse_entities(archive, name)
    if kind == "office":
        with tempfile.TemporaryDirectory(prefix="duban-", ignore_cleanup_errors=True) as folder:
            return open_here(converted(path, Path(folder)), name, "doc")
    module, function, called = _READERS[kind]
    read: Callable[[bytes, str], Document] = getattr(import_module(module), function)
    try:
        return read(raw, name)
    except (NotReadable, MemoryError):
        raise
    except RecursionError as error:
        raise NotReadable(
            f"文件“{name}”（{called}）层层嵌套过深，不像正常的来文，请重新另存后再试。"
        ) from error
    # Whatever a library trips over in a damaged file; the cause is kept for those who look for it.
    except Exception as error:
        raise NotReadable(
            f"文件“{name}”（{called}）内容损坏，读不下去（{type(error).__name__}），请重新取得或重新另存后再试。"
        ) from error
