"""机构改革: a unit is renamed; what is shown before is what is done."""

import pytest
from sqlmodel import select

from intake.register import Register, known_names, load_register
from intake.register_differences import Change
from intake.storing.register_of import RegisteredUnits
from models.actors import Actor, ActorKind, MoveRefused
from models.database import reading, transaction
from models.reorganising import merge_units, rename_effect, rename_unit
from models.traces import HistoryEntry, LegRequest
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    key_task,
    stone,
    unit_named,
)
from tests.support.reforming import THIRD, third, waiting


def test_a_renamed_unit_stays_the_same_one_and_is_found_by_both_names(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        unit = unit_named(session, LEAD)
        before, duties = unit.id, waiting(session, LEAD)
        told = rename_unit(session, unit, "市数据局", "云发〔2026〕3号", office.rules(), OFFICE, office.now)
        assert told == (
            "市工信局更名为市数据局：1项在办重点工作改用新名称，原名成为别名，应办事项和报送链接不变。"
        )
    with transaction(office.engine) as session:
        assert known_names(session)[LEAD].id == known_names(session)["市数据局"].id == before
        assert RegisteredUnits(session).find(LEAD) == before
        assert waiting(session, "市数据局") == duties
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "单位更名")).one()
        assert (entry.before["name"], entry.after["name"]) == (LEAD, "市数据局")
        assert "云发〔2026〕3号" in entry.sentence
        assert session.exec(select(LegRequest).where(LegRequest.reason == "单位更名")).one()
        back = rename_unit(
            session, unit_named(session, "市数据局"), LEAD, "更正", office.rules(), OFFICE, office.now
        )
        assert "更名为市工信局" in back
    with reading(office.engine) as session:
        assert unit_named(session, LEAD).aliases == ["市数据局"]


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        pytest.param("", "改革", "请写明新的单位名称", id="no name"),
        pytest.param(LEAD, "改革", "现在就是这个名称", id="the present name"),
        pytest.param(SUPPORT, "改革", f"是{SUPPORT}的名称或别名", id="another unit's name"),
        pytest.param("科局", "改革", f"是{THIRD}的名称或别名", id="another unit's alias"),
        pytest.param("市数据局", " ", "请写明理由", id="no reason"),
    ],
)
def test_a_name_that_cannot_be_is_refused(office: TestOffice, name: str, reason: str, said: str) -> None:
    third(office, aliases=["科局"])
    with transaction(office.engine) as session, pytest.raises(MoveRefused, match=said):
        rename_unit(session, unit_named(session, LEAD), name, reason, office.rules(), OFFICE, office.now)


def test_units_do_not_reorganise_themselves(office: TestOffice) -> None:
    third(office)
    with transaction(office.engine) as session:
        left, into = unit_named(session, LEAD), unit_named(session, THIRD)
        actor, rules = Actor("王", ActorKind.UNIT, left.id), office.rules()
        with pytest.raises(MoveRefused, match="只能由督查人员"):
            rename_unit(session, left, "市数据局", "改革", rules, actor, office.now)
        with pytest.raises(MoveRefused, match="只能由督查人员"):
            merge_units(session, left, into, "改革", rules, actor, office.now)


BOTH = "云泽市工信局"


def with_full_name(office: TestOffice, full_name: str) -> None:
    with transaction(office.engine) as session:
        unit_named(session, LEAD).full_name = full_name


def renamed(office: TestOffice, full_name: str = "") -> str:
    with transaction(office.engine) as session:
        unit, rules = unit_named(session, LEAD), office.rules()
        return rename_unit(session, unit, "市数据局", "改革", rules, OFFICE, office.now, full_name=full_name)


@pytest.mark.parametrize(
    ("old", "given", "new"),
    [
        pytest.param(BOTH, "", "云泽市数据局", id="the new name in the old full name"),
        pytest.param(BOTH, "云泽市大数据管理局", "云泽市大数据管理局", id="another one"),
        pytest.param(BOTH, BOTH, BOTH, id="kept because somebody says so"),
        pytest.param(
            "云泽市工业和信息化局", "云泽市数据局", "云泽市数据局", id="one that only people can tell"
        ),
        pytest.param("", "", "", id="none before and none now"),
        pytest.param("", "云泽市数据局", "云泽市数据局", id="none before"),
    ],
)
def test_the_full_name_changes_with_the_name(office: TestOffice, old: str, given: str, new: str) -> None:
    with_full_name(office, old)
    with reading(office.engine) as session:
        shown = rename_effect(session, unit_named(session, LEAD), "市数据局", given)
    assert renamed(office, given) == shown
    assert ("全称由" in shown) is (old != new)
    with reading(office.engine) as session:
        unit = unit_named(session, "市数据局")
        assert unit.full_name == new
        assert unit.aliases == [one for one in (LEAD, old) if one and one != new]


def test_a_full_name_that_cannot_be_told_is_asked_for(office: TestOffice) -> None:
    with_full_name(office, "云泽市工业和信息化局")
    with reading(office.engine) as session:
        shown = rename_effect(session, unit_named(session, LEAD), "市数据局")
    assert shown.endswith("全称现为云泽市工业和信息化局，新的全称请用 --full-name 写明。")
    with pytest.raises(MoveRefused, match="请用 --full-name 写明新的全称"):
        renamed(office)
    with reading(office.engine) as session:
        assert unit_named(session, LEAD).full_name == "云泽市工业和信息化局"


def test_a_full_name_that_would_be_anothers_is_refused(office: TestOffice) -> None:
    third(office, aliases=["云泽市数据局"])
    with_full_name(office, BOTH)
    with pytest.raises(MoveRefused, match=f"“云泽市数据局”是{THIRD}的名称或别名"):
        renamed(office)


@pytest.mark.parametrize(
    ("old", "given", "new", "warned"),
    [
        pytest.param(BOTH, "", "云泽市数据局", False, id="follows"),
        pytest.param(BOTH, "云泽市大数据管理局", "云泽市大数据管理局", False, id="as the file says"),
        pytest.param("云泽市工业和信息化局", "", "云泽市工业和信息化局", True, id="is asked for"),
    ],
)
def test_a_register_that_renames_a_unit_renames_it_in_full(
    office: TestOffice, old: str, given: str, new: str, warned: bool
) -> None:
    with_full_name(office, old)
    entry = {"name": "市数据局", "former": LEAD, "full_name": given}
    with transaction(office.engine) as session:
        loaded = load_register(session, Register.model_validate({"units": [entry]}))
        unit = unit_named(session, "市数据局")
        assert (unit.full_name, unit.aliases) == (new, [LEAD] if warned else [old, LEAD])
    said = [one.sentence for one in loaded.differences if one.change is Change.FULL_NAME]
    assert said == ([] if warned else [f"{old} → {new}"])
    assert any("全称仍是" in one for one in loaded.warnings) is warned
