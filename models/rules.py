"""The rules in force, handed together to every move and to the clock."""

from dataclasses import dataclass

from models.policy import Policy
from models.rungs import Ladder
from models.workdays import OfficeTime


@dataclass(frozen=True, slots=True)
class Rules:
    """One policy version with the office's calendar."""

    number: int
    """The policy version; kept with every notification it decides."""
    policy: Policy
    office: OfficeTime

    def ladder(self, name: str) -> Ladder:
        """A ladder by name.

        Raises:
            LookupError: the policy has no such ladder (an obligation armed under an older version).
        """
        if ladder := self.policy.ladder(name):
            return ladder
        raise LookupError(f"规则第{self.number}版没有名为“{name}”的阶梯")
