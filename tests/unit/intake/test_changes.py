"""What a corrected notice changes, key task by key task."""

from dataclasses import replace
from datetime import date

import pytest

from intake.changes import Changes, Kept, compare, differences, likeness
from intake.draft import DraftMilestone, DraftTask
from intake.readings import as_read
from models.words import Criterion, Responsibility

TEXTS = {
    1: "新建三所公办小学，增加学位两千个。",
    2: "完成老旧管网改造四十公里，消除积水点。",
    3: "推进临浦区中医院迁建，主体结构封顶。",
    4: "举办云泽国际马拉松赛，接待游客十万人次。",
}


def task(
    number: int, content: str | None = None, part: int = 1, due: date | None = date(2026, 6, 30)
) -> DraftTask:
    return DraftTask(
        number=number,
        part=part,
        theme="一、民生",
        content=TEXTS[number] if content is None else content,
        time_limit="6月底前完成",
        leaders=("钱副市长",),
        responsibility=Responsibility.LEAD,
        leads=("市教育局",),
        supports=("市财政局",),
        milestones=(DraftMilestone(due, Criterion.COMPLETE, ""),),
    )


def kept(*tasks: DraftTask) -> list[Kept[str]]:
    return [Kept(f"k{one.number}-{one.part}", one.number, one.part, as_read(one)) for one in tasks]


def pairing(changes: Changes[str]) -> dict[str, int]:
    return {pair.old.key: pair.new.number for pair in changes.pairs}


def test_the_same_notice_has_no_differences() -> None:
    tasks = [task(1), task(2)]
    found = differences(kept(*tasks), tasks)
    assert not found.any
    assert found.sentences() == []


def test_every_field_that_differs_is_said_before_and_after() -> None:
    new = replace(task(1), supports=("市财政局", "市住建局"), leaders=("孙副市长",), theme="二、教育")
    found = differences(kept(task(1)), [new])
    assert found.sentences() == [
        "第1项 板块：一、民生 → 二、教育",
        "第1项 分管领导：钱副市长 → 孙副市长",
        "第1项 配合单位：市财政局 → 市财政局、市住建局",
    ]


def test_a_milestone_is_said_with_date_criterion_and_scope() -> None:
    new = replace(task(1), milestones=(DraftMilestone(None, Criterion.PROGRESS, "前期工作"),))
    assert differences(kept(task(1)), [new]).sentences() == [
        "第1项 节点：2026-06-30 完成 → 未定日期 取得明显进展 前期工作"
    ]


def test_what_the_reader_thinks_of_a_date_is_no_difference() -> None:
    unsure = replace(task(1).milestones[0], confidence=0.5, explanation="另一种说法")
    assert not differences(kept(task(1)), [replace(task(1), milestones=(unsure,))]).any


def test_an_inserted_key_task_moves_the_others_and_is_the_only_new_one() -> None:
    new = [task(1), task(2, "修缮东屿县图书馆并免费开放。"), task(3, TEXTS[2]), task(4, TEXTS[3])]
    found = differences(kept(task(1), task(2), task(3)), new)
    assert pairing(found) == {"k1-1": 1, "k2-1": 3, "k3-1": 4}
    assert [one.number for one in found.added] == [2]
    assert found.removed == ()
    assert "第3项（原第2项）：只改序号" in found.sentences()
    assert "新增第2项：修缮东屿县图书馆并免费开放。" in found.sentences()


def test_texts_that_are_almost_alike_keep_their_numbers() -> None:
    old = [task(number, f"建设第{number}号示范园区。") for number in (1, 2, 3)]
    new = [task(1, "建设第1号示范园区。"), task(2, "建成第2号示范园区。"), task(3, "建设第3号示范园区。")]
    found = differences(kept(*old), new)
    assert pairing(found) == {"k1-1": 1, "k2-1": 2, "k3-1": 3}
    assert [change.name for pair in found.pairs for change in pair.changes] == ["content"]


def test_a_reworded_key_task_under_another_number_is_found_by_its_text() -> None:
    new = [task(1), task(2, "完成老旧供水管网改造四十公里，消除易积水点。")]
    found = differences(
        kept(task(1, TEXTS[3]), task(2, TEXTS[2]), task(3, TEXTS[1])), [new[0], task(3, new[1].content)]
    )
    assert pairing(found) == {"k2-1": 3, "k3-1": 1}
    assert [old.number for old in found.removed] == [1]


def test_one_number_with_texts_a_little_alike_is_left_to_a_person() -> None:
    new = task(2, "完成老旧小区加装电梯四十部，消除安全隐患。")
    found = differences(kept(task(1), task(2)), [task(1), new])
    assert [(old.number, one.number) for old, one in found.doubtful] == [(2, 2)]
    assert found.any
    assert "第2项与原第2项是否为同一项？" in found.sentences()[-1]


@pytest.mark.parametrize(
    ("said", "pairs", "added", "removed"),
    [({"2": "2"}, {"k1-1": 1, "k2-1": 2}, [], []), ({"2": ""}, {"k1-1": 1}, [2], [2])],
    ids=["the same one", "a new one"],
)
def test_what_a_person_has_said_holds(
    said: dict[str, str], pairs: dict[str, int], added: list[int], removed: list[int]
) -> None:
    new = task(2, "完成老旧小区加装电梯四十部，消除安全隐患。")
    found = differences(kept(task(1), task(2)), [task(1), new], said)
    assert pairing(found) == pairs
    assert [one.number for one in found.added] == added
    assert [old.number for old in found.removed] == removed
    assert found.doubtful == ()


def test_one_number_with_another_text_altogether_is_one_gone_and_one_new() -> None:
    found = differences(kept(task(1)), [task(1, TEXTS[4])])
    assert ([old.number for old in found.removed], [one.number for one in found.added]) == ([1], [1])
    assert found.doubtful == ()


def test_parts_of_one_number_are_told_apart() -> None:
    old = [task(1, TEXTS[1], part=1), task(1, TEXTS[2], part=2)]
    found = differences(kept(*old), [old[0], replace(old[1], theme="二、城建")])
    assert found.sentences() == ["第1-2项 板块：一、民生 → 二、城建"]


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("", "", 0, 0),
        ("甲", "甲", 1, 1),
        ("甲乙丙", "甲乙丁", 0.4, 0.6),
        ("甲乙，丙", "甲乙丙。", 1, 1),
        ("甲乙", "丙丁", 0, 0),
    ],
)
def test_likeness_counts_neighbouring_signs(one: str, other: str, least: float, most: float) -> None:
    assert least <= likeness(one, other) <= most


def test_a_plan_from_before_readings_were_kept_compares_as_empty() -> None:
    assert {change.name for change in compare({}, as_read(task(1)))} >= {"content", "leads", "milestones"}
