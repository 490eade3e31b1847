"""`duban backup` and `duban restore`."""

from pathlib import Path
from typing import Annotated

import typer

from config.errors import ConfigError
from config.settings import load_settings
from duban.app import console, fail, open_office, said_plainly
from flows.clocks import read_wall
from models.backing_up import back_up
from models.database import open_database
from models.neutral import BackupError
from models.restoring import is_empty, read_backup
from models.restoring import restore as put_back

BackupFile = Annotated[Path, typer.Argument(help="备份文件（.zip）", show_default=False)]


def backup(file: BackupFile) -> None:
    """把全部数据备份为一个文件；不必停止运行，SQLite 与 PostgreSQL 通用。"""
    with said_plainly():
        office = open_office()
        try:
            made = back_up(office.engine, file, read_wall())
        except BackupError as wrong:
            fail(str(wrong))
    console.print(
        f"已备份到 {file}：{made.tables}张表，{made.rows}行。签名密钥不在其中，请另行保管。",
        markup=False,
        soft_wrap=True,
    )


def restore(
    file: BackupFile,
    *,
    replace: Annotated[bool, typer.Option("--replace", help="替换数据库中现有的全部内容")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
) -> None:
    """把备份恢复到空的数据库；请先停止其他进程。"""
    with said_plainly():
        settings = load_settings()
        try:
            engine = open_database(settings.database)
        except ValueError as wrong:
            raise ConfigError(f"DUBAN_DATABASE_URL：{wrong}") from wrong
        try:
            checked = read_backup(engine, file)
            if not is_empty(engine):
                if not replace:
                    fail("数据库不是空的；要用备份替换现有的全部内容，请加 --replace。")
                if not yes and not _agreed("现有的全部内容将被备份替换，不能撤销，继续吗？"):
                    fail("没有恢复，数据库保持原样。")
            put_back(engine, checked)
        except BackupError as wrong:
            fail(str(wrong))
        finally:
            engine.dispose()
    console.print(f"已恢复：{len(checked.tables)}张表，{checked.rows}行。", markup=False)


def _agreed(question: str) -> bool:
    """Whether somebody is there and says yes."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        return False
