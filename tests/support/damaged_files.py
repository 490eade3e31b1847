"""Workbooks that came to harm: parts cut off, emptied, left out, or with a cell that no program wrote."""

import io
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

PARTS = (
    "[Content_Types].xml",
    "docProps/core.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
)


def with_parts(raw: bytes, **changed: bytes | None) -> bytes:
    """The file with these parts instead; None leaves one out."""
    with ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in (parts | changed).items():
            if content is not None:
                archive.writestr(name, content)
    return written.getvalue()


def part_of(raw: bytes, name: str) -> bytes:
    """One part of the file."""
    with ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(name)


def damaged(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """What happened, and the file after it."""
    for name in PARTS:
        whole = part_of(raw, name)
        yield f"{name} missing", with_parts(raw, **{name: None})
        yield f"{name} empty", with_parts(raw, **{name: b""})
        yield f"{name} cut", with_parts(raw, **{name: whole[: len(whole) // 2]})


ODD_CELLS = (
    '<c r="REF" t="n"><v>NaN</v></c>',
    '<c r="REF" t="n"><v>1e999</v></c>',
    '<c r="REF" t="n"><v>abc</v></c>',
    '<c r="REF" t="s"><v>999999</v></c>',
    '<c r="REF" t="d"><v>2026-99-99</v></c>',
    '<c r="REF" s="999999"><v>1</v></c>',
    f'<c r="REF" t="n"><v>{"9" * 5000}</v></c>',
)
