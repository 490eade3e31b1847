"""The unit register: what loading it changes, what it refuses, and which unit a name means."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from config.errors import ConfigError
from config.settings import load_settings
from intake.register import Register, known_names, load_register, read_register, register_unit
from models.database import open_database
from models.migrate import migrate
from models.units import Post, Unit
from models.words import UnitKind


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = open_database(f"sqlite:///{tmp_path / 'duban.sqlite3'}")
    migrate(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def load(session: Session, *units: dict[str, Any], office: str = "") -> None:
    body = {"units": list(units)} | ({"office": {"name": office}} if office else {})
    load_register(session, Register.model_validate(body))
    session.flush()


def kind_of(session: Session, name: str) -> UnitKind:
    return session.exec(select(Unit).where(Unit.name == name)).one().kind


@pytest.mark.parametrize(
    "name",
    [
        "市政府各部门",
        "属地区政府",
        "市级有关部门",
        "市直各单位",
        "市直单位",
        "所涉区人民政府",
        "区各相关部门",
        "相关区人民政府",
        "各区人民政府",
        "有关部门",
        "省有关部门",
    ],
)
def test_a_group_read_in_a_notice_is_registered_as_a_group_without_posts(session: Session, name: str) -> None:
    unit = register_unit(session, name, "danwei@city.example")
    assert unit.kind is UnitKind.GROUP
    assert session.exec(select(Post)).all() == []


@pytest.mark.parametrize("name", ["市财政局", "市直机关工委", "市级机关事务管理局", "市级机关医院"])
def test_a_single_unit_read_in_a_notice_gets_posts(session: Session, name: str) -> None:
    assert register_unit(session, name, "danwei@city.example").kind is UnitKind.OTHER
    assert len(session.exec(select(Post)).all()) == 2


def test_an_entry_without_kind_leaves_a_registered_unit_its_kind(session: Session) -> None:
    load(session, {"name": "市财政局", "kind": "bureau"}, {"name": "某协会"}, office="市政府督查室")
    load(session, {"name": "市财政局", "aliases": ["财政局"]}, {"name": "市政府督查室"}, {"name": "某协会"})
    assert kind_of(session, "市财政局") is UnitKind.BUREAU
    assert kind_of(session, "市政府督查室") is UnitKind.OFFICE
    assert kind_of(session, "某协会") is UnitKind.OTHER


@pytest.mark.parametrize(
    "second",
    [
        pytest.param({"name": "市科委", "aliases": ["市科局"]}, id="one alias of two units"),
        pytest.param({"name": "市科局"}, id="a name that is another's alias"),
    ],
)
@pytest.mark.parametrize("loads", [1, 2], ids=["inside the file", "against the database"])
def test_a_name_that_two_units_would_claim_is_refused_naming_both(
    session: Session, second: dict[str, Any], loads: int
) -> None:
    first = {"name": "市科技局", "aliases": ["市科局"]}
    if loads == 2:
        load(session, first)
    with pytest.raises(ConfigError, match="“市科局”同时是") as refused:
        load(session, *([first, second] if loads == 1 else [second]))
    assert "“市科技局”" in str(refused.value)
    assert f"“{second['name']}”" in str(refused.value)


def test_a_unit_written_twice_in_the_file_is_refused(session: Session) -> None:
    with pytest.raises(ConfigError, match="写了两次的单位：市科技局"):
        load(session, {"name": "市科技局"}, {"name": "市科技局", "kind": "bureau"})


@pytest.mark.parametrize("other", ["一局", "龙局"], ids=["sorted before", "sorted after"])
def test_a_units_own_name_beats_anothers_alias(session: Session, other: str) -> None:
    session.add(Unit(name="市科局"))
    session.add(Unit(name=other, full_name="市科局", aliases=["市科局"]))
    assert known_names(session)["市科局"].name == "市科局"


def register_file(folder: Path, email: str) -> Path:
    file = folder / "units.yaml"
    file.write_text(
        f"units:\n  - name: 市财政局\n    posts:\n      - {{role: contact, email: {email}}}\n",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("email", ["''", "a.b+c@city.example", "a@政务.中国", "root@localhost"])
def test_an_address_is_empty_or_plain(tmp_path: Path, email: str) -> None:
    post = read_register(register_file(tmp_path, email)).units[0].posts[0]
    assert post.email == email.strip("'")


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("'财政局 <a@b.example>'", id="a display name"),
        pytest.param("'a@b.example,c@d.example'", id="a second address"),
        pytest.param("'a@b.example '", id="a space"),
        pytest.param('"a@b.example\\r\\nBcc: c@d.example"', id="a header of its own"),
        pytest.param('"a@b.example\\n"', id="a line end"),
        pytest.param("'财政@b.example'", id="a local part that is not ASCII"),
        pytest.param("'a@b..example'", id="an empty label"),
        pytest.param("'a@b。example'", id="a full stop for a dot"),
        pytest.param("'无'", id="a word"),
    ],
)
def test_any_other_address_is_refused_with_file_unit_and_value(tmp_path: Path, email: str) -> None:
    file = register_file(tmp_path, email)
    with pytest.raises(ConfigError) as refused:
        read_register(file)
    said = str(refused.value)
    assert str(file) in said
    assert "单位“市财政局”" in said
    assert email[1:3] in said
    assert "\n" not in said


@pytest.mark.parametrize("sender", ["督查室 <ducha@city.example>", "ducha@city.example", "duban@localhost"])
def test_the_sender_is_an_address_with_or_without_a_name(sender: str) -> None:
    assert load_settings(mail_from=sender).mail_from == sender


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "督查室",
        "督查室 ducha@city.example",
        "督查室, 市 <a@b.example>",
        "a@b.example\r\nBcc: c@d.example",
    ],
)
def test_any_other_sender_is_refused_in_one_sentence(sender: str) -> None:
    with pytest.raises(ConfigError, match=r"^mail_from：.*应为 名称 <a@b> 或 a@b") as refused:
        load_settings(mail_from=sender)
    assert "\n" not in str(refused.value)
