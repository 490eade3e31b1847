"""Dates of a notice that cannot be meant: a year that was mistyped, or misread from a damaged page."""

from intake.changes import shown
from intake.draft import Draft
from models.actors import MoveRefused
from models.horizon import FAR, FIRST, LAST, near


def refuse_far(draft: Draft) -> None:
    """Refuse the whole notice, naming the key task.

    Raises:
        MoveRefused: the notice's year, its date, or a milestone lies beyond the horizon.
    """
    if not draft.year:
        return
    if not FIRST.year <= draft.year <= LAST.year - FAR:
        raise MoveRefused(f"来文的年度{draft.year}不合常理，请核对；未导入任何内容。")
    near(draft.issued_on, draft.year, "来文的成文日期")
    for task in draft.tasks:
        for stone in task.milestones:
            near(stone.due, draft.year, f"第{shown((task.number, task.part))}项的期限", on=FAR)
