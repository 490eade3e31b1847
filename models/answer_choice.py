"""Which row an answer by telephone or on paper is meant for, where nobody named its date."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from models.actors import MoveRefused
from models.duties import Obligation, Report
from models.rules import Rules
from models.rungs import Since
from models.words import OWED, Answer, ObligationKind, ObligationState


def row_meant(
    rows: Sequence[Obligation],
    last: Mapping[UUID, Report],
    answer: Answer,
    rules: Rules,
    now: datetime,
    rounds: Iterable[date] = (),
) -> Obligation:
    """The one row that may be meant.

    1. What is asked at present and not answered yet.
    2. Else what was answered last, as long as its round runs or it waits for the office: the answer corrects it.
    3. A result with a date of its own may be answered before it is asked for; a round may not.

    Args:
        rows: those of one unit under one key task that may be answered so; at least one.
        last: obligation → its last report.
        rounds: dates of the office's rounds: contributions to these belong to them.

    Raises:
        MoveRefused: several may be meant, or none is asked yet; names their dates.
    """
    owed = [row for row in rows if row.state in OWED]
    asked = [row for row in owed if has_begun(row, rules, now)]
    early = [row for row in owed if row not in asked and _has_own_date(row, rounds)]
    meant = asked or _corrected(rows, last, rules, now) or early
    if answer is Answer.DONE:
        meant = [*meant, *(row for row in early if row not in meant)]
    if not meant:
        told = "、".join(_called(row) for row in sorted(rows, key=lambda row: row.report_by)[:4])
        raise MoveRefused(f"现在没有正在报送的事项；确要提前报送或更正，请用 --by 写明应报日期：{told}。")
    if len({row.report_by for row in meant}) > 1:
        told = "、".join(_called(row) for row in sorted(meant, key=lambda row: row.report_by))
        raise MoveRefused(f"有{len(meant)}件可以这样答复，请用 --by 写明哪一天应报的：{told}。")
    return meant[0]


def has_begun(row: Obligation, rules: Rules, now: datetime) -> bool:
    """Whether the unit is asked for it already: its first rung has come. A 落实方案 is asked from issue on."""
    ladder = rules.policy.ladder(row.ladder)
    rungs = ladder.rungs if ladder is not None else ()
    if row.kind is ObligationKind.PLAN or row.cycle or any(rung.since is Since.ARMED for rung in rungs):
        return True
    first = min((rung.offset for rung in rungs if rung.since is Since.REPORT_BY), default=0)
    return rules.office.today(now) >= rules.office.workdays.shift(row.asked_by, first)


def _corrected(
    rows: Iterable[Obligation], last: Mapping[UUID, Report], rules: Rules, now: datetime
) -> list[Obligation]:
    """The row answered last, while it may still be corrected."""
    given = [row for row in rows if row.state is ObligationState.REPORTED and row.id in last]
    if not given:
        return []
    latest = max(given, key=lambda row: (last[row.id].at, row.report_by))
    arrived = max(rules.office.today(last[latest.id].at), latest.asked_by)
    ends = rules.office.workdays.shift(arrived, rules.policy.terms.return_within)
    return [latest] if latest.awaits_office or rules.office.today(now) <= ends else []


def _has_own_date(row: Obligation, rounds: Iterable[date]) -> bool:
    if row.kind is ObligationKind.CONTRIBUTION:
        return row.period not in {due.isoformat() for due in rounds}
    return row.kind is ObligationKind.COMPLETION


def _called(row: Obligation) -> str:
    return f"{row.report_by}（{row.label}）"
