"""A matter that must not be told: every field that takes words has one marker word, and it lives through every move."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from intake.matter import Matter, add_matter
from intake.register import Register, load_register
from models.answering import report
from models.answering_inside import answer_inside
from models.attached import StoredFile
from models.calling import record_call
from models.database import transaction
from models.deciding import release, send_back
from models.duties import Obligation
from models.filing import NamedFile
from models.forwarding import forward
from models.issuing import issue
from models.messages import Notification
from models.petitions import ask_coordination, ask_extension, grant, object_to
from models.plans import Assignment, KeyTask, Plan
from models.same_matter import link
from models.secrecy import set_secrecy
from models.steering import resume, suspend
from models.units import Post
from models.words import Answer, DirectiveKind, ObligationKind, Outcome, PostRole, Secrecy
from tests.support.drafts import store, task
from tests.support.office import LEAD, OFFICE, SUPPORT, TestOffice, at, contact_of, stone, unit_named
from tests.support.sections import section

MARK = "鹭鸣"
"""In every text of the secret matters, and in no other."""
HELPER = "市交通局"
"""Supports the secret matters; 市财政局 has a part in the public one alone."""
DAY = timedelta(days=1)
NOTICE = "云办〔2026〕5号"


def begin(office: TestOffice, secrecy: Secrecy = Secrecy.INTERNAL) -> TestOffice:
    """Plan 1: a public key task and a secret one; plan 2: a secret single matter; plan 3: a public one, the same
    matter as plan 1's secret one. All issued; nobody has signed for 2 and 3."""
    with transaction(office.engine) as session:
        posts = [{"role": "contact", "person": "周联络", "email": "zhou@helper.example"}]
        load_register(session, Register.model_validate({"units": [{"name": HELPER, "posts": posts}]}))
    hidden = task(2, content=f"完成{MARK}湿地专项处置。", theme=f"二、{MARK}专项", supports=(HELPER,))
    store(office, task(1), replace(hidden, milestones=(stone("2026-06-30", scope=f"{MARK}拆除"),)))
    secret = Matter(
        DirectiveKind.INSTRUCTION, f"{MARK}港区改线协调", "王市长", (LEAD,), (HELPER,), number=NOTICE,
        due=date(2026, 3, 20), secrecy=secrecy, paper_reference="密柜3-12",
    )  # fmt: skip
    public = replace(
        secret, title="公开的港口事项", number="云办〔2026〕6号", due=date(2026, 6, 30),
        secrecy=Secrecy.OPEN, supports=(),
    )  # fmt: skip
    with transaction(office.engine) as session:
        for matter in (secret, public):
            add_matter(session, matter, office.rules(), OFFICE, office.now)
        if secrecy is not Secrecy.OPEN:
            set_secrecy(session, matter_of(session), secrecy, "柜7", OFFICE, office.now)
        for plan in session.exec(select(Plan).order_by(col(Plan.id))).all():
            issue(session, plan, office.rules(), OFFICE, office.now)
        if secrecy is not Secrecy.OFFLINE:
            link(session, matter_of(session), matter_of(session, 3, 1), OFFICE, office.now)
    return office


def matter_of(session: Session, plan: int = 1, number: int = 2) -> KeyTask:
    return session.exec(select(KeyTask).where(KeyTask.plan_id == plan, KeyTask.number == number)).one()


def row_of(session: Session, kind: ObligationKind, unit: str = LEAD) -> Obligation:
    """What a unit owes first of this kind on the secret key task."""
    wanted = (Obligation.key_task_id == matter_of(session).id, Obligation.kind == kind)
    rows = select(Obligation).where(*wanted, Obligation.unit_id == unit_named(session, unit).id)
    return session.exec(rows.order_by(col(Obligation.report_by))).all()[0]


def live(office: TestOffice) -> TestOffice:
    """All that can be said about the secret key task, with the marker in it, from February to May."""
    office.live_until(at("2026-02-26", 9), DAY)
    _ask(office)
    office.live_until(at("2026-03-12", 9), DAY)
    _forward(office)
    office.live_until(at("2026-03-16", 9), DAY)
    _answer(office)
    office.live_until(at("2026-04-14", 9), DAY)
    _release(office)
    office.live_until(at("2026-04-20", 9), DAY)
    return office


