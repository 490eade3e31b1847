"""`duban serve`: one at a time, on its own port, with links that units can open."""

import socket
from pathlib import Path

import pytest

from config.settings import Settings
from duban.one_at_a_time import only_one
from duban.serving import links_stay_here, start_parts
from duban.supervisor import Child
from tests.support.cli import duban


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_second_serve_says_that_it_runs_already_and_leaves_the_first_alone(folder: Path) -> None:
    noted = folder / ".duban" / "run" / "web.pid"
    noted.parent.mkdir(parents=True)
    noted.write_text("1", encoding="utf-8")
    with only_one(folder / ".duban") as lock:
        assert lock is not None
        answer = duban("serve")
    assert (answer.status, "已经在运行" in answer.err) == (1, True)
    assert noted.exists()


def test_the_lock_is_free_again_when_its_holder_ends(folder: Path) -> None:
    with only_one(folder), only_one(folder) as second:
        assert second is None
    with only_one(folder) as third:
        assert third is not None


def test_the_page_port_does_not_wander(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        monkeypatch.setenv("DUBAN_WEB_PORT", port)
        answer = duban("serve")
    assert answer.status == 1
    assert f"端口 {port} 已被占用" in answer.err
    assert "DUBAN_WEB_PORT" in answer.err
    assert not (folder / ".duban" / "run").exists()


def test_prefects_server_is_not_opened_to_others_without_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_PREFECT_HOST", "0.0.0.0")
    answer = duban("prefect")
    assert (answer.status, "请先设置 DUBAN_PREFECT_AUTH_FILE" in answer.err) == (1, True)


def test_one_server_of_prefect_for_a_folder(folder: Path) -> None:
    with only_one(folder / ".duban"):
        answer = duban("prefect")
    assert (answer.status, "已有 duban serve 或 duban prefect 在运行" in answer.err) == (1, True)


def test_links_that_units_cannot_open_are_warned_of_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duban.serving._run", lambda *_: None)
    monkeypatch.setenv("DUBAN_WEB_PORT", "0")
    monkeypatch.setenv("DUBAN_SMTP_HOST", "mail.city.example")
    assert "请设置 DUBAN_BASE_URL" in duban("serve").out
    monkeypatch.setenv("DUBAN_BASE_URL", "https://ducha.city.example")
    assert "DUBAN_BASE_URL" not in duban("serve").out


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"smtp_host": "mail.city.example"}, True, id="the default address"),
        pytest.param({"smtp_host": "10.1.1.1", "web_host": "0.0.0.0"}, True, id="every address is none"),
        pytest.param({"smtp_host": "10.1.1.1", "web_host": "::1"}, True, id="the other loopback"),
        pytest.param({"smtp_host": "10.1.1.1", "base_url": "http://localhost:8300"}, True, id="localhost"),
        pytest.param({"smtp_host": "10.1.1.1", "web_host": "10.1.1.2"}, False, id="an address of ours"),
        pytest.param({"smtp_host": "10.1.1.1", "base_url": "https://a.example"}, False, id="a name of ours"),
        pytest.param({"smtp_host": "localhost"}, False, id="mail stays here as well"),
    ],
)
def test_links_stay_here_when_only_this_machine_can_open_them(
    given: dict[str, str], *, expected: bool
) -> None:
    assert links_stay_here(Settings.model_validate(given)) is expected


def test_of_its_processes_only_the_pages_answer_for_health(tmp_path: Path) -> None:
    class Started:
        """Notes with which settings each process would start."""

        def __init__(self) -> None:
            self.ports: dict[str, str] = {}

        def start(self, name: str, child: Child) -> None:
            self.ports[name] = child._env["DUBAN_HEALTH_PORT"]

    started = Started()
    start_parts(started, {"DUBAN_HEALTH_PORT": "9100"}, tmp_path)  # type: ignore[arg-type]
    assert started.ports == {"web": "0", "clock": "0", "legs": "0"}
