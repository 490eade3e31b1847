"""Who leads and who supports, from one cell."""

import pytest

from intake.units import parse_split_units, parse_units
from models.words import Responsibility

LEAD, JOINT, EACH = Responsibility.LEAD, Responsibility.JOINT, Responsibility.EACH


@pytest.mark.parametrize(
    ("cell", "leads", "supports"),
    [
        pytest.param(
            "市水务局\n市财政局\n市教育局",
            ["市水务局"],
            ["市财政局", "市教育局"],
            id="one a line: the first leads",
        ),
        pytest.param(
            "市水务局、市财政局，市教育局", ["市水务局"], ["市财政局", "市教育局"], id="any separator"
        ),
        pytest.param("市水务局", ["市水务局"], [], id="a single unit leads"),
        pytest.param("县供销社\n各镇（街道）", ["县供销社"], ["各镇（街道）"], id="a group after a break"),
        pytest.param(
            "县交通局负责，县公交公司具体实施", ["县交通局"], ["县公交公司"], id="who carries it out helps"
        ),
        pytest.param(
            "市住建局主办，市城管局、市水务局会办", ["市住建局"], ["市城管局", "市水务局"], id="会办"
        ),
        pytest.param(
            "市安委会办、市消防救援支队", ["市安委会办"], ["市消防救援支队"], id="会办 inside a name"
        ),
        pytest.param("市水务局【牵头】、市财政局", ["市水务局"], ["市财政局"], id="牵头 in another bracket"),
        pytest.param("市水务局、市财政局等11部门", ["市水务局"], ["市财政局"], id="等11部门 is dropped"),
        pytest.param(
            "市财政局、市水务局等部门及各区人民政府",
            ["市财政局"],
            ["市水务局", "各区人民政府"],
            id="等部门及 a group",
        ),
        pytest.param(
            "各县（市、区）党委和政府", ["各县（市、区）党委和政府"], [], id="党委和政府 is one group"
        ),
        pytest.param(
            "各县（区）委、政府，市教育局", ["各县（区）委、政府"], ["市教育局"], id="委、政府 is one group"
        ),
        pytest.param(
            "县供销合作社联合社\n县财政局", ["县供销合作社联合社"], ["县财政局"], id="联合社 ends a name"
        ),
        pytest.param("市水务局 市财政局", ["市水务局"], ["市财政局"], id="a space separates"),
        pytest.param(
            "市外办（市港澳办）\n市台办",
            ["市外办（市港澳办）"],
            ["市台办"],
            id="a bracket belongs to the name",
        ),
        pytest.param(
            "市总工会（含甲、乙两会）、市妇联",
            ["市总工会（含甲、乙两会）"],
            ["市妇联"],
            id="a mark in a bracket",
        ),
        pytest.param("市水务局、市财政局等", ["市水务局"], ["市财政局"], id="等 is dropped"),
        pytest.param("市水务局、市财政局等有关部门", ["市水务局"], ["市财政局"], id="等有关部门 is dropped"),
        pytest.param("市水务局、市水务局", ["市水务局"], [], id="a unit named twice counts once"),
        pytest.param(
            "市水务局牵头，市财政局、市教育局配合", ["市水务局"], ["市财政局", "市教育局"], id="牵头 and 配合"
        ),
        pytest.param(
            "市水务局、市财政局牵头，市教育局配合", ["市水务局", "市财政局"], ["市教育局"], id="two lead"
        ),
        pytest.param(
            "市水务局牵头，市教育局等按职责分工负责", ["市水务局"], ["市教育局"], id="牵头 beats 分工"
        ),
        pytest.param("市水务局（牵头）、市财政局", ["市水务局"], ["市财政局"], id="牵头 in a bracket"),
        pytest.param("由市水务局牵头负责", ["市水务局"], [], id="由…牵头负责"),
        pytest.param("市水务局会同市财政局负责", ["市水务局"], ["市财政局"], id="会同"),
        pytest.param(
            "市水务局、市财政局，市教育局配合", ["市水务局", "市财政局"], ["市教育局"], id="only 配合 is said"
        ),
        pytest.param(
            "牵头单位：市水务局；配合单位：市财政局、市教育局",
            ["市水务局"],
            ["市财政局", "市教育局"],
            id="labels",
        ),
        pytest.param(
            "牵头单位：市水务局\n配合单位：市财政局", ["市水务局"], ["市财政局"], id="labels a line each"
        ),
        pytest.param(
            "责任单位：市水务局、市财政局",
            ["市水务局"],
            ["市财政局"],
            id="a label that says nothing on the lead",
        ),
        pytest.param(
            "市工业和信息化局和市规划和自然资源局",
            ["市工业和信息化局"],
            ["市规划和自然资源局"],
            id="和 in and between names",
        ),
    ],
)
def test_leads_and_supports(cell: str, leads: list[str], supports: list[str]) -> None:
    reading = parse_units(cell, first_listed=True)
    assert (reading.responsibility, list(reading.leads), list(reading.supports)) == (LEAD, leads, supports)


