"""`duban release`: what waits for a person before it leaves (待签发)."""

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table
from sqlmodel import Session, col, select

from duban.app import Office, console, fail, open_office, said_plainly
from models import wording
from models.database import reading
from models.deciding import release as release_note
from models.deciding import withdraw as withdraw_note
from models.duties import Obligation
from models.messages import Notification
from models.recording import lock_tasks
from models.words import Outcome
from notifications.matters import load_matters

Which = Annotated[
    list[str] | None, typer.Argument(help="编号（前几位即可），或 all；不写则列出清单", show_default=False)
]
Withdraw = Annotated[str, typer.Option(help="不发出而撤回，写明理由", show_default=False)]


def release(which: Which = None, withdraw: Withdraw = "") -> None:
    """待签发的催办单、督办单和拟通报：列出、签发或撤回。"""
    with said_plainly():
        office = open_office()
        if not which:
            _list(office)
            return

        def act(session: Session) -> int:
            chosen = _chosen(session, which)
            concerned = select(col(Obligation.key_task_id)).where(
                col(Obligation.id).in_([note.obligation_id for note in chosen])
            )
            lock_tasks(session, session.exec(concerned))
            for note in chosen:
                _one(session, office, note, withdraw)
            return len(chosen)

        count = office.move(act)
    console.print(f"{'撤回' if withdraw else '签发'}{count}件。")


def _list(office: Office) -> None:
    with reading(office.engine) as session:
        matters = load_matters(session, _held(session))
    if not matters:
        console.print("没有待签发的消息。")
        return
    table = Table("编号", "种类", "单位", "事项", "应报", pad_edge=False)
    for matter in matters:
        owed = matter.obligation
        first = f"（原{owed.first_by}）" if owed.asked_by != owed.first_by else ""
        table.add_row(
            matter.note.id.hex[:8],
            matter.note.rung,
            matter.unit.name,
            wording.short(matter.title),
            f"{owed.asked_by}{first}",
        )
    console.print(table)


def _one(session: Session, office: Office, note: Notification, reason: str) -> None:
    rules = office.rules(session)
    if not reason:
        release_note(session, note, rules, office.actor, office.now)
    else:
        withdraw_note(session, note, reason, rules, office.actor, office.now)


def _held(session: Session) -> list[Notification]:
    held = select(Notification).where(Notification.outcome == Outcome.HELD)
    return list(session.exec(held.order_by(col(Notification.due_at), col(Notification.id))))


def _chosen(session: Session, which: list[str]) -> list[Notification]:
    """The held messages that these beginnings of ids name; one that names none or several is refused."""
    held = _held(session)
    if which == ["all"]:
        return held
    chosen: dict[UUID, Notification] = {}
    for beginning in which:
        found = [note for note in held if note.id.hex.startswith(beginning.lower())]
        if len(found) != 1:
            fail(f"编号 {beginning} 对应{len(found)}件待签发的消息，请用 duban release 核对。")
        chosen[found[0].id] = found[0]
    return list(chosen.values())
