"""The Prefect server's own database on PostgreSQL."""

import random
from pathlib import Path

import psycopg
import pytest

from config.errors import ConfigError
from duban.ports import choose_port
from flows.prefect_database import prefect_database
from flows.prefect_server import PrefectServer, is_up
from tests.support.postgres import postgres_url

OURS = "postgresql://duban@db.example/duban"


def test_nothing_set_leaves_the_file_in_the_home_folder() -> None:
    assert prefect_database("", OURS) == ""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("mysql://db/prefect", "现为 mysql", id="another kind"),
        pytest.param("prefect on db", "须以 postgresql:// 开头", id="no address"),
        pytest.param(OURS, "不能与 DUBAN_DATABASE_URL 是同一个数据库", id="our own"),
        pytest.param("postgresql+psycopg://duban@db.example/duban", "同一个数据库", id="our own by a driver"),
        pytest.param("postgresql://x@127.0.0.1:1/x", "没有应答", id="nobody there"),
    ],
)
def test_an_address_that_cannot_be_used_is_said_with_what_would_be_right(url: str, said: str) -> None:
    with pytest.raises(ConfigError, match="DUBAN_PREFECT_DATABASE_URL") as refused:
        prefect_database(url, OURS)
    assert said in str(refused.value)


@pytest.mark.postgres
def test_the_extension_is_made_and_the_driver_is_prefects_own() -> None:
    url = postgres_url()
    for _ in range(2):
        assert prefect_database(url, OURS) == url.replace("postgresql://", "postgresql+asyncpg://")
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchone()
    assert found == (1,)


@pytest.mark.postgres
def test_a_user_who_may_not_make_it_is_told_who_has_to() -> None:
    url = postgres_url()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE prefect_without_rights LOGIN")
    with pytest.raises(ConfigError, match="请由管理员执行 CREATE EXTENSION pg_trgm"):
        prefect_database(url.replace("tests@", "prefect_without_rights@"), OURS)


@pytest.mark.postgres
@pytest.mark.prefect
@pytest.mark.prove
def test_a_server_keeps_its_runs_there(tmp_path: Path) -> None:
    url = postgres_url()
    port = choose_port(random.randrange(20_000, 30_000), "Prefect", print, set())
    with PrefectServer(tmp_path, port, database_url=prefect_database(url, OURS)) as server:
        assert is_up(server.api_url)
    assert not (tmp_path / "prefect" / "prefect.db").exists()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM flow_run").fetchone() == (0,)
