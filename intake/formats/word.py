"""Word（.docx）: paragraphs and tables in reading order, as Word shows them.

The parts are read straight from the archive, not through python-docx's package: that one stops at a missing picture
and at documents with macros (.docm), which are read here with their macros left alone. References to other files and
addresses are never followed.
"""

import posixpath
from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from intake.document import Document
from intake.errors import NotReadable
from intake.formats.building import WIDEST, Building, Cell
from intake.formats.numbering import Numbering
from intake.formats.packed import opened_zip, part_of
from intake.formats.secrecy import refuse_marked
from intake.formats.word_styles import Styles
from intake.formats.word_text import Reading, pieces
from intake.formats.word_xml import attribute, child, local, number, on, parsed

_MAIN = "word/document.xml"


def read_word(raw: bytes, name: str) -> Document:
    """The document of a .docx or .docm; raises NotReadable."""
    with opened_zip(raw, name) as archive:
        parts = _Parts(archive, name)
        body = child(parts.root(parts.main), "body")
        if body is None:
            raise NotReadable(f"文件“{name}”不完整或已损坏（没有正文），请重新取得或重新另存后再试。")
        reading = Reading(Styles(parts.related("styles")), Numbering(parts.related("numbering")))
        for margin in (*parts.all_related("header"), *parts.all_related("footer")):
            refuse_marked((*reading.box(margin), *_watermarks(margin)), name)
        refuse_marked(_watermarks(body), name)
        building = Building(name, "docx")
        _read_blocks(body, reading, building)
        for kind in ("footnotes", "endnotes"):
            _read_notes(parts.related(kind), reading, building)
    return building.done()


def _watermarks(root: etree._Element) -> list[str]:
    """水印: the words of drawn text, which are no text of the document."""
    return [attribute(one, "string") for one in root.iter("{*}textpath")]


class _Parts:
    """The XML parts of the archive by their kind."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._names = set(archive.namelist())
        found = self._targets("_rels/.rels", "", "officeDocument")
        self.main = next((target for target in found if target in self._names), _MAIN)
        folder, _, base = self.main.rpartition("/")
        self._folder = folder
        self._relations = f"{folder}/_rels/{base}.rels".lstrip("/")

    def root(self, part: str) -> etree._Element:
        try:
            return parsed(part_of(self._archive, part, self._name))
        except etree.XMLSyntaxError as error:
            raise NotReadable(
                f"文件“{self._name}”不完整或已损坏（“{part}”第{error.lineno}行），请重新取得或重新另存后再试。"
            ) from None

    def related(self, kind: str) -> etree._Element | None:
        return next(iter(self.all_related(kind)), None)

    def all_related(self, kind: str) -> list[etree._Element]:
        targets = self._targets(self._relations, self._folder, kind)
        return [self.root(target) for target in dict.fromkeys(targets) if target in self._names]

    def _targets(self, relations: str, folder: str, kind: str) -> list[str]:
        if relations not in self._names:
            return []
        return [
            posixpath.normpath(posixpath.join("/" + folder, attribute(one, "Target"))).lstrip("/")
            for one in self.root(relations)
            if attribute(one, "Type").endswith("/" + kind) and attribute(one, "TargetMode") != "External"
        ]


def _read_blocks(container: etree._Element, reading: Reading, building: Building) -> None:
    for one in pieces(container):
        if local(one) == "p":
            for line in reading.lines(one):
                building.paragraph(line)
        elif local(one) == "tbl" and _frames_a_table(one):
            for row in _rows(one):
                for cell in _cells(row):
                    _read_blocks(cell, reading, building)
        elif local(one) == "tbl":
            building.table(_read_table(one, reading))
        elif local(one) == "altChunk":
            raise NotReadable(
                f"文件“{building.name}”内嵌了网页片段，无法直接读取，请用 Word 或 WPS 打开后另存为 .docx。"
            )


def _read_notes(root: etree._Element | None, reading: Reading, building: Building) -> None:
    """脚注、尾注: after the text, without the lines that only separate them from it."""
    for note in root if root is not None else ():
        if not attribute(note, "type"):
            for line in reading.box(note):
                building.paragraph(line)


def _frames_a_table(table: etree._Element) -> bool:
    """One column that holds another table: a frame, not a table of its own."""
    single = all(len(list(_cells(row))) <= 1 for row in _rows(table))
    return single and any(local(one) == "tbl" for one in table.iterdescendants())


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (one for one in pieces(table) if local(one) == "tr" and not _gone(child(one, "trPr")))


def _gone(properties: etree._Element | None) -> bool:
    return child(properties, "del") is not None or on(child(properties, "hidden"))


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (one for one in pieces(row) if local(one) == "tc")


class _Growing:
    """A cell that rows below or cells to the right may still be merged into."""

    def __init__(self, row: int, column: int, across: int, text: str) -> None:
        self.row, self.column, self.across, self.text = row, column, across, text
        self.down = 1


def _read_table(table: etree._Element, reading: Reading) -> list[Cell]:
    made: list[_Growing] = []
    above: dict[int, _Growing] = {}
    for row, element in enumerate(_rows(table)):
        above = _read_row(row, element, above, made, reading)
    return [Cell(one.row, one.column, one.text, one.down, one.across) for one in made]


def _read_row(
    row: int, element: etree._Element, above: dict[int, _Growing], made: list[_Growing], reading: Reading
) -> dict[int, _Growing]:
    """Adds a row's cells; gives which cell stands in each column of it."""
    here: dict[int, _Growing] = {}
    column = _span(child(element, "trPr", "gridBefore"), 0)
    last: _Growing | None = None
    for cell in _cells(element):
        properties = child(cell, "tcPr")
        across = _span(child(properties, "gridSpan"), 1)
        upper = above.get(column) if _continues(properties, "vMerge") else None
        if upper is not None and upper.down == row - upper.row:
            upper.down += 1
            last = upper
        elif upper is not None:
            last = upper  # two cells of this row belong to the same one above
        elif last is not None and _continues(properties, "hMerge"):
            last.across += across
        else:
            last = _Growing(row, column, across, "\n".join(reading.box(cell)))
            made.append(last)
        here |= dict.fromkeys(range(column, column + across), last)
        column += across
    return here


def _continues(properties: etree._Element | None, name: str) -> bool:
    merge = child(properties, name)
    return merge is not None and attribute(merge, "val") != "restart"


def _span(element: etree._Element | None, least: int) -> int:
    return min(max(number(attribute(element, "val"), least), least), WIDEST)
