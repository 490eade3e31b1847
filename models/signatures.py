"""签批: the unit's head stands for what is on a sheet; by link, by a scan of the signed summary, by OA number."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.duties import Obligation, Report, Sheet, Signature
from models.filing import NamedFile, attach
from models.horizon import near
from models.inside_moves import ENTER_SIGNATURE, REVOKE_SIGNATURE, SIGN_SHEET
from models.moves import begin
from models.ordering import signature_place
from models.plans import Plan
from models.recording import ask_leg, lock, record
from models.rules import Rules
from models.signed_rows import covered, reports_mark, signed, standing
from models.units import Post
from models.words import PostRole, SignatureWay

__all__ = ["revoke", "sign_by_link", "sign_by_scan", "sign_on_paper", "signed", "standing"]

LONGEST_NUMBER = 60
LONGEST_NAME = 30
CALLED = "报送单"


def sign_by_link(
    session: Session, sheet: Sheet, rules: Rules, actor: Actor, now: datetime, *, seen: str = ""
) -> Signature:
    """The head signs what is reported now. Pressed twice, it is one signature.

    Args:
        seen: what the head's page carried (`models.signed_rows.reports_mark`).

    Raises:
        MoveRefused: not the unit's head, nothing reported, or changed since the page was opened.
    """
    begin(SIGN_SHEET, None, actor, unit_id=sheet.unit_id, called=CALLED)
    rows = _to_sign(session, sheet, rules)
    if seen and seen != reports_mark(rows):
        raise MoveRefused("这一页打开以后，报送内容有改动，本次没有签批，请看过后再签。")
    post = session.get(Post, actor.post_id) if actor.post_id else None
    name = post.person if post and post.person else PostRole.HEAD.label
    made = Signature(
        sheet_id=sheet.id,
        position=signature_place(session, sheet.id),
        way=SignatureWay.LINK,
        signed_by=name,
        at=now,
        actor=actor.name,
    )
    return _signed(session, sheet, made, rows, actor, now)


def sign_by_scan(
    session: Session,
    sheet: Sheet,
    attachment: NamedFile,
    signed_by: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Signature:
    """A scan of the signed summary sheet, taken in by `models.filing`.

    Raises:
        MoveRefused: no name, another unit's, nothing reported.
    """
    name = _name(signed_by)
    begin(ENTER_SIGNATURE, None, actor, unit_id=sheet.unit_id, called=CALLED, signed_by=name)
    if not attachment.stored.media_type.startswith(("image/", "application/pdf", "application/ofd")):
        raise MoveRefused("签字扫描件请传 PDF、OFD 或图片。")
    rows = _to_sign(session, sheet, rules)
    made = Signature(
        sheet_id=sheet.id,
        position=signature_place(session, sheet.id),
        way=SignatureWay.SCAN,
        signed_by=name,
        at=now,
        actor=actor.name,
    )
    kept = _signed(session, sheet, made, rows, actor, now)
    attach(session, attachment, actor, now, signature=kept)
    return kept


def sign_on_paper(
    session: Session,
    sheet: Sheet,
    oa_number: str,
    received_on: date,
    signed_by: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Signature:
    """代录: the number of the paper in the office system, and when it arrived.

    Raises:
        MoveRefused: no number or name, received after today or before the plan was issued, nothing reported.
    """
    name, number = _name(signed_by), " ".join(oa_number.split())
    begin(ENTER_SIGNATURE, None, actor, unit_id=sheet.unit_id, called=CALLED, signed_by=name)
    if not number:
        raise MoveRefused("代录签批请写明OA文号。")
    if len(number) > LONGEST_NUMBER:
        raise MoveRefused(f"OA文号最多{LONGEST_NUMBER}字，现有{len(number)}字。")
    if received_on > rules.office.today(now):
        raise MoveRefused(f"收到日期{received_on:%Y-%m-%d}在今天之后，请填实际收到的日期。")
    near(received_on, rules.office.today(now).year, "收到日期")
    rows = _to_sign(session, sheet, rules)
    issued = _issued_on(session, rows, rules)
    if issued is not None and received_on < issued:
        raise MoveRefused(f"收到日期{received_on:%Y-%m-%d}早于任务交办日{issued:%Y-%m-%d}，请核对。")
    made = Signature(
        sheet_id=sheet.id,
        position=signature_place(session, sheet.id),
        way=SignatureWay.PAPER,
        signed_by=name,
        oa_number=number,
        received_on=received_on,
        at=now,
        actor=actor.name,
    )
    return _signed(session, sheet, made, rows, actor, now)


def revoke(session: Session, signature: Signature, reason: str, actor: Actor, now: datetime) -> None:
    """撤销签批: entered in error. What the head gave himself only the head or the office takes back.

    Raises:
        MoveRefused: another unit's, revoked before, no reason.
    """
    sheet = session.get_one(Sheet, signature.sheet_id)
    begin(REVOKE_SIGNATURE, None, actor, unit_id=sheet.unit_id, called=CALLED, reason=reason)
    if signature.way is SignatureWay.LINK and actor.unit_id and actor.post_role is not PostRole.HEAD:
        raise MoveRefused("主要负责人本人的签批，由本人或督查人员撤销。")
    lock(session, signature)
    if signature.revoked_at is not None:
        raise MoveRefused("这次签批已经撤销。")
    signature.revoked_at = now
    rows = session.exec(
        select(Obligation)
        .join(Report, col(Report.obligation_id) == Obligation.id)
        .where(col(Report.id).in_([UUID(one) for one in signature.reports]))
    ).all()
    for row in rows:
        record(
            session,
            actor,
            now,
            REVOKE_SIGNATURE.verb,
            f"撤销{signature.signed_by}的签批：{reason.strip()}",
            obligation=row,
            before={"signature": str(signature.id)},
            after={"signature": None, "reason": reason.strip()},
        )
        ask_leg(session, row, REVOKE_SIGNATURE.verb, now)


def _name(signed_by: str) -> str:
    name = " ".join(signed_by.split())
    if len(name) > LONGEST_NAME:
        raise MoveRefused(f"签批人姓名最多{LONGEST_NAME}字，现有{len(name)}字。")
    return name


def _to_sign(session: Session, sheet: Sheet, rules: Rules) -> list[tuple[Obligation, Report]]:
    lock(session, sheet)  # two who sign at once come one after the other
    rows = covered(session, sheet, rules)
    if not rows:
        raise MoveRefused("报送单上还没有已报的事项，不能签批。")
    return rows


def _issued_on(session: Session, rows: Sequence[tuple[Obligation, Report]], rules: Rules) -> date | None:
    """The day the first of these plans was issued."""
    plans = select(Plan.issued_at).where(col(Plan.id).in_({row.plan_id for row, _ in rows}))
    days = [rules.office.today(at) for at in session.exec(plans) if at is not None]
    return min(days, default=None)


def _signed(
    session: Session,
    sheet: Sheet,
    made: Signature,
    rows: Sequence[tuple[Obligation, Report]],
    actor: Actor,
    now: datetime,
) -> Signature:
    """Store a signature of these reports; the same one again is the one that stands."""
    made.reports = [str(report.id) for _, report in rows]
    before = session.exec(
        select(Signature)
        .where(Signature.sheet_id == sheet.id, col(Signature.revoked_at).is_(None))
        .order_by(col(Signature.position).desc())
    ).all()
    for one in before:
        if _content(one) == _content(made):
            return one
    session.add(made)
    session.flush()
    stood_for = {report for one in before for report in one.reports}
    verb = SIGN_SHEET.verb if made.way is SignatureWay.LINK else ENTER_SIGNATURE.verb
    how = f"{made.signed_by}，{made.way.label}{made.oa_number}"
    if made.received_on:
        how += f"，{made.received_on:%Y-%m-%d}收到"
    for row, report in rows:
        record(
            session,
            actor,
            now,
            verb,
            f"{row.label}：{how}",
            obligation=row,
            before={"signed": str(report.id) in stood_for},
            after={"signed": True, "signature": str(made.id), "report": str(report.id)},
        )
        ask_leg(session, row, verb, now)
    return made


def _content(one: Signature) -> tuple[object, ...]:
    return one.way, one.signed_by, one.oa_number, one.received_on, sorted(one.reports)
