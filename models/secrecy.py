"""公开 / 内部 / 线下: what may be written of a key task, and where.

内部: mails and Prefect carry the number only; pages of the unit and the office show it. 线下: number, dates and the
reference of the paper stay, every text goes (`models.erasing`).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from models.actors import Actor, MoveRefused
from models.change_effect import REASON
from models.copied import keep_reference_only
from models.erasing import OFFLINE_TEXT, erase_texts
from models.erasing_mails import rewrite_waiting
from models.matters import linked_tasks
from models.move_table import SECRECY
from models.moves import begin
from models.plans import Directive, KeyTask, Plan
from models.recording import lock, record
from models.scrubbing import telling
from models.traces import LegRequest
from models.words import Secrecy

ON_PAPER = "见纸质件"
"""The only reason or answer that may be written about an offline key task."""
_INSTEAD = {Secrecy.INTERNAL: "（内部事项，内容见报送页面）", Secrecy.OFFLINE: OFFLINE_TEXT}


def shown_title(task: KeyTask) -> str:
    """How mails and Prefect name a key task: `第18项 大力发展…`, of one that is not public the number only."""
    if task.secrecy is Secrecy.OPEN:
        return f"{task.called} {task.content}"
    return f"{task.called}（{task.secrecy.label}）"


def shown_titles(session: Session, tasks: Iterable[KeyTask]) -> dict[UUID, str]:
    """Key task → how mails name it where several plans may meet.

    A public one by its text (`shown_title`); of another the notice, as far as it may be said, tells which 第1项 is
    meant: `领导批示 云办〔2026〕5号（内部）` of a single matter, `其他 云政发〔2026〕1号第12项（内部）` of a plan.
    """
    tasks = list(tasks)
    closed = [task for task in tasks if task.secrecy is not Secrecy.OPEN]
    titles = {task.id: shown_title(task) for task in tasks}
    if not closed:
        return titles
    plans = {task.plan_id for task in closed}
    rows = session.exec(
        select(Plan.id, Directive)
        .join(Directive, col(Directive.id) == Plan.directive_id)
        .where(col(Plan.id).in_(plans))
    )
    directives = dict(list(rows))
    counted = select(KeyTask.plan_id, func.count()).where(col(KeyTask.plan_id).in_(plans))
    sizes = dict(list(session.exec(counted.group_by(col(KeyTask.plan_id)))))
    for task in closed:
        titles[task.id] = _closed_title(task, directives[task.plan_id], alone=sizes[task.plan_id] == 1)
    return titles


def _closed_title(task: KeyTask, directive: Directive, *, alone: bool) -> str:
    paper = task.paper_reference if task.secrecy is Secrecy.OFFLINE else ""
    known = directive.document_number or paper or f"计划{task.plan_id}"
    return f"{directive.kind.label} {known}{'' if alone else task.called}（{task.secrecy.label}）"


def shown_content(task: KeyTask) -> str:
    """The text that mails and Prefect may carry; a remark in brackets where there must be none."""
    return _INSTEAD.get(task.secrecy, task.content)


def shown_notice(directive: Directive, tasks: Iterable[KeyTask]) -> str:
    """How anything that may leave the office names a whole notice, of which these are all key tasks.

    `《关于…的通知》`; where none of them is public `领导批示 云办〔2026〕5号（内部）`, `领导批示 密柜3-12（线下）`:
    the title of a single matter is its text.
    """
    tasks = list(tasks)
    if any(task.secrecy is Secrecy.OPEN for task in tasks):
        return f"《{directive.title}》"
    offline = bool(tasks) and all(task.secrecy is Secrecy.OFFLINE for task in tasks)
    papers = {task.paper_reference for task in tasks} if offline else set()
    known = directive.document_number or (papers.pop() if len(papers) == 1 else "")
    known = known or (f"计划{tasks[0].plan_id}" if tasks else "")
    secrecy = Secrecy.OFFLINE if offline else Secrecy.INTERNAL
    return f"{' '.join(filter(None, (directive.kind.label, known)))}（{secrecy.label}）"


def shown_notices(session: Session, plans: Collection[int]) -> dict[int, str]:
    """Plan → `shown_notice` of it, for many at once."""
    tasks: dict[int, list[KeyTask]] = {plan_id: [] for plan_id in plans}
    for task in session.exec(select(KeyTask).where(col(KeyTask.plan_id).in_(plans))):
        tasks[task.plan_id].append(task)
    rows = session.exec(
        select(Plan.id, Directive)
        .join(Directive, col(Directive.id) == Plan.directive_id)
        .where(col(Plan.id).in_(plans))
    )
    return {plan_id: shown_notice(directive, tasks[plan_id]) for plan_id, directive in rows if plan_id}


def set_secrecy(
    session: Session,
    task: KeyTask,
    secrecy: Secrecy,
    paper_reference: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Say how much of a key task may be written. 线下 erases its texts for good and cannot be taken back.

    Raises:
        MoveRefused: not the office; 线下 already, or without a paper reference, or linked to another plan's matter.
    """
    lock(session, task)
    begin(SECRECY, task.state, actor, called=task.called)
    before, paper = task.secrecy, paper_reference.strip()
    if before is Secrecy.OFFLINE:
        raise MoveRefused(f"{task.called}已转为线下办理，文字已经删除，不能恢复。")
    if secrecy is Secrecy.OFFLINE:
        _check_offline(session, task, paper)
        task.secrecy = secrecy
        keep_reference_only(session, task)  # first: a file goes with the last that has it
        erase_texts(session, task, task.called)
    elif before is secrecy:
        raise MoveRefused(f"{task.called}已经是{secrecy.label}，没有改变。")
    task.secrecy, task.paper_reference = secrecy, paper or task.paper_reference
    if secrecy is Secrecy.INTERNAL:
        keep_reference_only(session, task)
    rewrite_waiting(session, task, telling([task.content]) if secrecy is Secrecy.INTERNAL else ())
    sentence = f"{task.called}公开范围：{before.label} → {secrecy.label}"
    if secrecy is Secrecy.OFFLINE:
        sentence += f"，纸质件{paper}"
    record(
        session,
        actor,
        now,
        SECRECY.verb,
        sentence,
        plan_id=task.plan_id,
        key_task_id=task.id,
        before={"secrecy": before.value},
        after={"secrecy": secrecy.value, "paper_reference": task.paper_reference},
    )
    session.add(LegRequest(plan_id=task.plan_id, key_task_id=task.id, reason=SECRECY.verb, at=now))


