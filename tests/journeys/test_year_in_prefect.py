"""A coordinator who only has Prefect's pages follows key tasks through every kind of move, by their tags."""

import json
from datetime import date

import pytest
from sqlmodel import Session, select

from flows.leg_source import view_key_task
from models import steering
from models.actors import Actor, ActorKind
from models.answering import report
from models.database import transaction
from models.deciding import accept, close, send_back
from models.duties import Obligation
from models.messages import Notification
from models.petitions import ask_coordination, ask_extension, grant, refuse
from models.plans import Assignment
from models.rules import Rules
from models.words import Answer, KeyTaskState, Level, ObligationKind, PetitionKind, Secrecy
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.prefect_runs import Runs
from tests.support.prefect_year import Move, PrefectYear, completion, lead, petition, signing, task

PLANNED = {
    "measures": "分批编制。",
    "timetable": "上半年成稿。",
    "responsible": "王处长",
    "result_form": "印发文件",
    "expected_result": "印发1个规划。",
}
LEADER = Actor("周主任", ActorKind.OFFICE, level=Level.LEADER)
pytestmark = pytest.mark.prefect


def asking(office: TestOffice) -> tuple[Move, Move]:
    """请求协调 on a result, and its refusal."""

    def asked(session: Session, rules: Rules) -> None:
        ask_coordination(session, completion(session), "用地指标", rules, lead(session), office.now)

    def refused(session: Session, rules: Rules) -> None:
        row = petition(session, PetitionKind.COORDINATION)
        refuse(session, row, "请先与自然资源部门对接", rules, OFFICE, office.now)

    return asked, refused


def planning(office: TestOffice) -> tuple[Move, Move]:
    """落实方案 handed in, and accepted."""

    def planned(session: Session, rules: Rules) -> None:
        row = owed(session, ObligationKind.PLAN, number=18)
        report(session, row, Answer.PLANNED, rules, lead(session), office.now, details=PLANNED)

    def adopted(session: Session, rules: Rules) -> None:
        accept(session, owed(session, ObligationKind.PLAN, number=18), rules, OFFICE, office.now)

    return planned, adopted


def extending(office: TestOffice) -> tuple[Move, Move]:
    """申请延期, and a leader's consent on paper."""

    def later(session: Session, rules: Rules) -> None:
        until = date(2026, 8, 31)
        ask_extension(session, completion(session), until, "征地", rules, lead(session), office.now)

    def granted(session: Session, rules: Rules) -> None:
        row = petition(session, PetitionKind.EXTENSION)
        grant(session, row, "同意", rules, LEADER, office.now, paper="云政办签〔2026〕9号")

    return later, granted


def finishing(office: TestOffice) -> tuple[Move, Move, Move]:
    """已完成 reported, returned, accepted."""

    def done(session: Session, rules: Rules) -> None:
        report(session, completion(session), Answer.DONE, rules, lead(session), office.now, "已印发")

    def returned(session: Session, rules: Rules) -> None:
        send_back(session, completion(session), "缺印发稿", rules, OFFICE, office.now)

    def verified(session: Session, rules: Rules) -> None:
        accept(session, completion(session), rules, OFFICE, office.now)

    return done, returned, verified


def until_summer(year: PrefectYear) -> None:
    """Signed for, planned, coordinated and extended."""
    office, runs = year.office, year.runs
    (asked, refused), (planned, adopted) = asking(office), planning(office)
    later, granted = extending(office)
    year.on("2026-02-25", signing(office, LEAD), signing(office, SUPPORT))
    year.on("2026-03-02", asked)
    assert "协调待答复" in year.strands("2026-018").values()
    year.on("2026-03-03", refused)
    year.on("2026-03-10", planned)
    assert year.strands("2026-018")[f"落实方案 {LEAD}"] == "已报送"
    year.on("2026-03-11", adopted)
    year.on("2026-04-01", later)
    assert "延期待批" in year.strands("2026-018").values()
    year.on("2026-04-02", granted)
    table = json.loads(str(runs.artifacts(str(year.last("2026-018")["id"]))["table"]["data"]))
    assert "2026-08-31" in {row["延期至"] for row in table}


