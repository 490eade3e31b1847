"""`duban config` and `duban db`: rules and database."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, select

from config.errors import ConfigError
from config.policy_file import policy_in_force, read_policy, store_policy
from duban.app import Office, console, fail, open_office, said_plainly
from models.arming import rearm_all
from models.database import reading, transaction
from models.duties import Obligation
from models.ladder import Decision
from models.migrate import drift
from models.units import Unit
from notifications.outbox import Posts, store_decision

config_app = typer.Typer(help="催办规则：检查、生效。", no_args_is_help=True)
database_app = typer.Typer(help="数据库：迁移、检查。", no_args_is_help=True)
PolicyFile = Annotated[Path, typer.Argument(help="规则文件（YAML）", show_default=False)]


@config_app.command("check")
def check(file: PolicyFile) -> None:
    """检查规则文件；有错时逐条指出位置和改法。"""
    with said_plainly():
        policy = read_policy(file)
    rungs = sum(len(ladder.rungs) for ladder in policy.ladders.values())
    console.print(f"{file} 可以使用：{len(policy.ladders)}条阶梯、{rungs}档，{len(policy.rounds)}个轮次。")


@config_app.command("apply")
def apply(file: PolicyFile, note: Annotated[str, typer.Option(help="改动说明")] = "") -> None:
    """让规则文件生效为新的一版：未办事项的下次提醒按新规则重算，已过去的不补发。"""
    with said_plainly():
        policy = read_policy(file)
        office = open_office()
        with transaction(office.engine) as session:
            before, _ = policy_in_force(session)
            number = store_policy(session, policy, office.actor.name, note, office.now)
            rearmed = _rearm(session, office) if number != before else 0
    if number == before:
        console.print(f"与第{number}版相同，没有改变。")
    else:
        console.print(f"第{number}版规则生效，重新计算了{rearmed}件未办事项的下次提醒；已过去的档次不补发。")


def _rearm(session: Session, office: Office) -> int:
    """Every open obligation under the new rules; a ladder still in use must not disappear."""
    now, rules = office.now, office.rules(session)
    posts = Posts(session, session.exec(select(Unit.id)).all())

    def passed(obligation: Obligation, decision: Decision) -> None:
        store_decision(session, obligation, decision, posts, rules.number, now)

    try:
        return rearm_all(session, rules, now, passed)
    except LookupError as wrong:
        raise ConfigError(f"{wrong}，但还有事项在用；请保留这条阶梯") from wrong


@config_app.command("show")
def show() -> None:
    """显示生效中的规则版本。"""
    with said_plainly():
        office = open_office()
    with reading(office.engine) as session:
        number, policy = policy_in_force(session)
    console.print(f"第{number}版")
    console.print_json(policy.model_dump_json())


@database_app.command("migrate")
def migrate_() -> None:
    """把数据库升级到当前版本（各命令启动时也会自动做）。"""
    with said_plainly():
        open_office()
    console.print("数据库已是当前版本。")


@database_app.command("check")
def check_database() -> None:
    """核对数据库结构与程序一致。"""
    with said_plainly():
        office = open_office()
    found = drift(office.engine)
    if found:
        fail("数据库结构与程序不一致：\n" + "\n".join(str(one) for one in found))
    console.print("数据库结构与程序一致。")
