"""`duban petition`, `duban round`, `duban call`: the moves from the command line, each once right and once wrong."""

import re

import pytest
from sqlmodel import select

from intake.storing import store_draft
from models.database import reading, transaction
from models.duties import Obligation, Petition, Promise, Round
from models.office_clock import set_office_now
from models.plans import Plan
from models.words import Criterion, ObligationKind, PetitionState
from tests.support.cli import Answer, duban
from tests.support.office import LEAD, OFFICE, SUPPORT, TestOffice, at, draft, key_task, owed, stone

# Each command opens the database anew and leaves closing it to the end of its process.
pytestmark = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


@pytest.fixture
def desk(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> TestOffice:
    """An office whose commands work on its database, on the day after the plan was issued."""
    monkeypatch.setenv("DUBAN_HOME", str(office.settings.home))
    monkeypatch.setenv("DUBAN_DATABASE_URL", office.settings.database)
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-12-31", Criterion.PROGRESS)))
    set_now(office, "2026-02-25")
    return office


def set_now(office: TestOffice, day: str) -> None:
    with transaction(office.engine) as session:
        set_office_now(session, at(day))


def done(*arguments: str) -> str:
    """What a command prints that has to work."""
    answer = duban(*arguments)
    assert answer.status == 0, answer.err
    return answer.out


def refused(*arguments: str) -> str:
    """The one sentence of a command that has to be refused."""
    answer: Answer = duban(*arguments)
    assert answer.status == 1
    assert "Traceback" not in answer.err
    return answer.err


def number_in(printed: str) -> str:
    found = re.search(r"编号 (\w{8})", printed)
    assert found
    return found[1]


def states(office: TestOffice) -> list[PetitionState]:
    with reading(office.engine) as session:
        return [row.state for row in session.exec(select(Petition))]


COMPLETION = f"{LEAD}:办结报送"
EXTEND = ("petition", "extend", "1", "1", COMPLETION, "--until", "2026-07-10", "--reason", "征地未完成")


def test_an_extension_shows_its_effect_and_is_asked_with_yes(desk: TestOffice) -> None:
    shown = done(*EXTEND)
    assert "同意后将移动1个节点、1件配合报送。由督查人员决定。" in shown
    assert "还没有提出；加 --yes 提出。" in shown
    assert states(desk) == []
    asked = number_in(done(*EXTEND, "--yes"))
    assert "延期申请" in done("petition", "list")
    assert "已经提出" in refused(*EXTEND, "--yes")
    assert "还没有生效" in done("petition", "grant", asked, "--answer", "同意")
    assert states(desk) == [PetitionState.ASKED]
    granted = done("petition", "grant", asked, "--answer", "同意", "--yes")
    assert "同意延至2026-07-10将移动1个节点、1件配合报送。" in granted
    with reading(desk.engine) as session:
        assert str(owed(session, ObligationKind.COMPLETION).asked_by) == "2026-07-10"
    assert done("petition", "list").strip() == "没有申请。"
    assert "同意：同意" in done("petition", "list", "--all", "--plan", "1")


def test_an_extension_without_reason_or_of_a_round_report_is_refused(desk: TestOffice) -> None:
    assert "请写明理由" in refused(*EXTEND[:-2], "--yes")
    assert "按轮次报送，不办理延期" in refused(
        "petition", "extend", "1", "2", f"{LEAD}:2026-06-25", "--until", "2026-07-10"
    )
    assert "不是日期" in refused(*EXTEND[:6], "七月十日", "--reason", "忙")


def test_a_decision_above_the_coordinator_wants_the_paper(desk: TestOffice) -> None:
    long = (*EXTEND[:6], "2026-09-30", "--reason", "征地未完成", "--yes")
    asked = number_in(done(*long))
    answer = ("petition", "grant", asked, "--answer", "同意", "--yes")
    assert "由分管领导决定，请报批后写明呈批件文号" in refused(*answer)
    done(*answer, "--paper", "云政督〔2026〕8号")
    assert states(desk) == [PetitionState.GRANTED]


def test_an_objection_is_entered_granted_and_handed_to_another_unit(desk: TestOffice) -> None:
    ask = ("petition", "object", "1", "1", LEAD, "--reason", "[不属于]本单位职责")
    assert "主要负责人签字" in refused(*ask)
    asked = number_in(done(*ask, "--signed-by", "李局长"))
    assert "[不属于]本单位职责" in done("petition", "list")
    said = done("petition", "grant", asked, "--answer", "采纳", "--to", SUPPORT)
    assert "已同意分工异议" in said
    assert f"第1项由{LEAD}转{SUPPORT}：" in said
    assert "不能同意" in refused("petition", "grant", asked, "--answer", "再次")
    assert "没有以本单位名义承担第1项" in refused(*ask, "--signed-by", "李局长")


def test_coordination_is_asked_refused_and_taken_back(desk: TestOffice) -> None:
    ask = ("petition", "coordinate", "1", "1", COMPLETION, "--reason", "用地指标不足")
    asked = number_in(done(*ask))
    assert "请写明答复" in refused("petition", "refuse", asked)
    assert "已答复不同意请求协调" in done("petition", "refuse", asked, "--answer", "请先与区政府商量")
    again = number_in(done(*ask))
    assert "已撤回请求协调" in done("petition", "withdraw", again)
    assert sorted(states(desk)) == [PetitionState.REFUSED, PetitionState.WITHDRAWN]


def test_an_unknown_petition_is_said_plainly(desk: TestOffice) -> None:
    assert "对应0件申请" in refused("petition", "refuse", "ffffffff", "--answer", "不")
    assert "没有编号为 9 的计划" in refused("petition", "list", "--plan", "9")


def test_rounds_are_listed_with_what_is_answered(desk: TestOffice) -> None:
    shown = done("round", "list")
    assert "一季度" in shown
    assert "定期报送" in shown
    assert "2026-06-25" in done("round", "list", "1")


def test_a_dispatch_is_shown_first_and_sent_with_yes(desk: TestOffice) -> None:
    set_now(desk, "2026-05-20")
    ask = ("round", "call", "1", "2", "--due", "2026-06-13", "--name", "半年调度", "--note", "报投资额")
    shown = done(*ask)
    assert f"单位：{LEAD}、{SUPPORT}" in shown
    assert "替代：二季度（2026-06-25）" in shown
    assert "不是工作日，建议改为2026-06-12或2026-06-15。" in shown
    assert "还没有发出；加 --yes 发出。" in shown
    assert "已调度" in done(*ask, "--yes")
    with reading(desk.engine) as session:
        assert "半年调度" in session.exec(select(Round.name)).all()
    assert "报投资额" in done("round", "list")
    assert "已在这一天报送" in refused(*ask, "--yes")
    assert "没有第9项" in refused("round", "call", "1", "9", "--due", "2026-06-13")
    assert "已过" in refused("round", "call", "1", "2", "--due", "2026-05-01")


def test_a_draft_gets_its_own_rounds_and_the_issued_plan_does_not(desk: TestOffice) -> None:
    with transaction(desk.engine) as session:
        task = key_task(1, stone("2027-12-31", Criterion.PROGRESS))
        store_draft(session, draft(task, year=2027), ("t", b""), desk.rules(), OFFICE, desk.now)
    assert "一季度" in done("round", "list", "2")
    shown = done("round", "set", "2", "年中=7-5", "年终=次年1-10")
    assert "2028-01-10" in shown
    assert "本计划自定" in done("round", "list", "2")
    assert "按规则" in done("round", "set", "2", "--default")
    assert "请写明各轮次" in refused("round", "set", "2")
    assert "请写成 一季度=3-25" in refused("round", "set", "2", "年中7月5日")
    assert "没有这一天" in refused("round", "set", "2", "年中=2-30", "年终=次年1-10")
    assert "轮次不再更改" in refused("round", "set", "1", "年终=次年1-10")
    with reading(desk.engine) as session:
        assert [plan.rounds for plan in session.exec(select(Plan))] == [[], []]


def test_a_call_is_recorded_with_the_promised_day(desk: TestOffice) -> None:
    call = ("call", LEAD, "--plan", "1", "--number", "1", "--person", "王联络")
    said = done(*call, "--promised", "2026-03-06", "--text", "正在汇总")
    assert "已记录电话催办市工信局" in said
    assert "对方答应2026-03-06前报送" in said
    with reading(desk.engine) as session:
        (promise,) = session.exec(select(Promise)).all()
        assert session.get_one(Obligation, promise.obligation_id).key_task_id is not None
    assert "已过" in refused(*call, "--promised", "2026-02-01")
    assert "请写明接电话的人" in refused(*call[:6])
    assert "签收" in done("call", LEAD, "--plan", "1", "--person", "王联络")
    assert "单位库里没有" in refused("call", "市蚕桑办", "--plan", "1", "--person", "某")
