"""Papers: fictional notices in YAML, written as the files that offices send.

`blocks:` is a list of `p: text` or `table:` rows; a cell is a string (newlines inside allowed) or
`{text: …, down: rows it spans, across: columns it spans}`; positions covered by a span are left out.
"""

import html
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import openpyxl
import pytest
import yaml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Alignment, Border, Side

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STYLE = """
@page { size: A4; margin: 25mm 20mm; @bottom-center { content: "— " counter(page) " —"; } }
body { font: 12pt/1.6 "Noto Serif CJK SC", serif; }
p { margin: 0; text-indent: 2em; white-space: pre-line; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid black; padding: 2pt 4pt; text-indent: 0; text-align: left; font-weight: normal; }
"""


@dataclass(frozen=True, slots=True)
class PaperCell:
    """One cell; its paragraphs are separated by newlines."""

    text: str
    down: int = 1
    across: int = 1


Rows = tuple[tuple[PaperCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice: paragraphs and tables in order."""

    name: str
    blocks: tuple[str | Rows, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A cell where it stands in a row; `below` marks the lower rows of a cell that spans several."""

    column: int
    cell: PaperCell
    below: bool = False


def load_paper(path: Path) -> Paper:
    """The paper of a YAML file; every scalar is text, so that numbers and dates stay as written."""
    return paper_of(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader), path.stem)


def paper_of(tree: dict[str, Any], name: str = "来文") -> Paper:
    """The paper of a parsed YAML tree."""
    return Paper(name, tuple(_block(block) for block in tree["blocks"]))


def _block(block: dict[str, Any]) -> str | Rows:
    if "p" in block:
        return str(block["p"])
    return tuple(tuple(_cell(cell) for cell in row) for row in block["table"])


def _cell(cell: Any) -> PaperCell:
    if isinstance(cell, dict):
        return PaperCell(str(cell.get("text", "")), int(cell.get("down", 1)), int(cell.get("across", 1)))
    return PaperCell("" if cell is None else str(cell))


def laid_out(rows: Rows) -> list[list[Laid]]:
    """The rows with their columns counted from 0; a cell spanning several rows stands in each of them."""
    hanging: dict[int, tuple[PaperCell, int]] = {}
    laid = []
    for row in rows:
        line: list[Laid] = []
        waiting = list(row)
        column = 0
        while waiting or any(at >= column for at in hanging):
            if column in hanging:
                cell, left = hanging.pop(column)
                line.append(Laid(column, cell, below=True))
            elif waiting:
                cell = waiting.pop(0)
                left = cell.down
                line.append(Laid(column, cell))
            else:
                column = min(at for at in hanging if at >= column)
                continue
            if left > 1:
                hanging[column] = (cell, left - 1)
            column += cell.across
        laid.append(line)
    return laid


def write(paper: Paper, path: Path) -> Path:
    """Writes the paper in the format of the path's suffix; skips the test where a needed program is missing."""
    WRITERS[path.suffix.lower()](paper, path)
    return path


def flattened(paper: Paper) -> str:
    """The text that a conversion from Word leaves: every cell begins a line with a tab."""
    return "\n".join(_flat(block) for block in paper.blocks) + "\n"


def _flat(block: str | Rows) -> str:
    if isinstance(block, str):
        return block + "\n"
    rows = (
        "\n".join("\t" + ("" if laid.below else laid.cell.text.replace("\n", "\n\n")) for laid in row) + "\n"
        for row in laid_out(block)
    )
    return "\n".join(rows) + "\n"


def _write_text(paper: Paper, path: Path) -> None:
    path.write_text(flattened(paper), encoding="utf-8")


def _write_docx(paper: Paper, path: Path) -> None:
    document = docx.Document()
    body = document.element.body
    for block in paper.blocks:
        xml = _docx_paragraphs(block) if isinstance(block, str) else [_docx_table(block)]
        for element in xml:
            body.insert(len(body) - 1, parse_xml(element))
    document.save(str(path))


def _docx_paragraphs(text: str) -> list[str]:
    runs = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(line) for line in text.split("\n"))
    return [f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">{runs}</w:t></w:r></w:p>']


def _docx_table(rows: Rows) -> str:
    laid = laid_out(rows)
    width = max(one.column + one.cell.across for row in laid for one in row)
    grid = '<w:gridCol w:w="1200"/>' * width
    body = "".join(_docx_row(row, number == 0) for number, row in enumerate(laid))
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in _SIDES)
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _docx_row(row: list[Laid], head: bool) -> str:
    cells = "".join(_docx_cell(one) for one in row)
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{cells}</w:tr>"


