"""Processes together: what falls is started again, and nothing is left when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from duban import supervisor as supervising
from duban.ports import choose_port, is_free
from duban.supervisor import Supervisor, end_leftovers, supervised
from tests.support.sleeper import Sleeper


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_process_that_falls_is_named_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "PAUSES", (0.0,))
    said: list[str] = []
    supervisor = Supervisor(tmp_path / "run", said.append)
    sleeper = Sleeper(tmp_path)
    supervisor.start("clock", sleeper)
    first = sleeper.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    while sleeper.alive():
        time.sleep(0.01)
    supervisor.look()
    supervisor.look()
    assert sleeper.alive()
    assert sleeper.pid != first
    assert len(said) == 1
    assert "clock 已停止" in said[0]
    supervisor.stop()


def test_stopping_ends_every_process_and_forgets_it(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "run", print)
    sleepers = [Sleeper(tmp_path) for _ in range(3)]
    for number, sleeper in enumerate(sleepers):
        supervisor.start(f"p{number}", sleeper)
    pids = [sleeper.pid for sleeper in sleepers]
    supervisor.stop()
    assert all(gone(pid) for pid in pids if pid is not None)
    assert list((tmp_path / "run").iterdir()) == []


def test_what_a_killed_supervisor_left_is_ended_at_the_next_start(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "run", print)
    sleeper = Sleeper(tmp_path)
    supervisor.start("web", sleeper)
    assert end_leftovers(tmp_path / "run") == ["web"]
    assert sleeper._child is not None
    assert sleeper._child.wait(10) == -signal.SIGTERM


STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
)


def test_what_was_left_is_gone_when_ending_it_returns_even_when_it_must_be_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "LEFTOVER_PATIENCE", 0.5)
    monkeypatch.setenv("COLUMNS", "40")  # ps would cut the command to it
    command = [sys.executable, "-c", STUBBORN, "-m", "duban", "clock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as stubborn:
        assert stubborn.stdout is not None
        stubborn.stdout.readline()
        (tmp_path / "clock.pid").write_text(str(stubborn.pid), encoding="utf-8")
        assert end_leftovers(tmp_path) == ["clock"]
        assert stubborn.poll() == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_under_nohup_a_closed_terminal_ends_nothing(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with supervised(tmp_path, print):
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_number_that_now_belongs_to_a_stranger_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "web.pid").write_text(str(os.getpid()), encoding="utf-8")
    assert end_leftovers(tmp_path) == []


def test_a_port_in_use_is_named_and_the_next_one_taken() -> None:
    said: list[str] = []
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        wanted = busy.getsockname()[1]
        chosen = choose_port(wanted, "页面", said.append, set())
        assert chosen > wanted
        assert said == [f"端口 {wanted} 已被占用，页面改用 {chosen}。"]
        assert not is_free(wanted)


def test_two_parts_never_get_the_same_port() -> None:
    taken: set[int] = set()
    ports = [choose_port(28_300, "页面", lambda _: None, taken) for _ in range(3)]
    assert len(set(ports)) == 3


IMPATIENT = """
import sys
from pathlib import Path
from duban.supervisor import supervised
from tests.support.sleeper import Sleeper
folder = Path(sys.argv[1])
with supervised(folder / "run", print) as supervisor:
    for number in range(3):
        supervisor.start(f"p{number}", Sleeper(folder, stubborn=True))
    print("ready", flush=True)
    supervisor.watch()
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_impatient_interrupt_leaves_nothing_running(tmp_path: Path, number: signal.Signals) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", IMPATIENT, str(tmp_path)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as supervising_process:
        assert supervising_process.stdout is not None
        assert supervising_process.stdout.readline() == "ready\n"
        pids = [int(file.read_text(encoding="utf-8")) for file in (tmp_path / "run").glob("*.pid")]
        for _ in range(3):
            supervising_process.send_signal(number)
            time.sleep(0.1)
        assert "ended" in supervising_process.stdout.read()
    assert supervising_process.returncode == 0
    assert len(pids) == 3
    assert all(gone(pid) for pid in pids)
