"""`/health` and `/metrics` of a clock or a leg runner that runs apart from the pages, on a port of its own."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import compare_digest
from threading import Thread
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from config.errors import ConfigError
from config.rules import rules_in_force
from config.settings import Settings
from flows.clocks import read_wall
from models.database import reading
from models.exposition import MEDIA_TYPE, exposition
from models.figures import Figures, read_figures
from models.office_clock import office_now
from models.vital_signs import CLOCK, LEGS, STILL

log = logging.getLogger(__name__)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def read_now_figures(engine: Engine, settings: Settings) -> Figures:
    """The figures at this instant."""
    wall = read_wall()
    with reading(engine) as session:
        now = office_now(session, wall)
        return read_figures(session, rules_in_force(session, settings, now).office.today(now), now, wall)


@contextmanager
def health_port(kind: str, engine: Engine, settings: Settings) -> Iterator[int]:
    """Answers while the block runs; yields the port, 0 when the setting turns it off.

    Args:
        kind: the process this is, `CLOCK` or `LEGS`: it is healthy while one of its kind leaves signs of life.

    Raises:
        ConfigError: the port is taken, or open to others without a token.
    """
    if not settings.health_port:
        yield 0
        return
    token = settings.secret("metrics_token")
    if settings.health_host not in LOOPBACK and not token:
        raise ConfigError(
            f"健康检查要在 {settings.health_host} 上开放，请先设置 DUBAN_METRICS_TOKEN_FILE；没有口令时只能在本机使用。"
        )
    handler = _handler(kind, lambda: read_now_figures(engine, settings), token)
    try:
        server = ThreadingHTTPServer((settings.health_host, settings.health_port), handler)
    except OSError as wrong:
        raise ConfigError(
            f"端口 {settings.health_port} 不能用于健康检查：{wrong.strerror}；请用 DUBAN_HEALTH_PORT 换一个。"
        ) from wrong
    Thread(target=server.serve_forever, name="health", daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def health(kind: str, read: Callable[[], Figures]) -> tuple[int, dict[str, Any]]:
    """(HTTP status, body): 503 when the database is away, or no process of this kind leaves signs of life."""
    try:
        figures = read()
    except (SQLAlchemyError, ConfigError) as wrong:
        return 503, {"database": "failed", "error": type(wrong).__name__}
    ages = {CLOCK: figures.clock_age, LEGS: figures.legs_age}
    seconds = ages[kind]
    alive = seconds is not None and seconds <= STILL.total_seconds()
    return 200 if alive else 503, {
        "database": "ok",
        "tick_age_seconds": figures.clock_age,
        "legs_age_seconds": figures.legs_age,
        "legs_waiting": figures.legs_waiting,
    }


def _handler(kind: str, read: Callable[[], Figures], token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/health":
                status, body = health(kind, read)
                self._answer(status, "application/json", json.dumps(body).encode())
            elif self.path != "/metrics":
                self._answer(404, "text/plain", b"")
            elif token and not self._knows_token():
                self._answer(401, "text/plain", b"")
            else:
                self._metrics()

        def _knows_token(self) -> bool:
            given = self.headers.get("Authorization", "")
            return compare_digest(given.encode(), f"Bearer {token}".encode())

        def _metrics(self) -> None:
            try:
                self._answer(200, MEDIA_TYPE, exposition(read()))
            except (SQLAlchemyError, ConfigError) as wrong:
                log.warning("no metrics: %s", type(wrong).__name__)
                self._answer(503, "text/plain", b"")

        def _answer(self, status: int, media_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Every scrape would be a line."""

    return Handler
