"""What a date brings about by itself: asked for at every tick, done once by the row it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.arrivals import greet_successors
from models.plans_standing import adopt_plans
from models.promises import break_promises
from models.rules import Rules
from models.seating import seat_people


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing to look after."""

    name: str
    """For the log."""
    run: Callable[[Session, Rules, datetime], int]
    """Does what is due at an instant of office time; returns how many rows it changed. Calling it again is harmless."""


SEAT_PEOPLE = Chore("seat people", seat_people)
GREET_SUCCESSORS = Chore("greet successors", greet_successors)
BREAK_PROMISES = Chore("break promises", break_promises)
ADOPT_PLANS = Chore("adopt plans", adopt_plans)

CHORES: tuple[Chore, ...] = (SEAT_PEOPLE, GREET_SUCCESSORS, BREAK_PROMISES, ADOPT_PLANS)
"""In this order, each in a transaction of its own, before the ladders are asked."""
