"""What mails say about each kind of duty: subject, first sentence, lines."""

from datetime import date, timedelta
from email.message import EmailMessage

from sqlmodel import Session, select

from models.arming import begin_anew
from models.database import transaction
from models.duties import Obligation, Petition, Promise, Round
from models.office_duties import ask_office
from models.ordering import petition_place
from models.plans import KeyTask
from models.secrecy import set_secrecy
from models.units import Post
from models.words import (
    Armed,
    Criterion,
    ObligationKind,
    ObligationState,
    PetitionKind,
    PostRole,
    RoundKind,
    Secrecy,
)
from tests.support.office import LEAD, OFFICE, SUN, SUPPORT, WANG, ZHAO, TestOffice, at, key_task, owed, stone
from tests.support.smtp_server import Received, html_of, text_of


def last(received: Received, reader: str) -> EmailMessage:
    return received.to(reader)[-1]


def subject(message: EmailMessage) -> str:
    return str(message["Subject"])


def anew(office: TestOffice, why: Armed, by: date | None = None, kind: ObligationKind | None = None) -> None:
    """Begin the lead's obligation anew and let the clock wake."""
    with transaction(office.engine) as session:
        row = owed(session, kind or ObligationKind.COMPLETION)
        begin_anew(session, row, why, by, office.rules(), office.now)
    office.beat()


def in_may(office: TestOffice, *due: str) -> None:
    """Key tasks under way, signed for and planned; nothing else is asked."""
    office.issue(
        *(key_task(count + 1, stone(day), supports=()) for count, day in enumerate(due or ("2026-06-30",)))
    )
    office.now = at("2026-05-12", 10)
    with transaction(office.engine) as session:
        for row in session.exec(select(Obligation).where(Obligation.kind != ObligationKind.COMPLETION)):
            row.state, row.next_rung_at = ObligationState.ACCEPTED, None


def test_action_plans_are_asked_for_in_one_mail_with_what_they_have_to_say(
    office: TestOffice, received: Received
) -> None:
    office.issue(*(key_task(number, stone("2026-09-30"), supports=()) for number in (1, 2, 3)))
    office.live_until(at("2026-03-02", 10))
    mail = last(received, WANG)
    assert subject(mail) == "〔请报落实方案〕牵头3项，3月16日（周一）前"
    assert "工作措施、时间安排、责任人、成果形式和预期成效" in text_of(mail)
    assert "【请报落实方案 3项，3月16日（周一）前】" in text_of(mail)


def test_a_broken_promise_names_the_day_promised(office: TestOffice, received: Received) -> None:
    in_may(office, "2026-05-08")
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        session.add(
            Promise(
                obligation_id=row.id,
                cycle=0,
                position=1,
                due_on=date(2026, 5, 11),
                made_at=office.now,
                made_by="王联络",
                broken_at=office.now,
            )
        )
    anew(office, Armed.PROMISE, date(2026, 5, 11))
    mail = last(received, WANG)
    assert subject(mail) == "〔承诺到期〕第1项建设第1号示范园区，承诺5月11日（周一）前报送"
    assert "承诺的日期已过，还没有收到报送" in text_of(mail)
    assert "承诺5月11日（周一）前报送 · 已逾期1个工作日" in text_of(mail)


def test_a_matter_that_is_resumed_transferred_or_looked_at_again_says_so(
    office: TestOffice, received: Received
) -> None:
    in_may(office)
    said = []
    for why in (Armed.RESUMED, Armed.TRANSFERRED, Armed.REOPENED):
        anew(office, why, date(2026, 6, 18))
        said.append(subject(last(received, WANG)))
        office.now += timedelta(days=1)
    assert said == [
        "〔恢复推进〕第1项建设第1号示范园区，6月18日（周四）前报",
        "〔转办〕第1项建设第1号示范园区，6月18日（周四）前报",
        "〔回头看〕第1项建设第1号示范园区，6月18日（周四）前报",
    ]
    assert "【恢复、转办、调整和回头看】" in text_of(last(received, WANG))


def test_an_extended_date_is_said_with_the_date_first_asked(office: TestOffice, received: Received) -> None:
    in_may(office)
    with transaction(office.engine) as session:
        owed(session, ObligationKind.COMPLETION).extended_to = date(2026, 7, 31)
    anew(office, Armed.EXTENDED)
    assert len(received.to(WANG)) == 0  # the new date is said when its own rungs come
    office.live_until(at("2026-07-24", 10))
    mail = last(received, WANG)
    assert "7月31日（周五）前" in subject(mail)
    assert "7月31日（周五）前（原定6月30日（周二），已延期） · 还有5个工作日" in text_of(mail)


def called(session: Session, office: TestOffice, kind: ObligationKind, unit: str) -> None:
    """Make a unit's next report one that a person called for."""
    row = owed(session, kind, unit)
    one = session.get_one(Round, row.round_id)
    one.kind, one.name, one.note = RoundKind.AD_HOC, "汛前检查调度", "请报告隐患整改情况。"
    row.ladder = "dispatch" if kind is ObligationKind.PROGRESS else "dispatch-contribution"
    begin_anew(session, row, Armed.CHANGED, None, office.rules(), office.now)


