"""The environment of every process that talks to our Prefect server.

The user's own Prefect (profile, cloud account, settings) is neither used nor changed, nothing leaves the
machine, and the SQLite server keeps up (bench/legs.py measures it).
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

OFFLINE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The v2 pages call an analytics address from the browser; v1 does not.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
}

QUIET = {
    "PREFECT_LOGGING_LEVEL": "ERROR",
    # An overdue task run is Failed on purpose: that is news for the page, not an error of ours. A leg that breaks is
    # told by its state's message, by our own log and on the request.
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_COLORS": "false",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_CLI_PROMPT": "false",
}

# The leg runner itself waits longer and longer for a server that is away; a leg in hand must not hold up its end. But a
# busy SQLite answers 503 now and then, several times running: 2, 4 and 8 seconds are enough for it.
PATIENCE = {"PREFECT_CLIENT_MAX_RETRIES": "3"}

# One write transaction for many rows: otherwise SQLite answers 503 and the clients back off.
BATCHES = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
}


def prefect_home(home: Path) -> Path:
    """Where Prefect keeps everything of this installation."""
    return home / "prefect"


def prefect_env(
    home: Path,
    api_url: str,
    base: Mapping[str, str],
    *,
    database_url: str = "",
    auth: str = "",
    public_api: str = "",
) -> dict[str, str]:
    """`base` without the user's PREFECT_ variables, plus ours. Pure.

    Args:
        auth: `name:password`, which the server then asks for and everybody else tells it.
        public_api: the address by which browsers reach the API, where it is another one.
    """
    folder = prefect_home(home)
    database = database_url or f"sqlite+aiosqlite:///{folder / 'prefect.db'}"
    ours = {
        "PREFECT_HOME": str(folder),
        "PREFECT_PROFILES_PATH": str(folder / "profiles.toml"),
        "PREFECT_API_URL": api_url,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database,
    }
    if auth:
        ours |= {"PREFECT_SERVER_API_AUTH_STRING": auth, "PREFECT_API_AUTH_STRING": auth}
    if public_api:
        ours["PREFECT_UI_API_URL"] = public_api
    kept = {name: value for name, value in base.items() if not name.upper().startswith("PREFECT_")}
    return kept | OFFLINE | QUIET | PATIENCE | BATCHES | ours | _past_the_proxy(base, api_url)


def enter_prefect_env(home: Path, api_url: str, auth: str = "") -> None:
    """Apply it to this process. Call before anything imports Prefect.

    Prefect also reads `.env`, `prefect.toml` and `pyproject.toml` of the current folder when it is imported,
    so the first import happens in a folder of ours.
    """
    folder = prefect_home(home)
    folder.mkdir(parents=True, exist_ok=True)
    ours = prefect_env(home, api_url, os.environ, auth=auth)
    for name in set(os.environ) - set(ours):
        del os.environ[name]
    os.environ.update(ours)
    with chdir(folder):
        import prefect  # noqa: F401


@contextmanager
def without_heartbeats() -> Iterator[None]:
    """No heartbeat thread per leg: a leg lives for a moment, and the environment variable refuses `None`."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def _past_the_proxy(base: Mapping[str, str], api_url: str) -> dict[str, str]:
    """An office's proxy must not be asked for our own server."""
    hosts = ["127.0.0.1", "localhost", urlsplit(api_url).hostname or ""]
    known = [part.strip() for part in (base.get("no_proxy") or base.get("NO_PROXY") or "").split(",")]
    value = ",".join(dict.fromkeys(part for part in [*known, *hosts] if part))
    return {"NO_PROXY": value, "no_proxy": value}
