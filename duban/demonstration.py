"""`duban demo`: the main job on a fictional city's notice, with a clock that can be moved forward."""

import hashlib
import os
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.errors import ConfigError
from config.settings import FILE_VARIABLE, load_settings
from duban.app import console, open_office
from duban.one_at_a_time import only_one
from duban.ports import choose_port
from duban.rehearsed import prepare
from duban.serving import addresses, say, start_parts
from duban.supervisor import Child, Supervisor, end_leftovers, supervised
from flows.prefect_server import PrefectServer, is_up

SAMPLE_OFFICE = {
    "mail_from": "督查室 <ducha@yunze.example.com>",
    "office_name": "云泽市政府督查室",
    "office_person": "林子墨",
    "office_telephone": "0000-5550100",
}
OWN_OFFICE = {"mail_from": "督查室 <ducha@example.com>", "office_name": "市政府督查室"}
"""With a user's own notice no invented person signs their mail."""
WEB, INBOX, SMTP, PREFECT = 8300, 8301, 8325, 8342
"""Ports wanted; the next free one is taken when one is in use."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where this demonstration listens."""

    web: int
    inbox: int
    smtp: int
    prefect: int

    def table(self) -> dict[str, str]:
        """Addresses for the person at the terminal."""
        return {
            "工作台账": f"http://127.0.0.1:{self.web}/",
            "信箱（所有邮件）": f"http://127.0.0.1:{self.inbox}/",
            "Prefect 运行": f"http://127.0.0.1:{self.prefect}/runs",
        }


def run_demonstration(notice: Path | None) -> None:
    """Prepare, start everything, show the addresses, and end it all on Ctrl-C.

    Raises:
        ConfigError: the notice cannot be found.
    """
    home = _home(notice)
    with only_one(home) as lock:
        if lock is None:
            say("演示已经在运行；地址见它的窗口，或先在那里按 Ctrl-C 结束。")
            return
        ended = end_leftovers(home / "run")
        if ended:
            say(f"已结束上次留下的进程：{'、'.join(ended)}")
        with supervised(home / "run", say) as supervisor:
            _run(home, notice, supervisor)
        say("已全部结束。再次运行 make demo 会接着用现有的数据；删除 " + _shown(home) + " 可从头开始。")


def _home(notice: Path | None) -> Path:
    """A folder for each notice, so that a second start finds what the first one made."""
    base = Path(".duban").resolve()
    if notice is None:
        return base / "demo"
    try:
        digest = hashlib.sha256(notice.read_bytes()).hexdigest()[:8]
    except OSError as wrong:
        raise ConfigError(f"读不到通知文件 {notice}：{wrong.strerror}") from wrong
    return base / f"demo-{digest}"


def _shown(path: Path) -> str:
    return os.path.relpath(path)


def _run(home: Path, notice: Path | None, supervisor: Supervisor) -> None:
    began = time.monotonic()
    ports = _ports(_last_ports(home))
    env = _environment(home, ports, SAMPLE_OFFICE if notice is None else OWN_OFFICE)
    logs = home / "log"
    step = _stepper()
    step("启动 Prefect 服务（首次约 10 秒，与下面的准备同时进行）")
    server = PrefectServer(home, ports.prefect)
    supervisor.start("prefect", server)
    inbox = [
        "inbox",
        "--folder",
        str(home / "inbox"),
        "--smtp-port",
        str(ports.smtp),
        "--port",
        str(ports.inbox),
    ]
    supervisor.start("inbox", Child(inbox, env, logs / "inbox.log"))
    step("建数据库")
    office = open_office(load_settings())
    start_parts(supervisor, env, logs)
    prepare(office, notice, step)
    if not is_up(server.api_url):
        step("等待 Prefect 服务")
        server.wait()
    console.print()
    console.print(addresses(ports.table()))
    say(
        f"准备用时 {time.monotonic() - began:.0f} 秒。页面上的“到下一个有事的早晨”推动演示时间；按 Ctrl-C 全部结束。"
    )
    say(
        f"另开终端用同一份数据：export {FILE_VARIABLE}={_shown(home / 'duban.toml')}，再用 .venv/bin/duban plan show 1"
    )
    supervisor.watch()


def _last_ports(home: Path) -> dict[str, int]:
    """Where the last start listened: links in mails already sent should go on working."""
    try:
        known = tomllib.loads((home / "duban.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}
    return {name: port for name, port in known.items() if isinstance(port, int) and name.endswith("_port")}


def _ports(last: Mapping[str, int]) -> Ports:
    taken: set[int] = set()
    return Ports(
        web=choose_port(last.get("web_port", WEB), "页面", say, taken),
        inbox=choose_port(INBOX, "信箱页面", say, taken),
        smtp=choose_port(last.get("smtp_port", SMTP), "收信", say, taken),
        prefect=choose_port(last.get("prefect_port", PREFECT), "Prefect 服务", say, taken),
    )


def _environment(home: Path, ports: Ports, office: Mapping[str, str]) -> dict[str, str]:
    """Only the demonstration's own settings: a real installation's mail server must never be used by it."""
    file = home / "duban.toml"
    file.write_text(
        "# 演示用设置，每次启动重写。\n"
        f'home = "{home}"\n'
        "demonstration = true\n"
        f"web_port = {ports.web}\n"
        f"prefect_port = {ports.prefect}\n"
        f"smtp_port = {ports.smtp}\n"
        f'inbox_url = "http://127.0.0.1:{ports.inbox}/"\n'
        + "".join(f'{name} = "{value}"\n' for name, value in office.items()),
        encoding="utf-8",
    )
    for name in [name for name in os.environ if name.startswith("DUBAN_")]:
        del os.environ[name]
    os.environ[FILE_VARIABLE] = str(file)
    return dict(os.environ)


def _stepper() -> Callable[[str], None]:
    began = time.monotonic()

    def step(sentence: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:5.1f} 秒[/dim]  {sentence}", soft_wrap=True)

    return step
