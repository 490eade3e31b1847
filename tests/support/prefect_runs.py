"""What Prefect shows, asked of its API as any outsider would."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

UNFINISHED = ["RUNNING", "PENDING", "SCHEDULED", "CANCELLING", "PAUSED"]


@dataclass
class Runs:
    """The runs of one Prefect server."""

    api_url: str
    auth: tuple[str, str] | None = None
    """Name and password, where the server asks for them."""

    def ask(self, path: str, **body: Any) -> list[dict[str, Any]]:
        answer = httpx.post(
            f"{self.api_url}{path}", json={"limit": 200} | body, auth=self.auth, timeout=20, trust_env=False
        )
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def tagged(self, *tags: str, **body: Any) -> list[dict[str, Any]]:
        """Flow runs with all these tags, oldest first."""
        return self.ask(
            "/flow_runs/filter", flow_runs={"tags": {"all_": tags}}, sort="START_TIME_ASC", **body
        )

    def ended_task_runs(self, flow_run_id: str, count: int) -> dict[str, dict[str, Any]]:
        """Task runs of a flow run, by name, once so many of them have ended; before that nothing."""
        found = self.ask("/task_runs/filter", flow_runs={"id": {"any_": [flow_run_id]}})
        ended = {run["name"]: run for run in found if run["state_type"] not in UNFINISHED}
        return ended if len(ended) >= count else {}

    def artifacts(self, flow_run_id: str) -> dict[str, dict[str, Any]]:
        """Artifacts of a flow run, by type."""
        found = self.ask("/artifacts/filter", artifacts={"flow_run_id": {"any_": [flow_run_id]}})
        return {artifact["type"]: artifact for artifact in found}

    def subflows(self, flow_run_id: str) -> list[dict[str, Any]]:
        return self.ask("/flow_runs/filter", flow_runs={"parent_flow_run_id": {"any_": [flow_run_id]}})

    def events(self, name: str) -> list[dict[str, Any]]:
        answer = httpx.post(
            f"{self.api_url}/events/filter",
            json={"filter": {"event": {"name": [name]}}, "limit": 50},
            timeout=20,
            trust_env=False,
        )
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["events"]
        return found

    def unfinished(self, tag: str) -> list[str]:
        """Names of flow runs and task runs under a tag that have not ended."""
        state = {"type": {"any_": UNFINISHED}}
        flows = self.ask("/flow_runs/filter", flow_runs={"tags": {"all_": [tag]}, "state": state})
        tasks = self.ask("/task_runs/filter", flow_runs={"tags": {"all_": [tag]}}, task_runs={"state": state})
        return [run["name"] for run in (*flows, *tasks)]


def soon(ask: Callable[[], Any], seconds: float = 20) -> Any:
    """What is asked for, as soon as there is any: task runs and events reach the tables a moment after the run."""
    until = time.monotonic() + seconds
    while not (found := ask()) and time.monotonic() < until:
        time.sleep(0.1)
    return found
