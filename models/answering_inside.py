"""处室填报: what a section writes into its row. It goes to the unit's contact, not to the office."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.answer_checks import Said, checked
from models.duties import Obligation, SectionAnswer
from models.forward_notices import FORWARDED_KINDS
from models.inside_moves import ANSWER_INSIDE
from models.moves import begin
from models.ordering import section_place
from models.plans import KeyTask
from models.recording import ask_leg, lock, record
from models.rules import Rules
from models.section_answers import last_inside, section_mark
from models.units import Forward, Post
from models.words import Answer


def answer_inside(
    session: Session,
    obligation: Obligation,
    post_id: UUID,
    answer: Answer,
    rules: Rules,
    actor: Actor,
    now: datetime,
    text: str = "",
    done_on: date | None = None,
    *,
    percent: int | None = None,
    next_step: str = "",
    next_on: date | None = None,
    blocker: str = "",
    seen: str = "",
) -> SectionAnswer:
    """处室填报: the latest counts. The same form sent twice is one answer.

    Args:
        seen: what the section's page carried (`section_mark`); empty where nobody looked at a page.

    Raises:
        MoveRefused: not forwarded to this section, reported by the unit already, or an answer that cannot be right.
    """
    lock(session, obligation)
    begin(
        ANSWER_INSIDE,
        obligation.state,
        actor,
        unit_id=obligation.unit_id,
        called=obligation.label,
        answer=answer.value,
    )
    post = _own_section(session, obligation, post_id, actor)
    task = session.get_one(KeyTask, obligation.key_task_id)
    if obligation.paused:
        raise MoveRefused(f"{task.called}已挂账，暂不填报。")
    said = Said(answer, text, done_on, percent, next_step, next_on, blocker)
    said = checked(obligation, task, said, rules.office.today(now), evidence=0, new_files=0)
    last = last_inside(session, [obligation]).get((obligation.id, post.id))
    made = _made(obligation, section_place(session, obligation.id), post, said, actor, now)
    if last is not None and last.actor == actor.name and _content(last) == _content(made):
        return last
    if seen and seen != section_mark(obligation, last):
        raise MoveRefused("这一页打开以后，该行已有改动或被退回，本次没有保存，请看过后再填。")
    session.add(made)
    session.flush()
    record(
        session,
        actor,
        now,
        ANSWER_INSIDE.verb,
        f"{post.title}：{made.answer.label}{'，' + made.text if made.text else ''}",
        obligation=obligation,
        before={"answer": last.answer.value if last else None},
        after={"answer": made.answer.value, "section": post.title, "section_answer": str(made.id)},
    )
    ask_leg(session, obligation, ANSWER_INSIDE.verb, now)
    return made


def _made(
    obligation: Obligation, place: int, post: Post, said: Said, actor: Actor, now: datetime
) -> SectionAnswer:
    return SectionAnswer(
        obligation_id=obligation.id,
        cycle=obligation.cycle,
        position=place,
        post_id=post.id,
        answer=said.answer,
        text=said.text,
        percent=said.percent,
        next_step=said.next_step,
        next_on=said.next_on,
        blocker=said.blocker,
        done_on=said.done_on,
        at=now,
        actor=actor.name,
    )


def _own_section(session: Session, obligation: Obligation, post_id: UUID, actor: Actor) -> Post:
    """The section's post, if this very post answers and the row is forwarded to it."""
    live = select(Post).join(Forward, col(Forward.post_id) == Post.id)
    post = session.exec(
        live.where(
            Post.id == post_id,
            Post.unit_id == obligation.unit_id,
            Forward.key_task_id == obligation.key_task_id,
            col(Forward.ended_at).is_(None),
        )
    ).first()
    if actor.post_id != post_id:
        raise MoveRefused("这一行由收到转办的处室填报，不能代填。")
    if post is None or obligation.kind not in FORWARDED_KINDS:
        raise MoveRefused("这一行没有转给贵处，或转办已取消，请与本单位联络员联系。")
    return post


def _content(answer: SectionAnswer) -> tuple[object, ...]:
    return (
        answer.answer,
        answer.text,
        answer.percent,
        answer.next_step,
        answer.next_on,
        answer.blocker,
        answer.done_on,
    )
