"""What a filled-in sheet (报送单) would change, row by row, and taking it over: all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from models.actors import Actor, MoveRefused
from models.answer_checks import checked
from models.duties import Obligation, Report
from models.given_answer import GivenAnswer, report_given
from models.matters import lock_matters
from models.plans import KeyTask
from models.rules import Rules
from models.sheet_columns import ASKED, FIXED, FileRow, file_row, filled_in, in_file
from models.sheet_rows import SheetRow, TaskRows, UnitSheet


@dataclass(frozen=True, slots=True)
class Change:
    """One field that becomes another."""

    called: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that would be reported."""

    called: str
    """`第12项 一季度进展报送`."""
    content: str
    given: GivenAnswer
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Differences:
    """A file beside the sheet as it stands now."""

    rows: Sequence[RowChange]
    refused: Sequence[str]
    """Rows that are not taken, each a sentence with its line and the reason."""
    untouched: int
    """Rows that nobody filled in."""


def differences(sheet: UnitSheet, written: Sequence[FileRow], rules: Rules, now: datetime) -> Differences:
    """Per row what changes; rows of others, changed in fixed columns, answered meanwhile or wrong are refused.

    Nothing is stored. `sheet` is the unit's own: whatever does not stand on it is foreign.
    """
    own = {
        str(row.obligation.id): (group, row)
        for group in (*sheet.lead, *sheet.support)
        for row in group.rows
        if in_file(row)
    }
    rows, refused, untouched = [], [], 0
    for at, line in enumerate(written):
        found = own.get(line.obligation_id)
        try:
            _refuse_foreign(line, found, written[:at])
            change = _row_change(line, found, rules, now) if found else None
        except MoveRefused as wrong:
            refused.append(f"第{line.line}行{_called(found)}：{wrong}")
            continue
        if change is None:
            untouched += 1
        else:
            rows.append(change)
    return Differences(rows, refused, untouched)


def take_over_rows(
    session: Session,
    sheet: UnitSheet,
    given: Sequence[GivenAnswer],
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> list[Report]:
    """Report each row that was confirmed. One that is refused refuses them all, named; the caller rolls back.

    Raises:
        MoveRefused: a row that is not on this sheet, one that is named twice, or one that
            `models.answering.report` refuses.
    """
    own = {
        str(row.obligation.id): (group, row) for group in (*sheet.lead, *sheet.support) for row in group.rows
    }
    made = []
    wanted = {one.obligation_id for one in given}
    lock_matters(session, [row.obligation for name, (_, row) in own.items() if name in wanted])
    if len(wanted) < len(given):
        raise MoveRefused("同一事项在表中出现了两次，没有保存任何改动。")
    for one in given:
        found = own.get(one.obligation_id)
        if found is None:
            raise MoveRefused("表中有不属于本单位报送单的事项，没有保存任何改动。")
        owed = session.get_one(Obligation, UUID(one.obligation_id))
        try:
            made.append(report_given(session, owed, one, rules, actor, now))
        except MoveRefused as wrong:
            raise MoveRefused(f"{_called(found).strip()}：{wrong}（全部改动都没有保存）") from wrong
    return made


def _refuse_foreign(line: FileRow, found: tuple[TaskRows, SheetRow] | None, above: Sequence[FileRow]) -> None:
    if any(one.obligation_id == line.obligation_id for one in above):
        raise MoveRefused("同一事项在表中出现了两次，这一行没有采用。")
    if found is None:
        raise MoveRefused("不是本单位本轮报送单上的事项，或已经认可、取消，没有采用。")


def _row_change(
    line: FileRow, found: tuple[TaskRows, SheetRow], rules: Rules, now: datetime
) -> RowChange | None:
    """What a line changes; None where nobody filled in anything."""
    group, row = found
    if line.touched and line.seen != row.mark:
        noted = row.noted
        who = f"{noted.actor}已报送“{noted.answer.label}”" if noted else "该事项已被退回或重新起算"
        raise MoveRefused(f"下载以后{who}，这一行没有采用，请重新下载后再填。")
    _refuse_changed(line, found)
    if not line.touched:
        return None
    given = GivenAnswer(line.obligation_id, line.seen, **line.asked)
    if not given.answer.strip():
        raise MoveRefused("填写了内容但没有选“答复”，没有采用。")
    _check(row.obligation, group.task, given, len(row.files), rules, now)
    old = filled_in(row)
    changes = [
        Change(called, old[name], line.asked[name])
        for name, called in ASKED.items()
        if old[name].strip() != line.asked[name].strip()
    ]
    return RowChange(_called(found).strip(), group.task.content, given, changes)


def _refuse_changed(line: FileRow, found: tuple[TaskRows, SheetRow]) -> None:
    """Whoever changes a fixed column may have sorted or copied rows: the answer would land at another matter."""
    if line.fixed_kept:
        return
    now = file_row(*found).fixed
    changed = [called for called, mine, theirs in zip(FIXED, now, line.fixed, strict=True) if mine != theirs]
    listed = "、".join(changed) or "校验"
    raise MoveRefused(f"固定列（{listed}）已被改动，可能错了行，没有采用，请重新下载后再填。")


def _check(
    obligation: Obligation, task: KeyTask, given: GivenAnswer, files: int, rules: Rules, now: datetime
) -> None:
    """What `report` would refuse for its content is said before anybody confirms."""
    today = rules.office.today(now)
    checked(obligation, task, given.said(), today, evidence=files, new_files=0)


def _called(found: tuple[TaskRows, SheetRow] | None) -> str:
    if found is None:
        return ""
    group, row = found
    return f" 第{group.number}项{row.round_name}{row.obligation.label}"
