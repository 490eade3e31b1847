"""`duban serve`: everything on this machine, started and stopped together."""

import errno
import os
import socket
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from rich.table import Table

from config.errors import ConfigError
from config.settings import Settings
from duban.app import console, fail
from duban.one_at_a_time import only_one
from duban.ports import choose_port
from duban.supervisor import Child, Supervisor, end_leftovers, supervised
from flows.health_port import LOOPBACK
from flows.prefect_database import prefect_database
from flows.prefect_server import PrefectServer


def say(sentence: str) -> None:
    """A line for the person at the terminal."""
    console.print(sentence, markup=False, soft_wrap=True)


def serve_all(settings: Settings) -> None:
    """Start all, show the addresses, watch until Ctrl-C."""
    home = settings.home.resolve()
    with only_one(home) as lock:
        if lock is None:
            fail(f"duban serve 已经在运行（数据在 {home}）；请先在它的窗口按 Ctrl-C 结束。")
        end_leftovers(home / "run")
        _refuse_taken_port(settings)
        if links_stay_here(settings):
            say(
                f"邮件经 {settings.smtp_host} 发出，但信中链接以 {settings.pages} 开头，各单位打不开；"
                "请设置 DUBAN_BASE_URL。"
            )
        with supervised(home / "run", say) as supervisor:
            _run(settings, home, supervisor)


def _run(settings: Settings, home: Path, supervisor: Supervisor) -> None:
    env = dict(os.environ)
    api = settings.prefect_api_url
    if not api:
        port = choose_port(settings.prefect_port, "Prefect 服务", say, {settings.web_port})
        server = PrefectServer(
            home,
            port,
            database_url=prefect_database(settings.prefect_database_url, settings.database),
            auth=settings.secret("prefect_auth"),
        )
        supervisor.start("prefect", server)
        env |= {"DUBAN_PREFECT_PORT": str(port)}
        api = server.api_url
    start_parts(supervisor, env, home / "log")
    pages = f"http://{settings.web_host}:{settings.web_port}/"
    console.print(addresses({"工作台账": pages, "Prefect": api[:-4]}))
    say("按 Ctrl-C 结束。")
    supervisor.watch()


def serve_prefect(settings: Settings) -> None:
    """Prefect's server alone, also for other machines; started again when it falls, until Ctrl-C.

    Raises:
        ConfigError: open to other machines without a password, for whoever reaches it may do anything there.
    """
    auth = settings.secret("prefect_auth")
    if settings.prefect_host not in LOOPBACK and not auth:
        raise ConfigError(
            f"Prefect 服务要在 {settings.prefect_host} 上开放，请先设置 DUBAN_PREFECT_AUTH_FILE；"
            "没有口令时只能在本机使用。"
        )
    home = settings.home.resolve()
    with only_one(home) as lock:
        if lock is None:
            fail(f"已有 duban serve 或 duban prefect 在运行（数据在 {home}）；请先结束它。")
        end_leftovers(home / "run")
        server = PrefectServer(
            home,
            settings.prefect_port,
            host=settings.prefect_host,
            database_url=prefect_database(settings.prefect_database_url, settings.database),
            auth=auth,
            public_api=settings.prefect_api_url,
        )
        with supervised(home / "run", say) as supervisor:
            supervisor.start("prefect", server)
            api = settings.prefect_api_url or server.api_url
            console.print(addresses({"Prefect": api.removesuffix("/api")}))
            say("按 Ctrl-C 结束。")
            supervisor.watch()


def _refuse_taken_port(settings: Settings) -> None:
    """Links in mails name the port, so it must not wander as the demonstration's may."""
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_host, settings.web_port))
        except OSError as wrong:
            if wrong.errno == errno.EADDRINUSE:
                fail(
                    f"端口 {settings.web_port} 已被占用，页面无法启动；请腾出它，或用 DUBAN_WEB_PORT 另设一个。"
                )


def links_stay_here(settings: Settings) -> bool:
    """Whether mail leaves this machine with links that only this machine can open."""
    host = urlsplit(settings.base_url).hostname if settings.base_url else settings.web_host
    return _is_here(host or "") and not _is_here(settings.smtp_host)


def _is_here(host: str) -> bool:
    """localhost, 127.0.0.1, ::1, and the 0.0.0.0 that is nobody's address."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified


def start_parts(
    supervisor: Supervisor,
    env: Mapping[str, str],
    logs: Path,
    names: Sequence[str] = ("web", "clock", "legs"),
) -> None:
    """Pages, clock and leg runner. The pages answer for the health of all; one port would not do for two processes."""
    env = {**env, "DUBAN_HEALTH_PORT": "0"}
    for name in names:
        supervisor.start(name, Child([name], env, logs / f"{name}.log"))


def addresses(known: Mapping[str, str]) -> Table:
    """The small table of addresses."""
    table = Table("页面", "地址", pad_edge=False)
    for name, address in known.items():
        table.add_row(name, address)
    return table
