"""The environment of our Prefect processes: nothing of the user's, nothing leaves the machine, SQLite keeps up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.prefect_env import prefect_env

API = "http://127.0.0.1:4200/api"
HOME = Path("/srv/duban")
HOSTILE = {
    "PREFECT_API_URL": "https://api.prefect.cloud/api/accounts/1",
    "PREFECT_API_KEY": "somebody's",
    "prefect_server_analytics_enabled": "true",
    "PREFECT_LOGGING_LEVEL": "DEBUG",
}


def test_the_users_own_settings_are_gone_and_everything_else_is_kept() -> None:
    env = prefect_env(HOME, API, HOSTILE | {"LANG": "zh_CN.UTF-8"})
    assert "PREFECT_API_KEY" not in env
    assert "prefect_server_analytics_enabled" not in env
    assert (env["PREFECT_API_URL"], env["LANG"]) == (API, "zh_CN.UTF-8")


def test_everything_is_kept_under_the_given_home() -> None:
    env = prefect_env(HOME, API, {})
    assert env["PREFECT_HOME"] == "/srv/duban/prefect"
    assert env["PREFECT_PROFILES_PATH"] == "/srv/duban/prefect/profiles.toml"
    assert (
        env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "sqlite+aiosqlite:////srv/duban/prefect/prefect.db"
    )


def test_the_server_may_have_another_database() -> None:
    env = prefect_env(HOME, API, {}, database_url="postgresql+asyncpg://db/prefect")
    assert env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://db/prefect"


def test_a_password_is_asked_for_by_the_server_and_told_by_everybody_else() -> None:
    assert not [name for name in prefect_env(HOME, API, {}) if "AUTH" in name or "UI_API" in name]
    env = prefect_env(HOME, API, {}, auth="duban:x", public_api="http://prefect.lan:4200/api")
    assert env["PREFECT_SERVER_API_AUTH_STRING"] == env["PREFECT_API_AUTH_STRING"] == "duban:x"
    assert env["PREFECT_UI_API_URL"] == "http://prefect.lan:4200/api"


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        pytest.param({}, "127.0.0.1,localhost,prefect.lan", id="no proxy known"),
        pytest.param(
            {"NO_PROXY": "a.cn"}, "a.cn,127.0.0.1,localhost,prefect.lan", id="the office's exceptions stay"
        ),
        pytest.param({"no_proxy": "localhost"}, "localhost,127.0.0.1,prefect.lan", id="nothing twice"),
    ],
)
def test_our_own_server_is_never_asked_through_the_proxy(base: dict[str, str], expected: str) -> None:
    env = prefect_env(HOME, "http://prefect.lan:4200/api", base)
    assert env["NO_PROXY"] == env["no_proxy"] == expected


SETTINGS = """
import json, sys
from pathlib import Path
from flows.prefect_env import enter_prefect_env, without_heartbeats
assert "prefect" not in sys.modules
enter_prefect_env(Path(sys.argv[1]), sys.argv[2])
from prefect.settings import get_current_settings
settings = get_current_settings()
with without_heartbeats():
    heartbeat = get_current_settings().flows.heartbeat_frequency
print(json.dumps([
    settings.api.url, str(settings.home), settings.api.auth_string, settings.client.max_retries,
    settings.server.analytics_enabled, settings.server.ui.v2_enabled,
    settings.server.services.task_run_recorder.batch_size, settings.server.services.event_persister.batch_size,
    heartbeat,
]))
"""


def test_neither_the_users_variables_nor_files_around_reach_the_process(tmp_path: Path) -> None:
    """Prefect itself also reads .env and prefect.toml of the current folder."""
    (tmp_path / ".env").write_text("PREFECT_API_AUTH_STRING=mallory:secret\n")
    (tmp_path / "prefect.toml").write_text('[api]\nauth_string = "mallory:secret"\n')
    home = tmp_path / "home"
    env = os.environ | HOSTILE | {"PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-W", "error", "-c", SETTINGS, str(home), API]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [API, f"{home}/prefect", None, 3, False, False, 200, 500, None]
