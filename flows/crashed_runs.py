"""Runs that a killed leg runner left Running: each runner has a name that survives it, and cleans up after itself."""

import fcntl
import itertools
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    TaskRunFilter,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

MESSAGE = "运行器中断，内容由稍后的运行补上。"
UNFINISHED = [StateType.PENDING, StateType.RUNNING]


class RunnerName:
    """A name of its own for each runner on this machine, taken over by the next one when its holder dies.

    The lock belongs to the process and ends with it, however it ends; so whoever gets the name knows that runs
    tagged with it belong to nobody any more, while runs of other runners are left alone.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for number in itertools.count(1):
            file = (folder / f"runner-{number}.lock").open("a+", encoding="utf-8")
            if _locked(file):
                break
            file.close()
        self._file = file
        file.seek(0)
        self.name = file.read().strip() or uuid.uuid4().hex[:8]
        if file.tell() == 0:
            file.write(self.name)
            file.flush()

    @property
    def tag(self) -> str:
        return f"运行器 {self.name}"

    def free(self) -> None:
        self._file.close()


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def mark_crashed(client: PrefectClient, tag: str) -> int:
    """Mark every unfinished run with this tag, and its task runs, as Crashed. Returns how many runs there were."""
    left = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[tag]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNFINISHED)),
    )
    count = 0
    while runs := await client.read_flow_runs(flow_run_filter=left, limit=100):
        await _mark(client, runs)
        count += len(runs)
    return count


async def _mark(client: PrefectClient, runs: Sequence[FlowRun]) -> None:
    inside = await client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id for run in runs])),
        task_run_filter=TaskRunFilter(state=TaskRunFilterState(type=TaskRunFilterStateType(any_=UNFINISHED))),
    )
    for task_run in inside:
        await client.set_task_run_state(task_run.id, Crashed(message=MESSAGE), force=True)
    for run in runs:
        await client.set_flow_run_state(run.id, Crashed(message=MESSAGE), force=True)
