"""What a report sets off beside its own row: promises, requests for coordination, the same matter in other plans."""

from datetime import datetime

from sqlmodel import Session

from models.actors import Actor
from models.duties import Obligation, Report
from models.petitions import ask_coordination
from models.promises import keep_promises, promise
from models.rules import Rules
from models.same_matter import answer_linked
from models.words import OWED, Answer, ObligationKind


def follow(
    session: Session,
    obligation: Obligation,
    answered: Report,
    coordination: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    """Bring about what follows from a report that was just stored.

    Args:
        coordination: what the office is asked to settle; empty asks for nothing.

    Raises:
        MoveRefused: another request for coordination on the same row still waits.
    """
    if obligation.state not in OWED:
        keep_promises(session, obligation, rules, now)
    elif is_promise(obligation, answered) and answered.next_on is not None:
        promise(session, obligation, answered.next_on, answered.next_step, actor, now)
    if coordination:
        ask_coordination(session, obligation, coordination, rules, actor, now)
    answer_linked(session, answered, obligation, rules, actor, now)


def is_promise(obligation: Obligation, answered: Report) -> bool:
    """承诺: a completion that is not done yet, with a date for what is still missing."""
    not_yet = obligation.kind is ObligationKind.COMPLETION and answered.answer is not Answer.DONE
    return not_yet and answered.next_on is not None
