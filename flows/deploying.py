"""Registers our flows as deployments on a work pool, so that Prefect's workers on other machines can run them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect import Flow, get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.exceptions import ObjectNotFound
from prefect.utilities.callables import parameter_schema

from flows.batch import work_legs
from flows.issue_plan import issue_plan
from flows.key_task import key_task

POOL = "duban"
POOL_TYPE = "process"
NAME = "duban"
"""Name of each deployment: `work-legs/duban` and so on."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What stands on the server now."""

    pool: str
    new_pool: bool
    deployments: tuple[str, ...]


async def deploy(pool: str, every: timedelta, limit: int) -> Deployed:
    """Make the pool where it is missing, and register or renew the deployments. Doing it twice changes nothing.

    Entry points are modules, never paths: a worker needs this program installed, and no files of ours.
    """
    async with get_client() as client:
        new = await _make_pool(client, pool)
        schedule = DeploymentScheduleCreate(schedule=IntervalSchedule(interval=every), slug="every")
        made = (
            await _register(client, pool, work_legs, "flows.batch.work_legs", {"limit": limit}, [schedule]),
            await _register(client, pool, issue_plan, "flows.issue_plan.issue_plan", {}, []),
            await _register(client, pool, key_task, "flows.key_task.key_task", {}, []),
        )
    return Deployed(pool, new, made)


async def _make_pool(client: PrefectClient, pool: str) -> bool:
    try:
        await client.read_work_pool(pool)
    except ObjectNotFound:
        await client.create_work_pool(WorkPoolCreate(name=pool, type=POOL_TYPE, description="督办的运行批次"))
        return True
    return False


async def _register(
    client: PrefectClient,
    pool: str,
    flow: Flow[Any, Any],
    entrypoint: str,
    parameters: dict[str, Any],
    schedules: list[DeploymentScheduleCreate],
) -> str:
    await client.create_deployment(
        await client.create_flow(flow),
        NAME,
        schedules=schedules,
        parameters=parameters,
        description=flow.description,
        work_pool_name=pool,
        tags=["duban"],
        entrypoint=entrypoint,
        parameter_openapi_schema=parameter_schema(flow).model_dump(),
        enforce_parameter_schema=False,
    )
    return f"{flow.name}/{NAME}"