def until_it_is_struck_off(year: PrefectYear) -> None:
    """Suspended, resumed, reported, returned, accepted and struck off; then a later check."""
    office = year.office
    done, returned, verified = finishing(office)
    day = date(2026, 6, 1)
    year.on(
        "2026-05-06",
        lambda s, r: steering.suspend(s, task(s, 18), day, "资金未到", r, OFFICE, office.now),
    )
    assert year.last("2026-018")["state_name"] == "挂账"
    year.on("2026-06-01", lambda s, r: steering.resume(s, task(s, 18), "资金已到", r, OFFICE, office.now))
    year.on("2026-08-20", done)
    assert year.last("2026-018")["state_name"] == "待复核"
    year.on("2026-08-21", returned)
    year.on("2026-08-24", done)
    year.on("2026-08-25", verified, lambda s, _: close(s, task(s, 18), OFFICE, office.now))
    assert year.last("2026-018")["state_name"] == "已销号"
    again = date(2026, 10, 15)
    year.on(
        "2026-09-10",
        lambda s, r: steering.reopen(s, task(s, 18), again, "抽查发现", r, OFFICE, office.now),
    )


def the_others_end(year: PrefectYear) -> None:
    """One is cancelled, one merged into another, one handed to another unit."""
    office = year.office

    def moved(session: Session, rules: Rules) -> None:
        left, taker = (unit_named(session, name).id for name in (LEAD, SUPPORT))
        steering.transfer(session, task(session, 21), left, taker, "三定", rules, OFFICE, office.now)

    year.on(
        "2026-09-11",
        moved,
        lambda s, r: steering.cancel(s, task(s, 19), "上级取消", r, OFFICE, office.now),
        lambda s, r: steering.merge(s, task(s, 20), task(s, 18), "同一事项", r, OFFICE, office.now),
    )
    assert year.last("2026-019")["state_name"] == KeyTaskState.CANCELLED.label
    assert year.last("2026-020")["state_name"] == KeyTaskState.MERGED.label
    assert f"牵头 {SUPPORT}" in str(year.last("2026-021")["name"])
    tags = set(year.runs.tagged("2026-019")[-1]["tags"])
    assert {"政府工作报告", KeyTaskState.CANCELLED.label, "计划1"} <= tags


def test_what_becomes_of_a_key_task_is_found_by_its_tag(office: TestOffice, runs: Runs) -> None:
    year = PrefectYear(office, runs)
    until_summer(year)
    until_it_is_struck_off(year)
    the_others_end(year)
    asked = ("请求协调", "请求协调不同意", "申请延期", "延期申请同意")
    ended = ("报送", "退回", "复核认可", "办结", "销号", "回头看", "并入")
    year.found("2026-018", ["交办", "签收", *asked, "挂账", "恢复", *ended])
    year.found("2026-019", ["交办", "签收", "终止"])
    year.found("2026-020", ["交办", "签收", "并入"])
    year.found("2026-021", ["交办", "签收", "转办"])


@pytest.mark.parametrize("state", list(KeyTaskState))
def test_a_leg_of_a_key_task_in_any_state_can_be_shown(office: TestOffice, state: KeyTaskState) -> None:
    """Also of one that nobody leads, whose plan was never issued."""
    office.issue(key_task(1, stone(None)))
    with transaction(office.engine) as session:
        row = task(session, 1)
        row.state = state
        for each in session.exec(select(Assignment)):
            session.delete(each)
        for table in (Notification, Obligation):
            for owing in session.exec(select(table)):
                session.delete(owing)
            session.flush()
        view = view_key_task(session, row.id, (), office.now.date(), "")
    assert "牵头 未定 · 查看" in view.run_name
    assert state.label in view.tags


def test_of_a_matter_that_is_not_public_prefect_gets_the_number_only(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30", scope="园区选址")))
    with transaction(office.engine) as session:
        row = task(session, 1)
        row.secrecy = Secrecy.INTERNAL
        report(
            session,
            completion(session, 1),
            Answer.IN_PROGRESS,
            office.rules(),
            contact_of(unit_named(session, LEAD)),
            office.now,
            "正在选址",
        )
        session.flush()
        told = repr(view_key_task(session, row.id, (), office.now.date(), ""))
    assert "2026-001 （内部）" in told
    for word in ("示范园区", "选址", "一、产业"):
        assert word not in told
