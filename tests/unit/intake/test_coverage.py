"""Which words of a work report a key task covers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.coverage import Coverage, Gap, trace
from tests.support.reports import draft_of, report_of

HEAD = ["一、2023年工作回顾", "新建渡口码头9座。", "二、2024年重点工作", "（一）完善水陆交通"]


def traced(sentences: str, *tasks: str | tuple[str, str]) -> Coverage:
    return trace(report_of([*HEAD, sentences]), draft_of(tasks, 2024))


def gaps(sentences: str, *tasks: str) -> list[str]:
    return [one.text for one in traced(sentences, *tasks).uncovered]


@pytest.mark.parametrize(
    ("sentence", "task", "missing"),
    [
        pytest.param(
            "强化码头、航标协同管护。", "强化码头协同管护。", "航标", id="the last, whose end is shared"
        ),
        pytest.param("深化渔港渔船、休闲垂钓点整治。", "深化休闲垂钓点整治。", "渔港渔船", id="the first"),
        pytest.param("疏浚东河、西河、南河航道。", "疏浚东河、南河航道。", "西河", id="the middle one"),
        pytest.param("做好船员、渡工和引航员培训。", "做好船员、渡工培训。", "引航员", id="after 和"),
        pytest.param(
            "建设“数字渡口”“智慧水闸”平台。", "建设“数字渡口”平台。", "智慧水闸", id="after a quotation mark"
        ),
        pytest.param(
            "新建渡口码头6座、停靠点18个。", "新建渡口码头6座。", "停靠点18个", id="with its figure"
        ),
        pytest.param("改造提升农村渡口码头32座。", "改造提升农村渡口码头。", "32座", id="the figure alone"),
        pytest.param("改善渡口、闸口以及候船室条件。", "改善渡口、闸口条件。", "候船室", id="after 以及"),
    ],
)
def test_a_member_of_a_list_that_was_dropped_counts(sentence: str, task: str, missing: str) -> None:
    found = traced(sentence, task).uncovered
    assert [(one.text, one.missing) for one in found] == [(sentence, (missing,))]


@pytest.mark.parametrize(
    ("sentence", "task"),
    [
        pytest.param("加快建设湖滨码头二期。", "推进湖滨码头二期建设。", id="another verb"),
        pytest.param("切实加强渡口安全监管。", "加强渡口安全监管。", id="an adverb less"),
        pytest.param("新增水上巴士航线8条。", "开通水上巴士航线9条。", id="another figure"),
        pytest.param("整治东河、西河和南河。", "整治南河、东河、西河。", id="another order in a list"),
        pytest.param("修复桥梁、城区道路路面。", "修复桥梁、道路路面。", id="an attribute less"),
        pytest.param(
            "推进市、县、乡镇三级联动巡航。", "推进三级联动巡航。", id="the levels that are still counted"
        ),
        pytest.param("拓宽渔民增收渠道。", "多渠道促进渔民增收。", id="the words in another order"),
        pytest.param("推广“一船一码”管理。", "推广一船一码管理。", id="no quotation marks"),
        pytest.param(
            "年底前建成ＬＮＧ加注站２座。", "建成lng加注站2座。", id="letters of another width, no date"
        ),
        pytest.param("以港口复兴为契机，建成湖滨码头二期。", "建成湖滨码头二期。", id="the frame dropped"),
    ],
)
def test_a_lighter_wording_is_no_gap(sentence: str, task: str) -> None:
    coverage = traced(sentence, task)
    assert coverage.uncovered == ()
    assert coverage.tasks[0].sentences == (sentence,)
    assert coverage.tasks[0].confidence >= 0.7


def test_a_clause_no_task_has_is_named_alone() -> None:
    sentence = "建成湖滨码头二期，培训渡工三百名，完善候船室条件。"
    assert gaps(sentence, "建成湖滨码头二期，完善候船室条件。") == ["培训渡工三百名"]


def test_a_sentence_no_task_has_is_named_whole() -> None:
    assert gaps("建成湖滨码头二期。清理废弃渔网，打捞沉船。", "建成湖滨码头二期。") == [
        "清理废弃渔网，打捞沉船。"
    ]


def test_a_part_up_to_a_semicolon_is_named_whole() -> None:
    sentence = "建成湖滨码头二期；清理废弃渔网，打捞沉船；完善候船室条件。"
    assert gaps(sentence, "建成湖滨码头二期，完善候船室条件。") == ["清理废弃渔网，打捞沉船"]


def test_a_clause_like_its_neighbour_is_not_covered_by_it() -> None:
    sentence = "完成第一渡口候船室新址建设，启动第三渡口、第四渡口候船室新址建设。"
    assert gaps(sentence, "完成第一渡口候船室新址建设。") == ["启动第三渡口、第四渡口候船室新址建设"]


def test_several_tasks_cover_a_sentence_together() -> None:
    sentence = "疏浚东河、西河、南河航道，建成湖滨码头二期。"
    assert gaps(sentence, "疏浚东河、西河航道。", "疏浚南河航道。", "建成湖滨码头二期。") == []


def test_a_task_made_of_two_sentences_names_both() -> None:
    coverage = traced(
        "建成湖滨码头二期。清理废弃渔网。完善候船室条件。", "建成湖滨码头二期，完善候船室条件。"
    )
    assert coverage.tasks[0].sentences == ("建成湖滨码头二期。", "完善候船室条件。")
    assert [one.text for one in coverage.uncovered] == ["清理废弃渔网。"]


def test_the_same_words_elsewhere_are_covered_too() -> None:
    sentences = "建成湖滨码头二期，带动夜游经济发展。完善候船室条件，建成湖滨码头二期。"
    assert gaps(sentences, "建成湖滨码头二期，带动夜游经济发展。", "完善候船室条件。") == []


def test_between_two_equal_sentences_the_theme_decides() -> None:
    lines = [*HEAD, "开展技能培训。", "（二）发展休闲渔业", "开展技能培训。"]
    draft = draft_of([("发展休闲渔业", "开展技能培训。"), ("完善水陆交通", "开展技能培训。")], 2024)
    assert [one.section for one in trace(report_of(lines), draft).tasks] == [
        "二、2024年重点工作/（二）发展休闲渔业",
        "二、2024年重点工作/（一）完善水陆交通",
    ]


def test_between_two_equal_sentences_the_tasks_around_decide() -> None:
    lines = [*HEAD, "建成湖滨码头二期。开展技能培训。", "（二）发展休闲渔业", "打捞沉船。开展技能培训。"]
    tasks = trace(
        report_of(lines), draft_of(["建成湖滨码头二期。", "打捞沉船。", "开展技能培训。"], 2024)
    ).tasks
    assert tasks[2].section == "二、2024年重点工作/（二）发展休闲渔业"


def test_a_task_that_says_more_than_its_sentence_is_certain() -> None:
    task = "建成湖滨码头二期和游客中心，其中春季完成桩基检测，夏季完成主体结构验收，秋季办理消防手续。"
    found = traced("建成湖滨码头二期和游客中心。", task)
    assert found.tasks[0].certain
    assert found.uncovered == ()


def test_a_task_that_is_only_like_a_sentence_is_not_certain() -> None:
    found = traced("加快渡口码头标准化改造。", "开展渡口码头周边违法建筑整治。").tasks[0]
    assert not found.certain


def test_a_task_the_report_does_not_have_has_no_sentence() -> None:
    found = traced("加快渡口码头标准化改造。", "组织第五次经济普查登记。").tasks[0]
    assert (found.sentences, found.section, found.confidence) == ((), "", 0.0)


def test_a_figure_that_was_changed_is_told() -> None:
    found = traced("新增水上巴士航线8条，建成湖滨码头二期。", "新增水上巴士航线12条。").tasks[0]
    assert found.figures == (("8", "12"),)
    assert not found.certain


def test_figures_of_different_subjects_are_not_compared() -> None:
    sentence = "货物吞吐量增长6%，旅客发送量增长9%。"
    assert [one.figures for one in traced(sentence, "旅客发送量增长9%。", "货物吞吐量增长6%。").tasks] == [
        (),
        (),
    ]


def test_figures_that_share_only_their_unit_are_not_compared() -> None:
    sentence = "养护航道42万亩，种植芦苇3万亩。"
    assert traced(sentence, "养护航道42万亩。").tasks[0].figures == ()


def test_a_word_that_only_connects_is_no_gap() -> None:
    assert gaps("同时，建成湖滨码头二期，清理废弃渔网。", "清理废弃渔网。") == ["建成湖滨码头二期"]


def test_a_gap_knows_where_it_stands() -> None:
    lines = [*HEAD, "建成湖滨码头二期，清理废弃渔网。"]
    document = report_of(lines)
    gap: Gap = trace(document, draft_of(["建成湖滨码头二期。"], 2024)).uncovered[0]
    assert [document.text(span) for span in gap.sources] == ["清理废弃渔网"]


@pytest.mark.parametrize(
    ("sentence", "clear"),
    [
        ("清理废弃渔网。", True),
        ("始终把群众冷暖放在心上，牢记宗旨。", False),
        ("坚决防止走过场。", False),
        ("坚持节约用水，日供水减少3万吨。", True),
    ],
)
def test_attitudes_are_not_called_clear(sentence: str, clear: bool) -> None:
    coverage = traced(f"建成湖滨码头二期。{sentence}完善候船室条件。", "建成湖滨码头二期。")
    assert {one.text: one.clear for one in coverage.uncovered}[sentence] is clear


def test_an_effect_at_the_end_is_not_called_clear() -> None:
    found = traced("建成湖滨码头二期，提升群众出行体验。", "建成湖滨码头二期。").uncovered
    assert [(one.text, one.clear) for one in found] == [("提升群众出行体验", False)]


WORDS = st.sampled_from(
    [
        *"一（）1.、，。；：！“”《》…　 港渡船和",
        "二、",
        "是",
        "2024年",
        "重点工作",
        "3座",
        "建成",
        "各位代表！",
    ]
)


@given(
    st.lists(st.lists(WORDS, max_size=12).map("".join), max_size=8),
    st.lists(st.lists(WORDS).map("".join), max_size=4),
)
def test_any_text_is_compared_and_every_gap_is_in_it(lines: list[str], tasks: list[str]) -> None:
    document = report_of(["一、2024年重点工作", *lines, "二、水运", "建成湖滨码头二期。"])
    coverage = trace(document, draft_of(tasks, 2024))
    assert len(coverage.tasks) == len(tasks)
    for gap in coverage.uncovered:
        assert "".join(document.text(span) for span in gap.sources) == gap.text
        assert gap.text in gap.sentence
    for task in coverage.tasks:
        assert 0 <= task.confidence <= 1
