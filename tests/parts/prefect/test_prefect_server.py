"""The local Prefect server as a child process."""

import random
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from duban.ports import choose_port
from flows.prefect_server import PrefectServer, PrefectServerError, api_url, is_up, last_lines


class Stranger(BaseHTTPRequestHandler):
    """Some other program that answers everything with 200."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        return


def test_nobody_is_not_up() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert not is_up(api_url(closed.getsockname()[1]))


def test_another_program_on_the_port_is_no_prefect_server() -> None:
    with HTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        Thread(target=stranger.serve_forever, daemon=True).start()
        assert not is_up(api_url(stranger.server_port))
        stranger.shutdown()


@pytest.mark.prefect
def test_a_running_server_is_up_and_shows_its_first_generation_pages(server: PrefectServer) -> None:
    assert is_up(server.api_url)
    assert server.alive()
    page = httpx.get(f"{server.api_url.removesuffix('/api')}/", trust_env=False, follow_redirects=True)
    assert "/v2" not in page.url.path


@pytest.mark.prefect
def test_its_database_is_a_file_of_its_own_under_home(server: PrefectServer) -> None:
    assert (server.home / "prefect" / "prefect.db").is_file()


@pytest.mark.prefect
def test_a_taken_port_is_said_with_what_to_do_and_the_logs_last_lines(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = PrefectServer(tmp_path, port)
        server.start()
        with pytest.raises(PrefectServerError) as refused:
            server.wait(60)
        server.stop()
    said = str(refused.value)
    assert f"请检查端口 {port} 是否被占用" in said
    assert str(tmp_path / "log" / "prefect-server.log") in said
    assert "already in use" in said


@pytest.mark.prefect
def test_waiting_tells_its_progress_and_gives_up_with_a_sentence(tmp_path: Path) -> None:
    server = PrefectServer(tmp_path, choose_port(random.randrange(20_000, 30_000), "Prefect", print, set()))
    waited: list[float] = []
    server.start()
    with pytest.raises(PrefectServerError, match="Prefect 服务 1 秒内没有应答"):
        server.wait(0.6, waited.append)
    server.stop()
    assert not server.alive()
    assert waited == sorted(waited)
    assert len(waited) >= 2


def test_stopping_what_never_started_is_harmless(tmp_path: Path) -> None:
    server = PrefectServer(tmp_path, 1)
    server.stop()
    assert (server.alive(), server.pid) == (False, None)


def test_of_a_long_log_only_the_end_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_lines(log) == "（日志为空）"
    log.write_text("\n".join(map(str, range(100))))
    assert last_lines(log, 2) == "98\n99"
