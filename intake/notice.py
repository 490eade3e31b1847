"""From a notice (来文) to a draft: document → table → columns → rows → tasks."""

import re
from pathlib import Path

from intake.columns import Column, columns_of, missing
from intake.draft import Draft, DraftTask, Question
from intake.errors import NotReadable
from intake.files import text_of
from intake.grid import Sheet
from intake.header import read_header, refuse_secret
from intake.rows import read_rows
from intake.tabbed import sheet_of

_SHOWN_MISTAKES = 5
_NOTE = re.compile(r"^(?:备?注|说明|备注)\s*[：:]?\s*")
_FIRST_LEADS = re.compile(
    r"(?:第一|首|排名?第1|前)(?:个|位|列|家|名)?.{0,14}牵头|牵头.{0,14}(?:第一|首)(?:个|位|家|名)?"
)
_MARKED_LEADS = re.compile(r"(?:加粗|黑体|下划线|带[*★▲△]|标[*★▲△]|[*★▲△]).{0,10}牵头")


def read_notice(path: Path) -> Draft:
    """The draft of the notice kept in a file."""
    return read_text(text_of(path), path.name)


def read_text(text: str, name: str) -> Draft:
    """The draft of a notice already at hand as text; `name` is what messages call it.

    Raises NotReadable, before anything is kept, with all that is wrong.
    """
    if not text.strip():
        raise NotReadable(f"文件“{name}”是空的，请换成有内容的来文。")
    sheet = sheet_of(text)
    refuse_secret(list(sheet.above), name)
    columns = _columns(sheet, name)
    header = read_header(list(sheet.above), list(sheet.below), name)
    rule = _first_listed_rule(sheet)
    width = len(sheet.heads.cells) if sheet.heads else 0
    reading = read_rows(sheet.rows, columns, width, header.year, first_listed=True)
    _refuse_mistakes(reading.mistakes, name)
    if not reading.tasks:
        raise NotReadable(f"“{name}”的任务表只有表头、没有任务行，请检查表格是否转换完整。")
    return Draft(
        title=header.title,
        issuer=header.issuer,
        document_number=header.document_number,
        issued_on=header.issued_on,
        year=header.year,
        form="table",
        tasks=reading.tasks,
        questions=(*_who_leads(sheet, columns, reading.tasks, rule), *reading.questions),
        first_listed_rule=rule,
    )


def _columns(sheet: Sheet, name: str) -> dict[Column, int]:
    columns = columns_of(sheet.heads) if sheet.heads else {}
    absent = missing(columns)
    if not absent:
        return columns
    lacking = "、".join(f"“{column.value}”" for column in absent)
    if sheet.heads is None:
        raise NotReadable(
            f"“{name}”里没有找到任务表：缺少列标题{lacking}，请提供由 Word 表格转出的文本（每格一行、行首为制表符）。"
        )
    raise NotReadable(f"“{name}”第{sheet.heads.line}行的任务表缺少{lacking}列，请补上列标题或检查表头文字。")


def _refuse_mistakes(mistakes: tuple[str, ...], name: str) -> None:
    if not mistakes:
        return
    shown = "；".join(mistakes[:_SHOWN_MISTAKES])
    more = f"等共{len(mistakes)}处" if len(mistakes) > _SHOWN_MISTAKES else ""
    raise NotReadable(f"“{name}”的任务表有错：{shown}{more}，请改正后重新导入。")


def _first_listed_rule(sheet: Sheet) -> str:
    """The note, or the remark in a head, that says the first-listed unit leads."""
    heads = [cell.text for cell in sheet.heads.cells] if sheet.heads else []
    spoken = (*sheet.below, *heads, *sheet.above)
    found = next((line for line in spoken if _FIRST_LEADS.search(line)), "")
    return _NOTE.sub("", "".join(found.split()))


def _who_leads(
    sheet: Sheet, columns: dict[Column, int], tasks: tuple[DraftTask, ...], rule: str
) -> tuple[Question, ...]:
    """Where nothing says that the first-listed unit leads, a person must."""
    if rule or Column.LEADS in columns or not any(task.supports for task in tasks):
        return ()
    marked = any(_MARKED_LEADS.search(line) for line in (*sheet.below, *sheet.above))
    why = "来文以字体或标记区分牵头单位，转成文本后无法辨认" if marked else "来文没有写明哪个是牵头单位"
    choices = ("列第一位的牵头", "按职责分工共同负责")
    return (Question("who-leads", f"{why}，列第一位的单位是否为牵头单位？", choices, choices[0]),)
