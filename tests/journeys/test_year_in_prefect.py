"""A coordinator who only has Prefect's pages follows key tasks through every kind of move, by their tags."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, col, select

from flows.event_names import event_name
from flows.key_task import use_source
from flows.leg_requests import waiting
from flows.leg_runner import LegRunner
from flows.leg_source import leg_source, view_key_task
from flows.leg_view import LegView
from models.actors import Actor, ActorKind
from models.answering import report, sign
from models.database import reading, transaction
from models.deciding import accept, close, send_back
from models.duties import Obligation, Petition
from models.messages import Notification
from models.office_clock import set_office_now
from models.petitions import ask_coordination, ask_extension, grant, refuse
from models.plans import Assignment, KeyTask
from models.rules import Rules
from models.steering import cancel, merge, reopen, resume, suspend, transfer
from models.words import (
    Answer,
    KeyTaskState,
    Level,
    ObligationKind,
    ObligationState,
    PetitionKind,
    Secrecy,
)
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.prefect_runs import Runs, soon

PLANNED = {
    "measures": "分批编制。",
    "timetable": "上半年成稿。",
    "responsible": "王处长",
    "result_form": "印发文件",
    "expected_result": "印发1个规划。",
}
pytestmark = pytest.mark.prefect
Move = Callable[[Session, Rules], object]


class Year:
    """The office on one side, Prefect's pages on the other."""

    def __init__(self, office: TestOffice, runs: Runs) -> None:
        self.office, self.runs = office, runs
        use_source(leg_source(office.engine, office.settings))
        office.issue(
            key_task(18, stone("2026-06-30", scope="规划编制")),
            *(key_task(number, stone("2026-06-30"), supports=()) for number in (19, 20, 21)),
        )
        self.show()

    def on(self, day: str, *moves: Move) -> None:
        """Moves of one morning, each in a transaction of its own; then Prefect shows them."""
        self.office.now = at(day, 10)
        for move in moves:
            with transaction(self.office.engine) as session:
                move(session, self.office.rules())
        self.show()

    def show(self) -> None:
        with transaction(self.office.engine) as session:
            set_office_now(session, self.office.now)
        asyncio.run(self._drain())
        assert waiting(self.office.engine) == 0

    async def _drain(self) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(LegRunner(self.office.engine, self.runs.api_url).run(stop))
        end = time.monotonic() + 90
        while waiting(self.office.engine) and time.monotonic() < end:
            await asyncio.sleep(0.1)
        stop.set()
        await running

    def last(self, *tags: str) -> dict[str, object]:
        """The youngest run with these tags."""
        return self.runs.tagged(*tags)[-1]

    def strands(self, *tags: str) -> dict[str, str]:
        """Task runs of the youngest run, by name: the name of the state they ended in."""
        run = self.last(*tags)
        wanted = len(self.view(tags[0]).strands)
        return {
            name: ended["state_name"]
            for name, ended in soon(lambda: self.runs.ended_task_runs(str(run["id"]), wanted)).items()
        }

    def view(self, tag: str) -> LegView:
        with reading(self.office.engine) as session:
            row = task(session, int(tag.split("-")[1]))
            return view_key_task(session, row.id, (), self.office.now.date(), "")


def task(session: Session, number: int) -> KeyTask:
    return session.exec(select(KeyTask).where(KeyTask.number == number)).one()


def completion(session: Session, number: int = 18) -> Obligation:
    rows = session.exec(
        select(Obligation)
        .where(
            Obligation.key_task_id == task(session, number).id, Obligation.kind == ObligationKind.COMPLETION
        )
        .where(Obligation.state != ObligationState.ACCEPTED)
        .order_by(col(Obligation.report_by).desc())
    )
    return rows.all()[0]


