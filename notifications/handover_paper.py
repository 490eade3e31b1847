"""The hand-over sheet (交接单) as text, and as a .docx to be printed and signed by both."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from models import wording
from models.handing_over import HandoverSheet, Noted, Owed
from models.writable import writable

_FONT = "宋体"
_NOTHING = "没有"
_SIGN = "移交人：　　　　　　　　接收人：　　　　　　　　日期：　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class _Section:
    """One list of the sheet."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def handover_text(sheet: HandoverSheet) -> str:
    """The sheet as lines of plain text."""
    lines = [_heading(sheet), _lead(sheet)]
    for section in _sections(sheet):
        lines += ["", f"{section.title}（{len(section.rows)}）"]
        lines += ["　".join(cell for cell in row if cell) for row in section.rows] or [_NOTHING]
    return "\n".join([*lines, "", _SIGN, ""])


def handover_docx(sheet: HandoverSheet) -> bytes:
    """The sheet as a Word document."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(writable(_heading(sheet)))
    run.bold, run.font.size = True, Pt(18)
    paper.add_paragraph(writable(_lead(sheet)))
    for number, section in enumerate(_sections(sheet), 1):
        _write(paper, number, section)
    # A document must not end with a table: LibreOffice would lose it on the way to .doc.
    paper.add_paragraph(f"\n{_SIGN}")
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _write(paper: Paper, number: int, section: _Section) -> None:
    paper.add_paragraph().add_run(f"{number}. {section.title}（{len(section.rows)}）").bold = True
    if not section.rows:
        paper.add_paragraph(_NOTHING)
        return
    table = paper.add_table(rows=1, cols=len(section.heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, section.heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in section.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = writable(text)


def _heading(sheet: HandoverSheet) -> str:
    return f"{sheet.unit}{sheet.post}工作交接单"


def _lead(sheet: HandoverSheet) -> str:
    who = f"现任{sheet.person}。" if sheet.person else "岗位现在没有人。"
    return (
        f"截至{wording.day(sheet.today, 0)}，{who}"
        f"待办{len(sheet.owed)}件，其中退回重报{len(sheet.returned)}件。事项属于岗位，换人不影响报送链接和期限。"
    )


def _sections(sheet: HandoverSheet) -> list[_Section]:
    noted = ("日期", "重点工作", "内容")
    return [
        _Section("待办事项", ("计划", "重点工作", "事项", "期限", "进度"), [*map(_owed, sheet.owed)]),
        _Section("被退回、待重报", ("重点工作", "事项", "退回理由"), [*map(_back, sheet.returned)]),
        _Section("已作的承诺", noted, [*map(_noted, sheet.promises)]),
        _Section("已提出、待答复的申请", noted, [*map(_noted, sheet.petitions)]),
        _Section("转办到处室的事项", noted, [*map(_noted, sheet.forwards)]),
        _Section("最近的报送", noted, [*map(_noted, sheet.reports)]),
    ]


def _owed(row: Owed) -> tuple[str, ...]:
    return f"{row.plan}", row.title, row.duty, f"{row.asked_by}", row.distance


def _back(row: Owed) -> tuple[str, ...]:
    return row.title, row.duty, row.returned


def _noted(row: Noted) -> tuple[str, ...]:
    return f"{row.on}", row.title, row.text
