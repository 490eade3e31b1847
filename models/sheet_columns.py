"""The columns of a sheet (报送单) as an .xlsx file.

`notifications.sheet_file` writes it, `intake.answer_sheet` reads it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.answer_checks import Said
from models.freshness import mark_of
from models.inside_texts import combined
from models.sheet_rows import SheetRow, TaskRows
from models.words import Answer, ObligationKind
from models.writable import writable

TITLE_ROW, HEADING_ROW = 1, 3
HIDDEN = 2
"""Columns A and B: the obligation's id, and what tells whether somebody changed what must not change."""
FIXED = ("序号", "重点工作", "事项", "报送日", "现状")
ASKED = {
    "answer": "答复",
    "text": "情况说明",
    "percent": "进度（%）",
    "next_step": "下一步",
    "next_on": "下一步日期",
    "blocker": "存在问题",
    "done_on": "完成日期",
    "coordinate": "请求协调",
}
"""Fields of `models.given_answer.GivenAnswer` that people fill in → headings."""
HEADINGS = ("应办事项编号", "校验", *FIXED, *ASKED.values())
CHOICES = (Answer.ON_TRACK, Answer.IN_PROGRESS, Answer.DONE)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the file."""

    obligation_id: str
    check: str
    fixed: tuple[str, ...]
    asked: dict[str, str]
    line: int = 0
    """Its line in a file that was read, from 1."""

    @property
    def seen(self) -> str:
        """How the matter stood when the file was written."""
        return self.check.partition(".")[0]

    @property
    def fixed_kept(self) -> bool:
        """Whether the columns that must not change are as they were written."""
        return self.check.split(".")[1:2] == [digest(self.fixed)]

    @property
    def touched(self) -> bool:
        """Whether somebody filled in anything."""
        return self.check.split(".")[2:3] != [digest(tuple(self.asked.values()))]


def file_row(group: TaskRows, row: SheetRow) -> FileRow:
    """A row as it is written: what is known of it, and what the unit said before."""
    fixed = (
        group.number,
        writable(group.task.content),
        writable(f"{row.round_name}{row.obligation.label}"),
        row.obligation.asked_by.isoformat(),
        writable(_standing(row)),
    )
    asked = filled_in(row)
    check = f"{mark_of(row.obligation, row.last)}.{digest(fixed)}.{digest(tuple(asked.values()))}"
    return FileRow(str(row.obligation.id), check, fixed, asked)


def filled_in(row: SheetRow) -> dict[str, str]:
    """What the fields to fill in begin with: this row's own answer, else the texts of the last round.

    What all sections of the row have written goes before both, as a proposal: the answer itself is the contact's.
    """
    answers = [(name, answer) for name, answer in row.inside if answer is not None]
    if row.inside and len(answers) == len(row.inside) and not row.answered:
        return _proposed(combined(answers))
    start, noted = row.start, row.noted
    said = {
        "answer": noted.answer.label if noted else "",
        "text": start.text if start else "",
        "percent": str(start.percent) if start and start.percent is not None else "",
        "next_step": start.next_step if start else "",
        "next_on": _iso(start.next_on) if start else "",
        "blocker": noted.blocker if noted else "",
        "done_on": _iso(noted.done_on) if noted else "",
        "coordinate": "",
    }
    return {name: writable(text) for name, text in said.items()}


def in_file(row: SheetRow) -> bool:
    """Whether it can be answered in a file: a 落实方案 has a form of its own, and what is accepted is settled."""
    return not row.plans and not row.settled


def choices(kind: ObligationKind) -> list[str]:
    """What the answer's drop-down offers."""
    extra = [Answer.NOTHING_NEW] if kind is ObligationKind.CONTRIBUTION else []
    return [one.label for one in (*extra, *CHOICES)]


def digest(cells: Sequence[str]) -> str:
    """A short mark of texts; blanks around them and kinds of line ends do not matter."""
    plain = "\x1f".join("\n".join(cell.strip().splitlines()) for cell in cells)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _standing(row: SheetRow) -> str:
    stands = f"已报：{row.noted.answer.label}" if row.noted else "未报"
    if row.returned:
        stands = f"已退回：{row.returned_because}" if row.returned_because else "已退回"
    return f"{stands}；{row.said_inside}" if row.inside and not row.answered else stands


def _proposed(said: Said) -> dict[str, str]:
    texts = {
        "answer": "",
        "text": said.text,
        "percent": "" if said.percent is None else str(said.percent),
        "next_step": said.next_step,
        "next_on": _iso(said.next_on),
        "blocker": said.blocker,
        "done_on": _iso(said.done_on),
        "coordinate": "",
    }
    return {name: writable(text) for name, text in texts.items()}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
