"""What bringing about an answer works with, and how an answer is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn, Protocol
from uuid import UUID

from sqlmodel import Session

from models.actors import MoveRefused
from models.placing import tasks_of
from models.plans import KeyTask, Plan, Question
from models.rules import Rules


class Units(Protocol):
    """The unit register, as far as answers need it."""

    def find(self, name: str) -> UUID | None:
        """The registered unit that a name means for certain."""

    def enter(self, name: str) -> UUID:
        """Register a unit by this name."""

    def members_of(self, name: str) -> list[str]:
        """The names of the units that a group stands for by the register."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What effects work with."""

    session: Session
    plan: Plan
    rules: Rules
    units: Units
    tasks: Sequence[KeyTask]
    """The plan's key tasks in order."""

    @classmethod
    def of(cls, session: Session, plan: Plan, rules: Rules, units: Units) -> "Desk":
        """A desk with the plan's key tasks on it."""
        return cls(session, plan, rules, units, tasks_of(session, plan.id or 0))

    def task(self, question: Question) -> KeyTask:
        """The key task a question stands at.

        Raises:
            MoveRefused: it stands at none.
        """
        found = self._labelled({(question.number, question.part)})
        if not found:
            raise MoveRefused(f"疑问{question.position}没有对应的重点工作，不能答复。")
        return found[0]

    def concerned(self, question: Question) -> list[KeyTask]:
        """The key tasks a question is about: those it names, else the one it stands at."""
        if "tasks" not in question.about:
            return [self.task(question)]
        return self._labelled({(number, part) for number, part in question.about["tasks"]})

    def stands(self, question: Question) -> bool:
        """Whether there is something that an answer could change."""
        return not question.number or bool(self._labelled({(question.number, question.part)}))

    def _labelled(self, labels: set[tuple[int, int]]) -> list[KeyTask]:
        return [task for task in self.tasks if (task.number, task.part) in labels]

    def registered(self, name: str) -> UUID:
        """The unit that a person names in an answer.

        Raises:
            MoveRefused: the register does not have it.
        """
        unit_id = self.units.find(name)
        if unit_id is None:
            raise MoveRefused(f"“{name}”不在单位库里，请写登记的名称，或先用 duban units load 登记。")
        return unit_id


Effect = Callable[[Desk, Question, str], None]
"""Brings an answer about; may be called again with the same or another answer."""


def refuse(question: Question, answer: str) -> NoReturn:
    """Say that an answer has no effect that could be brought about.

    Raises:
        MoveRefused: always.
    """
    raise MoveRefused(
        f"疑问{question.position}不能这样答复：“{answer}”。可选：{'、'.join(question.choices)}；"
        "都不合适时，请更正来文文件后重新导入。"
    )