def test_a_called_for_round_says_what_it_asks_in_the_coordinators_words(
    office: TestOffice, received: Received
) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    office.beat()
    office.now = at("2026-02-25", 10)
    with transaction(office.engine) as session:
        called(session, office, ObligationKind.PROGRESS, LEAD)
        called(session, office, ObligationKind.CONTRIBUTION, SUPPORT)
    office.beat()
    mail = last(received, WANG)
    assert subject(mail) == "〔调度〕汛前检查调度：牵头1项，3月25日（周三）前报"
    assert "请报告隐患整改情况。" in text_of(mail)
    assert "【汛前检查调度 · 调度（牵头） 1项，3月25日（周三）前】" in text_of(mail)
    helps = last(received, ZHAO)
    assert subject(helps) == "〔调度〕汛前检查调度：配合1项，3月18日（周三）前报"
    assert f"牵头单位：{LEAD}" in text_of(helps)


def test_a_contribution_is_asked_in_the_leads_name(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    office.live_until(at("2026-03-11", 10))
    mail = last(received, ZHAO)
    assert subject(mail).startswith("〔请配合报送〕一季度配合1项")
    assert "没有新情况的点“本轮无新增”" in text_of(mail)
    assert f"牵头单位：{LEAD}" in text_of(mail)


def asked(session: Session, office: TestOffice, kind: PetitionKind, period: str) -> None:
    row = owed(session, ObligationKind.COMPLETION)
    assert row.key_task_id is not None
    petition = Petition(
        kind=kind,
        position=petition_place(session, row.key_task_id),
        plan_id=row.plan_id,
        key_task_id=row.key_task_id,
        unit_id=row.unit_id,
        obligation_id=row.id,
        reason="施工受阻。",
        wanted_on=date(2026, 7, 31) if kind is PetitionKind.EXTENSION else None,
        asked_at=office.now,
        asked_by="王联络",
    )
    session.add(petition)
    session.flush()
    ask_office(session, row.plan_id, row.key_task_id, period, petition.id, office.rules(), office.now)


def test_the_coordinator_hears_of_petitions_and_held_messages_at_once_in_one_mail(
    office: TestOffice, received: Received
) -> None:
    in_may(office, "2026-05-07")
    with transaction(office.engine) as session:
        asked(session, office, PetitionKind.EXTENSION, "extension")
    office.beat()
    mail = last(received, SUN)
    assert subject(mail) == "〔我办待办〕2件，答复延期申请1件、签发催办单1件，5月14日（周四）前办理"
    text = text_of(mail)
    assert f"- 答复延期申请：{LEAD}，申请延至7月31日（周五）" in text
    assert f"- 签发催办单：{LEAD}" in text
    assert "第1项 建设第1号示范园区" in text
    assert f"督查页面：{office.settings.pages}" in text
    assert "报送单" not in text.partition("请勿")[0]


def test_the_call_list_names_the_coordinators_mail_and_what_is_to_decide_stands_in_it(
    office: TestOffice, received: Received
) -> None:
    in_may(office, "2026-05-11")
    with transaction(office.engine) as session:
        asked(session, office, PetitionKind.COORDINATION, "coordination")
    office.beat()
    mail = last(received, SUN)
    assert subject(mail) == "〔电话催办〕今天请催1个单位，共1件；另有我办待办1件"
    assert f"- 答复请求协调：{LEAD}" in text_of(mail)


def test_after_the_term_the_offices_head_hears_of_it(office: TestOffice, received: Received) -> None:
    in_may(office)
    head = "head@office.example"
    with transaction(office.engine) as session:
        asked(session, office, PetitionKind.OBJECTION, "objection")
        duty = session.exec(select(Obligation).where(Obligation.kind == ObligationKind.DECIDE)).one()
        session.add(Post(unit_id=duty.unit_id, role=PostRole.HEAD, title="主任", email=head))
    office.live_until(at("2026-05-14", 18))
    assert received.to(head) == []
    office.live_until(at("2026-05-15", 10))
    mail = last(received, head)
    assert subject(mail) == "〔我办逾期未办〕1件，答复分工异议1件"
    assert "已过我办的办理时限" in text_of(mail)


def test_of_a_matter_that_is_not_public_mails_carry_the_number_alone(
    office: TestOffice, received: Received
) -> None:
    in_may(office)
    with transaction(office.engine) as session:
        set_secrecy(session, session.exec(select(KeyTask)).one(), Secrecy.INTERNAL, "", OFFICE, office.now)
    anew(office, Armed.RESUMED, date(2026, 6, 18))
    mail = last(received, WANG)
    assert subject(mail) == "〔恢复推进〕政府工作报告 云政发〔2026〕1号（内部），6月18日（周四）前报"
    assert "示范园区" not in text_of(mail) + html_of(mail)


def test_the_offices_duties_are_in_no_units_mail(office: TestOffice, received: Received) -> None:
    in_may(office)
    with transaction(office.engine) as session:
        asked(session, office, PetitionKind.EXTENSION, "extension")
    office.live_until(at("2026-06-03", 10))
    for reader in (WANG, ZHAO):
        assert not any(
            "我办" in text_of(one) or "督查机构办理" in text_of(one) for one in received.to(reader)
        )
