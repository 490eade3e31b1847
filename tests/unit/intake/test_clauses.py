"""How a limit falls apart into clauses, and what their verbs say."""

import pytest

from intake.limits.clauses import clauses
from intake.limits.scope import scope_of
from intake.limits.ties import untied
from intake.limits.verbs import judge
from models.words import Criterion


def parts(text: str) -> list[tuple[str, str]]:
    return [(part.words, part.phrase.text if part.phrase else "") for part in clauses(text, 2025)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("年底前完成", [("完成", "年底前")], id="one clause"),
        pytest.param("3月底前选址，9月底前开工", [("选址", "3月底前"), ("开工", "9月底前")], id="at a comma"),
        pytest.param("“甲，乙”年底前完成", [("“甲，乙”完成", "年底前")], id="never inside quotes"),
        pytest.param("《甲；乙》年底前出台", [("《甲；乙》出台", "年底前")], id="never inside a title"),
        pytest.param(
            "东岸3月底前完成、西岸9月底前完成",
            [("东岸完成", "3月底前"), ("西岸完成", "9月底前")],
            id="before a subject",
        ),
        pytest.param(
            "东岸3月底前、西岸9月底前完成",
            [("东岸", "3月底前"), ("西岸完成", "9月底前")],
            id="after a bare date",
        ),
        pytest.param(
            "建成平台并持续推进应用",
            [("建成平台", ""), ("持续推进应用", "")],
            id="where the criterion changes",
        ),
        pytest.param(
            "制定加快甲和推进乙的意见", [("制定加快甲和推进乙的意见", "")], id="never inside what is made"
        ),
        pytest.param("完成（6月底前）", [("完成", "6月底前")], id="a date in brackets is a date"),
        pytest.param("完成（二期）", [("完成（二期）", "")], id="other brackets stay"),
        pytest.param("2025年完成", [("完成", "2025年")], id="a bare year before a verb is a date"),
        pytest.param("编制2026年要点", [("编制2026年要点", "")], id="a bare year in an object is none"),
    ],
)
def test_where_a_limit_is_cut(text: str, expected: list[tuple[str, str]]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("力争完成", "完成"),
        ("其中东岸", "东岸"),
        ("方案于", "方案"),
        ("规划纲要", "规划纲要"),
        ("天然气供应", "天然气供应"),
        ("项目所在", "项目所在"),
        ("计划", ""),
        ("三年行动计划", "三年行动计划"),
    ],
)
def test_ties_are_taken_off_but_not_parts_of_words(text: str, expected: str) -> None:
    assert untied(text) == expected


@pytest.mark.parametrize(
    ("words", "criterion"),
    [
        ("完成", Criterion.COMPLETE),
        ("森林覆盖率达到41%", Criterion.COMPLETE),
        ("灯塔", Criterion.COMPLETE),
        ("推动条例出台", Criterion.COMPLETE),
        ("推进竣工验收工作", Criterion.PROGRESS),
        ("推进新开工项目建设", Criterion.PROGRESS),
        ("改造工程有序推进", Criterion.PROGRESS),
        ("完成工作取得实质性进展", Criterion.PROGRESS),
        ("实现突破性进展", Criterion.PROGRESS),
        ("持续推进竣工项目投产", Criterion.CONTINUOUS),
        ("评估工作持续推进", Criterion.CONTINUOUS),
        ("形成常态化管理机制", Criterion.COMPLETE),
        ("长抓不懈", Criterion.CONTINUOUS),
    ],
)
def test_the_verbs_decide_the_criterion(words: str, criterion: Criterion) -> None:
    assert judge(words) is criterion


@pytest.mark.parametrize(
    ("words", "criterion", "scope"),
    [
        pytest.param("完成", Criterion.COMPLETE, "", id="completion alone is the whole task"),
        pytest.param("全面完成年度目标任务", Criterion.COMPLETE, "", id="so is every general phrase"),
        pytest.param("完成选址", Criterion.COMPLETE, "选址", id="the verb of completion goes"),
        pytest.param("启动选址", Criterion.COMPLETE, "启动选址", id="a start stays"),
        pytest.param("新增床位800张", Criterion.COMPLETE, "新增床位800张", id="numbers stay"),
        pytest.param("印发", Criterion.COMPLETE, "印发", id="a verb that is all there is stays"),
        pytest.param("建成并投入使用", Criterion.COMPLETE, "建成投入使用", id="two results in one word"),
        pytest.param("完成验收", Criterion.COMPLETE, "验收", id="完成 goes whole"),
        pytest.param("东岸取得明显进展", Criterion.PROGRESS, "东岸", id="the set phrase goes"),
        pytest.param(
            "其他任务有序推进", Criterion.PROGRESS, "其他任务", id="what only says that work goes on goes"
        ),
        pytest.param("按照上级要求完成", Criterion.COMPLETE, "", id="a preamble is no scope"),
    ],
)
def test_the_scope_is_what_remains(words: str, criterion: Criterion, scope: str) -> None:
    assert scope_of(words, criterion) == scope
