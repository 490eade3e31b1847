"""`duban plan` on a stored draft: questions, answers, requirements, checkpoints, and what show says of them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from duban.app import open_office
from intake.draft import Checkpoint, Draft, PlanDefault
from intake.register import load_register
from intake.storing import store_draft
from models.database import reading, transaction
from models.plans import Milestone, Question
from models.words import Responsibility
from tests.support.cli import duban
from tests.support.drafts import limit_question, task
from tests.support.office import LEAD, OFFICE, REGISTER, SUPPORT, at, draft

UNKNOWN = "市蚕桑茶叶办公室"
LEDGER = PlanDefault("ledger", "各单位要建立台账。", "每个牵头单位建立台账", True)
OPENING = Checkpoint(1, 1, "9月1日投入使用", "投入使用", date(2026, 9, 1), "deadline", "checkpoint")


@pytest.fixture(autouse=True)
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plan 1: an unknown supporting unit, a limit without date, a general item, a requirement, a date in the text."""
    monkeypatch.chdir(tmp_path)
    general = task(3, ("市政府各部门",), (), responsibility=Responsibility.EACH, listed_apart=False)
    made: Draft = replace(
        draft(task(1, supports=(UNKNOWN,)), task(2, due=None), general),
        questions=(limit_question(2),),
        defaults=(LEDGER,),
        checkpoints=(OPENING,),
    )
    office = open_office()
    with transaction(office.engine) as session:
        load_register(session, REGISTER)
        store_draft(session, made, ("来文.docx", b"1"), office.rules(session), OFFICE, at("2026-02-24"))
    office.engine.dispose()


def answers() -> list[str]:
    office = open_office()
    with reading(office.engine) as session:
        found = list(session.exec(select(Question.answer).order_by(Question.position)))  # type: ignore[arg-type]
    office.engine.dispose()
    return found


def test_questions_are_listed_with_numbers_choices_and_offers() -> None:
    shown = duban("plan", "questions", "1").out
    assert f"疑问1  “{UNKNOWN}”（第1项）不在单位库里" in shown
    assert "1.登记为新单位  2.暂不指定" in shown
    assert "疑问2  第2项：完成时限“适时”没有写明日期" in shown
    assert "待答复，默认：暂不设期限" in shown
    assert "疑问3  第3项：" in shown
    assert "工作要求  ledger：采用  每个牵头单位建立台账" in shown
    assert "检查点1  第1项：2026-09-01 投入使用  未设" in shown


def test_one_question_is_answered_by_number_date_or_unit() -> None:
    assert f"疑问1答复：{SUPPORT}。还有2个疑问待答复。" in duban("plan", "answer", "1", "1", SUPPORT).out
    assert "疑问2答复：2026-09-30" in duban("plan", "answer", "1", "2", "2026-09-30").out
    assert "疑问3答复：不单列督办。还有0个疑问待答复。" in duban("plan", "answer", "1", "3", "1").out
    assert answers() == [SUPPORT, "2026-09-30", "不单列督办"]
    shown = duban("plan", "show", "1").out
    assert "2026-09-30｜2026-09-30" in shown
    assert "不单列督办" in shown
    assert duban("plan", "issue", "1").status == 0


def test_all_are_answered_by_their_defaults() -> None:
    duban("plan", "answer", "1", "2", "2026-09-30")
    assert "计划 1：2个疑问按默认答复。" in duban("plan", "answer", "1", "--defaults").out
    assert answers() == ["登记为新单位", "2026-09-30", "不单列督办"]
    assert "0个疑问按默认答复" in duban("plan", "answer", "1", "--defaults").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("1", "2", "尽快"), "疑问2不能这样答复：“尽快”", id="not a date"),
        pytest.param(("1", "2", "2026-13-01"), "没有“2026-13-01”这一天", id="no such day"),
        pytest.param(("1", "1", "市没有局"), "“市没有局”不在单位库里", id="not a unit"),
        pytest.param(("1", "9", "1"), "没有编号为 9 的疑问", id="no such question"),
        pytest.param(("1", "1"), "请写明疑问编号和答复", id="no answer"),
        pytest.param(("1",), "请写明疑问编号和答复", id="nothing"),
        pytest.param(("1", "1", "1", "--defaults"), "请写明疑问编号和答复", id="both"),
        pytest.param(("8", "1", "1"), "没有编号为 8 的计划", id="no such plan"),
    ],
)
def test_a_bad_answer_is_said_in_one_sentence_and_changes_nothing(words: tuple[str, ...], said: str) -> None:
    answer = duban("plan", "answer", *words)
    assert (answer.status, said in answer.err, "Traceback" in answer.err) == (1, True, False)
    assert answers() == ["", "", ""]


def test_issue_says_which_questions_are_open_and_how_to_answer_them() -> None:
    refused = duban("plan", "issue", "1")
    assert refused.status == 1
    assert "还有3个疑问未答复（疑问1、2、3）" in refused.err
    assert "duban plan answer 1 --defaults" in refused.err


def test_show_marks_the_units_nobody_has_placed() -> None:
    assert f"{UNKNOWN}（未定）" in duban("plan", "show", "1").out
    duban("plan", "answer", "1", "1", "登记为新单位")
    assert "（未定）" not in duban("plan", "show", "1").out


def test_a_requirement_is_switched_off_and_on() -> None:
    assert "不采用：每个牵头单位建立台账" in duban("plan", "default", "1", "ledger", "--off").out
    assert "ledger：不采用" in duban("plan", "show", "1").out
    duban("plan", "default", "1", "ledger", "--on")
    assert "ledger：采用" in duban("plan", "show", "1").out
    assert "没有“contribution”这一工作要求" in duban("plan", "default", "1", "contribution", "--on").err


def test_a_date_in_the_text_becomes_a_milestone_and_no_longer() -> None:
    assert "检查点1（2026-09-01 投入使用）已设为节点" in duban("plan", "checkpoint", "1", "1", "--on").out
    assert "2026-09-01｜2026-09-01 完成 投入使用" in duban("plan", "show", "1").out
    duban("plan", "checkpoint", "1", "1", "--off")
    office = open_office()
    with reading(office.engine) as session:
        assert len(session.exec(select(Milestone)).all()) == 3
    office.engine.dispose()
    assert "没有第5个检查点" in duban("plan", "checkpoint", "1", "5", "--on").err


@pytest.mark.parametrize("command", ["default", "checkpoint"])
def test_on_or_off_must_be_said(command: str) -> None:
    assert duban("plan", command, "1", "1").status == 2


def test_a_decision_that_is_not_new_equals_old_is_refused() -> None:
    Path("来文.txt").write_text("空", encoding="utf-8")
    for wrong in ("6", "=5"):
        answer = duban("plan", "import", "来文.txt", "--apply", "--same", wrong)
        assert (answer.status, "--same 应写成 新序号=原序号" in answer.err) == (1, True)


def test_the_lead_is_shown_with_its_key_tasks() -> None:
    assert LEAD in duban("plan", "show", "1").out
