"""答复疑问: a coordinator settles a doubtful reading, and what it changes is changed."""

import unicodedata
from datetime import datetime

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused, office_only
from models.answer_desk import Desk, Units
from models.effects import effect_of
from models.plans import KeyTask, Plan, Question
from models.recording import record
from models.rules import Rules
from models.words import KeyTaskState, PlanState


def questions_of(session: Session, plan: Plan) -> list[Question]:
    """All questions of a plan by their numbers, answered or not."""
    rows = select(Question).where(Question.plan_id == plan.id)
    return list(session.exec(rows.order_by(col(Question.position))))


def settle(
    session: Session, question: Question, answer: str, rules: Rules, units: Units, actor: Actor, now: datetime
) -> None:
    """Answer a question: by a choice's number or words or, where its code takes them, a date or names of units.

    An answer may be changed until what it concerns is issued.

    Raises:
        MoveRefused: no answer, one that the question does not take, or one that comes too late.
    """
    office_only(actor, "答复疑问")
    plan = session.get_one(Plan, question.plan_id)
    _must_be_open(session, plan, question)
    chosen = chosen_of(question, answer)
    _bring_about(Desk.of(session, plan, rules, units), question, chosen, actor, now)
    sentence = f"疑问{question.position}“{question.text}”答复：{chosen}"
    before, after = {"answer": question.answer}, {"answer": chosen}
    question.answer = chosen
    record(session, actor, now, "答复疑问", sentence, before=before, after=after, plan_id=plan.id)
    session.flush()


def settle_by_default(
    session: Session, plan: Plan, rules: Rules, units: Units, actor: Actor, now: datetime
) -> int:
    """Answer every open question by its default, in one line of history; returns how many there were.

    Raises:
        MoveRefused: a unit tries it.
    """
    office_only(actor, "答复疑问")
    desk = Desk.of(session, plan, rules, units)
    rows = [row for row in questions_of(session, plan) if not row.answer]
    for row in rows:
        _bring_about(desk, row, row.default, actor, now)
        row.answer = row.default
    if rows:
        after = {str(row.position): row.answer for row in rows}
        record(session, actor, now, "答复疑问", f"{len(rows)}个疑问按默认答复", after=after, plan_id=plan.id)
    session.flush()
    return len(rows)


def bring_about_again(session: Session, plan: Plan, rules: Rules, units: Units) -> list[Question]:
    """After the fields were read anew: what was answered holds again, by the same person at the same time.

    Returns the questions whose answers can hold no more; they are open again.
    """
    desk = Desk.of(session, plan, rules, units)
    opened = []
    for row in questions_of(session, plan):
        try:
            if row.answer:
                effect_of(row.code)(desk, row, row.answer)
        except MoveRefused:
            row.answer, row.answered_by, row.answered_at = "", "", None
            opened.append(row)
    session.flush()
    return opened


def chosen_of(question: Question, answer: str) -> str:
    """The choice that is meant by its number or its words, else the answer itself.

    Raises:
        MoveRefused: the answer is empty, or a number that no choice has.
    """
    plain = unicodedata.normalize("NFKC", answer).strip()
    if not plain:
        raise MoveRefused(f"请写明疑问{question.position}的答复；可选：{'、'.join(question.choices)}。")
    if plain.isdecimal():
        if not 1 <= int(plain) <= len(question.choices):
            raise MoveRefused(f"疑问{question.position}只有{len(question.choices)}个选项，没有第{plain}个。")
        return question.choices[int(plain) - 1]
    same = (one for one in question.choices if unicodedata.normalize("NFKC", one) == plain)
    return next(same, answer.strip())


def _bring_about(desk: Desk, question: Question, answer: str, actor: Actor, now: datetime) -> None:
    if answer != question.default or desk.stands(
        question
    ):  # of what was not taken, the default is to leave it
        effect_of(question.code)(desk, question, answer)
    question.answered_by, question.answered_at = actor.name, now


def _must_be_open(session: Session, plan: Plan, question: Question) -> None:
    if plan.state is not PlanState.ISSUED:
        return
    where = (KeyTask.plan_id == plan.id, KeyTask.number == question.number, KeyTask.part == question.part)
    task = session.exec(select(KeyTask).where(*where)).first()
    if question.answer or (task is not None and task.state is not KeyTaskState.CONFIRMED):
        raise MoveRefused(f"计划{plan.id}已经交办，疑问{question.position}的答复不能再改。")
