"""`duban deploy`: lets Prefect's workers on other machines take batches of legs."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from duban.app import console, fail, open_office, said_plainly
from flows.prefect_env import enter_prefect_env
from flows.prefect_server import is_up


def deploy(
    pool: Annotated[str, typer.Option(help="Prefect 工作池；没有时新建")] = "duban",
    every: Annotated[int, typer.Option(min=5, help="批次间隔（秒）")] = 60,
    limit: Annotated[int, typer.Option(min=1, help="每批最多送出的运行数")] = 50,
) -> None:
    """在 Prefect 工作池登记批次：其他机器上的 Prefect worker 可以分担运行记录。"""
    with said_plainly():
        settings = open_office().settings
    api = settings.prefect_api
    if not is_up(api):
        fail(f"Prefect 服务 {api} 没有应答；请先启动 duban serve，或设置 DUBAN_PREFECT_API_URL。")
    with said_plainly():
        auth = settings.secret("prefect_auth")
    enter_prefect_env(settings.home.resolve(), api, auth)
    from flows.deploying import deploy as register

    deployed = asyncio.run(register(pool, timedelta(seconds=every), limit))
    made = "新建" if deployed.new_pool else "已有"
    console.print(
        f"工作池 {pool}（{made}）登记了{len(deployed.deployments)}个部署：{'、'.join(deployed.deployments)}；"
        f"批次每{every}秒一次，每批最多{limit}项。",
        markup=False,
        soft_wrap=True,
    )
    console.print(
        f"在其他机器上设置 DUBAN_DATABASE_URL、DUBAN_BASE_URL 和 PREFECT_API_URL={api}"
        f"{'、PREFECT_API_AUTH_STRING' if auth else ''}，运行 "
        f"prefect worker start --pool {pool} --type process",
        markup=False,
        soft_wrap=True,
    )
