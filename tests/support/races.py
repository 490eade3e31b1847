"""Two people who press at the same moment: threads with a transaction each, begun together on real PostgreSQL."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import Session

from models.actors import MoveRefused
from models.database import transaction
from tests.support.office import TestOffice

Act = Callable[[Session], object]
PATIENCE = 60
"""Seconds after which a thread that does not come back is a failure."""


def at_once(office: TestOffice, *acts: Act) -> list[str]:
    """What came of each: empty, or the sentence of its refusal. Anything else that leaves a move fails the test."""
    together = threading.Barrier(len(acts))

    def run(act: Act) -> str:
        try:
            with transaction(office.engine) as session:
                session.connection()  # connected, so that both begin at the same instant
                together.wait(PATIENCE)
                act(session)
        except MoveRefused as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(PATIENCE) for one in [pool.submit(run, act) for act in acts]]


def one_won(outcomes: Sequence[str]) -> str:
    """The refusal of the only one that was refused."""
    refusals = [one for one in outcomes if one]
    assert len(refusals) == 1, outcomes
    return refusals[0]
