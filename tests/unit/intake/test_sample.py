"""The sample notice: it can be read, and it shows what the product must cope with."""

import pytest
import yaml

from duban.sample import sample_notice
from intake.draft import Draft
from intake.notice import read_text
from intake.register import SHIPPED_UNITS
from models.words import Criterion, Recurrence, Responsibility


@pytest.fixture(scope="module")
def draft() -> Draft:
    return read_text(sample_notice(2026), "notice.txt")


def test_the_year_is_filled_in_everywhere() -> None:
    assert "{year}" not in sample_notice(2026)
    assert "〔2026〕" in sample_notice(2026)


def test_thirty_tasks_in_six_themes(draft: Draft) -> None:
    assert [task.number for task in draft.tasks] == list(range(1, 31))
    assert len({task.theme for task in draft.tasks}) == 6


def test_its_particulars(draft: Draft) -> None:
    assert (draft.issuer, draft.year, draft.document_number) == ("云泽市人民政府", 2026, "云政发〔2026〕3号")
    assert draft.issued_on is not None
    assert "牵头单位" in draft.first_listed_rule


def test_dates_are_spread_over_the_year(draft: Draft) -> None:
    months = {one.due.month for task in draft.tasks for one in task.milestones if one.due}
    assert {3, 5, 6, 8, 9, 10, 11, 12} <= months


def test_every_kind_occurs(draft: Draft) -> None:
    milestones = [one for task in draft.tasks for one in task.milestones]
    assert {one.criterion for one in milestones} == set(Criterion)
    assert Recurrence.QUARTER in {one.every for one in milestones}
    assert Responsibility.JOINT in {task.responsibility for task in draft.tasks}


def test_nothing_is_asked_but_who_the_groups_are_and_who_sums_up(draft: Draft) -> None:
    assert {question.code for question in draft.questions} <= {"group-members", "joint-sums-up"}


def test_any_year_gives_the_same_tasks() -> None:
    assert len(read_text(sample_notice(2031), "notice.txt").tasks) == 30


def test_every_unit_is_in_the_register(draft: Draft) -> None:
    register = yaml.safe_load(SHIPPED_UNITS.read_text(encoding="utf-8"))
    names = {unit["name"] for unit in register["units"]}
    assert {unit for task in draft.tasks for unit in (*task.leads, *task.supports)} <= names
    assert all(set(unit.get("members", ())) <= names for unit in register["units"])


def test_nobody_in_the_register_can_be_reached() -> None:
    register = yaml.safe_load(SHIPPED_UNITS.read_text(encoding="utf-8"))
    posts = [post for unit in (*register["units"], register["office"]) for post in unit["posts"]]
    assert all(post["email"].endswith("@yunze.example.com") for post in posts)
    assert all(post["telephone"].startswith("0000-555") for post in posts)
    assert len({post["email"] for post in posts}) == len(posts)
