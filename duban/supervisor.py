"""Starts our processes together, restarts what dies, and ends every one of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from flows.children import end_child

PAUSES = (1.0, 3.0, 10.0, 30.0, 60.0)
"""Growing seconds before a process that died is started again."""
CALM = 120.0
"""Seconds after which a restarted process counts as healthy again."""

LEFTOVER_PATIENCE = 10.0
"""Seconds that processes left behind get to end by themselves."""


class Process(Protocol):
    """What the supervisor looks after."""

    log_file: Path

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""

    def start(self) -> None:
        """Start the child and return at once."""

    def alive(self) -> bool:
        """Whether it still runs."""

    def stop(self) -> None:
        """Ask, then insist; harmless when it is not running."""


class Child:
    """One of our own commands as a child process: `python -m duban clock` and the like."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], log_file: Path) -> None:
        self.log_file = log_file
        self._command = [sys.executable, "-m", "duban", *arguments]
        self._env = dict(env)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            # A session of its own: Ctrl-C reaches us alone, and we stop the children in their order.
            self._child = subprocess.Popen(
                self._command,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self, seconds: float = 15.0) -> None:
        end_child(self._child, seconds)
        self._child = None


class Supervisor:
    """Processes by name, started in order and stopped in reverse."""

    def __init__(self, run_folder: Path, say: Callable[[str], None]) -> None:
        self._run = run_folder
        self._say = say
        self._processes: dict[str, Process] = {}
        self._due: dict[str, float] = {}
        self._falls: dict[str, int] = {}
        self._started: dict[str, float] = {}

    def start(self, name: str, process: Process) -> None:
        """Start a process and remember its id, so that a next start can end what a killed one left behind."""
        self._processes[name] = process
        process.start()
        self._note(name)

    def _note(self, name: str) -> None:
        self._run.mkdir(parents=True, exist_ok=True)
        (self._run / f"{name}.pid").write_text(str(self._processes[name].pid), encoding="utf-8")
        self._started[name] = time.monotonic()

    def look(self) -> None:
        """Restart what has died, after a growing pause; said once a fall."""
        at = time.monotonic()
        for name, process in self._processes.items():
            if process.alive():
                if at - self._started[name] > CALM:
                    self._falls[name] = 0
            elif name not in self._due:
                falls = self._falls.get(name, 0)
                pause = PAUSES[min(falls, len(PAUSES) - 1)]
                self._due[name], self._falls[name] = at + pause, falls + 1
                self._say(f"{name} 已停止，{pause:.0f} 秒后重新启动；日志 {process.log_file}")
            elif at >= self._due[name]:
                del self._due[name]
                process.start()
                self._note(name)

    def stop(self) -> None:
        """End every process, last started first."""
        for name in reversed(self._processes):
            self._processes[name].stop()
            (self._run / f"{name}.pid").unlink(missing_ok=True)
        self._processes.clear()

    def watch(self) -> None:
        """Look twice a second until interrupted."""
        while True:
            time.sleep(0.5)
            self.look()


@contextmanager
def supervised(run_folder: Path, say: Callable[[str], None]) -> Iterator[Supervisor]:
    """A supervisor that ends every process when the block ends: by itself, by a signal or by an error.

    Ctrl-C, SIGTERM and SIGHUP (the terminal was closed) are the ordinary way out and raise nothing.
    """

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    supervisor = Supervisor(run_folder, say)
    endings = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to outlive the terminal
        endings.append(signal.SIGHUP)
    before = {number: signal.signal(number, interrupt) for number in endings}
    try:
        yield supervisor
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            say("正在结束……")
    finally:
        # A second, impatient Ctrl-C must not leave half of the processes running.
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def end_leftovers(run_folder: Path) -> list[str]:
    """End processes of ours that a killed supervisor left running, wait until they are gone; returns their names."""
    files = sorted(run_folder.glob("*.pid"))
    noted = {file.stem: file.read_text(encoding="utf-8") for file in files}
    left = {name: int(pid) for name, pid in noted.items() if pid.isdecimal() and _is_ours(int(pid))}
    _signal_all(left.values(), signal.SIGTERM)
    _signal_all(_still_there(left.values(), LEFTOVER_PATIENCE), signal.SIGKILL)
    _still_there(left.values(), LEFTOVER_PATIENCE)
    for file in files:
        file.unlink(missing_ok=True)
    return list(left)


def _signal_all(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _still_there(pids: Iterable[int], seconds: float) -> list[int]:
    """Those that still run after so many seconds; returns at once when none does."""
    until = time.monotonic() + seconds
    while (left := [pid for pid in pids if _is_ours(pid)]) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def _is_ours(pid: int) -> bool:
    """Whether the id still belongs to one of our commands, and not to a stranger that got the same number."""
    # -ww: else the command is cut to the width of the terminal, or to COLUMNS.
    shown = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return " -m duban " in shown.stdout or " -m prefect server" in shown.stdout
