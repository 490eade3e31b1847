"""One leg, as a coordinator sees it on Prefect's pages."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect import get_client
from prefect.client.schemas.objects import State
from prefect.flow_engine import run_flow_async

from flows import showing
from flows.key_task import key_task, many_legs, run_leg
from flows.leg_view import LegView
from flows.showing import LegError
from tests.parts.prefect.desk import Desk, Recorded, events_are_out
from tests.support.prefect_runs import Runs, soon

pytestmark = pytest.mark.prefect
NAME = "2026-018 制造强市{行动}计划 · 牵头 市工信局 · 提前5个工作日"


def one_leg(key_task_id: UUID, *requests: UUID) -> None:
    async def leg() -> None:
        async with many_legs():
            await run_leg(key_task_id, requests, answers=requests)

    asyncio.run(leg())
    events_are_out()


def only_run(runs: Runs, desk: Desk) -> dict[str, Any]:
    (run,) = runs.tagged(desk.tag)
    return run


def test_a_leg_is_named_tagged_and_ends_completed_under_the_lead_units_standing(
    runs: Runs, desk: Desk
) -> None:
    one_leg(desk.add())
    run = only_run(runs, desk)
    assert run["name"] == NAME
    assert set(run["tags"]) == {"重点工作 018", desk.tag}
    assert run["state"]["type"] == "COMPLETED"
    assert run["state"]["name"] == "待报送"
    assert run["state"]["message"] == "下一次 2026-06-25"


def test_a_leg_carries_ids_and_no_text(runs: Runs, desk: Desk) -> None:
    key_task_id, request = desk.add(), uuid4()
    one_leg(key_task_id, request)
    parameters = only_run(runs, desk)["parameters"]
    assert parameters == {"key_task_id": str(key_task_id), "request_ids": [str(request)]}


def test_supporting_units_and_milestones_are_task_runs_and_an_overdue_one_is_failed(
    runs: Runs, desk: Desk
) -> None:
    one_leg(desk.add())
    ended = soon(lambda: runs.ended_task_runs(only_run(runs, desk)["id"], 2))
    shown = {name: (run["state_type"], run["state_name"]) for name, run in ended.items()}
    assert shown == {
        "配合 市财政局": ("COMPLETED", "已报送"),
        "节点 2026-06-30 计划制定": ("FAILED", "逾期"),
    }
    assert ended["节点 2026-06-30 计划制定"]["state"]["message"] == "应于2026-06-25前报送"


def test_a_leg_leaves_a_table_a_progress_and_a_link(runs: Runs, desk: Desk) -> None:
    one_leg(desk.add())
    found = runs.artifacts(only_run(runs, desk)["id"])
    assert found["table"]["key"] == "plan-1-task-018-1"
    assert json.loads(found["table"]["data"]) == [{"单位": "市工信局", "状态": "待报送"}]
    assert found["progress"]["data"] == 25
    assert found["markdown"]["data"] == "[在督办系统中打开](http://127.0.0.1:8300/key-tasks/18)"


def test_the_first_thing_on_its_page_says_in_order_where_everybody_stands(runs: Runs, desk: Desk) -> None:
    one_leg(desk.add())
    run_id = only_run(runs, desk)["id"]
    lines = runs.ask("/logs/filter", logs={"flow_run_id": {"any_": [run_id]}}, sort="TIMESTAMP_ASC")
    assert [(line["level"], line["message"]) for line in lines] == [
        (20, "牵头工作：待报送（下一次 2026-06-25）"),
        (20, "配合 市财政局：已报送"),
        (30, "节点 2026-06-30 计划制定：逾期（应于2026-06-25前报送）"),
        (20, "在督办系统中打开：http://127.0.0.1:8300/key-tasks/18"),
    ]


def test_the_next_leg_continues_the_artifacts_of_the_last(runs: Runs, desk: Desk) -> None:
    for standing in ("待报送", "已报送"):
        one_leg(desk.add(77, standing))
    versions = runs.ask("/artifacts/filter", artifacts={"key": {"any_": ["plan-1-task-077-1"]}})
    assert len(versions) == 2
    assert len({version["flow_run_id"] for version in versions}) == 2


def test_an_automation_can_hang_on_our_event_and_its_tags(runs: Runs, desk: Desk) -> None:
    key_task_id = desk.add()
    one_leg(key_task_id)

    def ours() -> list[dict[str, Any]]:
        wanted = f"duban.key-task.{key_task_id}"
        return [
            e for e in runs.events("duban.test.changed") if e["resource"]["prefect.resource.id"] == wanted
        ]

    (event,) = soon(ours)
    assert event["payload"] == {"reason": "提前5个工作日", "standing": "待报送"}
    related = {each["prefect.resource.id"] for each in event["related"]}
    assert f"prefect.tag.{desk.tag}" in related
    assert f"prefect.flow-run.{only_run(runs, desk)['id']}" in related


def test_the_run_is_recorded_with_the_requests_it_answers(runs: Runs, desk: Desk) -> None:
    key_task_id, request = desk.add(), uuid4()
    one_leg(key_task_id, request)
    assert desk.recorded == [Recorded(key_task_id, only_run(runs, desk)["id"], NAME, (request,))]


def test_a_view_that_cannot_be_built_starts_no_run(runs: Runs, desk: Desk) -> None:
    def broken() -> LegView:
        raise ValueError("没有这项重点工作")

    with pytest.raises(ValueError, match="没有这项重点工作"):
        one_leg(desk.add_call(broken))
    assert runs.tagged(desk.tag) == []


def test_a_leg_that_breaks_half_way_is_failed_and_not_recorded(
    runs: Runs, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("表格写不出来")

    monkeypatch.setattr(showing, "show_artifacts", broken)
    with pytest.raises(LegError, match="表格写不出来"):
        one_leg(desk.add())
    assert only_run(runs, desk)["state"]["type"] == "FAILED"
    assert desk.recorded == []


def test_a_run_started_from_prefects_pages_gets_its_name_and_tags_and_is_recorded(
    runs: Runs, desk: Desk
) -> None:
    key_task_id = desk.add()
    given = {"key_task_id": str(key_task_id), "request_ids": None}

    async def as_a_worker_does() -> None:
        async with get_client() as client:
            run = await client.create_flow_run(key_task, parameters=given, tags=["手动"])
        await run_flow_async(key_task, flow_run=run, parameters=given)

    asyncio.run(as_a_worker_does())
    run = only_run(runs, desk)
    assert run["name"] == NAME
    assert set(run["tags"]) == {"重点工作 018", desk.tag, "手动"}
    assert run["state"]["name"] == "待报送"
    assert desk.recorded == [Recorded(key_task_id, run["id"], NAME, ())]


def test_a_run_without_parameters_ends_with_a_sentence(runs: Runs, desk: Desk) -> None:
    state: State[Any] = asyncio.run(key_task(return_state=True))  # type: ignore[arg-type]
    assert (state.name, state.is_completed()) == ("未指定", True)
    assert "没有给出重点工作" in (state.message or "")
