"""A register that cannot be meant: circles of groups, a bureau at work made a group, names that are no names."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from config.errors import ConfigError
from intake.register import Register, load_register
from models.database import reading, transaction
from models.units import Unit, UnitMember
from models.words import UnitKind
from tests.parts.test_register_workbook import wrong
from tests.support.office import LEAD, SUPPORT, TestOffice, key_task, stone

GROUP = UnitKind.GROUP.value


def refused(office: TestOffice, *units: dict[str, Any]) -> str:
    """Why the register is not loaded; nothing of it is."""

    def load(session: Session) -> None:
        load_register(session, Register.model_validate({"units": list(units)}))

    with reading(office.engine) as session:
        before = session.exec(select(Unit.name, Unit.kind).order_by(Unit.name)).all()
    with pytest.raises(ConfigError) as wrong_with, transaction(office.engine) as session:
        load(session)
    with reading(office.engine) as session:
        assert session.exec(select(Unit.name, Unit.kind).order_by(Unit.name)).all() == before
    return str(wrong_with.value)


@pytest.mark.parametrize(
    "units",
    [
        [{"name": "组一", "kind": GROUP, "members": ["组一"]}],
        [
            {"name": "组一", "kind": GROUP, "members": ["组二"]},
            {"name": "组二", "kind": GROUP, "members": ["组一"]},
        ],
        [
            {"name": "组一", "kind": GROUP, "members": [LEAD]},
            {"name": "组二", "kind": GROUP, "members": ["组一"]},
        ],
    ],
    ids=["itself", "a circle", "a group in a group"],
)
def test_a_group_has_units_as_members_and_no_groups(office: TestOffice, units: list[dict[str, Any]]) -> None:
    assert "也是单位组，成员应为具体单位" in refused(office, *units)
    with reading(office.engine) as session:
        assert session.exec(select(UnitMember).join(Unit, UnitMember.group_id == Unit.id)).all() == []  # type: ignore[arg-type]


def test_only_a_group_has_members(office: TestOffice) -> None:
    assert "类别应为单位组" in refused(office, {"name": "市测试局", "kind": "bureau", "members": [LEAD]})


def test_a_unit_at_work_does_not_become_a_group(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    said = refused(office, {"name": SUPPORT, "kind": GROUP, "members": [LEAD]})
    assert f"“{SUPPORT}”已承担重点工作" in said


def test_a_unit_is_not_renamed_to_one_that_is_there(office: TestOffice) -> None:
    said = refused(office, {"name": LEAD, "former": SUPPORT})
    assert f"“{LEAD}”和它的原名“{SUPPORT}”是登记着的两个单位" in said


def test_a_rename_that_was_made_is_read_once_more_without_a_word(office: TestOffice) -> None:
    again = Register.model_validate({"units": [{"name": "市新局", "former": LEAD}]})
    for _ in range(2):
        with transaction(office.engine) as session:
            loaded = load_register(session, again)
    assert (loaded.differences, [one for one in loaded.warnings if "原名" in one]) == ((), [])


@pytest.mark.parametrize("field", ["name", "full_name"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("长" * 30_000, "名称最多"),
        ("市\u202e测试局", "看不见的字符"),
        ("市\u200b局", "看不见的字符"),
        ("市\n局", "换行"),
    ],
)
def test_a_name_is_a_short_line_that_can_be_seen(field: str, text: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Register.model_validate({"units": [{"name": "市测试局", field: text}]})


def test_a_name_that_is_none_is_refused_with_its_row(tmp_path: Path) -> None:
    empty = ("",) * 8
    said = wrong(tmp_path, ("长" * 3000, *empty), ("市\u202e局", *empty))
    assert [one.partition("：'")[0] for one in said if "列“单位”" in one] == [
        "units.xlsx：工作表“名录”第2行A列“单位”",
        "units.xlsx：工作表“名录”第3行A列“单位”",
    ]
    assert ["最多100字" in said[0], "看不见的字符" in "".join(said)] == [True, True]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_term_of_office_of_another_age_is_refused_with_its_place(tmp_path: Path, day: str) -> None:
    said = wrong(tmp_path, ("市测试局", "市级部门", "联络员", "甲", "", "", "A角", day, ""))
    assert said == [
        f"units.xlsx：工作表“名录”第2行H列“任职起”：'{day}' 应在1949年至2099年之间，没有定的请留空。"
    ]
    with pytest.raises(ValidationError, match="1949年至2099年"):
        Register.model_validate(
            {
                "units": [
                    {
                        "name": "市测试局",
                        "posts": [{"role": "contact", "people": [{"name": "甲", "since": day}]}],
                    }
                ]
            }
        )
