"""`duban serve`: everything on this machine, started and stopped together."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Table

from config.settings import Settings
from duban.app import console
from duban.ports import choose_port
from duban.supervisor import Child, Supervisor, end_leftovers, supervised
from flows.prefect_server import PrefectServer


def say(sentence: str) -> None:
    """A line for the person at the terminal."""
    console.print(sentence, markup=False, soft_wrap=True)


def serve_all(settings: Settings) -> None:
    """Start all, show the addresses, watch until Ctrl-C."""
    home = settings.home.resolve()
    run, logs = home / "run", home / "log"
    end_leftovers(run)
    env = dict(os.environ)
    with supervised(run, say) as supervisor:
        taken: set[int] = set()
        web_port = choose_port(settings.web_port, "页面", say, taken)
        env |= {"DUBAN_WEB_PORT": str(web_port)}
        api = settings.prefect_api_url
        if not api:
            server = PrefectServer(home, choose_port(settings.prefect_port, "Prefect 服务", say, taken))
            supervisor.start("prefect", server)
            env |= {"DUBAN_PREFECT_PORT": str(server.port)}
            api = server.api_url
        start_parts(supervisor, env, logs)
        console.print(addresses({"工作台账": f"http://{settings.web_host}:{web_port}/", "Prefect": api[:-4]}))
        say("按 Ctrl-C 结束。")
        supervisor.watch()


def start_parts(
    supervisor: Supervisor,
    env: Mapping[str, str],
    logs: Path,
    names: Sequence[str] = ("web", "clock", "legs"),
) -> None:
    """Pages, clock and leg runner."""
    for name in names:
        supervisor.start(name, Child([name], env, logs / f"{name}.log"))


def addresses(known: Mapping[str, str]) -> Table:
    """The small table of addresses."""
    table = Table("页面", "地址", pad_edge=False)
    for name, address in known.items():
        table.add_row(name, address)
    return table
