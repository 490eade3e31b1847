"""The contact's sheet: everything a row may carry, files, contributions, petitions, and pages that went stale."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from models.attached import Attachment, StoredFile
from models.duties import Petition, Promise, Report
from models.plans import Assignment
from models.words import Answer, ObligationKind, ObligationState, PetitionKind
from tests.parts.test_filing import PDF, PNG
from tests.parts.web.conftest import OpenPages
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, City, small_city

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
        rows = select(Report).where(Report.obligation_id == obligation_id).order_by(col(Report.position))
        return list(session.exec(rows).all())


def row_of(page: str, owed: UUID) -> str:
    """The part of a sheet's page that is one row."""
    return page.partition(f'id="o-{owed}"')[2].partition(' id="o-')[0]


def seen_on(page: str, owed: UUID) -> str:
    """The mark that a row's form carries."""
    found = re.search(r'name="seen" value="([^"]+)"', row_of(page, owed))
    return found.group(1) if found else ""


def test_a_row_takes_percent_next_step_blocker_and_files(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    form = {
        "obligation": str(owed),
        "seen": seen_on(pages.get(f"/answer/{link}").text, owed),
        "answer": "in-progress",
        "text": "四条线路已开行",
        "percent": "60",
        "next_step": "开行其余两条",
        "next_on": "2026-05-31",
        "blocker": "车辆未到",
    }
    files = [("files", ("运行图.pdf", PDF)), ("files", ("现场.png", PNG))]
    page = pages.post(f"/answer/{link}/report", data=form, files=files).text
    made = reports(city, owed)[0]
    assert (made.percent, made.next_on, made.blocker) == (60, date(2026, 5, 31), "车辆未到")
    for words in ("进度60%", "（5月31日前）：开行其余两条", "存在问题：车辆未到", "运行图.pdf", "现场.png"):
        assert words in row_of(page, owed)


def test_the_next_round_begins_with_what_was_said_in_the_last(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    form = {"obligation": str(owed), "answer": "in-progress", "text": "四条已开行"}
    more = {"percent": "60", "next_step": "开行其余两条", "next_on": "2026-05-31"}
    pages.post(f"/answer/{link}/report", data={**form, **more})
    city.at(JUNE)
    later = city.obligation("市交通局", PROGRESS, report_by=date(2026, 6, 25))
    row = row_of(pages.get(f"/answer/{city.link('市交通局', JUNE, date(2026, 6, 25))}").text, later)
    assert "四条已开行</textarea>" in row
    assert 'name="percent" min="0" max="100" inputmode="numeric" value="60"' in row
    assert 'value="开行其余两条"' in row
    assert "2026-05-31" not in row, "a date that has passed is no plan any more"


def test_not_yet_with_a_date_is_shown_as_a_promise(city: City, pages: Visitor) -> None:
    city.at(JUNE)
    owed = city.obligation("市交通局", COMPLETION, 1)
    link = city.link("市交通局", JUNE, date(2026, 9, 25))
    form = {"obligation": str(owed), "answer": "in-progress", "text": "还差桥面"}
    page = pages.post(
        f"/answer/{link}/report", data={**form, "next_step": "铺完桥面", "next_on": "2026-06-28"}
    ).text
    assert "贵单位承诺6月28日前：铺完桥面" in row_of(page, owed)
    with Session(city.engine) as session:
        assert session.exec(select(Promise)).one().due_on == date(2026, 6, 28)


def test_asking_for_coordination_needs_the_blocker(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    form = {"obligation": str(owed), "answer": "in-progress", "text": "在办", "coordinate": "是"}
    refused = pages.post(f"/answer/{link}/report", data=form)
    assert refused.status_code == 409
    assert "请在“存在问题”里写明" in row_of(refused.text, owed)
    page = pages.post(f"/answer/{link}/report", data={**form, "blocker": "站点用地未批"}).text
    assert "请求协调：待办理" in row_of(page, owed)
    with Session(city.engine) as session:
        assert session.exec(select(Petition)).one().reason == "站点用地未批"


def test_a_plan_is_handed_in_with_its_nodes_and_comes_back_as_typed(
    city: City, pages: Visitor, link: str
) -> None:
    owed = city.obligation("市交通局", ObligationKind.PLAN)
    form = {
        "obligation": str(owed),
        "answer": "planned",
        "measures": "分两批开行",
        "timetable": "上半年四条，下半年两条",
        "responsible": "王某某",
        "result_form": "开行公告",
        "expected_result": "",
        "node_due": ["2026-06-30", ""],
        "node_text": ["开行四条", ""],
    }
    refused = pages.post(f"/answer/{link}/report", data=form)
    assert "落实方案请写明预期成效" in row_of(refused.text, owed)
    assert "分两批开行</textarea>" in row_of(refused.text, owed)
    assert 'value="开行四条"' in row_of(refused.text, owed)
    page = pages.post(f"/answer/{link}/report", data={**form, "expected_result": "通车"}).text
    assert "节点1（2026-06-30）：开行四条" in row_of(page, owed)
    assert city.read(owed).state is ObligationState.REPORTED


def test_a_plan_is_not_answered_with_one_click(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", ObligationKind.PLAN)
    assert str(owed) not in pages.get(f"/answer/{link}/rest?part=lead").text
    assert "按计划推进" not in row_of(pages.get(f"/answer/{link}").text, owed)


# 配合报送


def contribute(city: City, pages: Visitor, files: bool = False) -> str:
    """市财政局 contributes to the first key task; gives the id of its report."""
    theirs = city.obligation("市财政局", CONTRIBUTION)
    form = {"obligation": str(theirs), "answer": "in-progress", "text": "资金已拨付"}
    sent = [("files", ("拨款单.pdf", PDF))] if files else None
    pages.post(f"/answer/{city.link('市财政局')}/report", data=form, files=sent)
    return str(reports(city, theirs)[0].id)


def test_the_lead_sees_who_contributed_and_who_is_missing(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    assert "尚未收到：市财政局" in row_of(pages.get(f"/answer/{link}").text, owed)
    given = contribute(city, pages)
    row = row_of(pages.get(f"/answer/{link}").text, owed)
    assert "资金已拨付" in row
    form = {"obligation": str(owed), "answer": "in-progress", "text": "已开行", "take_over": given}
    page = pages.post(f"/answer/{link}/report", data=form).text
    assert "并入市财政局：资金已拨付" in row_of(page, owed)
    assert reports(city, owed)[0].taken_over == [given]


def test_a_made_up_contribution_is_refused(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    form = {"obligation": str(owed), "answer": "in-progress", "text": "已开行", "take_over": str(uuid4())}
    assert "请刷新后重新勾选" in pages.post(f"/answer/{link}/report", data=form).text
    assert reports(city, owed) == []


# Files


def attached(city: City) -> UUID:
    with Session(city.engine) as session:
        return session.exec(select(Attachment)).one().id


def test_a_file_is_for_its_unit_the_lead_it_was_made_for_and_the_office(
    city: City, pages: Visitor, open_pages: OpenPages, link: str
) -> None:
    contribute(city, pages, files=True)
    file = attached(city)
    for address in (
        f"/answer/{city.link('市财政局')}/files/{file}",
        f"/answer/{link}/files/{file}",
        f"/files/{file}",
    ):
        answer = pages.get(address)
        assert answer.content == PDF
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert pages.get(f"/answer/{city.link('市水务局')}/files/{file}").status_code == 404
    assert pages.get(f"/files/{uuid4()}").status_code == 404
    assert (
        open_pages(city, client="192.0.2.44", host="duban.example").get(f"/files/{file}").status_code == 403
    )


def test_a_file_of_another_kind_keeps_nothing_of_the_answer(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    form = {"obligation": str(owed), "answer": "in-progress", "text": "已开行"}
    page = pages.post(f"/answer/{link}/report", data=form, files=[("files", ("甲.pdf", b"MZ\x90\x00"))])
    assert page.status_code == 409
    assert "不是可以接收的文件" in page.text
    assert "已开行</textarea>" in row_of(page.text, owed), "what was typed stays"
    with Session(city.engine) as session:
        assert session.exec(select(StoredFile)).all() == []
    assert reports(city, owed) == []


def test_large_files_are_taken_on_the_pages_that_take_files_only(
    tmp_path: Path, open_pages: OpenPages
) -> None:
    city = small_city(tmp_path, file_limit_mb=2)
    city.at(MARCH)
    pages, link = open_pages(city), city.link("市交通局")
    owed = city.obligation("市交通局", PROGRESS)
    form = {"obligation": str(owed), "answer": "in-progress", "text": "已开行"}
    large, larger = PDF + b" " * 1_900_000, PDF + b" " * 3_200_000
    assert (
        pages.post(f"/answer/{link}/sign", data=form, files={"files": ("甲.pdf", large)}).status_code == 413
    )
    assert (
        pages.post(f"/answer/{link}/report", data=form, files={"files": ("甲.pdf", larger)}).status_code
        == 413
    )
    page = pages.post(
        f"/answer/{link}/report", data=form, files={"files": ("甲.pdf", PDF + b" " * 2_200_000)}
    )
    assert "2.1MB，超过2MB" in page.text
    assert (
        pages.post(f"/answer/{link}/report", data=form, files={"files": ("甲.pdf", large)}).status_code == 200
    )
    city.engine.dispose()


def test_the_page_warns_before_a_file_is_chosen(pages: Visitor, link: str) -> None:
    text = pages.get(f"/answer/{link}").text
    assert text.count("不要上传涉密文件") == text.count('type="file"')


# Stale pages


def test_a_page_that_went_stale_is_told_who_reported(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    seen = seen_on(pages.get(f"/answer/{link}").text, owed)
    form = {"obligation": str(owed), "seen": seen}
    pages.post(f"/answer/{link}/report", data={**form, "answer": "on-track"})
    again = pages.post(f"/answer/{link}/report", data={**form, "answer": "done", "text": "好了"})
    assert again.status_code == 409
    assert "联络员（经发至contact1@city.example的链接）已于3月18日 09:30报送“按计划推进”" in again.text
    assert [one.answer for one in reports(city, owed)] == [Answer.ON_TRACK]


def test_a_button_pressed_twice_reports_once(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", PROGRESS)
    seen = seen_on(pages.get(f"/answer/{link}").text, owed)
    form = {"obligation": str(owed), "seen": seen, "answer": "on-track"}
    assert [pages.post(f"/answer/{link}/report", data=form).status_code for _ in range(2)] == [200, 200]
    assert len(reports(city, owed)) == 1


# 申请延期、分工异议


def test_an_extension_shows_its_effect_before_it_is_asked_for(city: City, pages: Visitor) -> None:
    city.at(JUNE)
    link = city.link("市交通局", JUNE, date(2026, 9, 25))
    owed = city.obligation("市交通局", COMPLETION, 1)
    form = {"obligation": str(owed), "until": "2026-07-31", "reason": "汛期停工"}
    shown = pages.post(f"/answer/{link}/extension", data=form).text
    assert "申请延期至2026年7月31日" in shown
    assert "同意以后" in shown
    with Session(city.engine) as session:
        assert session.exec(select(Petition)).all() == []
    page = pages.post(f"/answer/{link}/extension", data={**form, "confirmed": "是"}).text
    assert "延期申请（延至7月31日）：待办理" in row_of(page, owed)
    with Session(city.engine) as session:
        asked = session.exec(select(Petition)).one()
    assert (asked.kind, asked.wanted_on) == (PetitionKind.EXTENSION, date(2026, 7, 31))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"until": "2026-07-31", "reason": " "}, "请写明理由"),
        ({"until": "", "reason": "汛期"}, "请写明延至日期"),
        ({"until": "2026-06-15", "reason": "汛期"}, "2026-06-30"),
    ],
)
def test_an_extension_that_cannot_be_is_refused_at_the_row(
    city: City, pages: Visitor, form: dict[str, str], sentence: str
) -> None:
    city.at(JUNE)
    link = city.link("市交通局", JUNE, date(2026, 9, 25))
    owed = city.obligation("市交通局", COMPLETION, 1)
    answer = pages.post(f"/answer/{link}/extension", data={"obligation": str(owed), **form})
    assert answer.status_code == 409
    assert sentence in row_of(answer.text, owed)


def test_an_objection_names_the_head_and_waits_for_the_office(tmp_path: Path, open_pages: OpenPages) -> None:
    city, tuesday = small_city(tmp_path), datetime(2026, 2, 3, 2, tzinfo=UTC)
    city.at(tuesday)
    pages, link = open_pages(city), city.link("市交通局", tuesday)
    signing = city.obligation("市交通局", ObligationKind.SIGN)
    shown = pages.get(f"/answer/{link}/parts?obligation={signing}").text
    assert shown.count('name="assignment"') == 2
    part = re.findall(r'name="assignment" value="([^"]+)"', shown)[1]
    form = {"assignment": part, "reason": "桥梁由市住建局管养"}
    refused = pages.post(f"/answer/{link}/objection", data=form)
    assert refused.status_code == 409
    assert "主要负责人签字" in refused.text
    assert "桥梁由市住建局管养</textarea>" in refused.text
    page = pages.post(f"/answer/{link}/objection", data={**form, "signed_by": "李局长"}).text
    assert "申请已提交" in page
    assert "已提出异议，待答复" in pages.get(f"/answer/{link}/parts?obligation={signing}").text
    with Session(city.engine) as session:
        asked = session.exec(select(Petition)).one()
    assert (asked.kind, asked.signed_by) == (PetitionKind.OBJECTION, "李局长")
    city.engine.dispose()


def test_another_units_part_is_not_there(city: City, pages: Visitor, link: str) -> None:
    with Session(city.engine) as session:
        of_task = select(Assignment.id).where(Assignment.key_task_id == city.tasks[2])
        theirs = session.exec(of_task).one()
    form = {"assignment": str(theirs), "reason": "不归我们", "signed_by": "李局长"}
    assert pages.post(f"/answer/{link}/objection", data=form).status_code == 404
    assert pages.get(f"/answer/{link}/parts?task={city.tasks[2]}").status_code == 404
