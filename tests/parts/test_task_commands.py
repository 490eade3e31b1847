"""`duban task`: a key task shown and steered from the command line, each move once right and once wrong."""

from typing import Any

import pytest
from sqlmodel import Session, select

from models.answering import report
from models.database import reading, transaction
from models.duties import Obligation
from models.office_clock import set_office_now
from models.plans import KeyTask
from models.units import Unit
from models.words import Answer, Criterion, KeyTaskState, ObligationKind, Responsibility, UnitKind
from tests.support.cli import duban
from tests.support.office import LEAD, OFFICE, SUPPORT, TestOffice, at, key_task, owed, stone

# Each command opens the database anew and leaves closing it to the end of its process.
pytestmark = pytest.mark.parametrize("office", ["sqlite"], indirect=True)

REASON = ("--reason", "情况有变")


@pytest.fixture
def desk(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> TestOffice:
    """Two key tasks and a unit without a part; the commands work on this office's database."""
    monkeypatch.setenv("DUBAN_HOME", str(office.settings.home))
    monkeypatch.setenv("DUBAN_DATABASE_URL", office.settings.database)
    with transaction(office.engine) as session:
        session.add(Unit(name="市商务局", kind=UnitKind.BUREAU, aliases=["商务局"]))
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-12-31", Criterion.PROGRESS)))
    with transaction(office.engine) as session:
        set_office_now(session, at("2026-02-25"))
    return office


def done(*arguments: str) -> str:
    """What a command prints that has to work."""
    answer = duban("task", *arguments)
    assert answer.status == 0, answer.err
    return answer.out


def refused(*arguments: str) -> str:
    """The one sentence of a command that has to be refused."""
    answer = duban("task", *arguments)
    assert answer.status == 1
    assert "Traceback" not in answer.err
    return answer.err


def answered(desk: TestOffice, kind: ObligationKind, number: int) -> Obligation:
    """A result that waits for the office."""
    with transaction(desk.engine) as session:
        rows = session.exec(select(Obligation).where(Obligation.kind == kind)).all()
        task = numbered(session, number)
        row = next(one for one in rows if one.key_task_id == task.id and one.is_result)
        report(session, row, Answer.DONE, desk.rules(), OFFICE, at("2026-02-25"), "已建成")
        return row


def numbered(session: Session, number: int) -> KeyTask:
    return session.exec(select(KeyTask).where(KeyTask.number == number)).one()


def state(desk: TestOffice, number: int = 1) -> KeyTaskState:
    with reading(desk.engine) as session:
        return numbered(session, number).state


def test_show_names_what_can_be_acted_on(desk: TestOffice) -> None:
    shown = done("show", "1", "1")
    with reading(desk.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
    for words in ("第1项  推进中", "牵头单位  市工信局  待签收", "节点  2026-06-30 完成", row.id.hex[:8]):
        assert words in shown
    assert "没有第9项" in refused("show", "1", "9")
    assert "没有第甲项" in refused("show", "1", "甲")
    assert "没有编号为 7 的计划" in refused("show", "7", "1")


def test_verify_completes_and_close_strikes_off(desk: TestOffice) -> None:
    row = answered(desk, ObligationKind.COMPLETION, 1)
    assert "第1项：已办结" in done(
        "verify", "1", "1", f"{LEAD}:办结报送", "--done-on", "2026-02-20", "--why", "以验收单为准"
    )
    assert state(desk) is KeyTaskState.COMPLETED
    with reading(desk.engine) as session:
        found = session.get_one(Obligation, row.id)
        assert found.done_on is not None
        assert found.done_on.isoformat() == "2026-02-20"
    assert "第1项：已销号" in done("close", "1", "1")
    assert "不能销号" in refused("close", "1", "1")


def test_a_year_end_answer_needs_a_finding_in_words(desk: TestOffice) -> None:
    row = answered(desk, ObligationKind.PROGRESS, 2)
    which = row.id.hex[:8]
    assert "请写明评估结论" in refused("verify", "1", "2", which)
    assert "评估结论没有“很好”，可选：已取得明显进展、进展一般、未达预期" in refused(
        "verify", "1", "2", which, "--verdict", "很好"
    )
    done("verify", "1", "2", which, "--verdict", "进展一般")
    assert "进展一般" in done("show", "1", "2")
    assert state(desk, 2) is KeyTaskState.COMPLETED


def test_return_says_why(desk: TestOffice) -> None:
    answered(desk, ObligationKind.COMPLETION, 1)
    assert "退回请写明理由" in refused("return", "1", "1", f"{LEAD}:办结报送")
    done("return", "1", "1", f"{LEAD}：办结报送", *REASON)
    assert "退回1次" in done("show", "1", "1")


def test_a_name_that_fits_several_or_nothing_is_refused(desk: TestOffice) -> None:
    answered(desk, ObligationKind.COMPLETION, 1)
    assert "对应2件应办事项" in refused("verify", "1", "1", LEAD)
    assert "对应0件应办事项" in refused("verify", "1", "1", "市商务局")


def test_suspend_and_resume(desk: TestOffice) -> None:
    assert "挂账请写明理由、挂账到期日" in refused("suspend", "1", "1")
    assert "“九月”不是日期" in refused("suspend", "1", "1", "--until", "九月", *REASON)
    assert "第1项：挂账" in done("suspend", "1", "1", "--until", "2026-09-01", *REASON)
    assert "挂账至2026-09-01" in done("show", "1", "1")
    assert "第1项：推进中" in done("resume", "1", "1", *REASON)
    assert "不能恢复" in refused("resume", "1", "1", *REASON)


def test_cancel_merge_and_where_it_went(desk: TestOffice) -> None:
    assert "第1项：并入" in done("merge", "1", "1", "2", *REASON)
    assert "并入第2项" in done("show", "1", "1")
    assert "第2项：终止" in done("cancel", "1", "2", *REASON)
    assert "不能终止" in refused("cancel", "1", "2", *REASON)


def test_transfer_by_the_units_names(desk: TestOffice) -> None:
    said = done("transfer", "1", "1", LEAD, "商务局", *REASON)
    assert f"第1项由{LEAD}转市商务局：2件未报送的事项转去并重新起算，市商务局须签收" in said
    assert "两个单位都在下一封邮件里得知" in said
    shown = done("show", "1", "1")
    assert "市商务局  待签收" in shown
    assert f"{LEAD}  已转出" in shown
    assert "单位库里没有“市气象局”" in refused("transfer", "1", "1", SUPPORT, "市气象局", *REASON)


def test_reopen_asks_for_one_more_report(desk: TestOffice) -> None:
    answered(desk, ObligationKind.COMPLETION, 1)
    done("verify", "1", "1", f"{LEAD}:办结报送")
    assert "第1项：推进中" in done("reopen", "1", "1", "--due", "2026-05-01", *REASON)
    assert "整改报送" in done("show", "1", "1")
    assert "不能回头看" in refused("reopen", "1", "1", "--due", "2026-05-01", *REASON)


def test_what_was_kept_unasked_is_issued_later(desk: TestOffice) -> None:
    kept: dict[str, Any] = {
        "plan_id": 1,
        "content": "长期工作。",
        "time_limit": "",
        "responsibility": Responsibility.LEAD,
    }
    with transaction(desk.engine) as session:
        session.add(KeyTask(number=3, **kept))
        session.add(KeyTask(number=4, state=KeyTaskState.CONFIRMED, listed_apart=False, **kept))
    shown = done("confirm", "1", "3", *REASON)
    assert "第3项：已确认" in shown
    assert "下一步：duban plan issue 1" in shown
    assert "第3项已确认，不能确认" in refused("confirm", "1", "3")
    assert "第4项：已确认" in done("apart", "1", "4", *REASON)
    assert "待补充交办" in duban("plan", "show", "1").out
    assert "第3、4项没有可报送的牵头单位" in duban("plan", "issue", "1").err
