"""Few questions: the same doubt about the same limit is asked once."""

from dataclasses import replace

from intake.asked_once import about_hidden, asked_once
from intake.document import Document, Passage, Place
from intake.draft import Question
from intake.notice import read_text
from intake.whole_notice import set_apart
from tests.support.drafts import task

OPEN = Question(
    "limit-without-date", "“持续推进”没有写明日期，按哪一天督办？", ("2026-12-31", "暂不设期限"), "暂不设期限"
)


def test_one_limit_in_several_key_tasks_is_one_question() -> None:
    tasks = [task(number, due=None) for number in (1, 2, 5)]
    asked = asked_once([replace(OPEN, number=task.number) for task in tasks], tasks)
    assert [(question.number, question.tasks) for question in asked] == [(None, ((1, 1), (2, 1), (5, 1)))]
    assert asked[0].text.endswith("（第1、2、5项都这样写，一并答复）")


def test_what_is_asked_of_one_key_task_stays_there() -> None:
    other = replace(task(2, due=None), time_limit="适时出台")
    questions = [replace(OPEN, number=1), replace(OPEN, number=2)]
    assert asked_once(questions, [task(1, due=None), other]) == tuple(questions)


def test_other_questions_stay_as_they_are_and_where_they_stand() -> None:
    group = Question("group-members", "“相关区人民政府”指哪些单位？", ("暂不指定",), "暂不指定", 1)
    questions = [group, replace(OPEN, number=1), replace(group, number=2), replace(OPEN, number=2)]
    asked = asked_once(questions, [task(1, due=None), task(2, due=None)])
    assert [(question.code, question.number) for question in asked] == [
        ("group-members", 1),
        ("limit-without-date", None),
        ("group-members", 2),
    ]


def test_what_a_file_hides_is_asked_about() -> None:
    seen = Document("表.xlsx", "xlsx", (Passage("甲", Place()),), (0,))
    assert about_hidden(seen) == ()
    (question,) = about_hidden(replace(seen, hidden=("工作表“分工”第7行",)))
    assert (question.code, question.default) == ("hidden-left-out", "不读入")
    assert "工作表“分工”第7行" in question.text


def test_a_notice_full_of_standing_work_asks_once() -> None:
    items = "\n\n".join(f"{n}．推进第{n}片区绿化管护工作。（市园林局牵头，适时开展）" for n in range(1, 9))
    draft = read_text(f"云泽市人民政府关于印发2026年重点工作分工的通知\n\n{items}\n", "来文.txt")
    assert len(draft.tasks) == 8
    assert [len(question.tasks) for question in draft.questions if question.code.startswith("limit-")] == [8]


def test_a_column_of_main_responsible_units_is_asked_about_once() -> None:
    asked = [
        Question(
            "co-responsible",
            f"除牵头单位外，“{name}”写明主责，如何录入？",
            ("列为配合单位", "共同牵头"),
            "列为配合单位",
            n,
        )
        for n, name in ((1, "市财政局"), (4, "市审计局"))
    ]
    (question,) = asked_once(asked, [])
    assert (question.number, question.tasks) == (None, ((1, 1), (4, 1)))
    assert question.named == (("市财政局",), ("市审计局",))
    assert "第1、4项" in question.text


def test_what_nobody_in_particular_answers_for_is_offered_as_not_supervised_apart() -> None:
    nobody = task(1, ("有关部门",), ())
    districts = task(2, ("各区人民政府",), ())
    somebody = task(3, ("有关部门",), ("市财政局",))
    made, asked = set_apart([nobody, districts, somebody])
    assert [one.listed_apart for one in made] == [False, True, True]
    assert [(question.code, question.number, question.default) for question in asked] == [
        ("not-listed-apart", 1, "不单列督办")
    ]
