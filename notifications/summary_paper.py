"""The printed summary (汇总表) of a unit's sheet, to be signed by its head: .docx, A4 landscape."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from sqlmodel import Session, col, select

from models import wording
from models.action_plans import FIELDS
from models.duties import Obligation, Report, Round, Sheet
from models.naming import number_of
from models.plans import KeyTask, Milestone
from models.rules import Rules
from models.signed_rows import covered
from models.units import Unit
from models.words import Secrecy
from models.writable import writable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BODY, _HEAD = "仿宋", "黑体"
_WIDTHS = (14, 62, 86, 20, 45, 36)
"""Millimetres of the columns: A4 landscape less its margins."""
_COLUMNS = ("序号", "重点工作", "进展情况", "完成比例", "下一步工作", "存在问题")
_SIGN = "主要负责人（签字）：　　　　　　　　　　　　　　　　　　　　　　　　　　年　　　月　　　日"


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands on the paper."""

    unit: str
    round: str
    printed: date
    rows: Sequence[tuple[str, ...]]
    """One per report, in the order of the columns."""

    @property
    def title(self) -> str:
        """`市交通局一季度重点工作落实情况汇总表`."""
        return writable(f"{self.unit}{self.round}重点工作落实情况汇总表")


def summary_of(session: Session, sheet: Sheet, rules: Rules, today: date) -> Summary:
    """All that the unit has reported on a sheet, by number."""
    pairs = covered(session, sheet, rules)
    tasks = {
        task.id: task
        for task in session.exec(
            select(KeyTask).where(col(KeyTask.id).in_({row.key_task_id for row, _ in pairs}))
        )
    }
    stones = {
        stone.id: stone
        for stone in session.exec(
            select(Milestone).where(col(Milestone.id).in_({row.milestone_id for row, _ in pairs}))
        )
    }
    whole = [
        (task, row, report)
        for row, report in pairs
        if row.key_task_id is not None and (task := tasks.get(row.key_task_id)) is not None
    ]
    whole.sort(key=lambda one: (one[0].plan_id, one[0].number, one[0].part, one[1].report_by))
    unit = session.get_one(Unit, sheet.unit_id)
    return Summary(
        unit=unit.full_name or unit.name,
        round=session.get_one(Round, sheet.round_id).name,
        printed=today,
        rows=[
            _row(task, row, report, stones.get(row.milestone_id) if row.milestone_id else None)
            for task, row, report in whole
        ],
    )


def summary_paper(summary: Summary) -> bytes:
    """The .docx file."""
    paper = Document()
    paper.core_properties.title, paper.core_properties.author = summary.title, writable(summary.unit)
    _page(paper)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(title.add_run(summary.title), _HEAD, 20)
    count = paper.add_paragraph()
    count.paragraph_format.tab_stops.add_tab_stop(Mm(sum(_WIDTHS)), WD_TAB_ALIGNMENT.RIGHT)
    _font(count.add_run(f"共{len(summary.rows)}件\t{wording.day(summary.printed, 0)}"), _BODY, 12)
    _table(paper, summary.rows)
    # After the table: a document that ends with one loses it on the way to .doc.
    line = paper.add_paragraph()
    line.paragraph_format.space_before = Pt(28)
    line.paragraph_format.keep_together = True
    _font(line.add_run(_SIGN), _BODY, 14)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def file_name(summary: Summary) -> str:
    """The name it is offered under."""
    return f"{summary.title}.docx"


def _row(task: KeyTask, row: Obligation, report: Report, stone: Milestone | None) -> tuple[str, ...]:
    content = task.content if task.secrecy is not Secrecy.OFFLINE else "（线下事项）"
    of = f"（{stone.scope}）" if stone and stone.scope else ""
    done = f"，{report.done_on:%Y-%m-%d}完成" if report.done_on else ""
    said = "\n".join((f"{report.answer.label}{done}。", *filter(None, (report.text, *_plan(report)))))
    by = f"（{report.next_on.month}月{report.next_on.day}日前）" if report.next_on else ""
    return (
        number_of(task),
        f"{content}\n{row.label}{of}",
        said,
        f"{report.percent}%" if report.percent is not None else "",
        f"{report.next_step}{by}",
        report.blocker,
    )


def _plan(report: Report) -> Iterator[str]:
    """What a 落实方案 says, a line each: nobody signs what he has not read."""
    for name, called in FIELDS.items():
        if report.details.get(name):
            yield f"{called}：{report.details[name]}"
    for place, node in enumerate(report.details.get("nodes", ()), 1):
        yield f"节点{place}（{node['due']}）：{node['text']}"


def _page(paper: Paper) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _BODY, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in (("第", "PAGE"), ("页，共", "NUMPAGES"), ("页", "")):
        _font(foot.add_run(text), _BODY, 10.5)
        if code:
            _field(foot, code)


def _field(line: Paragraph, code: str) -> None:
    """A number that the reader's program counts."""
    run = line.add_run()
    _font(run, _BODY, 10.5)
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _table(paper: Paper, rows: Sequence[tuple[str, ...]]) -> None:
    table = paper.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, name in zip(table.rows[0].cells, _COLUMNS, strict=True):
        _write(cell, name, _HEAD, centred=True)
    _mark(table.rows[0], "w:tblHeader")  # repeated on every page
    for row in rows:
        made = table.add_row()
        _mark(made, "w:cantSplit")
        for place, (cell, text) in enumerate(zip(made.cells, row, strict=True)):
            _write(cell, text, _BODY, centred=place in (0, 3))
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for cell in table.rows[-1].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True  # nobody signs an empty page


def _write(cell: _Cell, text: str, font: str, *, centred: bool) -> None:
    line = cell.paragraphs[0]
    if centred:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(line.add_run(writable(text)), font, 11)


def _mark(row: _Row, what: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(what))


def _font(run: Run, name: str, size: float) -> None:
    run.font.name, run.font.size = name, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
