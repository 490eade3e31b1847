"""Commands that keep running: the whole installation, its parts, and the demonstration."""

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from config.settings import load_settings
from duban.app import Office, fail, log_to_stderr, open_office, said_plainly
from duban.ports import is_free
from flows.health_port import health_port
from models.vital_signs import CLOCK, LEGS

Notice = Annotated[Path | None, typer.Option(help="用自己的通知演示", show_default=False)]


def serve() -> None:
    """启动全部：Prefect 服务、时钟、运行器和页面。"""
    from duban.serving import serve_all

    with said_plainly():
        serve_all(open_office().settings)


def demo(notice: Notice = None) -> None:
    """演示：虚构城市的通知从导入到提醒，邮件在本机信箱里看。"""
    from duban.demonstration import run_demonstration

    with said_plainly():
        run_demonstration(notice)


def prefect() -> None:
    """只启动 Prefect 服务，供其他机器上的运行器和 worker 使用。"""
    from duban.serving import serve_prefect

    with said_plainly():
        serve_prefect(load_settings())


def web() -> None:
    """只启动页面。"""
    import uvicorn

    from web.app import create_app

    office = _opened()
    settings = office.settings
    if settings.web_host not in ("127.0.0.1", "::1", "localhost") and not settings.secret(
        "coordinator_password"
    ):
        fail(
            f"页面要在 {settings.web_host} 上开放，请先设置 DUBAN_COORDINATOR_PASSWORD_FILE；"
            "没有密码时只能在 127.0.0.1 上使用。"
        )
    if not is_free(settings.web_port, settings.web_host):
        fail(f"端口 {settings.web_port} 已被占用；请结束占用它的程序，或用 DUBAN_WEB_PORT 换一个。")
    app = create_app(settings, office.engine, office.secret, inbox_url=settings.inbox_url)
    uvicorn.run(app, host=settings.web_host, port=settings.web_port, log_level="warning", access_log=False)


def clock() -> None:
    """只启动时钟：到时决定提醒谁，并把邮件发出。"""
    from flows.clock import Clock

    office = _opened()
    with said_plainly(), health_port(CLOCK, office.engine, office.settings):
        _until_stopped(lambda stop: Clock(office.engine, office.settings, office.secret).run(stop))


def legs() -> None:
    """只启动运行器：把重点工作的每次变化送到 Prefect 显示。"""
    from flows.prefect_env import enter_prefect_env

    office = _opened()
    with said_plainly():
        auth = office.settings.secret("prefect_auth")
    enter_prefect_env(office.settings.home.resolve(), office.settings.prefect_api, auth)
    from flows.key_task import use_source
    from flows.leg_runner import LegRunner
    from flows.leg_source import leg_source

    use_source(leg_source(office.engine, office.settings))
    with said_plainly(), health_port(LEGS, office.engine, office.settings):
        _until_stopped(lambda stop: LegRunner(office.engine, office.settings.prefect_api).run(stop))


def inbox(
    folder: Annotated[Path, typer.Option(help="存放邮件的文件夹")] = Path(".duban/inbox"),
    smtp_port: Annotated[int, typer.Option(help="收信端口")] = 8325,
    port: Annotated[int, typer.Option(help="页面端口")] = 8301,
) -> None:
    """本机信箱：收下所有邮件，在浏览器里看；不会发往任何地方。"""
    from duban.inbox import run_inbox

    log_to_stderr()
    run_inbox(folder, smtp_port, port)


def _opened() -> Office:
    log_to_stderr()
    with said_plainly():
        return open_office()


def _until_stopped(make: Any) -> None:
    """Run a coroutine until SIGTERM or Ctrl-C; what is in hand is finished."""

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        running: Coroutine[Any, Any, None] = make(stop)
        await running

    asyncio.run(main())
