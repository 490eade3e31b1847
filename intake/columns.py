"""Which column is which, by its head."""

import re
from enum import StrEnum

from intake.grid import Row


class Column(StrEnum):
    """What a column holds, by the name we use for it in messages."""

    NUMBER = "序号"
    THEME = "主要任务"
    CONTENT = "重点工作"
    LIMIT = "完成时限"
    LEADERS = "分管领导"
    UNITS = "责任单位"
    LEADS = "牵头单位"
    SUPPORTS = "配合单位"


# In order of trial: the first pattern that fits decides.
_HEADS = (
    (Column.NUMBER, r"序号|编号|号"),
    (Column.LEADERS, r".*(?:领导|责任人|市长|负责同志).*"),
    (Column.SUPPORTS, r".*(?:配合|协办|协同|参与|协助|参加).*"),
    (Column.LEADS, r".*(?:牵头|主办|主责)(?:责任)?(?:单位|部门|区)?.*"),
    (Column.UNITS, r".*(?:责任|承办|负责|落实|实施)(?:单位|部门|分工)|单位"),
    (Column.LIMIT, r".*(?:时限|时间|进度安排|进度要求|时间节点|完成节点|期限|进度)(?:要求|安排)?"),
    (
        Column.CONTENT,
        r"重点(?:工作|任务)(?:内容|事项|任务)?|工作(?:任务|内容|事项|举措|措施|要求)|(?:具体|任务|目标|主要)(?:内容|任务内容|工作内容|举措|措施)"
        r"|目标任务|具体(?:任务|工作|目标|事项)|年度(?:目标|任务|目标任务|重点工作)|任务(?:事项|分解)?|事项|建设内容|项目(?:名称|内容)",
    ),
    (
        Column.THEME,
        r"主要任务|板块|类别|分类|领域|任务类别|工作类别|方面|项目类别|任务分类|类型|主题|工作板块|专项|大项|总体任务|主要工作",
    ),
)
_REQUIRED = (Column.CONTENT, Column.LIMIT, Column.UNITS)


def column_of(head: str) -> Column | None:
    """The column that a head names, whatever its spacing and remarks in brackets."""
    plain = re.sub(r"[（(].*?[）)]|\s", "", head)
    return next((column for column, words in _HEADS if re.fullmatch(words, plain)), None)


def columns_of(heads: Row) -> dict[Column, int]:
    """Where each known column stands; 主要任务 beside 工作任务 is the theme, alone it is the content."""
    found: dict[Column, int] = {}
    spare: list[int] = []
    for at, cell in enumerate(heads.cells):
        column = column_of(cell.text)
        if column is Column.CONTENT and column in found:
            spare.append(at)
        elif column:
            found.setdefault(column, at)
    if Column.CONTENT not in found and Column.THEME in found:
        found[Column.CONTENT] = found.pop(Column.THEME)
    if spare and Column.THEME not in found:
        found[Column.THEME], found[Column.CONTENT] = found[Column.CONTENT], spare[-1]
    if Column.LEADS in found and Column.UNITS in found and Column.SUPPORTS not in found:
        found[Column.SUPPORTS] = found.pop(Column.UNITS)
    return found


def missing(found: dict[Column, int]) -> list[Column]:
    """Columns without which nothing can be supervised."""
    absent = [column for column in _REQUIRED if column not in found]
    if Column.LEADS in found and Column.UNITS in absent:
        absent.remove(Column.UNITS)
    return absent
