"""Whether the page or file that somebody answers on still shows how the matter stands."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.attached import Attachment
from models.duties import Obligation, Report


def mark_of(obligation: Obligation, last: Report | None) -> str:
    """What a page carries along to be known again: the cycle, and the last report of this cycle."""
    of_cycle = last is not None and last.cycle == obligation.cycle
    return f"{obligation.cycle}-{last.id.hex if last is not None and of_cycle else '0'}"


def last_report(session: Session, obligation: Obligation) -> Report | None:
    """The last report of the present cycle."""
    return session.exec(
        select(Report)
        .where(Report.obligation_id == obligation.id, Report.cycle == obligation.cycle)
        .order_by(col(Report.position).desc())
    ).first()


def refuse_stale(obligation: Obligation, last: Report | None, seen: str, zone: ZoneInfo) -> None:
    """Refuse an answer given on what is not true any more. An empty `seen` was not looked at on a page.

    Raises:
        MoveRefused: somebody reported meanwhile, or the matter was returned or dated anew; says who and when.
    """
    if not seen or seen == mark_of(obligation, last):
        return
    if last is not None and seen.partition("-")[0] == str(obligation.cycle):
        raise MoveRefused(
            f"这一页打开以后，{last.actor}已于{_said(last.at, zone)}报送“{last.answer.label}”，"
            "本次没有保存，请看过后再报。"
        )
    raise MoveRefused("这一页打开以后，该事项已被退回或重新起算，本次没有保存，请按新的要求再报。")


def sent_twice(
    session: Session, last: Report | None, new: Report, digests: Iterable[str], actor: Actor, seen: str
) -> bool:
    """Whether the same form came a second time: the same answer by the same person, from the same page."""
    if last is None or not seen or seen.endswith(last.id.hex) or last.actor != actor.name:
        return False
    if seen.partition("-")[0] != str(last.cycle) or _content(last) != _content(new):
        return False
    kept = session.exec(select(Attachment.digest).where(Attachment.report_id == last.id)).all()
    return sorted(kept) == sorted(set(digests))


def _content(report: Report) -> tuple[object, ...]:
    return (
        report.answer,
        report.text,
        report.percent,
        report.next_step,
        report.next_on,
        report.blocker,
        report.details,
        report.done_on,
    )


def _said(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%-m月%-d日 %H:%M}"
