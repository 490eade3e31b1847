"""`duban deploy`, and a real Prefect worker that takes a batch: as on another machine, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from flows.leg_requests import waiting
from flows.prefect_server import PrefectServer
from flows.showing import LegError
from flows.worker_source import installed
from models.database import reading, transaction
from models.plans import KeyTask
from models.traces import Leg, LegRequest
from tests.support.office import TestOffice, key_task, stone
from tests.support.prefect_runs import Runs

pytestmark = pytest.mark.prefect
ROOT = Path(__file__).parents[3]


def environment(office: TestOffice, server: PrefectServer, folder: Path, **also: str) -> dict[str, str]:
    """Of a machine that knows the database, the server, and nothing else."""
    return os.environ | {
        "DUBAN_HOME": str(office.settings.home),
        "DUBAN_DATABASE_URL": office.settings.database,
        "DUBAN_PREFECT_API_URL": server.api_url,
        "PREFECT_API_URL": server.api_url,
        "PREFECT_HOME": str(folder / "worker"),
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
        **also,
    }


def run(command: list[str], env: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ask(server: PrefectServer, path: str, body: dict[str, Any] | None = None) -> Any:
    method = "GET" if body is None else "POST"
    answer = httpx.request(method, f"{server.api_url}{path}", json=body, timeout=20, trust_env=False)
    answer.raise_for_status()
    return answer.json()


def start_batch(server: PrefectServer, **parameters: Any) -> str:
    """As the schedule, or a person on Prefect's pages, does."""
    deployment = ask(server, "/deployments/name/work-legs/duban")
    made = ask(server, f"/deployments/{deployment['id']}/create_flow_run", {"parameters": parameters})
    return str(made["id"])


def test_a_worker_on_another_machine_drains_the_requests_in_one_batch(
    office: TestOffice, server: PrefectServer, runs: Runs, tmp_path: Path
) -> None:
    office.issue(*(key_task(number, stone("2026-06-30")) for number in (1, 2, 3)))
    env = environment(office, server, tmp_path)
    said = run(["duban", "deploy", "--pool", "machines", "--every", "3600", "--limit", "20"], env, tmp_path)
    assert "登记了3个部署" in said
    assert "prefect worker start --pool machines --type process" in said
    again = run(["duban", "deploy", "--pool", "machines", "--every", "3600", "--limit", "20"], env, tmp_path)
    assert "已有" in again
    deployment = ask(server, "/deployments/name/work-legs/duban")
    assert (deployment["entrypoint"], deployment["path"]) == ("flows.batch.work_legs", None)
    assert [schedule["schedule"]["interval"] for schedule in deployment["schedules"]] == [3600]

    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == 2)).one()
        session.add(LegRequest(plan_id=task.plan_id, key_task_id=task.id, reason="签收", at=office.now))
    batch = start_batch(server)
    run(
        ["prefect", "worker", "start", "--pool", "machines", "--type", "process", "--run-once"], env, tmp_path
    )

    assert waiting(office.engine) == 0
    with reading(office.engine) as session:
        legs = session.exec(select(Leg)).all()
    assert len([leg for leg in legs if leg.key_task_id]) == 4
    shown = ask(server, f"/flow_runs/{batch}")
    assert (shown["state_type"], shown["state_name"]) == ("COMPLETED", "已送")
    ours = {str(leg.flow_run_id) for leg in legs}
    (second,) = (run for run in runs.tagged("计划1-002", "签收") if run["id"] in ours)
    assert second["state_type"] == "COMPLETED"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({}, "请在启动 worker 的环境中设置 DUBAN_DATABASE_URL", id="nothing set"),
        pytest.param({"DUBAN_HOME": "/nowhere"}, "DUBAN_DATABASE_URL", id="no file there"),
        pytest.param({"DUBAN_DATABASE_URL": "mysql://a/b"}, "现为 mysql", id="another database"),
        pytest.param({"DUBAN_NO_SUCH": "1"}, "没有这样的设置", id="a misspelt setting"),
    ],
)
def test_a_process_that_does_not_know_our_database_says_so(
    given: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    installed.cache_clear()
    with pytest.raises(LegError, match=said):
        installed()
    assert not (tmp_path / ".duban").exists()


@pytest.mark.prove
def test_a_worker_without_our_database_says_so_and_begins_none(
    office: TestOffice, server: PrefectServer, runs: Runs, tmp_path: Path
) -> None:
    env = environment(office, server, tmp_path)
    run(["duban", "deploy", "--pool", "lost", "--every", "3600"], env, tmp_path)
    batch = start_batch(server)
    for name in ("DUBAN_DATABASE_URL", "DUBAN_HOME"):
        del env[name]
    run(["prefect", "worker", "start", "--pool", "lost", "--type", "process", "--run-once"], env, tmp_path)
    shown = ask(server, f"/flow_runs/{batch}")
    assert shown["state_type"] == "FAILED"
    assert "请在启动 worker 的环境中设置 DUBAN_DATABASE_URL" in shown["state"]["message"]
    assert not (tmp_path / ".duban").exists()
