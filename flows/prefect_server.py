"""The local Prefect server as a child process: started, waited for, stopped."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from flows.children import end_child
from flows.prefect_env import prefect_env, prefect_home

HOST = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")
"""Listening there means every address of the machine; it is no address to call."""
FIRST_START = 120.0
"""Seconds allowed: the first start also makes the database (10 s on two cores, far more on a slow disk)."""
_open = build_opener(ProxyHandler({})).open


class PrefectServerError(Exception):
    """The server did not start; the message says what to do."""


def api_url(port: int, host: str = HOST) -> str:
    return f"http://{host}:{port}/api"


def is_up(url: str, timeout: float = 1.0) -> bool:
    """Whether a Prefect server answers at this API address."""
    try:
        with _open(f"{url}/health", timeout=timeout) as answer:
            return bool(answer.status == 200 and answer.read().strip() == b"true")
    except (URLError, OSError, ValueError):
        return False


class PrefectServer:
    """Use as a context manager, or call `start`, `wait` and `stop`."""

    def __init__(
        self,
        home: Path,
        port: int,
        *,
        host: str = HOST,
        database_url: str = "",
        auth: str = "",
        public_api: str = "",
    ) -> None:
        self.home = home
        self.port = port
        self.host = host
        self.api_url = api_url(port, HOST if host in EVERYWHERE else host)
        self.log_file = home / "log" / "prefect-server.log"
        self._further = {"database_url": database_url, "auth": auth, "public_api": public_api}
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self, base: Mapping[str, str] | None = None) -> None:
        """Start the child and return at once."""
        folder = prefect_home(self.home)
        for needed in (folder, self.log_file.parent):
            needed.mkdir(parents=True, exist_ok=True)
        env = prefect_env(self.home, self.api_url, base or os.environ, **self._further)
        command = [
            sys.executable,
            "-m",
            "prefect",
            "server",
            "start",
            "--host",
            self.host,
            "--port",
            str(self.port),
        ]
        with self.log_file.open("wb") as log:
            # A folder of ours, for Prefect would read .env and prefect.toml of any other; a session of its own,
            # so that after Ctrl-C the legs in hand can still tell the server how they ended.
            self._child = subprocess.Popen(
                command,
                env=env,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(
        self,
        seconds: float = FIRST_START,
        progress: Callable[[float], None] | None = None,
        pause: float = 0.1,
    ) -> None:
        """Until the server answers; `progress` is told the seconds waited so far."""
        began = time.monotonic()
        while not is_up(self.api_url):
            waited = time.monotonic() - began
            if self._child is not None and self._child.poll() is not None:
                raise PrefectServerError(
                    self._explain(f"Prefect 服务已退出（代码 {self._child.returncode}）")
                )
            if waited > seconds:
                raise PrefectServerError(self._explain(f"Prefect 服务 {seconds:.0f} 秒内没有应答"))
            if progress is not None:
                progress(waited)
            time.sleep(pause)

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self, seconds: float = 10.0) -> None:
        """Ask, then insist. Harmless when it is not running."""
        end_child(self._child, seconds)
        self._child = None

    def __enter__(self) -> "PrefectServer":
        self.start()
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _explain(self, what: str) -> str:
        """One sentence, what to do, and the log's last lines."""
        return (
            f"{what}：请检查端口 {self.port} 是否被占用、磁盘是否已满，然后重试；"
            f"日志 {self.log_file} 的末尾是：\n{last_lines(self.log_file)}"
        )


def last_lines(path: Path, count: int = 15) -> str:
    if not path.exists():
        return "（日志为空）"
    lines = path.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()
    return "\n".join(lines[-count:]) or "（日志为空）"
