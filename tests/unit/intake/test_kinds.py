"""来文类别 by the title, and dates by the kind's term."""

from dataclasses import replace
from datetime import date

import pytest

from intake.draft import Draft, DraftMilestone, DraftTask, Question
from intake.kinds import kind_of_title, term_of, with_term
from models.actors import MoveRefused
from models.policy import KindRule
from models.words import Criterion, DirectiveKind, Responsibility

INSTRUCTION = DirectiveKind.INSTRUCTION
SINCE = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云泽市人民政府2026年民心工程实施方案", DirectiveKind.LIVELIHOOD),
        ("关于分解2026年民生实事项目的通知", DirectiveKind.LIVELIHOOD),
        ("市政府第12次常务会议纪要", DirectiveKind.MEETING),
        ("关于落实市政府常务会议议定事项的通知", DirectiveKind.MEETING),
        ("云泽市2026年《政府工作报告》重点任务分解表", None),
        ("关于落实2026年政府工作报告重点任务分工的通知", DirectiveKind.WORK_REPORT),
        ("领导批示件办理通知", INSTRUCTION),
        ("关于落实王市长批示事项的通知", INSTRUCTION),
        ("关于做好2026年重点工作的通知", None),
        ("关于政府工作报告和民生实事项目任务分工的通知", None),
        ("", None),
    ],
)
def test_a_title_names_its_kind_only_where_it_is_sure(title: str, kind: DirectiveKind | None) -> None:
    if "《政府工作报告》" in title:
        kind = DirectiveKind.WORK_REPORT
    assert kind_of_title(title) is kind


def test_the_term_is_the_kinds_first_unless_another_is_chosen() -> None:
    rule = KindRule(term_days=(5, 15, 30))
    assert [term_of(rule, INSTRUCTION, chosen) for chosen in (None, 5, 30)] == [5, 5, 30]
    assert term_of(KindRule(), DirectiveKind.OTHER, None) is None
    with pytest.raises(MoveRefused, match="5、15、30天，没有7天"):
        term_of(rule, INSTRUCTION, 7)
    with pytest.raises(MoveRefused, match="没有固定期限"):
        term_of(KindRule(), DirectiveKind.OTHER, 7)


def task(number: int, *stones: DraftMilestone, listed_apart: bool = True) -> DraftTask:
    made = DraftTask(number, 1, "", "某事", "尽快", (), Responsibility.LEAD, ("市工信局",), (), stones)
    return replace(made, listed_apart=listed_apart)


UNDATED = DraftMilestone(None, Criterion.COMPLETE, "整改")
DATED = DraftMilestone(date(2026, 5, 1), Criterion.COMPLETE, "")
LASTING = DraftMilestone(None, Criterion.CONTINUOUS, "")


def draft(*tasks: DraftTask, questions: tuple[Question, ...] = ()) -> Draft:
    return Draft("批示件", "市政府", "", SINCE, 2026, "table", tasks, questions, "")


def asked(number: int | None, tasks: tuple[tuple[int, int], ...] = ()) -> Question:
    return Question("limit-without-date", "哪一天？", ("暂不设期限",), "暂不设期限", number, tasks=tasks)


def test_only_matters_without_any_date_get_the_term() -> None:
    given = draft(task(1, UNDATED), task(2, DATED), task(3, LASTING), task(4, UNDATED, DATED))
    made = with_term(given, INSTRUCTION, 15, SINCE)
    assert [[stone.due for stone in one.milestones] for one in made.tasks] == [
        [date(2026, 3, 17)],
        [date(2026, 5, 1)],
        [None],
        [None, date(2026, 5, 1)],
    ]
    assert made.tasks[0].milestones[0].scope == "整改"
    assert made.tasks[0].milestones[0].confidence == 1
    assert "领导批示15天" in made.tasks[0].milestones[0].explanation


def test_what_is_not_supervised_one_by_one_gets_none() -> None:
    given = draft(task(1, UNDATED, listed_apart=False))
    assert with_term(given, INSTRUCTION, 15, SINCE) is given


def test_questions_about_dates_that_are_there_now_are_asked_no_more() -> None:
    kept = (asked(2), asked(None, ((1, 1), (2, 1))), asked(None), replace(asked(1), code="who-leads"))
    given = draft(
        task(1, UNDATED), task(2, UNDATED, DATED), questions=(asked(1), asked(None, ((1, 1),)), *kept)
    )
    assert with_term(given, INSTRUCTION, 5, SINCE).questions == kept
