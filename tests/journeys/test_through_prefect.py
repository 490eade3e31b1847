"""One key task from issue to closing, as a coordinator who only has Prefect's pages sees it."""

import asyncio
import json
import time

import pytest
from sqlmodel import col, select

from flows.key_task import use_source
from flows.leg_requests import waiting
from flows.leg_runner import LegRunner
from flows.leg_source import leg_source
from models.answering import report, sign
from models.database import reading, transaction
from models.deciding import accept, close
from models.office_clock import set_office_now
from models.plans import KeyTask
from models.traces import Leg
from models.words import Answer, ObligationKind
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
from tests.support.smtp_server import Received

pytestmark = pytest.mark.prefect
TAG = "2026-018"


def show(office: TestOffice, runs: Runs) -> None:
    """Let the leg runner drain what waits, at the office's time."""
    with transaction(office.engine) as session:
        set_office_now(session, office.now)

    async def live() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(LegRunner(office.engine, runs.api_url).run(stop))
        end = time.monotonic() + 60
        while waiting(office.engine) and time.monotonic() < end:
            await asyncio.sleep(0.1)
        stop.set()
        await running

    asyncio.run(live())
    assert waiting(office.engine) == 0


def test_the_year_of_a_key_task_can_be_followed_by_its_tag(
    office: TestOffice, received: Received, runs: Runs
) -> None:
    use_source(leg_source(office.engine, office.settings))
    office.issue(key_task(18, stone("2026-06-30", scope="规划编制")))
    show(office, runs)

    office.live_until(at("2026-02-24", 10))
    with transaction(office.engine) as session:
        for name in (LEAD, SUPPORT):
            obligation, unit = owed(session, ObligationKind.SIGN, name), unit_named(session, name)
            sign(session, obligation, office.rules(), contact_of(unit), office.now)
    show(office, runs)

    office.live_until(at("2026-07-01", 10))  # nobody reports: the day passes
    show(office, runs)
    late = runs.tagged(TAG)[-1]
    assert late["state"]["name"] == "逾期"
    assert late["state"]["type"] == "COMPLETED"
    strands = soon(lambda: runs.ended_task_runs(late["id"], 3))
    assert {name: run["state_type"] for name, run in strands.items()} == {
        "落实方案 市工信局": "FAILED",
        "配合 市财政局": "FAILED",
        "节点 2026-06-30 规划编制": "FAILED",
    }

    with transaction(office.engine) as session:
        actor = contact_of(unit_named(session, LEAD))
        row = owed(session, ObligationKind.COMPLETION)
        report(session, row, Answer.DONE, office.rules(), actor, office.now, "已印发")
        accept(session, row, office.rules(), OFFICE, office.now)
        close(session, session.exec(select(KeyTask)).one(), OFFICE, office.now)
    show(office, runs)

    with reading(office.engine) as session:
        legs = session.exec(select(Leg).where(col(Leg.key_task_id).is_not(None)).order_by(col(Leg.at))).all()
    ours = {str(leg.flow_run_id) for leg in legs}
    story = [run for run in runs.tagged(TAG) if run["id"] in ours]  # other tests have such a key task too
    reasons = [run["name"].rsplit(" · ", 1)[1] for run in story]
    assert reasons[0] == "交办"
    assert set(reasons[1].split("，")) == {"交办通知", "签收"}
    assert "提前20个工作日" in reasons[2]
    assert set(reasons[-1].split("，")) == {"报送", "复核认可", "办结", "销号"}
    assert [run["state"]["name"] for run in story] == ["待报送", "待报送", "逾期", "已销号"]
    assert {"计划1", "一、产业", LEAD, SUPPORT} <= set(story[0]["tags"])
    table = runs.artifacts(story[-1]["id"])["table"]
    assert "已认可" in {row["状态"] for row in json.loads(table["data"])}
    assert [str(leg.flow_run_id) for leg in legs] == [run["id"] for run in story]