def test_every_kind_of_move_is_found_by_the_key_tasks_tag(office: TestOffice, runs: Runs) -> None:
    year = Year(office, runs)
    leader = Actor("周主任", ActorKind.OFFICE, level=Level.LEADER)
    seen: dict[str, str] = {}

    def lead(session: Session) -> Actor:
        return contact_of(unit_named(session, LEAD))

    def signing(name: str) -> Move:
        def move(session: Session, rules: Rules) -> None:
            sign(
                session,
                owed(session, ObligationKind.SIGN, name),
                rules,
                contact_of(unit_named(session, name)),
                office.now,
            )

        return move

    def asked(session: Session, rules: Rules) -> None:
        ask_coordination(session, completion(session), "用地指标", rules, lead(session), office.now)

    def coordinated(session: Session, rules: Rules) -> None:
        petition = session.exec(select(Petition)).one()
        refuse(session, petition, "请先与自然资源部门对接", rules, OFFICE, office.now)

    def later(session: Session, rules: Rules) -> None:
        ask_extension(
            session, completion(session), date(2026, 8, 31), "征地", rules, lead(session), office.now
        )

    def granted(session: Session, rules: Rules) -> None:
        petition = session.exec(select(Petition).where(Petition.kind == PetitionKind.EXTENSION)).one()
        grant(session, petition, "同意", rules, leader, office.now, paper="云政办签〔2026〕9号")

    def planned(session: Session, rules: Rules) -> None:
        row = owed(session, ObligationKind.PLAN, number=18)
        report(session, row, Answer.PLANNED, rules, lead(session), office.now, details=PLANNED)

    def adopted(session: Session, rules: Rules) -> None:
        accept(session, owed(session, ObligationKind.PLAN, number=18), rules, OFFICE, office.now)

    def done(session: Session, rules: Rules) -> None:
        report(session, completion(session), Answer.DONE, rules, lead(session), office.now, "已印发")

    def verified(session: Session, rules: Rules) -> None:
        accept(session, completion(session), rules, OFFICE, office.now)

    def returned(session: Session, rules: Rules) -> None:
        send_back(session, completion(session), "缺印发稿", rules, OFFICE, office.now)

    def moved(session: Session, rules: Rules) -> None:
        to = unit_named(session, SUPPORT)
        transfer(
            session, task(session, 21), unit_named(session, LEAD).id, to.id, "三定", rules, OFFICE, office.now
        )

    year.on("2026-02-25", signing(LEAD), signing(SUPPORT))
    year.on("2026-03-02", asked)
    assert "协调待答复" in year.strands("2026-018").values()
    year.on("2026-03-03", coordinated)
    year.on("2026-03-10", planned)
    assert year.strands("2026-018")[f"落实方案 {LEAD}"] == "已报送"
    year.on("2026-03-11", adopted)
    year.on("2026-04-01", later)
    assert "延期待批" in year.strands("2026-018").values()
    year.on("2026-04-02", granted)
    table = json.loads(str(runs.artifacts(str(year.last("2026-018")["id"]))["table"]["data"]))
    assert "2026-08-31" in {row["延期至"] for row in table}
    year.on(
        "2026-05-06",
        lambda s, r: suspend(s, task(s, 18), date(2026, 6, 1), "资金未到", r, OFFICE, office.now),
    )
    assert year.last("2026-018")["state_name"] == "挂账"
    year.on("2026-06-01", lambda s, r: resume(s, task(s, 18), "资金已到", r, OFFICE, office.now))
    year.on("2026-08-20", done)
    assert year.last("2026-018")["state_name"] == "待复核"
    year.on("2026-08-21", returned)
    year.on("2026-08-24", done)
    year.on("2026-08-25", verified, lambda s, _: close(s, task(s, 18), OFFICE, office.now))
    assert year.last("2026-018")["state_name"] == "已销号"
    year.on(
        "2026-09-10",
        lambda s, r: reopen(s, task(s, 18), date(2026, 10, 15), "抽查发现", r, OFFICE, office.now),
    )
    year.on(
        "2026-09-11",
        moved,
        lambda s, r: cancel(s, task(s, 19), "上级取消", r, OFFICE, office.now),
        lambda s, r: merge(s, task(s, 20), task(s, 18), "同一事项", r, OFFICE, office.now),
    )

    expected = {
        "2026-018": [
            *("交办", "签收", "请求协调", "请求协调不同意", "申请延期", "延期申请同意", "挂账", "恢复"),
            *("报送", "退回", "复核认可", "办结", "销号", "回头看", "并入"),
        ],
        "2026-019": ["交办", "签收", "终止"],
        "2026-020": ["交办", "签收", "并入"],
        "2026-021": ["交办", "签收", "转办"],
    }
    for tag, verbs in expected.items():
        for verb in verbs:
            found = runs.tagged(tag, verb)
            assert found, f"{tag} {verb}"
            assert verb in found[-1]["name"].rsplit(" · ", 1)[1].split("，")
            assert found[-1]["state_type"] == "COMPLETED"
            seen[verb] = found[-1]["id"]
    assert year.last("2026-019")["state_name"] == KeyTaskState.CANCELLED.label
    assert year.last("2026-020")["state_name"] == KeyTaskState.MERGED.label
    assert f"牵头 {SUPPORT}" in str(year.last("2026-021")["name"])
    assert {"政府工作报告", KeyTaskState.CANCELLED.label, "计划1"} <= set(runs.tagged("2026-019")[-1]["tags"])
    for verb, run_id in seen.items():
        assert soon(lambda verb=verb, run_id=run_id: emitted(runs, verb, run_id)), verb  # type: ignore[misc]


def emitted(runs: Runs, verb: str, run_id: str) -> bool:
    """Whether the run told administrators' automations of this move."""
    wanted = f"prefect.flow-run.{run_id}"
    related = (event["related"] for event in runs.events(event_name(verb)))
    return any(wanted in {each["prefect.resource.id"] for each in some} for some in related)


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
