"""The run of a plan: its subflows are the first legs of its key tasks."""

import asyncio
import json
from uuid import uuid4

import pytest

from flows.issue_plan import run_issue
from flows.key_task import many_legs
from flows.leg_view import LegView
from tests.parts.prefect.desk import Desk, events_are_out
from tests.support.prefect_runs import Runs

pytestmark = pytest.mark.prefect
REQUEST = uuid4()


def issue(desk: Desk, *, stop_after: int = 99) -> None:
    async def run() -> None:
        async with many_legs():
            stopping = lambda: len(desk.recorded) >= stop_after  # noqa: E731
            await run_issue(1, [REQUEST], leave=desk.leave, stopping=stopping)

    asyncio.run(run())
    events_are_out()


def test_first_legs_are_subflows_with_their_own_names_and_tags(runs: Runs, desk: Desk) -> None:
    desk.add(1)
    desk.add(2, "待签收")
    issue(desk)
    (plan,) = runs.tagged(f"计划 {desk.tag}")
    assert (plan["name"], plan["state"]["name"]) == ("交办 云泽市2026年重点工作", "已交办")
    first = {leg["name"][:8]: leg for leg in runs.subflows(plan["id"])}
    assert set(first) == {"2026-001", "2026-002"}
    assert set(first["2026-002"]["tags"]) == {"重点工作 002", desk.tag}
    assert first["2026-002"]["state"]["name"] == "待签收"


def test_the_plan_shows_its_figures_and_its_run_answers_the_request(runs: Runs, desk: Desk) -> None:
    desk.add(1)
    issue(desk)
    (plan,) = runs.tagged(f"计划 {desk.tag}")
    assert json.loads(runs.artifacts(plan["id"])["table"]["data"]) == [{"项目": "重点工作", "数量": "1"}]
    leg, whole = desk.recorded
    assert leg.answers == ()
    assert (whole.key_task_id, whole.flow_run_id, whole.answers) == (None, plan["id"], (REQUEST,))


def test_one_bad_key_task_never_stops_the_others_and_is_left_with_its_reason(runs: Runs, desk: Desk) -> None:
    def broken() -> LegView:
        raise ValueError("没有牵头单位")

    bad = desk.add_call(broken)
    desk.add(2)
    issue(desk)
    (plan,) = runs.tagged(f"计划 {desk.tag}")
    assert plan["state"]["name"] == "部分未显示"
    assert len(runs.subflows(plan["id"])) == 1
    assert desk.left == {bad: "没有牵头单位"}
    table = json.loads(runs.artifacts(plan["id"])["table"]["data"])
    assert table[-1] == {"项目": "未能显示的重点工作", "数量": "1"}


def test_told_to_stop_it_ends_after_the_leg_in_hand_and_leaves_the_rest(runs: Runs, desk: Desk) -> None:
    ids = [desk.add(number) for number in (1, 2, 3)]
    issue(desk, stop_after=1)
    (plan,) = runs.tagged(f"计划 {desk.tag}")
    assert plan["state"]["type"] == "COMPLETED"
    assert set(desk.left) == set(ids[1:])
    assert runs.unfinished(f"计划 {desk.tag}") == []
