"""The steps by which a corrected notice changes an issued plan, key task by key task."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from intake.changes import Changes, FieldChange, Kept, Pair, shown
from intake.draft import DraftTask
from intake.readings import as_read
from intake.storing.added import add_task
from intake.storing.after_issue import Step
from intake.storing.correction import Correction, set_heading
from intake.storing.giving_way import give_way
from intake.storing.issued_limit import change_limit
from intake.storing.issued_units import change_parts
from intake.storing.merging import renumber_questions
from models.actors import MoveRefused
from models.change_effect import REASON
from models.move_table import CORRECT
from models.moves import begin
from models.placing import tasks_of
from models.plans import KeyTask
from models.recording import STRUCK, lock, record
from models.steering import cancel

TEXTS = ("theme", "content", "leaders")
"""Fields that no duty depends on."""
LIMIT = ("time_limit", "milestones")
UNITS = ("leads", "supports", "responsibility")
_BY_HAND = {"年度": "计划的年度不能改，请另行导入", "工作要求": "已按原要求交办，请另行通知有关单位"}


def steps_of(desk: Correction, changes: Changes[UUID]) -> list[Step]:
    """All differences in the order in which they can be applied."""
    return [
        *_heading_steps(desk, changes.heading),
        *(Step(_gone(old), partial(_end, desk, old)) for old in changes.removed),
        *_number_steps(desk, changes),
        *(step for pair in changes.pairs for step in _pair_steps(desk, pair)),
        *(Step(_new(task), partial(add_task, desk, task)) for task in changes.added),
    ]


def _heading_steps(desk: Correction, heading: Sequence[FieldChange]) -> Iterator[Step]:
    titles = [change for change in heading if change.name not in _BY_HAND]
    if titles:
        yield Step("；".join(map(str, titles)), partial(_change_heading, desk))
    for change in heading:
        if change.name in _BY_HAND:
            yield Step(str(change), partial(_refuse, _BY_HAND[change.name]))


def _change_heading(desk: Correction) -> str:
    set_heading(desk)
    return "只改来文信息"


def _refuse(why: str) -> str:
    raise MoveRefused(f"{why}。")


def _number_steps(desk: Correction, changes: Changes[UUID]) -> Iterator[Step]:
    moved = [pair for pair in changes.pairs if pair.moved]
    if moved:
        pairs = "、".join(
            f"原第{shown(pair.old.label)}项→第{shown((pair.new.number, pair.new.part))}项" for pair in moved
        )
        yield Step(f"序号：{pairs}", partial(_renumber, desk, moved))


def _renumber(desk: Correction, moved: Sequence[Pair[UUID]]) -> str:
    """Numbers move together or not at all; key tasks that were ended give way."""
    session, plan_id = desk.session, desk.plan.id or 0
    rows = [(session.get_one(KeyTask, pair.old.key), pair.new) for pair in moved]
    wanted = {(task.number, task.part) for _, task in rows}
    moving = {row.id for row, _ in rows}
    there = [one for one in tasks_of(session, plan_id) if one.id not in moving]
    staying = [one for one in there if (one.number, one.part) in wanted]
    if any(one.state not in STRUCK for one in staying):
        raise MoveRefused("更正后的序号有的仍由已交办、更正件里没有的项占用。")
    give_way(desk, staying)
    for at, (row, _) in enumerate(rows):
        row.number = -1 - at
    session.flush()
    for row, task in rows:
        row.number, row.part = task.number, task.part
    session.flush()
    labels = {pair.old.label: (pair.new.number, pair.new.part) for pair in moved}
    renumber_questions(session, desk.plan, labels)
    _note(
        desk,
        None,
        f"按更正的文件调整序号：{len(moved)}项",
        _labels(moved, old=True),
        _labels(moved, old=False),
    )
    return "只改序号"


def _labels(moved: Iterable[Pair[UUID]], *, old: bool) -> dict[str, Any]:
    return {
        str(pair.old.key): shown(pair.old.label if old else (pair.new.number, pair.new.part))
        for pair in moved
    }


def _pair_steps(desk: Correction, pair: Pair[UUID]) -> Iterator[Step]:
    """Texts one by one; what belongs together (the limit, the units) together."""
    moved = f"（原第{shown(pair.old.label)}项）" if pair.moved else ""
    label = f"第{shown((pair.new.number, pair.new.part))}项{moved}"
    groups: list[tuple[tuple[str, ...], Callable[[Correction, KeyTask, DraftTask], str]]] = [
        *(((name,), partial(_change_text, name)) for name in TEXTS),
        (LIMIT, change_limit),
        (UNITS, change_parts),
        (("listed_apart",), _list_apart),
    ]
    for names, change in groups:
        told = [one for one in pair.changes if one.name in names]
        if told:
            yield Step(
                f"{label} {'；'.join(map(str, told))}", partial(_change, desk, pair, told, names, change)
            )


def _change(
    desk: Correction,
    pair: Pair[UUID],
    told: Sequence[FieldChange],
    names: Sequence[str],
    change: Callable[[Correction, KeyTask, DraftTask], str],
) -> str:
    row = desk.session.get_one(KeyTask, pair.old.key)
    lock(desk.session, row)
    begin(CORRECT, row.state, desk.actor, called=row.called)
    effect = change(desk, row, pair.new)
    reading = as_read(pair.new)
    row.reading = {**row.reading, **{name: reading[name] for name in names}}
    sentence = f"{row.called}按更正的文件修改：{'；'.join(map(str, told))}（{effect}）"
    before = {one.name: one.before for one in told}
    _note(desk, row, sentence, before, {one.name: one.after for one in told})
    return effect


def _change_text(name: str, _: Correction, row: KeyTask, task: DraftTask) -> str:
    setattr(row, name, as_read(task)[name])
    return "只改文字"


def _list_apart(desk: Correction, row: KeyTask, task: DraftTask) -> str:
    """Supervised one by one from now on, or no more."""
    if not task.listed_apart:
        cancel(desk.session, row, REASON, desk.rules, desk.actor, desk.now)
        return "终止，未报送的取消，已报送的保留"
    row.listed_apart = True
    return "待补充交办"


def _gone(old: Kept[UUID]) -> str:
    return f"删去原第{shown(old.label)}项：{old.reading.get('content', '')}"


def _end(desk: Correction, old: Kept[UUID]) -> str:
    row = desk.session.get_one(KeyTask, old.key)
    cancel(desk.session, row, REASON, desk.rules, desk.actor, desk.now)
    return "终止，未报送的取消，已报送的保留"


def _new(task: DraftTask) -> str:
    return f"新增第{shown((task.number, task.part))}项：{task.content}"


def _note(
    desk: Correction, row: KeyTask | None, sentence: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    record(
        desk.session,
        desk.actor,
        desk.now,
        CORRECT.verb,
        sentence,
        before=before,
        after=after,
        plan_id=desk.plan.id,
        key_task_id=row.id if row else None,
    )
