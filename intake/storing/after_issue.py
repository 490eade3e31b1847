"""A corrected notice on a plan that is issued: each difference is a step that is shown with its effect, then taken."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from models.actors import MoveRefused


@dataclass(frozen=True, slots=True)
class Step:
    """One difference, and how it is applied."""

    sentence: str
    do: Callable[[], str]
    """Applies it and says what it did; raises MoveRefused where it cannot."""


def preview(session: Session, steps: Sequence[Step]) -> tuple[str, ...]:
    """The steps by number with what each would do after those before it; all are tried and then taken back."""
    trial = session.begin_nested()
    try:
        return tuple(f"{at}. {step.sentence}（{_tried(session, step)}）" for at, step in enumerate(steps, 1))
    finally:
        trial.rollback()
        session.expire_all()


def _tried(session: Session, step: Step) -> str:
    try:
        with session.begin_nested():
            return step.do()
    except MoveRefused as refused:
        session.expire_all()
        return f"不能照改：{_phrase(refused)}"


def apply_steps(
    session: Session, steps: Sequence[Step], only: Collection[int] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take the steps with these numbers, or all: (what was done, what was not and why).

    A step that is refused leaves the others standing.

    Raises:
        MoveRefused: there is no step with such a number.
    """
    unknown = sorted(set(only) - set(range(1, len(steps) + 1)))
    if unknown:
        raise MoveRefused(f"没有第{'、'.join(map(str, unknown))}处不同；现有{len(steps)}处。")
    done, left = [], []
    for at, step in enumerate(steps, 1):
        if only and at not in only:
            left.append(f"{at}. {step.sentence}：这次没有选择。")
            continue
        try:
            with session.begin_nested():
                done.append(f"{at}. {step.sentence}（{step.do()}）")
        except MoveRefused as refused:
            session.expire_all()
            left.append(f"{at}. {step.sentence}：没有改动，{_phrase(refused)}。")
    return tuple(done), tuple(left)


def _phrase(refused: MoveRefused) -> str:
    return str(refused).rstrip("。")
