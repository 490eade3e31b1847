"""What a policy may say, and what is rejected because it could not work."""

from typing import Any

import pytest
import yaml

from config.errors import ConfigError
from config.policy_file import SHIPPED, parse_policy, read_policy
from models.policy import Policy
from models.rungs import LATER_LADDERS
from models.words import DirectiveKind, Level, ObligationKind

POLICY = read_policy(SHIPPED)
SINCE_FIRST = ("sign", "contribution", "progress", "completion")
"""Kinds of duties that the first versions of the policy knew."""


def body() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return found


def first_version() -> dict[str, Any]:
    """A policy as it was stored before kinds, action plans and the office's own duties existed."""
    old = body()
    for name in ("kinds", "extensions"):
        del old[name]
    for name in (*LATER_LADDERS, "instruction", "meeting"):
        del old["ladders"][name]
    for ladder in old["ladders"].values():
        ladder["rungs"] = [rung for rung in ladder["rungs"] if "after" not in rung]
    old["ladder_for"] = {kind: old["ladder_for"][kind] for kind in SINCE_FIRST}
    known = ("sign", "contribution_before_lead", "round_notice", "returned", "near", "link_days")
    old["terms"] = {name: old["terms"][name] for name in known}
    return old


def refused(wrong: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as error:
        parse_policy(wrong, "policy.yaml")
    return str(error.value)


@pytest.mark.parametrize("kind", DirectiveKind)
@pytest.mark.parametrize("duty", ObligationKind)
def test_every_duty_of_every_kind_of_directive_has_a_ladder(
    duty: ObligationKind, kind: DirectiveKind
) -> None:
    assert POLICY.ladder(POLICY.ladder_of(duty, kind)) is not None


def test_a_short_matter_has_a_ladder_of_its_own_and_a_long_one_the_common_one() -> None:
    ladders = [POLICY.ladder_of(ObligationKind.COMPLETION, kind) for kind in DirectiveKind]
    assert ladders == ["completion", "completion", "instruction", "meeting", "completion"]


def test_only_yearly_plans_owe_an_action_plan_by_default() -> None:
    owing = {kind for kind in DirectiveKind if POLICY.of_kind(kind).owes_plan}
    assert owing == {DirectiveKind.WORK_REPORT, DirectiveKind.LIVELIHOOD}


def test_a_version_stored_before_these_duties_existed_still_works() -> None:
    old = parse_policy(first_version(), "规则第1版")
    assert old.ladder_of(ObligationKind.PLAN, DirectiveKind.WORK_REPORT) == "plan"
    assert old.ladder("plan") == LATER_LADDERS["plan"]
    assert old.ladder(old.ladder_of(ObligationKind.DECIDE, DirectiveKind.OTHER)) == LATER_LADDERS["decide"]
    assert not old.of_kind(DirectiveKind.WORK_REPORT).owes_plan
    assert [rule.level for rule in old.extensions] == [Level.LEADER]


def test_a_stored_policy_is_read_back_as_it_was() -> None:
    assert Policy.model_validate(POLICY.model_dump(mode="json")) == POLICY


@pytest.mark.parametrize("name", sorted(LATER_LADDERS))
def test_a_duty_made_under_an_older_version_finds_its_ladder(name: str) -> None:
    assert parse_policy(first_version(), "规则第1版").ladder(name) is not None


def test_the_ladders_shipped_later_are_those_in_the_file() -> None:
    for name in ("decide", "suspension"):
        assert POLICY.ladders[name] == LATER_LADDERS[name]


def test_a_kind_whose_ladder_does_not_exist_is_rejected() -> None:
    wrong = body()
    wrong["kinds"]["instruction"]["ladder_for"] = {"completion": "urgent"}
    assert "办结报送用的阶梯“urgent”不存在" in refused(wrong)


def test_a_kinds_ladder_on_which_nobody_hears_of_a_return_is_rejected() -> None:
    wrong = body()
    wrong["ladders"]["meeting"]["rungs"] = wrong["ladders"]["meeting"]["rungs"][1:]
    assert "阶梯“meeting”缺少退回后的档次" in refused(wrong)


def test_two_year_end_rounds_of_one_kind_are_rejected() -> None:
    wrong = body()
    final = {"name": "年终", "month": 1, "day": 15, "next_year": True, "final": True}
    wrong["kinds"]["livelihood"]["rounds"] = [final, {**final, "day": 20}]
    assert "民心工程的轮次中至多有一个年终轮次" in refused(wrong)


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([], "最后一条不能设限"),
        ([{"level": "coordinator", "days": 15}], "最后一条不能设限"),
        ([{"level": "leader"}, {"level": "coordinator"}], "第2条（督查人员）轮不到"),
        (
            [{"level": "coordinator", "days": 30}, {"level": "office-head", "days": 15}, {"level": "leader"}],
            "第2条（督查机构负责人）轮不到",
        ),
    ],
)
def test_extension_rules_leave_no_extension_undecided_and_none_of_them_idle(
    rules: list[dict[str, Any]], sentence: str
) -> None:
    assert sentence in refused({**body(), "extensions": rules})


def test_rules_that_overlap_only_in_part_are_taken() -> None:
    rules = [{"level": "coordinator", "days": 15, "times": 1}, {"level": "office-head", "times": 1}]
    parse_policy({**body(), "extensions": [*rules, {"level": "leader"}]}, "policy.yaml")


@pytest.mark.parametrize(
    ("rung", "sentence"),
    [
        ({"name": "催办单", "offset": 2, "to": ["head"], "held": True}, "没有人再签发"),
        ({"name": "请办理", "offset": 2, "to": ["contact"]}, "只能发给督查人员"),
    ],
)
def test_the_offices_own_ladder_waits_for_no_release_and_stays_in_the_office(
    rung: dict[str, Any], sentence: str
) -> None:
    wrong = body()
    wrong["ladders"]["decide"]["rungs"] = [rung]
    assert sentence in refused(wrong)


def test_several_mistakes_are_said_at_once() -> None:
    wrong = {**body(), "extensions": [], "window_opens": "19:00"}
    assert "最后一条不能设限" in (said := refused(wrong))
    assert "发信时段的开始须早于结束" in said
