"""`duban signature`: the head's signature (签批) of a unit's sheet: show, enter, print, revoke."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from duban.app import Office, console, fail, open_office, said_plainly
from duban.commands.task_rows import round_called, unit_called
from models.duties import Sheet, Signature
from models.filing import take_in
from models.rules import Rules
from models.sheets import sheet_of
from models.signatures import revoke, sign_by_scan, sign_on_paper
from models.signed_rows import standing
from notifications.summary_paper import summary_of, summary_paper

app = typer.Typer(help="签批：查看、录入扫描件或OA文号、打印汇总表、撤销。", no_args_is_help=True)

UnitName = Annotated[str, typer.Argument(metavar="UNIT", help="单位名称", show_default=False)]
RoundName = Annotated[
    str, typer.Argument(metavar="ROUND", help="轮次的名称或日期，如 一季度、2026-03-25", show_default=False)
]
By = Annotated[str, typer.Option("--by", help="签批人姓名", show_default=False)]


@app.command("show")
def show(unit: UnitName, round_: RoundName) -> None:
    """报送单谁签批过，签批后有没有改动。"""

    def look(session: Session, _: Office, sheet: Sheet, rules: Rules) -> str:
        found = standing(session, sheet, rules)
        signatures = session.exec(
            select(Signature).where(Signature.sheet_id == sheet.id).order_by(col(Signature.position))
        ).all()
        stands = f"已报{found.total}件均已签批。"
        if found.last is None:
            stands = f"未签批，已报{found.total}件。"
        elif found.changed:
            stands = f"签批后有改动，{len(found.unsigned)}件未签批。"
        return "\n".join([*(f"{one.id.hex[:8]}  {_described(one, rules)}" for one in signatures), stands])

    _at_sheet(unit, round_, look)


@app.command("scan")
def scan(
    unit: UnitName,
    round_: RoundName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="签字扫描件", show_default=False)],
    by: By,
) -> None:
    """录入签字扫描件。"""

    def enter(session: Session, office: Office, sheet: Sheet, rules: Rules) -> str:
        limit = office.settings.file_limit_mb * 2**20
        (taken,) = take_in(session, [(file.name, _content(file))], limit)
        one = sign_by_scan(session, sheet, taken, by, rules, office.actor, office.now)
        return f"已录入：{_described(one, rules)}"

    _at_sheet(unit, round_, enter)


@app.command("paper")
def paper(
    unit: UnitName,
    round_: RoundName,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="OA文号", show_default=False)],
    received: Annotated[
        datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="收到日期", show_default=False)
    ],
    by: By,
) -> None:
    """代录OA文号和收到日期。"""

    def enter(session: Session, office: Office, sheet: Sheet, rules: Rules) -> str:
        day = received.date()
        one = sign_on_paper(session, sheet, number, day, by, rules, office.actor, office.now)
        return f"已录入：{_described(one, rules)}"

    _at_sheet(unit, round_, enter)


@app.command("print")
def print_(
    unit: UnitName,
    round_: RoundName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="写入的 .docx 文件", show_default=False)],
) -> None:
    """把已报的各件写成汇总表，打印后请主要负责人签字。"""

    def write(session: Session, office: Office, sheet: Sheet, rules: Rules) -> str:
        summary = summary_of(session, sheet, rules, rules.office.today(office.now))
        try:
            file.write_bytes(summary_paper(summary))
        except OSError as wrong:
            fail(f"文件 {file} 写不进去：{wrong.strerror}")
        return f"{summary.title}，{len(summary.rows)}件，已写入 {file}"

    _at_sheet(unit, round_, write)


@app.command("revoke")
def revoke_(
    unit: UnitName,
    round_: RoundName,
    which: Annotated[
        str,
        typer.Argument(metavar="ID", help="编号（前几位即可），见 duban signature show", show_default=False),
    ],
    reason: Annotated[str, typer.Option(help="理由")] = "",
) -> None:
    """撤销一次签批，记录保留。"""

    def take_back(session: Session, office: Office, sheet: Sheet, rules: Rules) -> str:
        rows = session.exec(select(Signature).where(Signature.sheet_id == sheet.id)).all()
        found = [one for one in rows if which and one.id.hex.startswith(which.lower())]
        if len(found) != 1:
            fail(f"编号 {which} 对应{len(found)}次签批，请用 duban signature show 核对。")
        revoke(session, found[0], reason, office.actor, office.now)
        return f"已撤销：{_described(found[0], rules)}"

    _at_sheet(unit, round_, take_back)


def _at_sheet(unit: str, said: str, act: Callable[[Session, Office, Sheet, Rules], str]) -> None:
    with said_plainly():
        office = open_office()

        def move(session: Session) -> str:
            due = round_called(session, said)
            sheet = sheet_of(session, unit_called(session, unit).id, due.id)
            return act(session, office, sheet, office.rules(session))

        told = office.move(move)
    _say(told)


def _described(one: Signature, rules: Rules) -> str:
    at = one.at.astimezone(rules.office.zone)
    received = f"，{one.received_on}收到" if one.received_on else ""
    gone = "，已撤销" if one.revoked_at else ""
    return f"{one.signed_by}  {one.way.label}{one.oa_number}{received}  {at:%Y-%m-%d %H:%M}  {len(one.reports)}件{gone}"


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        fail(f"文件 {file} 读不出来：{wrong.strerror}")


def _say(sentence: str) -> None:
    console.print(sentence, markup=False, soft_wrap=True)
