"""What an answer must carry: pure rules."""

from datetime import date
from uuid import uuid4

import pytest

from models.actors import MoveRefused
from models.answer_checks import Said, checked
from models.duties import Obligation
from models.given_answer import GivenAnswer, read_date, read_percent
from models.plans import KeyTask
from models.words import Answer, ObligationKind, Responsibility, Secrecy

TODAY = date(2026, 3, 18)
SOON = date(2026, 4, 1)


def owed(kind: ObligationKind) -> Obligation:
    return Obligation(
        plan_id=1, unit_id=uuid4(), kind=kind, slot="", ladder="", report_by=SOON, key_task_id=uuid4()
    )


def check(kind: ObligationKind, said: Said, files: int = 0, secrecy: Secrecy = Secrecy.OPEN) -> Said:
    task = KeyTask(
        plan_id=1,
        number=4,
        content="修缮校舍",
        time_limit="年底",
        responsibility=Responsibility.LEAD,
        secrecy=secrecy,
    )
    return checked(owed(kind), task, said, TODAY, evidence=files, new_files=files)


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        (ObligationKind.PROGRESS, Said(Answer.ON_TRACK, percent=101), "进度应为0到100"),
        (ObligationKind.PROGRESS, Said(Answer.ON_TRACK, percent=-1), "进度应为0到100"),
        (ObligationKind.PROGRESS, Said(Answer.ON_TRACK, next_on=SOON), "请写明下一步做什么"),
        (
            ObligationKind.PROGRESS,
            Said(Answer.ON_TRACK, next_step="招标", next_on=date(2026, 3, 17)),
            "2026-03-17已经过去",
        ),
        (
            ObligationKind.PROGRESS,
            Said(Answer.IN_PROGRESS, text="在办", next_step="招标"),
            "请填预计何时做到",
        ),
        (ObligationKind.COMPLETION, Said(Answer.ON_TRACK, next_step="招标"), "请填预计何时做到"),
        (ObligationKind.COMPLETION, Said(Answer.DONE), "完成情况，或附上证明材料"),
        (ObligationKind.COMPLETION, Said(Answer.DONE, "好了", date(2026, 3, 19)), "在今天之后"),
        (ObligationKind.PROGRESS, Said(Answer.IN_PROGRESS), "请写一句情况说明"),
        (ObligationKind.PROGRESS, Said(Answer.IN_PROGRESS, "  "), "请写一句情况说明"),
        (ObligationKind.PROGRESS, Said(Answer.NOTHING_NEW), "不能答复“本轮无新增”"),
        (ObligationKind.SIGN, Said(Answer.DONE, "好了"), "不能答复"),
        (ObligationKind.DECIDE, Said(Answer.DECIDED), "不能答复"),
        (ObligationKind.PROGRESS, Said(Answer.ON_TRACK, details={"measures": "抓"}), "不需要填写落实方案"),
        (ObligationKind.PROGRESS, Said(Answer.ON_TRACK, "长" * 2001), "情况说明最多2000字，现有2001字"),
        (ObligationKind.PROGRESS, Said(Answer.ON_TRACK, blocker="长" * 501), "存在问题最多500字"),
        (ObligationKind.PROGRESS, Said(Answer.ON_TRACK, next_step="长" * 301), "下一步最多300字"),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused_with_a_sentence(
    kind: ObligationKind, said: Said, sentence: str
) -> None:
    with pytest.raises(MoveRefused, match=sentence):
        check(kind, said)


def test_a_file_is_evidence_enough_for_a_completion() -> None:
    assert check(ObligationKind.COMPLETION, Said(Answer.DONE), files=1).done_on == TODAY


def test_what_is_done_is_done_whatever_the_percentage_said_before() -> None:
    assert check(ObligationKind.COMPLETION, Said(Answer.DONE, "好了", percent=60)).percent == 100


def test_a_next_step_without_a_date_is_fine_where_nothing_is_promised() -> None:
    assert check(ObligationKind.PROGRESS, Said(Answer.ON_TRACK, next_step=" 招标 ")).next_step == "招标"


def test_an_offline_key_task_takes_dates_and_no_words() -> None:
    done = Said(Answer.DONE, done_on=date(2026, 3, 1))
    assert check(ObligationKind.COMPLETION, done, secrecy=Secrecy.OFFLINE).done_on == date(2026, 3, 1)
    for said, files in ((Said(Answer.DONE, "好了"), 0), (Said(Answer.ON_TRACK, blocker="缺"), 0), (done, 1)):
        with pytest.raises(MoveRefused, match="线下事项"):
            check(ObligationKind.COMPLETION, said, files, Secrecy.OFFLINE)


@pytest.mark.parametrize(
    "text", ["2026-06-30", "2026/6/30", "2026.6.30", "2026年6月30日", " 2026-6-30 ", "2026-06-30 00:00:00"]
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert read_date(text, "日期") == date(2026, 6, 30)


@pytest.mark.parametrize("text", ["6月30日", "2026-02-30", "年底", "20260630", "2026-06-30T08:00"])
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(MoveRefused, match=f"完成日期“{text}”读不懂"):
        read_date(text, "完成日期")


def test_a_percentage_is_read_with_or_without_its_sign() -> None:
    assert [read_percent(text) for text in ("60", "60%", "60％", "60.0", "")] == [60, 60, 60, 60, None]
    for text in ("六成", "60.5", "-3"):
        with pytest.raises(MoveRefused, match="读不懂"):
            read_percent(text)


def test_coordination_is_asked_about_the_blocker() -> None:
    asked = GivenAnswer("x", answer="按计划推进", blocker="用地未批", coordinate="是").said()
    assert (asked.answer, asked.coordination) == (Answer.ON_TRACK, "用地未批")
    with pytest.raises(MoveRefused, match="请在“存在问题”里写明"):
        GivenAnswer("x", answer="on-track", coordinate="是").said()
