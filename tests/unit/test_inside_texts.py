"""Several sections' answers as one, and dates inside a unit."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from config.policy_file import SHIPPED, read_policy
from models.answer_checks import Said
from models.duties import Obligation, SectionAnswer
from models.inner_dates import inner_date
from models.inside_texts import combined
from models.rules import Rules
from models.units import Forward
from models.words import Answer, ObligationKind
from models.workdays import OfficeTime, Window, Workdays

NOW = datetime(2026, 3, 12, 2, tzinfo=UTC)
POLICY = read_policy(SHIPPED)
RULES = Rules(
    1,
    POLICY,
    OfficeTime(Workdays(), Window(POLICY.window_opens, POLICY.window_closes, ZoneInfo("Asia/Shanghai"))),
)


def said(answer: Answer, text: str = "", **given: Any) -> SectionAnswer:
    values: dict[str, Any] = {
        "percent": None,
        "next_step": "",
        "next_on": None,
        "blocker": "",
        "done_on": None,
        **given,
    }
    return SectionAnswer(
        obligation_id=uuid4(),
        cycle=0,
        position=1,
        post_id=uuid4(),
        answer=answer,
        text=text,
        at=NOW,
        actor="",
        **values,
    )


def test_one_sections_answer_stays_word_for_word() -> None:
    one = said(Answer.IN_PROGRESS, "已开工。", percent=40, next_step="封顶", next_on=date(2026, 5, 1))
    assert combined([("规划处", one)]) == Said(
        Answer.IN_PROGRESS, "已开工。", percent=40, next_step="封顶", next_on=date(2026, 5, 1)
    )


def test_the_row_is_done_only_when_every_section_is() -> None:
    done = said(Answer.DONE, "已印发。", done_on=date(2026, 3, 2))
    later = said(Answer.DONE, "已挂网。", done_on=date(2026, 3, 9))
    assert combined([("甲处", done), ("乙处", later)]).done_on == date(2026, 3, 9)
    mixed = combined([("甲处", done), ("乙处", said(Answer.ON_TRACK))])
    assert (mixed.answer, mixed.done_on) == (Answer.ON_TRACK, None)
    assert mixed.text == "甲处：已印发。"


def test_in_progress_always_has_a_text() -> None:
    made = combined([("甲处", said(Answer.NOTHING_NEW)), ("乙处", said(Answer.DONE))])
    assert made.answer is Answer.IN_PROGRESS
    assert made.text == "甲处：本轮无新增\n乙处：已完成"


def test_the_lowest_percentage_and_the_latest_date_hold() -> None:
    made = combined(
        [
            ("甲处", said(Answer.IN_PROGRESS, "a", percent=70, next_step="x", next_on=date(2026, 5, 1))),
            ("乙处", said(Answer.IN_PROGRESS, "b", percent=30, next_step="y", next_on=date(2026, 4, 1))),
            ("丙处", said(Answer.ON_TRACK, blocker="缺指标")),
        ]
    )
    assert (made.percent, made.next_on) == (30, date(2026, 5, 1))
    assert made.next_step == "甲处：x\n乙处：y"
    assert made.blocker == "丙处：缺指标"


@pytest.mark.parametrize(
    ("asked", "days", "own", "expected"),
    [
        pytest.param("2026-03-25", 2, None, "2026-03-23", id="workdays before the unit's own date"),
        pytest.param("2026-03-25", 0, None, "2026-03-25", id="none before: the same day"),
        pytest.param("2026-03-28", 0, None, "2026-03-27", id="or the last workday before it"),
        pytest.param("2026-03-13", 5, None, "2026-03-12", id="never before it was forwarded"),
        pytest.param("2026-03-10", 2, None, "2026-03-10", id="never after the unit's own date, even if past"),
        pytest.param("2026-03-25", 2, "2026-03-18", "2026-03-18", id="a date for this round"),
        pytest.param("2026-06-25", 2, "2026-03-18", "2026-06-23", id="leaves the next round alone"),
    ],
)
def test_the_inner_date(asked: str, days: int, own: str | None, expected: str) -> None:
    forward = Forward(
        unit_id=uuid4(),
        key_task_id=uuid4(),
        post_id=uuid4(),
        days_before=days,
        inner_on=date.fromisoformat(own) if own else None,
        made_at=NOW,
        made_by="",
    )
    row = Obligation(
        plan_id=1,
        unit_id=uuid4(),
        kind=ObligationKind.PROGRESS,
        slot="",
        ladder="round",
        report_by=date.fromisoformat(asked),
        armed_at=NOW,
    )
    assert inner_date(forward, row, RULES) == date.fromisoformat(expected)
