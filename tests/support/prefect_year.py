"""Key tasks that live through their moves, and what Prefect shows after each."""

import asyncio
import time
from collections.abc import Callable, Sequence

from sqlmodel import Session, col, select

from flows.event_names import event_name
from flows.key_task import use_source
from flows.leg_requests import waiting
from flows.leg_runner import LegRunner
from flows.leg_source import leg_source, view_key_task
from flows.leg_view import LegView
from models.actors import Actor
from models.answering import sign
from models.database import reading, transaction
from models.duties import Obligation, Petition
from models.office_clock import set_office_now
from models.plans import KeyTask
from models.rules import Rules
from models.words import ObligationKind, ObligationState, PetitionKind
from tests.support.office import LEAD, TestOffice, at, contact_of, key_task, owed, stone, unit_named
from tests.support.prefect_runs import Runs, soon

Move = Callable[[Session, Rules], object]


class PrefectYear:
    """Four key tasks, number 18 with a supporting unit; each is shown from the start."""

    def __init__(self, office: TestOffice, runs: Runs) -> None:
        self.office, self.runs = office, runs
        use_source(leg_source(office.engine, office.settings))
        office.issue(
            key_task(18, stone("2026-06-30", scope="规划编制")),
            *(key_task(number, stone("2026-06-30"), supports=()) for number in (19, 20, 21)),
        )
        self.show()

    def on(self, day: str, *moves: Move) -> None:
        """Moves of one morning, each in a transaction of its own; then Prefect shows them."""
        self.office.now = at(day, 10)
        for move in moves:
            with transaction(self.office.engine) as session:
                move(session, self.office.rules())
        self.show()

    def show(self) -> None:
        with transaction(self.office.engine) as session:
            set_office_now(session, self.office.now)
        asyncio.run(self._drain())
        assert waiting(self.office.engine) == 0

    async def _drain(self) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(LegRunner(self.office.engine, self.runs.api_url).run(stop))
        end = time.monotonic() + 90
        while waiting(self.office.engine) and time.monotonic() < end:
            await asyncio.sleep(0.1)
        stop.set()
        await running

    def last(self, *tags: str) -> dict[str, object]:
        """The youngest run with these tags."""
        return self.runs.tagged(*tags)[-1]

    def strands(self, *tags: str) -> dict[str, str]:
        """Task runs of the youngest run, by name: the name of the state they ended in."""
        run = self.last(*tags)
        wanted = len(self._view(tags[0]).strands)
        return {
            name: ended["state_name"]
            for name, ended in soon(lambda: self.runs.ended_task_runs(str(run["id"]), wanted)).items()
        }

    def _view(self, tag: str) -> LegView:
        with reading(self.office.engine) as session:
            row = task(session, int(tag.split("-")[1]))
            return view_key_task(session, row.id, (), self.office.now.date(), "")

    def found(self, tag: str, verbs: Sequence[str]) -> None:
        """Each move is found by the key task's tag and its own verb, and was told to automations."""
        for verb in verbs:
            found = self.runs.tagged(tag, verb)
            assert found, f"{tag} {verb}"
            run = found[-1]
            assert verb in run["name"].rsplit(" · ", 1)[1].split("，")
            assert run["state_type"] == "COMPLETED"
            assert soon(lambda verb=verb, run=run: self._emitted(verb, run["id"])), verb  # type: ignore[misc]

    def _emitted(self, verb: str, run_id: str) -> bool:
        wanted = f"prefect.flow-run.{run_id}"
        related = (event["related"] for event in self.runs.events(event_name(verb)))
        return any(wanted in {each["prefect.resource.id"] for each in some} for some in related)


def task(session: Session, number: int) -> KeyTask:
    return session.exec(select(KeyTask).where(KeyTask.number == number, KeyTask.plan_id == 1)).one()


def completion(session: Session, number: int = 18) -> Obligation:
    """The last result that is not accepted yet."""
    return session.exec(
        select(Obligation)
        .where(
            Obligation.key_task_id == task(session, number).id,
            Obligation.kind == ObligationKind.COMPLETION,
            Obligation.state != ObligationState.ACCEPTED,
        )
        .order_by(col(Obligation.report_by).desc())
    ).all()[0]


def petition(session: Session, kind: PetitionKind) -> Petition:
    return session.exec(select(Petition).where(Petition.kind == kind)).one()


def lead(session: Session) -> Actor:
    """The lead unit's contact."""
    return contact_of(unit_named(session, LEAD))


def signing(office: TestOffice, name: str) -> Move:
    """A unit signs for the notice."""

    def move(session: Session, rules: Rules) -> None:
        row, unit = owed(session, ObligationKind.SIGN, name), unit_named(session, name)
        sign(session, row, rules, contact_of(unit), office.now)

    return move
