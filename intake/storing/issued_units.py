"""Other units for an issued key task: names become registered units, and parts follow."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import select

from intake.draft import DraftTask
from intake.storing.correction import Correction
from intake.storing.rows import store_names
from intake.units.names import is_group
from models.actors import MoveRefused
from models.asked_of_task import standing
from models.placing import known_units, wanted_units
from models.plans import KeyTask, UnitReading
from models.regrouping import change_units


def change_parts(desk: Correction, row: KeyTask, task: DraftTask) -> str:
    """Bring the parts to the units of the corrected notice; returns what that did to what is owed.

    Raises:
        MoveRefused: a name that stands for no registered unit; a unit that cannot take a part over.
    """
    session, plan = desk.session, desk.plan
    _place_names(desk, row, task)
    before = standing(session, plan, row, desk.rules, desk.now)
    row.reading = {
        **row.reading,
        "leads": list(task.leads),
        "supports": list(task.supports),
        "responsibility": task.responsibility.value,
    }
    row.chosen_leads = [name for name in row.chosen_leads if name in (*task.leads, *task.supports)]
    many = any(map(is_group, task.leads[:1]))  # a group of many cannot sum up
    if row.responsibility is not task.responsibility or many:
        row.responsibility, row.sums_up = task.responsibility, not many
    wanted = wanted_units(row, known_units(session, plan.id or 0))
    effect = change_units(session, plan, row, wanted, before, desk.rules, desk.actor, desk.now)
    return effect.sentence


def _place_names(desk: Correction, row: KeyTask, task: DraftTask) -> None:
    """Every name stands for a unit; new ones are looked up, or registered where the import was told to."""
    session, plan_id = desk.session, desk.plan.id or 0
    units = desk.fresh_units()
    store_names(session, desk.plan, replace(desk.draft, tasks=(task,)), units)
    unknown = _unplaced(desk, row, task)
    if unknown and desk.register is None:
        near = "；".join(
            f"相近的有{'、'.join(found)}" for name in unknown if (found := units.look_up(name).candidates)
        )
        raise MoveRefused(
            f"{'、'.join(unknown)}不在单位库里，请先登记，再导入一次{'，' + near if near else ''}。"
        )
    for name in unknown:
        named = select(UnitReading).where(UnitReading.plan_id == plan_id, UnitReading.name == name)
        session.exec(named).one().unit_id = units.enter(name)
    session.flush()


def _unplaced(desk: Correction, row: KeyTask, task: DraftTask) -> Sequence[str]:
    known = known_units(desk.session, desk.plan.id or 0)
    names = dict.fromkeys((*task.leads, *task.supports))
    return [name for name in names if not known.get(name) and name not in row.groups]