def _ask(office: TestOffice) -> None:
    rules, now = office.rules(), office.now
    with transaction(office.engine) as session:
        helper, lead = (contact_of(unit_named(session, name)) for name in (HELPER, LEAD))
        parts = select(Assignment).where(Assignment.key_task_id == matter_of(session).id)
        part = session.exec(parts.where(Assignment.unit_id == unit_named(session, HELPER).id)).one()
        object_to(session, part, f"{MARK}不属本单位职责", "赵局长", rules, helper, now)
        done = row_of(session, ObligationKind.COMPLETION)
        asked = ask_extension(session, done, date(2026, 7, 10), f"{MARK}征地未完成", rules, lead, now)
        grant(session, asked, f"{MARK}一事同意顺延", rules, OFFICE, now, on=date(2026, 7, 10))
        ask_coordination(session, done, f"{MARK}水源需要协调", rules, lead, now)
        secret = matter_of(session)
        suspend(session, secret, date(2026, 6, 1), f"等待{MARK}批复", rules, OFFICE, now)
        resume(session, secret, f"{MARK}批复已到", rules, OFFICE, now)


def _forward(office: TestOffice) -> None:
    rules, now = office.rules(), office.now
    with transaction(office.engine) as session:
        unit = unit_named(session, LEAD)
        forward(
            session, unit.id, [matter_of(session)], "规划处", "planning@lead.example", rules,
            contact_of(unit), now,
        )  # fmt: skip
        post = session.exec(select(Post).where(Post.role == PostRole.SECTION)).one()
        row = row_of(session, ObligationKind.COMPLETION)
        answer_inside(
            session, row, post.id, Answer.IN_PROGRESS, rules, section(session), now, f"{MARK}已开工",
            blocker=f"{MARK}缺钱",
        )  # fmt: skip


def _answer(office: TestOffice) -> None:
    rules, now = office.rules(), office.now
    with transaction(office.engine) as session:
        lead, helper = (contact_of(unit_named(session, name)) for name in (LEAD, HELPER))
        content = f"{MARK} minutes".encode()
        kept = StoredFile(
            digest=hashlib.sha256(content).hexdigest(), size=len(content), media_type="application/pdf",
            content=content,
        )  # fmt: skip
        session.add(kept)
        session.flush()
        plan = {
            "measures": f"{MARK}分三步", "timetable": f"{MARK}年内", "responsible": f"{MARK}张三",
            "result_form": f"{MARK}报告", "expected_result": f"{MARK}见效",
            "nodes": [{"due": "2026-05-20", "text": f"{MARK}开工"}],
        }  # fmt: skip
        planned = row_of(session, ObligationKind.PLAN)
        report(session, planned, Answer.PLANNED, rules, lead, now, details=plan)
        send_back(session, planned, f"{MARK}措施不实", rules, OFFICE, now)
        helped = row_of(session, ObligationKind.CONTRIBUTION, HELPER)
        report(session, helped, Answer.IN_PROGRESS, rules, helper, now, f"{MARK}资金到位")
        done = row_of(session, ObligationKind.COMPLETION)
        said = {"next_step": f"{MARK}验收", "next_on": date(2026, 4, 1), "blocker": f"{MARK}缺水"}
        report(session, done, Answer.IN_PROGRESS, rules, lead, now, f"{MARK}过半", percent=60, **said)  # type: ignore[arg-type]
        files = [NamedFile(f"{MARK}纪要.pdf", kept)]
        report(
            session, done, Answer.DONE, rules, lead, now, f"{MARK}全部建成", files=files, done_on=now.date()
        )
        send_back(session, done, f"{MARK}缺验收材料", rules, OFFICE, now)
        record_call(session, [done], "王联络", None, rules, OFFICE, now, text=f"{MARK}下周报")


def _release(office: TestOffice) -> None:
    """Slips about the secret matters leave, others stay held."""
    with transaction(office.engine) as session:
        held = session.exec(
            select(Notification)
            .join(Obligation)
            .where(Notification.outcome == Outcome.HELD)
            .order_by(col(Obligation.report_by), col(Notification.id))
        ).all()
        for note in held[: len(held) // 2]:
            release(session, note, office.rules(), OFFICE, office.now)


def strangers() -> tuple[str, ...]:
    """Units without a part in the secret matters."""
    return (SUPPORT,)