def _check_offline(session: Session, task: KeyTask, paper: str) -> None:
    if not paper:
        raise MoveRefused("转为线下办理请写明纸质件存放在哪里（文号、卷号或柜号）。")
    linked = linked_tasks(session, task)
    if linked:
        others = "、".join(f"计划{other.plan_id}{other.called}" for other in linked)
        raise MoveRefused(f"{task.called}与{others}关联为同一事项，请先解除关联再转为线下办理。")


def refuse_reason(task: KeyTask, reason: str) -> None:
    """Why something is asked, answered or decided about an offline key task stands on paper alone.

    Raises:
        MoveRefused: it is written here instead.
    """
    if task.secrecy is Secrecy.OFFLINE and reason.strip() not in (ON_PAPER, REASON):
        raise MoveRefused(f"{task.called}为线下事项，理由请走纸质渠道，这里只写“{ON_PAPER}”。")


def refuse_text(task: KeyTask, texts: Iterable[str], files: int = 0, *, said: str = "只填答复和日期") -> None:
    """An offline key task takes an answer and dates, and nothing in writing.

    Args:
        said: what may be given, as the refusal says it.

    Raises:
        MoveRefused: a text or a file is offered for one.
    """
    if task.secrecy is Secrecy.OFFLINE and (files or any(text.strip() for text in texts)):
        raise MoveRefused(f"{task.called}为线下事项，{said}，文字和附件请走纸质渠道。")
