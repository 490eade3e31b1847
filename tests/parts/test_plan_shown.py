"""`duban plan show` tells how the key tasks of a plan stand now, whatever was handed on, ended or extended since."""

from datetime import date

from sqlmodel import select

from duban.commands.plan_tables import task_table
from intake.draft import Question
from models.database import reading, transaction
from models.extending import extend
from models.plans import Plan
from models.plans import Question as Asked
from models.steering import cancel, merge
from tests.support.corrections import COMPLETION, NEW, THIRD, add_third, told
from tests.support.drafts import hand_over, key_task_numbered, settle, store
from tests.support.office import LEAD, OFFICE, SUPPORT, TestOffice, owed
from tests.support.steering import suspend, transfer


def shown(office: TestOffice) -> list[list[str]]:
    """Rows of the table: number, text, leads, supports, milestones, owed, next reminder."""
    with reading(office.engine) as session:
        table = task_table(session, session.get_one(Plan, 1))
    return [list(map(str, row)) for row in zip(*(column.cells for column in table.columns), strict=True)]


def test_who_leads_now_is_shown_and_not_who_handed_it_on(office: TestOffice) -> None:
    add_third(office)
    store(office, told(1), told(2))
    hand_over(office)
    transfer(office, LEAD, THIRD)
    rows = shown(office)
    assert [(row[2], row[3]) for row in rows] == [(THIRD, SUPPORT), (LEAD, SUPPORT)]


def test_what_ended_rests_or_was_merged_is_told_from_what_is_under_way(office: TestOffice) -> None:
    store(office, told(1), told(2), told(3), told(4, NEW))
    hand_over(office)
    suspend(office, "2026-06-01")
    with transaction(office.engine) as session:
        rules, two, three = office.rules(), key_task_numbered(session, 2), key_task_numbered(session, 3)
        cancel(session, two, "市里另有安排", rules, OFFICE, office.now)
        merge(session, three, key_task_numbered(session, 4), "内容重复", rules, OFFICE, office.now)
    assert [row[5] for row in shown(office)] == ["挂账至2026-06-01 3", "终止", "并入第4项", "3"]


def test_a_granted_extension_is_shown_at_its_milestone(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    with transaction(office.engine) as session:
        extend(session, owed(session, COMPLETION), date(2026, 7, 31), office.rules(), OFFICE, office.now)
    assert shown(office)[0][4] == "2026-06-30（延至2026-07-31）｜2026-06-30 完成"
    store(office, told(1, due="2026-05-31"), source=b"second", apply=True)
    assert shown(office)[0][4] == "2026-05-31｜2026-05-31 完成"


def test_only_questions_that_wait_for_an_answer_are_announced_with_a_new_key_task(office: TestOffice) -> None:
    who = Question("who-leads", "来文没有写牵头单位，是否由列首位的单位牵头？", ("是", "否"), "是")
    store(office, told(1), questions=(who,))
    settle(office, 1, "是")
    hand_over(office)
    stored = store(office, told(1), told(2, NEW), questions=(who,), source=b"second")
    assert stored.steps == (f"1. 新增第2项：{NEW}（待补充交办）",)
    stored = store(office, told(1), told(2, NEW), questions=(who,), source=b"second", apply=True)
    assert (stored.open_questions, stored.steps) == (0, (f"1. 新增第2项：{NEW}（待补充交办）",))
    with reading(office.engine) as session:
        assert [row.answer for row in session.exec(select(Asked))] == ["是"]


def test_what_was_cancelled_is_not_counted_as_owed(office: TestOffice) -> None:
    store(office, told(1), told(2))
    hand_over(office)
    before = shown(office)[0][5]
    store(office, told(1, due="2026-09-30"), told(2), source=b"second", apply=True)
    assert shown(office)[0][5] == before
