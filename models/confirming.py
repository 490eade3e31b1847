"""Before a key task is issued: 确认 (it may be), and 单列 (one that was kept in the plan is supervised after all)."""

from datetime import datetime

from sqlmodel import Session

from models.actors import Actor, MoveRefused
from models.move_table import CONFIRM, LIST_APART
from models.moves import begin
from models.plans import KeyTask, Plan
from models.recording import lock, record, turn_task
from models.secrecy import refuse_reason
from models.words import KeyTaskState, PlanState


def confirm(session: Session, task: KeyTask, reason: str, actor: Actor, now: datetime) -> None:
    """确认: a draft waits to be issued with its plan, or after it.

    Raises:
        MoveRefused: not the office, or confirmed before.
    """
    lock(session, task)
    begin(CONFIRM, task.state, actor, called=task.called)
    said = _reason(task, reason)
    sentence = f"{task.called}{CONFIRM.verb}，等待交办{'：' + said if said else ''}"
    turn_task(session, task, KeyTaskState.CONFIRMED, actor, now, CONFIRM.verb, sentence, reason=said)


def list_apart(session: Session, task: KeyTask, reason: str, actor: Actor, now: datetime) -> None:
    """单列: a key task that stayed in an issued plan without being asked for is issued by issuing once more.

    Of a plan that is still a draft the question about it is answered instead, so that a corrected notice finds one
    answer and not two.

    Raises:
        MoveRefused: not the office, supervised by itself already, or the plan is not issued.
    """
    lock(session, task)
    begin(LIST_APART, task.state, actor, called=task.called)
    if task.listed_apart:
        raise MoveRefused(f"{task.called}已经单列，请用 duban plan issue {task.plan_id} 补充交办。")
    if session.get_one(Plan, task.plan_id).state is not PlanState.ISSUED:
        raise MoveRefused(
            f"计划{task.plan_id}还没有交办，请用 duban plan questions {task.plan_id} 查看，"
            f"答复{task.called}是否单列的疑问。"
        )
    said = _reason(task, reason)
    task.listed_apart = True
    record(
        session,
        actor,
        now,
        LIST_APART.verb,
        f"{task.called}改为单列督办，待补充交办{'：' + said if said else ''}",
        before={"listed_apart": False},
        after={"listed_apart": True, "reason": said},
        plan_id=task.plan_id,
        key_task_id=task.id,
    )


def _reason(task: KeyTask, reason: str) -> str:
    """What is written down; a 线下 matter has no words here."""
    said = " ".join(reason.split())
    if said:
        refuse_reason(task, said)
    return said
