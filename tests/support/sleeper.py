"""A child process that only sleeps, for tests of the supervisor."""

import subprocess
import sys
import time
from pathlib import Path


class Sleeper:
    """A child that only sleeps; its command line looks like one of ours."""

    def __init__(self, folder: Path, *, stubborn: bool = False) -> None:
        self.log_file = folder / "log"
        self._stubborn = stubborn
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        code = "import time; time.sleep(60)"
        self._child = subprocess.Popen([sys.executable, "-c", code, "-m", "duban", "sleep"])

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        if self._child is not None:
            time.sleep(0.3 if self._stubborn else 0)  # as if it still had a mail to finish
            self._child.kill()
            self._child.wait()
