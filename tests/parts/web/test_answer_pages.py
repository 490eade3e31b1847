"""A unit's sheet: what it asks, what it takes, and what it refuses."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from models.database import transaction
from models.duties import Obligation, Report
from models.messages import AnswerLink
from models.plans import Assignment
from models.words import Answer, AssignmentState, ObligationKind, ObligationState
from notifications.links import token_for
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, SECRET, City

OpenPages = Callable[..., Visitor]
JUNE = datetime(2026, 6, 10, 1, tzinfo=UTC)
PROGRESS, COMPLETION, CONTRIBUTION = (
    ObligationKind.PROGRESS,
    ObligationKind.COMPLETION,
    ObligationKind.CONTRIBUTION,
)


@pytest.fixture
def link(city: City) -> str:
    """王's link to the first round's sheet."""
    return city.link("市交通局")


def reports(city: City, obligation_id: UUID) -> list[Report]:
    with Session(city.engine) as session:
        return list(
            session.exec(
                select(Report).where(Report.obligation_id == obligation_id).order_by(col(Report.position))
            ).all()
        )


# What it shows


def test_the_sheet_names_unit_round_and_date(pages: Visitor, link: str) -> None:
    text = pages.get(f"/answer/{link}").text
    for words in (
        "市交通局",
        "一季度报送单",
        "2026年3月25日（周三）",
        "请勿填写涉密内容",
        "周督查",
        "0100-1234",
    ):
        assert words in text


def test_lead_rows_come_before_contributions(city: City, pages: Visitor) -> None:
    own = pages.get(f"/answer/{city.link('市交通局')}").text
    assert "一季度进展报送" in own
    assert "按计划推进" in own
    assert "配合报送" not in own
    helping = pages.get(f"/answer/{city.link('市财政局')}").text
    assert "一季度配合报送" in helping
    assert "本轮无新增" in helping
    assert "进展报送" not in helping


def test_a_sheet_shows_nothing_of_other_units(pages: Visitor, link: str) -> None:
    text = pages.get(f"/answer/{link}").text
    assert "黑臭水体" not in text
    assert 'href="/' not in text.replace('href="/answer/', "").replace('href="/static/', "")


def test_later_rounds_are_not_asked_yet(city: City, pages: Visitor, link: str) -> None:
    later = city.obligation("市交通局", PROGRESS, report_by=date(2026, 6, 25))
    assert str(later) not in pages.get(f"/answer/{link}").text


def test_what_is_still_owed_from_an_earlier_round_is_asked_again(city: City, pages: Visitor) -> None:
    city.at(JUNE)
    link = city.link("市交通局", JUNE, date(2026, 6, 25))
    text = pages.get(f"/answer/{link}").text
    assert str(city.obligation("市交通局", PROGRESS, report_by=date(2026, 3, 25))) in text
    assert "已逾期" in text
    june = str(city.obligation("市交通局", COMPLETION, 1))
    assert june not in text, "due 30 June: on the sheet of the round after it"


def test_a_unit_without_dues_is_thanked(city: City, pages: Visitor) -> None:
    assert "本轮没有要报的事项" in pages.get(f"/answer/{city.link('市体育局')}").text


def test_the_last_rounds_text_is_filled_in(city: City, pages: Visitor, link: str) -> None:
    answered(pages, link, city.obligation("市交通局", PROGRESS), Answer.IN_PROGRESS, text="已开工<四>条")
    city.at(JUNE)
    text = pages.get(f"/answer/{city.link('市交通局', JUNE, date(2026, 6, 25))}").text
    assert "上次报：</span>已开工&lt;四&gt;条" in text


# Signing


def test_one_button_signs_the_whole_notice(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", ObligationKind.SIGN)
    assert "牵头 <b>2</b> 项" in pages.get(f"/answer/{link}").text
    answer = pages.post(f"/answer/{link}/sign", data={"obligation": str(owed)})
    assert "签收完成" in answer.text
    with Session(city.engine) as session:
        parts = session.exec(select(Assignment).where(Assignment.unit_id == city.units["市交通局"])).all()
    assert {part.state for part in parts} == {AssignmentState.SIGNED}
    assert parts[0].signed_by == "市交通局联络员（经发至contact1@city.example的链接）"


def test_signing_twice_is_refused_with_a_sentence(city: City, pages: Visitor, link: str) -> None:
    form = {"obligation": str(city.obligation("市交通局", ObligationKind.SIGN))}
    pages.post(f"/answer/{link}/sign", data=form)
    answer = pages.post(f"/answer/{link}/sign", data=form)
    assert answer.status_code == 409
    assert "无需再次签收" in answer.text


# Reporting


def answered(pages: Visitor, link: str, owed: UUID, answer: Answer | str, **form: str) -> str:
    reply = pages.post(
        f"/answer/{link}/report", data={"obligation": str(owed), "answer": str(answer), **form}
    )
    return reply.text


def test_one_click_answers_and_leaves_a_receipt_at_the_row(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    reply = pages.post(
        f"/answer/{link}/report", data={"obligation": str(owed), "answer": Answer.ON_TRACK.value}
    )
    assert reply.url.fragment == f"o-{owed}"
    assert "已于3月18日 09:30报送：按计划推进" in reply.text
    assert city.read(owed).state is ObligationState.REPORTED


@pytest.mark.parametrize(
    ("answer", "form", "sentence"),
    [
        pytest.param(Answer.IN_PROGRESS, {}, "请写一句情况说明", id="a status without a sentence"),
        pytest.param("", {"text": "有"}, "请先选择", id="no status"),
        pytest.param(Answer.SIGNED, {}, "不能答复", id="a status of another kind"),
        pytest.param(
            Answer.DONE, {"text": "好了", "done_on": "2026-04-01"}, "在今天之后", id="done tomorrow"
        ),
        pytest.param(Answer.DONE, {"text": "好了", "done_on": "三月"}, "读不懂", id="no date"),
        pytest.param(Answer.DONE, {"text": "长" * 2001}, "最多2000字", id="too long"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_row_and_what_was_typed_stays(
    city: City, pages: Visitor, link: str, answer: str, form: dict[str, str], sentence: str
) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    reply = pages.post(
        f"/answer/{link}/report", data={"obligation": str(owed), "answer": str(answer), **form}
    )
    assert reply.status_code == 409
    row = reply.text.partition(f'id="o-{owed}"')[2]
    assert sentence in row
    assert form.get("text", "") in row
    assert reports(city, owed) == []


def test_an_answer_may_be_changed_until_it_is_accepted(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    assert "修改" in answered(pages, link, owed, Answer.ON_TRACK)
    text = answered(pages, link, owed, Answer.IN_PROGRESS, text="第一行\r\n第二行")
    assert "推进中" in text
    assert [report.text for report in reports(city, owed)] == ["", "第一行\n第二行"]
    pages.post(f"/obligations/{owed}/accept")
    assert "督查人员已认可" in pages.get(f"/answer/{link}").text
    assert "不能报送" in answered(pages, link, owed, Answer.ON_TRACK)


def test_a_completion_that_is_not_done_is_noted_and_stays_open(city: City, pages: Visitor) -> None:
    city.at(JUNE)
    owed = city.obligation("市交通局", COMPLETION, 1)
    link = city.link("市交通局", JUNE, date(2026, 9, 25))
    text = answered(pages, link, owed, Answer.IN_PROGRESS, text="还差桥面铺装")
    assert "办结后请再报一次" in text
    assert city.read(owed).state is ObligationState.OPEN
    answered(pages, link, owed, Answer.DONE, text="已通车", done_on="2026-06-09")
    assert city.read(owed).done_on == date(2026, 6, 9)


# The rest in one click


def test_the_rest_is_answered_after_a_last_look(city: City, pages: Visitor) -> None:
    link = city.link("市财政局")
    owed = [city.obligation("市财政局", CONTRIBUTION), city.obligation("市财政局", CONTRIBUTION, 1)]
    seen = pages.get(f"/answer/{link}/rest?part=support").text
    assert str(owed[0]) in seen
    assert city.read(owed[0]).state is ObligationState.OPEN
    form = {"part": "support", "obligation": [str(owed[0])]}
    assert "已一并报送" in pages.post(f"/answer/{link}/rest", data=form).text
    assert reports(city, owed[0])[0].answer is Answer.NOTHING_NEW


def test_the_rest_leaves_out_what_was_answered_meanwhile(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    answered(pages, link, owed, Answer.IN_PROGRESS, text="另有情况")
    pages.post(f"/answer/{link}/rest", data={"part": "lead", "obligation": [str(owed)]})
    assert [report.answer for report in reports(city, owed)] == [Answer.IN_PROGRESS]


def test_no_such_part(pages: Visitor, link: str) -> None:
    assert pages.get(f"/answer/{link}/rest?part=everything").status_code == 404


# What the link does not open


@pytest.mark.parametrize("move", ["report", "rest", "sign"])
def test_another_units_row_is_refused_even_if_its_id_is_guessed(
    city: City, pages: Visitor, link: str, move: str
) -> None:
    theirs = city.obligation("市水务局", ObligationKind.SIGN if move == "sign" else PROGRESS, 2)
    form = {"obligation": str(theirs), "answer": Answer.ON_TRACK.value, "part": "lead"}
    assert pages.post(f"/answer/{link}/{move}", data=form).status_code == 404
    assert city.read(theirs).state is ObligationState.OPEN


def test_an_id_of_nothing_is_refused(pages: Visitor, link: str) -> None:
    form = {"obligation": str(uuid4()), "answer": "on-track"}
    assert pages.post(f"/answer/{link}/report", data=form).status_code == 404
    assert pages.post(f"/answer/{link}/report", data={"obligation": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        pytest.param(lambda token: token[:-2] + "xx", "不是本系统发出的", id="a changed signature"),
        pytest.param(lambda token: token.partition(".")[0], "不是本系统发出的", id="cut short"),
        pytest.param(lambda _: token_for(uuid4(), SECRET), "没有这个链接", id="signed, but never stored"),
        pytest.param(lambda _: token_for(uuid4(), "another secret"), "不是本系统发出的", id="another secret"),
    ],
)
def test_a_forged_link_opens_nothing(
    pages: Visitor, link: str, spoil: Callable[[str], str], sentence: str
) -> None:
    for answer in (pages.get(f"/answer/{spoil(link)}"), pages.post(f"/answer/{spoil(link)}/rest")):
        assert answer.status_code == 403
        assert sentence in answer.text
        assert "市交通局" not in answer.text


def test_an_expired_link_says_so(city: City, pages: Visitor, link: str) -> None:
    city.at(MARCH + timedelta(days=200))
    answer = pages.get(f"/answer/{link}")
    assert answer.status_code == 410
    assert "已过期" in answer.text


def test_a_revoked_link_says_so(city: City, pages: Visitor, link: str) -> None:
    with transaction(city.engine) as session:
        session.exec(select(AnswerLink)).one().revoked_at = MARCH
    answer = pages.get(f"/answer/{link}")
    assert answer.status_code == 410
    assert "已被收回" in answer.text


def test_the_link_works_from_anywhere(city: City, open_pages: OpenPages, link: str) -> None:
    phone = open_pages(city, client="192.0.2.44", host="duban.example")
    assert phone.get(f"/answer/{link}").status_code == 200
    assert phone.get("/").status_code == 403


def test_another_round_of_the_same_unit_shows_only_its_own(city: City, pages: Visitor) -> None:
    link = city.link("市水务局")
    with Session(city.engine) as session:
        owed = session.exec(select(Obligation).where(Obligation.unit_id == city.units["市水务局"])).all()
    text = pages.get(f"/answer/{link}").text
    asked = {row.report_by for row in owed if str(row.id) in text and row.kind is PROGRESS}
    assert asked == {date(2026, 3, 25)}
