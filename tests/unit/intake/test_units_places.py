"""Where names stand in a cell, what of it was not read, and what is asked."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.units import UnitsReading, parse_split_units, parse_units, who_sums_up
from intake.units.names import is_group, names
from models.words import Responsibility

UNITS = (
    *(
        "市水务局",
        "市财政局",
        "市工业和信息化局",
        "市文化和旅游局",
        "市发展改革委",
        "市外办（市港澳办）",
        "团市委",
    ),
    *(
        "市妇联",
        "云泽海关",
        "国网云泽供电公司",
        "人民银行云泽中心支行",
        "云湖新区管委会",
        "临浦区人民政府",
        "东屿县",
    ),
    *(
        "市公安局交警支队",
        "市委组织部",
        "武警云泽支队",
        "市第一中心医院",
        "云泽师范学院",
        "各区人民政府",
        "有关部门",
    ),
)
SEPARATORS = ("、", "，", ",", "；", "\n", "、\n", " ", "\u3000", "/", "\n\n")
WORDS = (
    *(
        "牵头",
        "配合",
        "会同",
        "按职责分工负责",
        "分别负责",
        "牵头单位：",
        "配合单位：",
        "责任单位：",
        "★",
        "（牵头）",
    ),
    *(
        "等",
        "由",
        "和",
        "及",
        "（",
        "）",
        "张伟（副市长）",
        "李强",
        "局长",
        "13800000000",
        "年底前",
        "负责",
        "各",
        "区",
    ),
)


def codes(reading: UnitsReading) -> list[str]:
    return [question.code for question in reading.questions]


def stretches(cell: str, reading: UnitsReading) -> list[str]:
    return [cell[start:end] for start, end in reading.unread]


# Places


def test_every_name_has_its_place_in_the_cell() -> None:
    cell = "牵头单位：市水务局；\n配合单位：市财政局、各区人民政府"
    reading = parse_units(cell, first_listed=True)
    found = {name: cell[start:end] for name, (start, end) in reading.places.items()}
    assert found == {name: name for name in (*reading.leads, *reading.supports)}


def test_the_place_of_a_wrapped_name_holds_its_line_break() -> None:
    cell = "市财政局\n市住房和城乡\n建设局"
    start, end = parse_units(cell, first_listed=True).places["市住房和城乡建设局"]
    assert cell[start:end] == "市住房和城乡\n建设局"


def test_a_leader_has_a_place_too() -> None:
    cell = "张　伟（副市长）、市水务局"
    reading = parse_units(cell, first_listed=True)
    start, end = reading.places["张伟"]
    assert (reading.leaders, cell[start:end]) == (("张伟",), "张　伟")


def test_places_of_split_columns_count_through_the_cells() -> None:
    leading, supporting, others = "市水务局", "市财政局、市教育局", "市体育局"
    reading = parse_split_units(leading, supporting, others)
    whole = leading + supporting + others
    assert all(whole[start:end] == name for name, (start, end) in reading.places.items())
    assert len(reading.places) == 4


# What was not read


@pytest.mark.parametrize(
    ("cell", "unread"),
    [
        pytest.param("市水务局，年内持续推进", ["年内持续推进"], id="a time limit is another grammar's"),
        pytest.param("市水务局；联系人：刘洋 13800000000", ["刘洋", "13800000000"], id="whom to call"),
        pytest.param("市水务局（局长李强）", ["（局长李强）"], id="the head of a unit"),
        pytest.param("市水务局负责河道清淤", ["河道清淤"], id="what is done"),
        pytest.param("市水务局、市财政局等部门牵头", [], id="words of the grammar count as read"),
    ],
)
def test_nothing_is_lost_silently(cell: str, unread: list[str]) -> None:
    reading = parse_units(cell, first_listed=True)
    assert stretches(cell, reading) == unread
    assert reading.leads == tuple(["市水务局", "市财政局"][: len(reading.leads)])


def test_a_limit_beside_the_units_is_no_question() -> None:
    assert parse_units("市水务局牵头，12月底前完成", first_listed=True).questions == ()


# Questions


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        pytest.param("市水务局、推进各项任务按期完成", "unclear-unit", id="something to do"),
        pytest.param("市水务局、云泽文旅", "unclear-unit", id="a name without an ending"),
        pytest.param("市水务局市财政局", "unclear-unit", id="two names with nothing between"),
        pytest.param("市水务局、有关部门", "group-members", id="a group"),
        pytest.param("市水务局、市财政局，市教育局配合", "who-leads", id="two beside who helps"),
        pytest.param("配合单位：市水务局、市财政局", "who-leads", id="nobody but who helps"),
        pytest.param(
            "市水务局、市财政局；市教育局", "who-leads", id="a semicolon may divide who leads from who helps"
        ),
        pytest.param("牵头单位：市水务局；主责单位：市财政局", "co-responsible", id="牵头 beside 主责"),
        pytest.param("市水务局牵头，省水利厅指导", "guiding-unit", id="who only guides"),
        pytest.param("市水务局 王明远", "person-named", id="a person without a post"),
    ],
)
def test_what_is_doubtful_is_asked(cell: str, code: str) -> None:
    reading = parse_units(cell, first_listed=True)
    asked = [question for question in reading.questions if question.code == code]
    assert asked
    assert all(question.default in question.choices for question in reading.questions)
    assert reading.leads[:1] == ("市水务局",)


@pytest.mark.parametrize(
    "cell",
    ["市水务局", "市水务局、市财政局", "市水务局牵头，市财政局配合", "市水务局、市财政局按职责分工负责"],
)
def test_what_is_plain_is_not_asked(cell: str) -> None:
    assert parse_units(cell, first_listed=True).questions == ()


def test_a_cell_may_name_the_rule_itself() -> None:
    reading = parse_units("市水务局、市财政局，列第一位的为牵头单位", first_listed=False)
    assert (reading.responsibility, reading.leads) == (Responsibility.LEAD, ("市水务局",))


def test_the_first_of_a_joint_task_is_asked_to_sum_up() -> None:
    asked = who_sums_up(parse_units("市水务局、市财政局按职责分工负责", first_listed=True))
    assert asked is not None
    assert (asked.code, asked.default) == ("joint-sums-up", "由“市水务局”汇总")


def test_a_group_is_not_expected_to_sum_up() -> None:
    asked = who_sums_up(parse_units("各区人民政府、市财政局按职责分工负责", first_listed=True))
    assert asked is not None
    assert asked.default == "各单位分别报送"


@pytest.mark.parametrize("cell", ["市水务局牵头", "有关部门按职责分工负责", "市水务局、市财政局分别负责"])
def test_elsewhere_nobody_sums_up(cell: str) -> None:
    assert who_sums_up(parse_units(cell, first_listed=True)) is None


# Split columns


def test_words_of_a_cell_beat_its_column() -> None:
    reading = parse_split_units("市水务局、市财政局按职责分工负责", "")
    assert (reading.responsibility, reading.leads) == (Responsibility.JOINT, ("市水务局", "市财政局"))


def test_a_third_column_joins_those_who_support_and_is_asked_about() -> None:
    reading = parse_split_units("市水务局", "市财政局", "市城管局")
    assert (reading.leads, set(reading.supports)) == (("市水务局",), {"市财政局", "市城管局"})
    assert codes(reading) == ["co-responsible"]


def test_a_third_column_leads_where_nobody_else_does() -> None:
    reading = parse_split_units("", "市财政局", "市城管局")
    assert (reading.leads, reading.supports) == (("市城管局",), ("市财政局",))


def test_labels_inside_split_columns_are_left_out() -> None:
    reading = parse_split_units("牵头单位：市水务局", "配合单位：市财政局")
    assert (reading.leads, reading.supports) == (("市水务局",), ("市财政局",))


# Groups


@pytest.mark.parametrize(
    "name",
    [
        *(
            "各区人民政府",
            "相关区人民政府",
            "有关部门",
            "市政府各部门",
            "各县（市、区）人民政府",
            "各乡镇（街道）",
        ),
        *(
            "市直有关单位",
            "各有关单位",
            "各成员单位",
            "属地政府",
            "各开发区管委会",
            "沿江各区",
            "中心城区各区",
            "涉农区",
        ),
        *(
            "其他区",
            "省驻云各单位",
            "市安委会成员单位",
            "各镇（街道）",
            "县（市、区）人民政府",
            "各街道办事处",
            "市属国有企业",
        ),
        *("沿线县（区）人民政府", "各区委、区政府", "驻云高校", "各级各部门", "县区", "镇街", "基础电信企业"),
    ],
)
def test_a_group_is_known_as_one(name: str) -> None:
    assert is_group(name)
    assert names(name) == [name]


@pytest.mark.parametrize("name", [name for name in UNITS if name not in ("各区人民政府", "有关部门")])
def test_a_unit_is_not_taken_for_a_group(name: str) -> None:
    assert not is_group(name)


# Any text


@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=8, unique=True), st.sampled_from(SEPARATORS))
def test_names_joined_by_any_separator_are_read_back(units: list[str], separator: str) -> None:
    reading = parse_units(separator.join(units), first_listed=True)
    assert (reading.leads, reading.supports) == (tuple(units[:1]), tuple(units[1:]))
    assert names(separator.join(units)) == units


@given(st.lists(st.sampled_from(UNITS), min_size=2, max_size=8, unique=True), st.data())
def test_who_leads_and_who_helps_is_read_back(units: list[str], data: st.DataObject) -> None:
    border = data.draw(st.integers(1, len(units) - 1))
    leads, supports = units[:border], units[border:]
    for cell in (
        f"{'、'.join(leads)}牵头，{'、'.join(supports)}配合",
        f"牵头单位：{'、'.join(leads)}；配合单位：{'、'.join(supports)}",
        f"牵头单位：{chr(10).join(leads)}\n配合单位：{chr(10).join(supports)}",
        "、".join([*(f"{unit}（牵头）" for unit in leads), *supports]),
        "\n".join([*supports, *(f"★{unit}" for unit in leads)]),
    ):
        reading = parse_units(cell, first_listed=True)
        assert (reading.responsibility, reading.leads, reading.supports) == (
            Responsibility.LEAD,
            tuple(leads),
            tuple(supports),
        ), cell


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from((*WORDS, *UNITS, *SEPARATORS))).map("".join))
)
def test_any_text_is_read_and_every_place_lies_in_it(cell: str) -> None:
    reading = parse_units(cell, first_listed=True)
    assert all(0 <= start < end <= len(cell) for start, end in (*reading.places.values(), *reading.unread))
    assert set(reading.groups) <= {*reading.leads, *reading.supports}
    assert not set(reading.leads) & set(reading.supports)
    assert {*reading.leads, *reading.supports, *reading.leaders} <= set(reading.places)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("市水务局、" * 700, id="many names"),
        pytest.param("（" * 4000, id="brackets that are never closed"),
        pytest.param("市（" * 500 + "）" * 500, id="brackets in brackets"),
        pytest.param("按职责分工" * 700, id="roles without names"),
        pytest.param("各自工作的" * 700, id="halves of roles"),
        pytest.param("市 " * 1900, id="padding"),
        pytest.param("和" * 3900, id="nothing but 和"),
        pytest.param("市水务局和" * 700, id="names joined by 和"),
        pytest.param("县、市、区" * 700, id="halves of groups"),
        pytest.param("市" * 1_000_000, id="a megabyte"),
    ],
)
def test_no_text_takes_long(cell: str) -> None:
    begun = time.perf_counter()
    parse_units(cell, first_listed=True)
    assert time.perf_counter() - begun < 2