@pytest.mark.parametrize(
    ("cell", "responsibility", "units"),
    [
        pytest.param(
            "市水务局、市财政局按职责分工负责", JOINT, ["市水务局", "市财政局"], id="按职责分工负责"
        ),
        pytest.param(
            "市水务局、市财政局按照职责分工共同推动", JOINT, ["市水务局", "市财政局"], id="共同推动"
        ),
        pytest.param(
            "市水务局\n市财政局\n按各自职责负责",
            JOINT,
            ["市水务局", "市财政局"],
            id="the words on their own line",
        ),
        pytest.param("市水务局、市财政局分别负责", EACH, ["市水务局", "市财政局"], id="分别负责"),
        pytest.param("市水务局、市财政局分别牵头负责", EACH, ["市水务局", "市财政局"], id="分别牵头负责"),
    ],
)
def test_a_cell_may_say_that_nobody_leads(
    cell: str, responsibility: Responsibility, units: list[str]
) -> None:
    reading = parse_units(cell, first_listed=True)
    assert (reading.responsibility, list(reading.leads), reading.supports) == (responsibility, units, ())


def test_without_the_rule_several_units_are_joint() -> None:
    assert parse_units("市水务局、市财政局", first_listed=False).responsibility is JOINT


def test_without_the_rule_a_single_unit_still_leads() -> None:
    assert parse_units("市水务局", first_listed=False).responsibility is LEAD


@pytest.mark.parametrize("group", ["相关区人民政府", "有关部门", "各区人民政府", "市政府各部门", "属地街道"])
def test_a_group_stays_as_written_and_is_asked_about(group: str) -> None:
    reading = parse_units(f"市水务局\n{group}", first_listed=True)
    assert reading.supports == (group,)
    assert [question.code for question in reading.questions] == ["group-members"]
    assert group in reading.questions[0].text


@pytest.mark.parametrize("unit", ["高等教育研究院", "市各界联合会秘书处", "云泽水务集团"])
def test_an_ordinary_name_is_no_group(unit: str) -> None:
    reading = parse_units(unit, first_listed=True)
    assert (reading.leads, reading.questions) == ((unit,), ())


def test_split_columns_say_who_leads_and_who_supports() -> None:
    reading = parse_split_units("市水务局、市财政局", "市教育局等")
    assert (reading.responsibility, reading.leads) == (LEAD, ("市水务局", "市财政局"))
    assert reading.supports == ("市教育局",)


@pytest.mark.parametrize("blank", ["", "—", "无", " - "])
def test_a_supporting_column_may_be_empty(blank: str) -> None:
    assert parse_split_units("市水务局", blank).supports == ()


def test_names_that_share_the_ending_of_the_last_are_completed_and_asked_about() -> None:
    read = parse_units("临浦、东屿、云湖区政府", first_listed=True)
    assert (read.leads, read.supports) == (("临浦区政府",), ("东屿区政府", "云湖区政府"))
    assert {question.code for question in read.questions} == {"unclear-unit"}
    assert read.places["东屿区政府"] == (3, 5)


def test_a_number_before_the_shared_ending_completes_nothing() -> None:
    assert parse_units("临浦、东屿、云湖三区", first_listed=True).leads == ("临浦",)


def test_persons_are_told_from_leaders() -> None:
    assert parse_units("市水务局 王明远", first_listed=True).persons == ("王明远",)
    assert parse_units("市水务局 副市长王明远", first_listed=True).persons == ()
