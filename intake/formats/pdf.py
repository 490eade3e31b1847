"""PDF with text: tables by their lines, text around them as paragraphs, page numbers and running heads left out."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from intake.document import Document
from intake.errors import NotReadable
from intake.formats.breaks import begins_anew
from intake.formats.building import Building, Cell
from intake.formats.pdf_lines import Line, glued, lines_of, wraps
from intake.formats.pdf_tables import Ruled, cells_of, ruled
from intake.formats.secrecy import refuse_marked

MOST_PAGES = 400
_PAGE_NUMBER = re.compile(
    r"[-—–－一_·•~\s]*(?:第\s*)?\d{1,4}\s*(?:页)?[-—–－一_·•~\s]*|(?:第\s*)?\d+\s*页?\s*[,，/共 ]+\s*\d+\s*页?"
)
# What browsers print around a page: its address, its number of pages, date and time with the title.
_PRINTED = re.compile(
    r"(?:\S+://\S*)(?:\s+\d+\s*/\s*\d+)?|\d+\s*/\s*\d+"
    r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[,，]?\s+(?:上午|下午)?\d{1,2}:\d{2}(?:\s*[AP]M)?(?:\s.*)?"
)
# Head and foot of a page, as parts of its height.
_HEAD, _FOOT = 0.12, 0.88
_REPEATED = 3
_PICTURE = 0.5
_FULL = 0.7
_UNKNOWN = 0.02


@dataclass(slots=True)
class _Sheet:
    """One page taken apart."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[float, list[Cell]]] = field(default_factory=list)
    """Each with where it begins."""


def read_pdf(raw: bytes, name: str) -> Document:
    """The document of a PDF; raises NotReadable."""
    # What pdfminer finds odd in fonts is of no use to the reader of a notice.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(raw)) as opened:
            if len(opened.pages) > MOST_PAGES:
                raise NotReadable(
                    f"文件“{name}”有{len(opened.pages)}页，超过{MOST_PAGES}页的上限，请只保留来文正文和任务表。"
                )
            sheets = [_sheet(page, name) for page in opened.pages]
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect | PDFEncryptionError):
            raise NotReadable(f"文件“{name}”加了密码，请去掉密码后再试。") from None
        raise
    _refuse_scans(sheets, name)
    refuse_marked((line.text for sheet in sheets for line in _margins(sheet)), name)
    building = Building(name, "pdf")
    _compose(_without_furniture(sheets), building)
    return building.done()


def _sheet(page: Page, name: str) -> _Sheet:
    chars = page.dedupe_chars().chars
    unknown = sum(char["text"].startswith("(cid:") for char in chars)
    if unknown > _UNKNOWN * len(chars):
        raise NotReadable(
            f"文件“{name}”第{page.page_number}页的文字没有编码对照，读出来会是乱码，请换成 Word 版或重新导出 PDF。"
        )
    sheet = _Sheet(page.page_number, float(page.width), float(page.height))
    for table in ruled(page):
        inside = [char for char in chars if _within(char, table)]
        cells, left = cells_of(table, inside)
        held = {id(char) for char in inside} - {id(char) for char in left}
        chars = [char for char in chars if id(char) not in held]
        sheet.tables.append((table.box[1], cells))
    # Beside a table that lies on its side the page number lies, too.
    sheet.lines = lines_of(char for char in chars if char.get("upright", True))
    tilted = "".join(char["text"] for char in chars if not char.get("upright", True))
    refuse_marked([tilted], name)  # 水印
    if not sheet.lines and not sheet.tables and _pictured(page):
        sheet.tables.append((-1.0, []))
    return sheet


def _within(char: dict[str, float], table: Ruled) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    x0, top, x1, bottom = table.box
    return x0 <= x <= x1 and top <= y <= bottom


def _pictured(page: Page) -> bool:
    area = max((one["width"] * one["height"] for one in page.images), default=0.0)
    return bool(area > _PICTURE * page.width * page.height)


def _refuse_scans(sheets: list[_Sheet], name: str) -> None:
    """A page that is only a picture would be lost silently."""
    scanned = [sheet.number for sheet in sheets if sheet.tables == [(-1.0, [])]]
    if scanned:
        where = "全部" if len(scanned) == len(sheets) else "第" + "、".join(map(str, scanned[:10])) + "页"
        raise NotReadable(
            f"文件“{name}”{where}是扫描图片，没有可读的文字，请换成文字版（.docx 或由 Word 导出的 PDF）。"
        )


def _without_furniture(sheets: list[_Sheet]) -> list[_Sheet]:
    """Without page numbers, and without what stands at the head or foot of several pages alike."""
    seen = Counter(key for sheet in sheets for key in {_key(line) for line in _margins(sheet)})
    for sheet in sheets:
        margins = set(map(id, _margins(sheet)))
        sheet.lines = [
            line
            for line in sheet.lines
            if id(line) not in margins
            or not (
                _PAGE_NUMBER.fullmatch(line.text)
                or _PRINTED.fullmatch(line.text)
                or seen[_key(line)] >= _REPEATED
            )
        ]
    return sheets


def _margins(sheet: _Sheet) -> Iterator[Line]:
    return (
        line for line in sheet.lines if line.bottom < _HEAD * sheet.height or line.top > _FOOT * sheet.height
    )


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / 4)


def _compose(sheets: list[_Sheet], building: Building) -> None:
    """Paragraphs and tables in order; a paragraph may go on over a page."""
    size = _body_size(sheets)
    margins = {width: _text_width(sheets, width, size) for width in {round(sheet.width) for sheet in sheets}}
    text, page, before = "", 0, None
    for sheet in sheets:
        left, right = margins[round(sheet.width)]
        tables = list(sheet.tables)
        for line in [*sheet.lines, None]:
            while tables and (line is None or tables[0][0] < line.top):
                building.paragraph(text, page)
                text, before = "", None
                building.table(tables.pop(0)[1], sheet.number)
            if line is None:
                continue
            if (
                before is not None
                and _goes_on(before, line, left, right)
                and not begins_anew(text, line.text, True)
            ):
                text = glued(text, line.text)
            else:
                building.paragraph(text, page)
                text, page = line.text, sheet.number
            before = line
    building.paragraph(text, page)


def _body_size(sheets: list[_Sheet]) -> float:
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round(line.size)] += len(line.text)
    return float(sizes.most_common(1)[0][0]) if sizes else 0.0


def _text_width(sheets: list[_Sheet], width: float, size: float) -> tuple[float, float]:
    """Left and right edge of the body text on pages of this width."""
    lines = [
        line
        for sheet in sheets
        if round(sheet.width) == width
        for line in sheet.lines
        if abs(line.size - size) < 0.15 * size
    ]
    if not lines:
        return 0.0, width
    left = _shared(sorted(line.x0 for line in lines), size)
    right = -_shared(sorted(-line.x1 for line in lines), size)
    # Where no line runs over most of the page, none tells where lines have to end.
    mirrored = width - left
    return left, right if right - left > _FULL * (mirrored - left) else mirrored


def _shared(values: list[float], size: float) -> float:
    """The first of the ascending values that several share within a character's width; a stray one is no margin."""
    fellows = max(1, len(values) // 30)
    close = (one for one, other in zip(values, values[fellows:], strict=False) if other - one < size)
    return next(close, values[0])


def _goes_on(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a line continues the paragraph: the one before is full, this one not indented, the type the same."""
    same = abs(before.size - line.size) < 0.1 * before.size
    flush = line.x0 - left < 0.8 * line.size
    near = line.top - before.bottom < 2 * line.size
    return same and flush and near and wraps(before, line, left, right)
