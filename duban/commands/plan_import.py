"""`duban plan import`: a notice becomes a draft plan; a corrected one is shown beside it, then applied."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from config.rules import rules_in_force
from duban.app import Office, console, fail, open_office, said_plainly
from duban.commands.read import File
from duban.commands.task_rows import word_said
from intake.formats.opening import content_of
from intake.notice import read_notice
from intake.storing import Stored, store_draft
from models.database import transaction
from models.words import DirectiveKind

Kind = Annotated[
    str,
    typer.Option(
        metavar="KIND",
        help="来文类别：work-report 政府工作报告、livelihood 民心工程、instruction 领导批示、"
        "meeting 会议议定事项、other 其他；不写则看标题，看不出的按政府工作报告",
        show_default=False,
    ),
]
Term = Annotated[
    int | None,
    typer.Option(help="没有写明日期的事项按几天办结（自然日），须是该类别的期限之一", show_default=False),
]


def import_(
    file: File,
    kind: Kind = "",
    term: Term = None,
    register_units: Annotated[bool, typer.Option(help="单位库里没有的单位按通知中的名称登记")] = False,
    accept_defaults: Annotated[bool, typer.Option(help="疑问按默认答复")] = False,
    apply: Annotated[bool, typer.Option(help="采用更正的文件；不加只显示与计划的不同")] = False,
    only: Annotated[
        str,
        typer.Option(
            metavar="1,3", help="与 --apply 同用：已交办的计划只采用这些编号的不同之处", show_default=False
        ),
    ] = "",
    same: Annotated[
        list[str] | None,
        typer.Option(metavar="NEW=OLD", help="更正后的第NEW项就是原第OLD项；“NEW=”是新的一项。可写多次"),
    ] = None,
) -> None:
    """导入一份通知为计划草稿。同一份通知再导入一次，什么也不会改变；更正的文件先显示不同之处和各处的影响。"""
    if only and not apply:
        fail("--only 须与 --apply 同用；不加 --apply 只显示不同之处。")
    with said_plainly():
        office = open_office()
        stored = import_file(
            office,
            file,
            (lambda _: "") if register_units else None,
            accept_defaults,
            apply=apply,
            decided=_decided(same or ()),
            only=_numbers(only),
            kind=word_said(tuple(DirectiveKind), kind, "来文类别") if kind else None,
            term=term,
        )
    say_stored(stored)


def _decided(pairs: Sequence[str]) -> dict[str, str]:
    """`6=5` and `7=`: which key tasks of a corrected notice are which."""
    wrong = [pair for pair in pairs if not pair.partition("=")[1] or not pair.partition("=")[0].strip()]
    if wrong:
        fail(f"--same 应写成 新序号=原序号，如 --same 6=5，现为：{wrong[0]}")
    split = (pair.partition("=") for pair in pairs)
    return {new.strip(): old.strip() for new, _, old in split}


def _numbers(text: str) -> list[int]:
    """`1,3` as numbers; Chinese commas will do."""
    parts = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if not all(part.isascii() and part.isdecimal() for part in parts):
        fail(f"--only 应写成用逗号隔开的编号，如 --only 1,3，现为：{text}")
    return [int(part) for part in parts]


def import_file(
    office: Office,
    file: Path,
    register: Callable[[str], str] | None,
    accept_defaults: bool,
    *,
    apply: bool = False,
    decided: Mapping[str, str] | None = None,
    only: Collection[int] = (),
    kind: DirectiveKind | None = None,
    term: int | None = None,
) -> Stored:
    """Read a file and store its draft in one transaction."""
    # Before it is read: where the file changes meanwhile, importing it again shows what is different.
    content = content_of(file)
    draft = read_notice(file)
    with transaction(office.engine) as session:
        now = office.now
        rules = rules_in_force(session, office.settings, now)
        return store_draft(
            session,
            draft,
            (file.name, content),
            rules,
            office.actor,
            now,
            register=register,
            accept_defaults=accept_defaults,
            apply=apply,
            decided=decided,
            only=only,
            kind=kind,
            term=term,
        )


def say_stored(stored: Stored) -> None:
    """What the import did, in a few lines."""
    number = stored.plan.id
    console.print(f"计划 {number}：{_what_happened(stored)}。")
    if stored.recognised:
        console.print(f"来文类别：{stored.kind.label}（按标题识别；不对请加 --kind 再导入一次）。")
    for line in _lines(stored):
        console.print(f"  {line}", markup=False, soft_wrap=True)
    if stored.differs:
        some = "（或 --apply --only 1,3 只采用其中几处）" if stored.steps else ""
        console.print(f"确认无误后，同一命令加 --apply 采用更正的文件{some}。", style="yellow")
        return
    if stored.by_hand:
        console.print("以下各处没有改动：", style="yellow")
    for line in stored.by_hand:
        console.print(f"  {line}", style="yellow", markup=False, soft_wrap=True)
    if stored.registered:
        names = "、".join(stored.registered)
        console.print(
            f"按通知登记了{len(stored.registered)}个单位（尚无邮箱和电话，请补登）：{names}",
            markup=False,
            soft_wrap=True,
        )
    if stored.answered:
        console.print(f"{stored.answered}个疑问按默认答复。")
    if stored.open_questions:
        console.print(
            f"还有{stored.open_questions}个疑问待答复：duban plan questions {number} 查看，"
            f"duban plan answer {number} 答复（--defaults 全部按默认）。",
            style="yellow",
        )
    console.print(f"下一步：duban plan show {number}，确认后 duban plan issue {number}")


def _what_happened(stored: Stored) -> str:
    if stored.new:
        return "已导入"
    count = len(_lines(stored))
    if stored.differs:
        return f"以前已经导入，这份文件与它有{count}处不同，没有改变"
    return f"已按更正的文件修改{count}处" if count else "以前已经导入，没有改变"


def _lines(stored: Stored) -> tuple[str, ...]:
    """The differences: of an issued plan by number, and once they are applied only what was done."""
    return stored.steps if stored.steps or stored.by_hand else stored.changes
