"""`/health` and `/metrics` of the pages, and of a clock or leg runner that runs apart from them."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from config.errors import ConfigError
from config.settings import Settings
from flows.health_port import health_port
from models.database import transaction
from models.duties import Obligation
from models.traces import Heartbeat, LegRequest
from models.vital_signs import CLOCK, LEGS, beat
from models.words import MailState, ObligationKind
from tests.parts.web.conftest import OpenPages
from tests.support.web_cast import MARCH, City
from web.clocks import read_wall

TOKEN = "a token only machines know"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class PrefectServer(BaseHTTPRequestHandler):
    """Answers as a server that is well."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"true")

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def prefect_up() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), PrefectServer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lives(city: City, kind: str = CLOCK, seconds: float = 5, instance: str = "here:1") -> None:
    with transaction(city.engine) as session:
        beat(session, kind, instance, read_wall() - timedelta(seconds=seconds))


def figures(text: str) -> dict[str, float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            state = sample.labels.get("state", "")
            found[f"{sample.name} {state}".strip()] = sample.value
    return found


def with_settings(city: City, **given: object) -> Settings:
    return city.settings.model_copy(update=given)


def test_health_is_well_while_a_clock_lives(city: City, open_pages: OpenPages, prefect_up: str) -> None:
    lives(city, seconds=400, instance="there:2")
    lives(city)
    city.settings = with_settings(city, prefect_api_url=prefect_up)
    answer = open_pages(city, client="192.0.2.7").get("/health")
    told = answer.json()
    assert (answer.status_code, told["clock"], told["prefect"]) == (200, "ok", "ok")
    assert 5 <= told["tick_age_seconds"] < 60


@pytest.mark.parametrize("seconds", [None, 600])
def test_health_is_503_when_no_clock_is_at_work(
    city: City, open_pages: OpenPages, seconds: int | None
) -> None:
    if seconds:
        lives(city, seconds=seconds)
    answer = open_pages(city).get("/health")
    assert (answer.status_code, answer.json()["clock"]) == (503, "still")


def test_prefects_absence_is_told_and_is_no_illness(city: City, open_pages: OpenPages) -> None:
    lives(city)
    city.settings = with_settings(city, prefect_api_url=f"http://127.0.0.1:{free_port()}/api")
    answer = open_pages(city).get("/health")
    assert (answer.status_code, answer.json()["prefect"]) == (200, "away")


def test_metrics_tell_what_waits_and_how_long(city: City, open_pages: OpenPages) -> None:
    lives(city)
    lives(city, LEGS, 9)
    with transaction(city.engine) as session:
        for minutes in (10, 30):
            session.add(
                LegRequest(
                    plan_id=city.plan_id, reason="交办", at=MARCH - timedelta(minutes=minutes), error="坏"
                )
            )
    told = figures(open_pages(city).get("/metrics").text)
    assert told["duban_legs_lag_seconds"] >= 1800
    assert told["duban_legs_failing"] == 2
    assert told["duban_legs_waiting"] >= 2
    assert told["duban_obligations_due"] > 0
    assert 5 <= told["duban_clock_age_seconds"] < 60
    assert 9 <= told["duban_legs_age_seconds"] < 60
    assert {f"duban_mails {state.value}" for state in MailState} <= set(told)


def test_an_obligation_past_the_date_that_counts_now_is_overdue(city: City, open_pages: OpenPages) -> None:
    before = figures(open_pages(city).get("/metrics").text)["duban_obligations_overdue"]
    owed = city.obligation("市水务局", ObligationKind.PROGRESS, 2)
    with transaction(city.engine) as session:
        row = session.get_one(Obligation, owed)
        row.report_by = MARCH.date() - timedelta(days=30)
    assert figures(open_pages(city).get("/metrics").text)["duban_obligations_overdue"] == before + 1
    with transaction(city.engine) as session:
        session.get_one(Obligation, owed).extended_to = MARCH.date() + timedelta(days=30)
    assert figures(open_pages(city).get("/metrics").text)["duban_obligations_overdue"] == before


def test_a_second_scrape_tells_nothing_twice(city: City, open_pages: OpenPages) -> None:
    pages = open_pages(city)
    for _ in range(2):
        assert pages.get("/metrics").text.count("# TYPE duban_legs_waiting ") == 1


def test_metrics_are_for_those_who_may_see_the_pages_or_have_the_token(
    city: City, open_pages: OpenPages
) -> None:
    stranger = open_pages(city, client="192.0.2.7")
    assert stranger.get("/metrics").status_code == 403
    city.settings = with_settings(city, metrics_token=SecretStr(TOKEN))
    stranger = open_pages(city, client="192.0.2.7")
    assert stranger.get("/metrics", headers=BEARER).status_code == 200
    assert stranger.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
    assert stranger.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


# A process apart


def asked(port: int, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, trust_env=False, timeout=10)


def test_a_clock_apart_answers_on_a_port_of_its_own(city: City) -> None:
    settings = with_settings(city, health_port=free_port())
    with health_port(CLOCK, city.engine, settings) as port:
        assert asked(port, "/health").status_code == 503
        lives(city)
        assert asked(port, "/health").json()["database"] == "ok"
        assert asked(port, "/health").status_code == 200
        assert "duban_clock_age_seconds" in figures(asked(port, "/metrics").text)
        assert asked(port, "/").status_code == 404


def test_a_leg_runner_is_well_by_its_own_kind(city: City) -> None:
    lives(city, CLOCK)
    with health_port(LEGS, city.engine, with_settings(city, health_port=free_port())) as port:
        assert asked(port, "/health").status_code == 503
        lives(city, LEGS)
        assert asked(port, "/health").status_code == 200


def test_with_a_token_metrics_ask_for_it_and_health_does_not(city: City) -> None:
    lives(city)
    settings = with_settings(city, health_port=free_port(), metrics_token=SecretStr(TOKEN))
    with health_port(CLOCK, city.engine, settings) as port:
        assert asked(port, "/metrics").status_code == 401
        assert asked(port, "/metrics", **BEARER).status_code == 200
        assert asked(port, "/health").status_code == 200


def test_a_database_that_does_not_answer_is_an_illness(city: City) -> None:
    with city.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE policy_version")
    with health_port(CLOCK, city.engine, with_settings(city, health_port=free_port())) as port:
        assert asked(port, "/health").json()["database"] == "failed"
        assert asked(port, "/metrics").status_code == 503


def test_the_port_is_off_unless_set_and_open_to_others_only_with_a_token(city: City) -> None:
    with health_port(CLOCK, city.engine, city.settings) as port:
        assert port == 0
    settings = with_settings(city, health_host="0.0.0.0", health_port=free_port())
    with (
        pytest.raises(ConfigError, match="DUBAN_METRICS_TOKEN_FILE"),
        health_port(CLOCK, city.engine, settings),
    ):
        pass


def test_a_taken_port_is_said_with_what_to_do(city: City) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = with_settings(city, health_port=taken.getsockname()[1])
        with pytest.raises(ConfigError, match="DUBAN_HEALTH_PORT"), health_port(CLOCK, city.engine, settings):
            pass


def test_a_sign_of_life_of_an_older_program_still_counts(city: City, open_pages: OpenPages) -> None:
    with transaction(city.engine) as session:
        session.add(Heartbeat(process="clock", at=read_wall()))
    assert open_pages(city).get("/health").status_code == 200