def _docx_cell(laid: Laid) -> str:
    across = f'<w:gridSpan w:val="{laid.cell.across}"/>' if laid.cell.across > 1 else ""
    down = "<w:vMerge/>" if laid.below else '<w:vMerge w:val="restart"/>' if laid.cell.down > 1 else ""
    lines = [""] if laid.below else laid.cell.text.split("\n")
    text = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    return f"<w:tc><w:tcPr>{across}{down}</w:tcPr>{text}</w:tc>"


def as_html(paper: Paper) -> str:
    """The paper as a web page with rowspan and colspan."""
    body = "\n".join(
        f"<p>{html.escape(block)}</p>" if isinstance(block, str) else _html_table(block)
        for block in paper.blocks
    )
    head = f'<meta charset="utf-8"><title>{html.escape(paper.name)}</title><style>{STYLE}</style>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>\n{body}\n</body></html>\n"


def _html_table(rows: Rows) -> str:
    heads = max((cell.down for cell in rows[0]), default=1)
    lines = [f"<tr>{''.join(map(_html_cell, row))}</tr>\n" for row in rows]
    return (
        f"<table>\n<thead>\n{''.join(lines[:heads])}</thead><tbody>\n{''.join(lines[heads:])}</tbody></table>"
    )


def _html_cell(cell: PaperCell) -> str:
    spans = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    spans += f' colspan="{cell.across}"' if cell.across > 1 else ""
    return f"<td{spans}>{html.escape(cell.text).replace(chr(10), '<br>')}</td>"


def _write_html(paper: Paper, path: Path) -> None:
    path.write_text(as_html(paper), encoding="utf-8")


def _write_xlsx(paper: Paper, path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    width = max([1, *(_width(block) for block in paper.blocks if not isinstance(block, str))])
    top = 1
    for block in paper.blocks:
        if isinstance(block, str):
            sheet.cell(top, 1, block)
            if width > 1:
                sheet.merge_cells(start_row=top, end_row=top, start_column=1, end_column=width)
            top += 1
        else:
            for row, laid in _upper(block):
                _write_xlsx_cell(sheet, top + row, laid)
            top += len(block)
    book.save(path)


def _write_xlsx_cell(sheet: Any, row: int, laid: Laid) -> None:
    text = laid.cell.text
    thin = Side(style="thin")
    number = int(text) if text.isascii() and text.isdigit() and str(int(text)) == text else text
    cell = sheet.cell(row, laid.column + 1, number or None)
    cell.alignment = Alignment(wrap_text=True)
    cell.border = Border(thin, thin, thin, thin)
    if laid.cell.down > 1 or laid.cell.across > 1:
        sheet.merge_cells(
            start_row=row,
            end_row=row + laid.cell.down - 1,
            start_column=laid.column + 1,
            end_column=laid.column + laid.cell.across,
        )


def _upper(rows: Rows) -> Iterator[tuple[int, Laid]]:
    """Every cell once, with the row in which it begins."""
    for number, row in enumerate(laid_out(rows)):
        yield from ((number, laid) for laid in row if not laid.below)


def _width(rows: Rows) -> int:
    return max(laid.column + laid.cell.across for row in laid_out(rows) for laid in row)


def _write_pdf(paper: Paper, path: Path) -> None:
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        _through_office(paper, path)
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder, "page.html")
        _write_html(paper, page)
        settings = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={path}", "--no-pdf-header-footer"]
        _run([chromium, *QUIET, *settings, page.as_uri()], path)


def _through_office(paper: Paper, path: Path) -> None:
    """.doc, .rtf, and .pdf where there is no Chromium, from the .docx."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("neither Chromium nor LibreOffice is installed to write this format")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder, path.stem + ".docx")
        _write_docx(paper, source)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        kind = path.suffix[1:]
        _run(
            [office, profile, "--headless", "--convert-to", kind, "--outdir", str(path.parent), str(source)],
            path,
        )


def _run(command: list[str], made: Path) -> None:
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    if not made.exists():
        pytest.skip(
            f"{Path(command[0]).name} is installed but wrote no {made.suffix}: {done.stderr[-300:]!r}"
        )


WRITERS: dict[str, Callable[[Paper, Path], None]] = {
    ".txt": _write_text,
    ".docx": _write_docx,
    ".html": _write_html,
    ".xlsx": _write_xlsx,
    ".pdf": _write_pdf,
    ".doc": _through_office,
    ".rtf": _through_office,
}
