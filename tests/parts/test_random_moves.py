"""Random moves by random actors: no illegal state, every change in the history, nothing from a refused move."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session, col, select

from models import assigning, deciding, petition_answers, petitions, steering
from models.actors import Actor, ActorKind, MoveRefused
from models.answering import report, sign
from models.database import reading, transaction
from models.duties import Obligation, Petition
from models.move_table import FINAL, MOVES
from models.moves import Thing
from models.plans import Assignment, KeyTask
from models.rules import Rules
from models.words import (
    OWED,
    Answer,
    AssignmentState,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    PetitionKind,
    PetitionState,
    Verdict,
    Word,
)
from tests.support.recount import Thing as Row
from tests.support.recount import history, recount, states_in_tables
from tests.support.web_cast import MARCH, OFFICE, City, small_city

UNITS = ("市交通局", "市财政局", "市水务局", "市体育局")
ENDED = (KeyTaskState.CANCELLED, KeyTaskState.MERGED, KeyTaskState.COMPLETED, KeyTaskState.CLOSED)
WORDS: dict[str, tuple[Thing, type[Word]]] = {
    "key_tasks": (Thing.KEY_TASK, KeyTaskState),
    "obligations": (Thing.OBLIGATION, ObligationState),
    "assignments": (Thing.ASSIGNMENT, AssignmentState),
    "petitions": (Thing.PETITION, PetitionState),
}

actors = st.sampled_from(("office", "office", "office", "clock", *UNITS))
which = st.integers(0, 40)
reasons = st.sampled_from(("情况有变", "情况有变", ""))
days = st.sampled_from((None, -3, 0, 1, 20, 200))
units = st.sampled_from(UNITS)
Move = Callable[[Session, Rules, Actor], object]


class RandomMoves(RuleBasedStateMachine):
    """Three key tasks of a small city; `self.now` moves forward only."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.city: City = small_city(Path(self.folder.name))
        self.now: datetime = MARCH
        self.states: dict[Row, str] = {}
        self.refused = self.made = 0
        with reading(self.city.engine) as session:
            self.in_force = self.city.rules(session, self.now)

    @initialize()
    def begin(self) -> None:
        self.states = self._tables()

    @rule(forward=st.integers(1, 25))
    def days_go_by(self, forward: int) -> None:
        self.now += timedelta(days=forward)

    @rule(who=actors, at=which, answer=st.sampled_from(Answer), text=st.sampled_from(("已完成八成", "")))
    def report(self, who: str, at: int, answer: Answer, text: str) -> None:
        self._try(who, lambda s, r, a: report(s, self._owed(s, at), answer, r, a, self.now, text))

    @rule(at=which)
    def report_done_by_the_unit_itself(self, at: int) -> None:
        def move(session: Session, rules: Rules, _: Actor) -> None:
            row = self._owed(session, at)
            own = Actor("联络员", ActorKind.UNIT, row.unit_id)
            report(session, row, Answer.DONE, rules, own, self.now, "已全部完成")

        self._try("office", move)

    @rule(who=actors, at=which)
    def sign(self, who: str, at: int) -> None:
        self._try(who, lambda s, r, a: sign(s, self._owed(s, at), r, a, self.now))

    @rule(who=actors, at=which, verdict=st.sampled_from((None, *Verdict)), on=days)
    def accept(self, who: str, at: int, verdict: Verdict | None, on: int | None) -> None:
        self._try(
            who,
            lambda s, r, a: deciding.accept(
                s,
                self._owed(s, at),
                r,
                a,
                self.now,
                verdict=verdict,
                done_on=self._day(on),
                why="以验收单为准",
            ),
        )

    @rule()
    def accept_whatever_was_reported(self) -> None:
        def move(session: Session, rules: Rules, actor: Actor) -> None:
            reported = select(Obligation).where(Obligation.state == ObligationState.REPORTED)
            row = session.exec(reported.order_by(col(Obligation.id))).first()
            if row is not None:
                choices = deciding.verdicts_for(session, row)
                verdict = choices[0] if choices else None
                deciding.accept(session, row, rules, actor, self.now, verdict=verdict)

        self._try("office", move)

    @rule(at=which)
    def answer_and_accept_every_result(self, at: int) -> None:
        def move(session: Session, rules: Rules, actor: Actor) -> None:
            task = self._task(session, at)
            of_task = (Obligation.key_task_id == task.id, col(Obligation.milestone_id).is_not(None))
            for row in session.exec(
                select(Obligation).where(*of_task, col(Obligation.state).in_(OWED))
            ).all():
                report(session, row, Answer.DONE, rules, actor, self.now, "已全部完成")
                choices = deciding.verdicts_for(session, row)
                verdict = choices[0] if choices else None
                deciding.accept(session, row, rules, actor, self.now, verdict=verdict)

        with reading(self.city.engine) as session:
            under_way = self._task(session, at).state is KeyTaskState.ISSUED
        if under_way:
            self._try("office", move)

    @rule(who=actors, at=which, reason=reasons)
    def send_back(self, who: str, at: int, reason: str) -> None:
        self._try(who, lambda s, r, a: deciding.send_back(s, self._owed(s, at), reason, r, a, self.now))

    @rule(who=actors, at=which)
    def close(self, who: str, at: int) -> None:
        self._try(who, lambda s, _, a: deciding.close(s, self._task(s, at), a, self.now))

    @rule(who=actors, at=which, until=days, reason=reasons)
    def suspend(self, who: str, at: int, until: int | None, reason: str) -> None:
        self._try(
            who,
            lambda s, r, a: steering.suspend(s, self._task(s, at), self._day(until), reason, r, a, self.now),
        )

    @rule(who=actors, at=which, reason=reasons)
    def resume(self, who: str, at: int, reason: str) -> None:
        self._try(who, lambda s, r, a: steering.resume(s, self._task(s, at), reason, r, a, self.now))

    @rule(who=actors, at=which, reason=reasons, sure=st.integers(0, 3))
    def cancel(self, who: str, at: int, reason: str, sure: int) -> None:
        if sure == 0:  # or nothing would be left to move
            self._try(who, lambda s, r, a: steering.cancel(s, self._task(s, at), reason, r, a, self.now))

    @rule(who=actors, at=which, into=which, reason=reasons, sure=st.integers(0, 3))
    def merge(self, who: str, at: int, into: int, reason: str, sure: int) -> None:
        if sure == 0:
            self._try(
                who,
                lambda s, r, a: steering.merge(
                    s, self._task(s, at), self._task(s, into), reason, r, a, self.now
                ),
            )

    @rule(who=actors, at=which, left=units, taker=units, reason=reasons)
    def transfer(self, who: str, at: int, left: str, taker: str, reason: str) -> None:
        ids = self.city.units
        self._try(
            who,
            lambda s, r, a: steering.transfer(
                s, self._task(s, at), ids[left], ids[taker], reason, r, a, self.now
            ),
        )

    @rule(who=actors, at=which, taker=st.sampled_from((None, *UNITS)), reason=reasons)
    def send_back_part(self, who: str, at: int, taker: str | None, reason: str) -> None:
        to = self.city.units[taker] if taker else None

        def move(session: Session, rules: Rules, actor: Actor) -> None:
            parts = session.exec(select(Assignment).order_by(col(Assignment.id))).all()
            part = parts[at % len(parts)]
            assigning.send_back_part(session, part, reason, rules, actor, self.now, to)

        self._try(who, move)

    @rule(who=actors, at=which, due=days, reason=reasons)
    def reopen(self, who: str, at: int, due: int | None, reason: str) -> None:
        self._try(
            who, lambda s, r, a: steering.reopen(s, self._task(s, at), self._day(due), reason, r, a, self.now)
        )

    @rule(at=which, until=days, reason=reasons)
    def ask_for_an_extension(self, at: int, until: int | None, reason: str) -> None:
        def move(session: Session, rules: Rules, _: Actor) -> None:
            row, wanted = self._owed(session, at), self._day(until)
            own = Actor("联络员", ActorKind.UNIT, row.unit_id)
            if wanted is not None:
                petitions.ask_extension(session, row, wanted, reason, rules, own, self.now)

        self._try("office", move)

    @rule(at=which, reason=reasons)
    def ask_for_coordination(self, at: int, reason: str) -> None:
        def move(session: Session, rules: Rules, _: Actor) -> None:
            row = self._owed(session, at)
            own = Actor("联络员", ActorKind.UNIT, row.unit_id)
            petitions.ask_coordination(session, row, reason, rules, own, self.now)

        self._try("office", move)

    @rule(at=which, reason=reasons)
    def object(self, at: int, reason: str) -> None:
        def move(session: Session, rules: Rules, _: Actor) -> None:
            parts = session.exec(select(Assignment).order_by(col(Assignment.id))).all()
            part = parts[at % len(parts)]
            own = Actor("局长", ActorKind.UNIT, part.unit_id)
            petitions.object_to(session, part, reason, "局长", rules, own, self.now)

        self._try("office", move)

    @rule(who=actors, at=which, answer=reasons, how=st.integers(0, 2), taker=units)
    def decide_a_petition(self, who: str, at: int, answer: str, how: int, taker: str) -> None:
        to = self.city.units[taker]

        def move(session: Session, rules: Rules, actor: Actor) -> None:
            rows = session.exec(select(Petition).order_by(col(Petition.id))).all()
            if not rows:
                return
            row = rows[at % len(rows)]
            if how == 0:
                unit = to if row.kind is PetitionKind.OBJECTION else None
                petition_answers.grant(
                    session, row, answer, rules, actor, self.now, paper="云政呈〔2026〕1号", to_unit_id=unit
                )
            elif how == 1:
                petition_answers.refuse(
                    session, row, answer, rules, actor, self.now, paper="云政呈〔2026〕1号"
                )
            else:
                petitions.take_back(session, row, rules, actor, self.now)

        self._try(who, move)

    @invariant()
    def only_legal_states(self) -> None:
        now = self._tables()
        for thing, state in now.items():
            if (before := self.states.get(thing)) != state:
                assert _legal(thing[0], before, state), f"{thing}: {before} → {state}"
        assert set(self.states) <= set(now), "a row vanished"
        self.states = now

    @invariant()
    def history_alone_tells_the_same(self) -> None:
        with reading(self.city.engine) as session:
            told = recount(history(session))
            assert told == states_in_tables(session)

    @invariant()
    def nothing_is_owed_on_what_has_ended(self) -> None:
        with reading(self.city.engine) as session:
            ended = select(KeyTask.id).where(col(KeyTask.state).in_(ENDED))
            owed = select(Obligation).where(
                col(Obligation.key_task_id).in_(ended), col(Obligation.state).in_(OWED)
            )
            assert session.exec(owed).all() == []
            asked = select(Petition).where(
                col(Petition.key_task_id).in_(ended), Petition.state == PetitionState.ASKED
            )
            assert session.exec(asked).all() == []

    @invariant()
    def ladders_stand_still_where_they_should(self) -> None:
        with reading(self.city.engine) as session:
            tasks = {task.id: task.state for task in session.exec(select(KeyTask))}
            for row in session.exec(select(Obligation)):
                rests = row.key_task_id and tasks[row.key_task_id] is KeyTaskState.SUSPENDED
                if row.state in OWED and row.kind is not ObligationKind.DECIDE:
                    assert row.paused == bool(rests)
                if row.paused or row.state not in OWED:
                    assert row.next_rung_at is None

    @invariant()
    def somebody_reports_on_what_is_under_way(self) -> None:
        with reading(self.city.engine) as session:
            for task in session.exec(select(KeyTask).where(KeyTask.state == KeyTaskState.ISSUED)):
                of_task = (Obligation.key_task_id == task.id, col(Obligation.milestone_id).is_not(None))
                live = select(Obligation.id).where(*of_task, Obligation.state != ObligationState.CANCELLED)
                assert session.exec(live).first() is not None, f"nobody reports on {task.called}"

    def teardown(self) -> None:
        self.city.engine.dispose()
        self.folder.cleanup()

    def _try(self, who: str, move: Move) -> None:
        """One move. Even without its transaction being undone a refused one leaves everything as it was."""
        actor = self._actor(who)
        before = self._everything()
        refusal = ""
        with transaction(self.city.engine) as session:
            try:
                move(session, self.in_force, actor)
            except MoveRefused as refused:
                refusal = str(refused)
        if refusal:
            assert refusal.endswith("。"), refusal
            assert self._everything() == before, f"refused, yet something changed: {refusal}"

    def _actor(self, who: str) -> Actor:
        if who == "office":
            return OFFICE
        if who == "clock":
            return Actor("时钟", ActorKind.CLOCK)
        return Actor(f"{who}联络员", ActorKind.UNIT, self.city.units[who])

    def _day(self, ahead: int | None) -> date | None:
        return None if ahead is None else self.in_force.office.today(self.now) + timedelta(days=ahead)

    def _owed(self, session: Session, at: int) -> Obligation:
        rows = session.exec(select(Obligation).order_by(col(Obligation.id))).all()
        return rows[at % len(rows)]

    def _task(self, session: Session, at: int) -> KeyTask:
        tasks = session.exec(select(KeyTask).order_by(col(KeyTask.number))).all()
        return tasks[at % len(tasks)]

    def _tables(self) -> dict[Row, str]:
        with reading(self.city.engine) as session:
            return states_in_tables(session)

    def _everything(self) -> list[dict[str, Any]]:
        with reading(self.city.engine) as session:
            tables = (KeyTask, Assignment, Obligation, Petition)
            rows = [row.model_dump() for table in tables for row in session.exec(select(table))]
            return [*rows, {"history": len(history(session))}]


def _legal(name: str, before: str | None, after: str) -> bool:
    """Whether one or several rows of the table lead from one state to the other."""
    thing, words = WORDS[name]
    moves = [move for move in MOVES if move.thing is thing and move.to is not None]
    if before is None:
        return after in ("open", "pending", "asked")
    reached, before_word = {words(before)}, words(before)
    if before_word in FINAL.get(thing, ()):
        return False
    for _ in moves:
        reached |= {move.to for move in moves if not move.origins or set(move.origins) & reached}  # type: ignore[misc]
    return words(after) in reached


TestRandomMoves = RandomMoves.TestCase
TestRandomMoves.settings = settings(max_examples=12, stateful_step_count=40)
