"""请签批: a unit's contact asks its head by mail to sign the sheet. Nobody releases it: the unit asks itself."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.duties import Obligation, Round, Sheet
from models.inside_moves import ASK_SIGNATURE
from models.messages import Notification
from models.moves import begin
from models.recording import ask_leg, lock, record
from models.rules import Rules
from models.seating import address_of
from models.signed_rows import covered, standing
from models.units import Post
from models.words import Channel, Kind, Outcome, PostRole

RUNG = "请签批"
"""The rung of these notifications; `about_id` is the sheet. No ladder has it."""


def ask_signature(session: Session, sheet: Sheet, rules: Rules, actor: Actor, now: datetime) -> Notification:
    """Queue one mail with the head's link. It goes in the next sending window, once, whatever is reported meanwhile.

    Raises:
        MoveRefused: not the unit's contact, nothing reported, all signed, no mailbox, or a mail of this kind waits.
    """
    begin(ASK_SIGNATURE, None, actor, unit_id=sheet.unit_id, called="报送单")
    lock(session, sheet)
    rows = [row for row, _ in covered(session, sheet, rules)]
    if not rows:
        raise MoveRefused("报送单上还没有已报的事项，不能请主要负责人签批。")
    if standing(session, sheet, rules).complete:
        raise MoveRefused("已报的各件都已签批，不必再请。")
    wanted = select(Post).where(Post.unit_id == sheet.unit_id, Post.role == PostRole.HEAD)
    head = session.exec(wanted.order_by(col(Post.title))).first()
    address = address_of(session, head, rules.office.today(now)) if head is not None else ""
    if head is None or not address:
        raise MoveRefused("主要负责人没有登记邮箱，请生成签批链接转交，或联系督查人员登记。")
    earlier = session.exec(
        select(Notification).where(Notification.about_id == sheet.id, Notification.post_id == head.id)
    ).all()
    if any(one.outcome is Outcome.QUEUED for one in earlier):
        raise MoveRefused("请签批的邮件已经在发送，请稍候。")
    return _queued(session, sheet, head, address, rows, len(earlier), rules, actor, now)


def _queued(
    session: Session,
    sheet: Sheet,
    head: Post,
    address: str,
    rows: list[Obligation],
    times: int,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Notification:
    due = session.get_one(Round, sheet.round_id)
    carrier = next((row for row in rows if row.round_id == sheet.round_id), rows[0])
    note = Notification(
        obligation_id=carrier.id,
        cycle=carrier.cycle,
        rung=f"{RUNG}{due.due_on:%m%d}-{times + 1}",
        post_id=head.id,
        channel=Channel.MAIL,
        kind=Kind.REMINDER,
        due_at=now,
        outcome=Outcome.QUEUED,
        policy=rules.number,
        created_at=now,
        about_id=sheet.id,
    )
    session.add(note)
    sentence = f"请主要负责人签批{due.name}报送单，已报{len(rows)}件，邮件发至{address}"
    after = {"asked": str(sheet.id), "reports": len(rows)}
    record(session, actor, now, ASK_SIGNATURE.verb, sentence, obligation=carrier, before={}, after=after)
    ask_leg(session, carrier, ASK_SIGNATURE.verb, now)
    return note
