"""The pages show what became of a key task: 挂账, 终止, 并入, 回头看, findings, extensions, promises, petitions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from models import steering
from models.answering import report
from models.database import transaction
from models.duties import Obligation, Petition, Promise
from models.petitions import ask_extension
from models.plans import KeyTask, Milestone, SameMatter
from models.rules import Rules
from models.words import (
    Answer,
    Criterion,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    PetitionKind,
    Verdict,
)
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, OFFICE, City

Move = Callable[[Session, KeyTask, Rules], object]
YEAR_END = date(2027, 1, 15)


def steer(city: City, at: int, move: Move) -> None:
    with transaction(city.engine) as session:
        move(session, session.get_one(KeyTask, city.tasks[at]), city.rules(session, MARCH))


def suspend(city: City, at: int = 1) -> None:
    until = date(2026, 9, 1)
    steer(city, at, lambda s, t, r: steering.suspend(s, t, until, "等待批复", r, OFFICE, MARCH))


def answered(city: City, kind: ObligationKind, report_by: date, task: int = 0) -> Obligation:
    """A result that waits for the office."""
    owed = city.obligation("市交通局", kind, task, report_by)
    with transaction(city.engine) as session:
        row = session.get_one(Obligation, owed)
        report(session, row, Answer.DONE, city.rules(session, MARCH), OFFICE, MARCH, "全部开通")
        return row


def page(pages: Visitor, city: City, at: int = 1) -> str:
    return pages.get(f"/key-tasks/{city.tasks[at]}").text


def test_a_suspended_key_task_is_grey_and_says_until_when(city: City, pages: Visitor) -> None:
    suspend(city)
    assert '<span class="light light-grey"><i></i>挂账</span>' in pages.get("/").text
    assert "挂账至2026-09-01" in pages.get("/").text
    shown = page(pages, city)
    assert "挂账至2026-09-01" in shown
    assert "等待批复" in shown


def test_a_cancelled_key_task_folds_away_what_is_not_asked_any_more(city: City, pages: Visitor) -> None:
    steer(city, 1, lambda s, t, r: steering.cancel(s, t, "政策调整", r, OFFICE, MARCH))
    shown = page(pages, city)
    assert "<i></i>终止</span>" in shown
    assert "<summary>已取消的 3 件</summary>" in shown
    assert "<b>取消</b> 3件" in shown  # one line of history that opens


def test_a_merged_key_task_leads_to_the_other_and_back(city: City, pages: Visitor) -> None:
    def move(session: Session, task: KeyTask, rules: Rules) -> None:
        target = session.get_one(KeyTask, city.tasks[0])
        steering.merge(session, task, target, "同一工程", rules, OFFICE, MARCH)

    steer(city, 1, move)
    assert "并入第1项" in pages.get("/").text
    assert f'href="/key-tasks/{city.tasks[0]}">第1项</a>' in page(pages, city, 1)
    shown = page(pages, city, 0)
    assert f'href="/key-tasks/{city.tasks[1]}">第2项</a> 完成东湖大桥加固' in shown
    assert "牵头市交通局，3月18日并入" in shown


def test_nothing_is_offered_that_would_be_refused(city: City, pages: Visitor) -> None:
    row = answered(city, ObligationKind.COMPLETION, date(2026, 6, 30), 1)
    accept, give_back = f'action="/obligations/{row.id}/accept"', f'action="/obligations/{row.id}/return"'
    assert accept in page(pages, city)
    suspend(city)
    rests = page(pages, city)
    assert "待复核" in rests
    assert accept not in rests
    assert give_back not in rests


def test_a_round_report_that_stands_is_not_returned_on_the_page(city: City, pages: Visitor) -> None:
    row = answered(city, ObligationKind.PROGRESS, date(2026, 3, 25))
    give_back = f'action="/obligations/{row.id}/return"'
    city.at(MARCH + timedelta(days=7))
    assert give_back in page(pages, city, 0)
    city.at(MARCH + timedelta(days=8))
    assert give_back not in page(pages, city, 0)


def test_what_the_office_owes_is_done_and_not_reported(city: City, pages: Visitor) -> None:
    owed = city.obligation("市交通局", ObligationKind.COMPLETION, 1)
    with transaction(city.engine) as session:
        row, rules = session.get_one(Obligation, owed), city.rules(session, MARCH)
        ask_extension(session, row, date(2026, 7, 10), "汛期停工", rules, OFFICE, MARCH)
    shown = page(pages, city)
    assert "答复延期申请" in shown
    assert ">待办理</span>" in shown.split("答复延期申请")[1]


def test_nodes_stand_by_date(city: City, pages: Visitor) -> None:
    with transaction(city.engine) as session:
        early = Milestone(
            key_task_id=city.tasks[1], position=1, deadline=date(2026, 5, 20), criterion=Criterion.COMPLETE
        )
        session.add(early)
    shown = page(pages, city).split('<ol class="stones">')[1]
    assert shown.index("5月20日") < shown.index("6月30日")


def test_a_unit_that_handed_its_part_on_is_struck_through(city: City, pages: Visitor) -> None:
    units = city.units
    steer(
        city,
        1,
        lambda s, t, r: steering.transfer(
            s, t, units["市交通局"], units["市水务局"], "职责调整", r, OFFICE, MARCH
        ),
    )
    shown = page(pages, city)
    assert "已转出" in shown
    assert shown.index("市水务局") < shown.index('<li class="gone">')
    assert "市水务局" in pages.get("/").text


def test_a_key_task_looked_at_again_says_so(city: City, pages: Visitor) -> None:
    with transaction(city.engine) as session:
        session.get_one(KeyTask, city.tasks[1]).state = KeyTaskState.CLOSED
    due = date(2026, 4, 20)
    steer(city, 1, lambda s, t, r: steering.reopen(s, t, due, "抽查漏水", r, OFFICE, MARCH))
    shown = page(pages, city)
    assert '<span class="tag tag-warn">回头看</span>' in shown
    assert "整改报送" in shown


def test_a_year_end_answer_is_accepted_with_a_finding_only(city: City, pages: Visitor) -> None:
    row = answered(city, ObligationKind.PROGRESS, YEAR_END)
    assert "进展一般" in page(pages, city, 0)
    refused = pages.post(f"/obligations/{row.id}/accept", data={"verdict": ""})
    assert refused.status_code == 409
    assert "请写明评估结论" in refused.text
    shown = pages.post(f"/obligations/{row.id}/accept", data={"verdict": Verdict.FAIR.value}).text
    assert '<span class="tag tag-warn">进展一般</span>' in shown
    assert city.read(row.id).verdict is Verdict.FAIR


def test_a_granted_extension_shows_both_dates(city: City, pages: Visitor) -> None:
    owed = city.obligation("市交通局", ObligationKind.COMPLETION, 1)
    with transaction(city.engine) as session:
        session.get_one(Obligation, owed).extended_to = date(2026, 8, 31)
        session.get_one(KeyTask, city.tasks[1])
    shown = page(pages, city)
    assert "<b>8月31日</b><small><s>6月30日</s> 延期</small>" in shown
    assert '<s class="quiet">6月30日</s> 8月31日' in pages.get("/").text


@pytest.mark.parametrize(
    ("kept", "broken", "word"), [(None, None, "待兑现"), (MARCH, None, "已兑现"), (None, MARCH, "未兑现")]
)
def test_a_promise_and_what_became_of_it(
    city: City, pages: Visitor, kept: datetime | None, broken: datetime | None, word: str
) -> None:
    owed = city.obligation("市交通局", ObligationKind.COMPLETION, 1)
    with transaction(city.engine) as session:
        session.add(
            Promise(
                obligation_id=owed,
                cycle=0,
                position=1,
                due_on=date(2026, 4, 2),
                text="补齐验收单",
                made_at=MARCH,
                made_by="王联络",
                kept_at=kept,
                broken_at=broken,
            )
        )
    shown = page(pages, city)
    assert "承诺4月2日前报送：补齐验收单" in shown
    assert word in shown


def test_open_petitions_are_counted_on_the_board_and_told_on_the_page(city: City, pages: Visitor) -> None:
    with transaction(city.engine) as session:
        session.add(
            Petition(
                kind=PetitionKind.OBJECTION,
                position=1,
                plan_id=city.plan_id,
                key_task_id=city.tasks[1],
                unit_id=city.units["市财政局"],
                reason="不属本局职责",
                asked_at=MARCH,
                asked_by="孙联络",
            )
        )
    assert "1件申请待办理" in pages.get("/").text
    shown = page(pages, city)
    assert "分工异议" in shown
    assert "不属本局职责" in shown


def test_the_action_plan_is_on_the_page(city: City, pages: Visitor) -> None:
    owed = city.obligation("市交通局", ObligationKind.PLAN, 1)
    with transaction(city.engine) as session:
        details = {
            "measures": "分三期加固",
            "timetable": "四月进场",
            "responsible": "总工",
            "result_form": "验收报告",
            "expected_result": "恢复通车",
            "nodes": [{"due": "2026-05-20", "text": "完成桥墩加固"}],
        }
        row, rules = session.get_one(Obligation, owed), city.rules(session, MARCH)
        report(session, row, Answer.PLANNED, rules, OFFICE, MARCH, details=details)
    shown = page(pages, city)
    assert "分三期加固" in shown
    assert "2026-05-20 完成桥墩加固" in shown
    assert "1件待复核" in pages.get("/").text


def test_the_same_matter_of_another_plan_is_linked(city: City, pages: Visitor) -> None:
    with transaction(city.engine) as session:
        session.add(SameMatter(key_task_id=city.tasks[1], other_id=city.tasks[2], at=MARCH, actor="周督查"))
    assert "<dt>同一事项</dt>" in page(pages, city, 1)
    assert "<dt>同一事项</dt>" in page(pages, city, 2)


def test_how_often_a_report_was_returned(city: City, pages: Visitor) -> None:
    row = answered(city, ObligationKind.COMPLETION, date(2026, 6, 30), 1)
    pages.post(f"/obligations/{row.id}/return", data={"reason": "缺验收单"})
    assert "退回1次" in page(pages, city)
    again = city.read(row.id)
    assert (again.state, again.returns) == (ObligationState.RETURNED, 1)
    assert again.asked_by >= MARCH.date() + timedelta(days=1)
