"""核定完成日期: the office corrects the day on which something was done, and says why."""

from datetime import date

from models.actors import MoveRefused
from models.duties import Obligation
from models.horizon import near
from models.plans import KeyTask
from models.secrecy import ON_PAPER, refuse_reason
from models.words import Secrecy


def correction(
    task: KeyTask | None, obligation: Obligation, done_on: date | None, why: str, today: date
) -> str:
    """What history says of a completion date that differs from the reported one; empty where it stays.

    Args:
        done_on: the date as the office finds it; None leaves the unit's.
        why: needed where the date changes, but for 线下 matters, whose reasons stay on paper.

    Raises:
        MoveRefused: nothing was reported as done, the date lies in the future, or no reason is given.
    """
    if done_on is None:
        return ""
    if obligation.done_on is None:
        raise MoveRefused(f"{obligation.label}没有报完成，不能核定完成日期。")
    if done_on > today:
        raise MoveRefused(f"完成日期{done_on:%Y-%m-%d}在今天之后，请填实际完成的日期。")
    near(done_on, today.year, "完成日期")
    if done_on == obligation.done_on:
        return ""
    why = why.strip()
    if task is not None and task.secrecy is Secrecy.OFFLINE:
        why = why or ON_PAPER
        refuse_reason(task, why)
    if not why:
        raise MoveRefused(f"核定的完成日期与所报的{obligation.done_on:%Y-%m-%d}不同，请写明理由。")
    return f"，完成日期由{obligation.done_on:%Y-%m-%d}核定为{done_on:%Y-%m-%d}：{why}"
