"""The register as a workbook: read in any order of columns, all mistakes at once, written and read back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import Session, select

from config.errors import ConfigError
from intake.errors import NotReadable
from intake.register import SHIPPED_UNITS, Change, Loaded, Register, load_register, read_register
from intake.register_export import present_register, register_workbook
from models.database import open_database
from models.migrate import migrate
from models.units import Holding, Person, Post, Unit
from models.words import PostRole, Rank, UnitKind
from tests.support.office import SUPPORT, TestOffice

TODAY = date(2026, 2, 24)
HEADS = ("单位", "类别", "岗位", "姓名", "电话", "邮箱", "A/B角", "任职起", "任职止")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = open_database(f"sqlite:///{tmp_path / 'duban.sqlite3'}")
    migrate(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def workbook(folder: Path, *rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS, above: int = 0) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名录"
    for number in range(above):
        sheet.append([f"云泽市单位名录{number}"])
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    book.save(folder / "units.xlsx")
    return folder / "units.xlsx"


def load(session: Session, file: Path) -> Loaded:
    loaded = load_register(session, read_register(file), TODAY)
    session.flush()
    return loaded


def wrong(folder: Path, *rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        read_register(workbook(folder, *rows, heads=heads))
    return str(refused.value).splitlines()


def test_units_posts_and_people_are_read_in_any_order_of_columns(session: Session, tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        ("联络员", "何静宜", "市财政局", "市级部门", "a@yunze.example", "A角", date(2026, 1, 5), 5550101.0,
         "市财局、财政局"),
        ("联络员", "梁语彤", None, None, None, "b", "2026年2月1日", "0000-2", None),
        ("处室", None, None, None, "ys@yunze.example", None, None, None, None),
        (None, None, "云泽集团", "企业", None, None, None, None, None),
        heads=("岗位", "姓 名", "单位名称", "类别", "电子邮箱", "AB角", "任职起", "联系电话", "别名"),
        above=2,
    )  # fmt: skip
    loaded = load(session, file)
    assert loaded.added == ("市财政局", "云泽集团")
    unit = session.exec(select(Unit).where(Unit.name == "市财政局")).one()
    assert (unit.kind, unit.aliases) == (UnitKind.BUREAU, ["市财局", "财政局"])
    post = session.exec(select(Post).where(Post.role == PostRole.CONTACT)).one()
    assert (post.person, post.telephone, post.email) == ("何静宜", "5550101", "a@yunze.example")
    held = session.exec(select(Person, Holding).where(Holding.person_id == Person.id)).all()
    assert {(person.name, person.telephone, one.rank, one.since) for person, one in held} == {
        ("何静宜", "", Rank.A, date(2026, 1, 5)),
        ("梁语彤", "0000-2", Rank.B, date(2026, 2, 1)),
    }
    assert "“云泽集团”缺联络员，没有人能收到提醒。" in loaded.warnings


def test_all_mistakes_are_said_at_once_with_place_value_and_what_would_be_right(tmp_path: Path) -> None:
    said = wrong(
        tmp_path,
        ("市财政局", "局", "联络员", "何静宜", "", "a@b.example", "", "", ""),
        ("市财政局", "", "联络人", "梁语彤", "", "", "", "", ""),
        ("市财政局", "", "主要负责人", "罗景川", "", "a@b.example\r\nBcc: c@d.example", "C", "", ""),
        ("市水务局", "", "联络员", "唐可欣", "", "", "A角", "2026-13-01", ""),
        ("市水务局", "", "联络员", "沈一诺", "", "", "A角", "2026-05-01", "2026-03-01"),
        ("市水务局", "", "", "谁", "", "", "", "", ""),
    )
    assert [one.partition("：")[0] for one in said] == ["units.xlsx"] * 7
    for place, value, right in (
        ("第2行B列“类别”", "'局'", "市级部门"),
        ("第3行C列“岗位”", "'联络人'", "应为联络员、主要负责人"),
        ("第4行F列“邮箱”", "'a@b.example\\r\\nBcc: c@d.example'", "只写 name@example.com"),
        ("第4行G列“A/B角”", "'C'", "A角 或 B角"),
        ("第5行H列“任职起”", "'2026-13-01'", "2026-03-01 这样的日期"),
        ("第6行I列“任职止”", "'2026-03-01'", "早于任职起2026-05-01"),
        ("第7行", "没有写岗位", "应为联络员"),
    ):
        assert any(f"工作表“名录”{place}" in one and value in one and right in one for one in said), place


@pytest.mark.parametrize(
    ("second", "said"),
    [
        pytest.param(("联络员", "乙", "", "", "", "", ""), "同时是市财政局联络员的A角", id="two contacts"),
        pytest.param(("联络员", "乙", "", "x@y.example", "B", "", ""), "", id="one stands in"),
        pytest.param(("联络员", "乙", "", "", "A", "2026-03-01", ""), "同时是市财政局联络员的A角", id="overlapping"),
        pytest.param(("联络员", "", "", "x@y.example", "", "", ""), "同一岗位只有一个邮箱", id="two mailboxes"),
        pytest.param(("联络员", "", "", "", "B", "", ""), "没有写姓名", id="a rank without a name"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_in_one_unit_is_a_mistake(
    session: Session, tmp_path: Path, second: tuple[str, ...], said: str
) -> None:
    rows = [("市财政局", "", "联络员", "甲", "", "a@b.example", "", "", ""), ("市财政局", "", *second)]
    if said:
        assert any(said in one and "第3行" in one for one in wrong(tmp_path, *rows))
    else:
        assert load(session, workbook(tmp_path, *rows)).added == ("市财政局",)


@pytest.mark.parametrize("suffix", [".xlsx", ".yaml"], ids=["by its name", "by its content"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"PK\x03\x04 and nothing more", "不完整或已损坏", id="corrupt"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
            "加了密码",
            id="protected",
        ),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, said: str, suffix: str
) -> None:
    file = tmp_path / f"units{suffix}"
    file.write_bytes(content)
    with pytest.raises(NotReadable, match=said) as refused:
        read_register(file)
    assert "\n" not in str(refused.value)


def test_an_empty_sheet_and_one_without_a_head_say_what_is_missing(tmp_path: Path) -> None:
    assert "没有找到表头" in wrong(tmp_path, heads=())[0]
    assert "没有找到表头" in wrong(tmp_path, ("市财政局", "联络员"), heads=("名单", "备注"))[0]
    assert "表头下面没有单位" in wrong(tmp_path)[0]
    assert "有两列“单位”" in wrong(tmp_path, heads=("单位", "单位名称", "岗位"))[0]
    text = tmp_path / "notes.xlsx"
    text.write_text("单位,岗位", encoding="utf-8")
    with pytest.raises(NotReadable, match="不是 Excel 工作簿"):
        read_register(text)


def test_one_mailbox_for_two_units_is_allowed_and_said(session: Session, tmp_path: Path) -> None:
    rows = [(name, "", "联络员", "甲", "", "a@b.example", "", "", "") for name in ("市财政局", "市水务局")]
    loaded = load(session, workbook(tmp_path, *rows))
    assert loaded.warnings == ("邮箱 a@b.example 同时登记给市水务局、市财政局，邮件都发往这里。",)


# Differences

YAML: dict[str, Any] = {
    "units": [
        {
            "name": "市财政局",
            "kind": "bureau",
            "posts": [{"role": "contact", "person": "梁语彤", "telephone": "0000-1", "email": "a@b.example"}],
        }
    ]
}


def differences(loaded: Loaded) -> set[tuple[Change, str]]:
    return {(one.change, one.sentence) for one in loaded.differences}


def test_every_kind_of_difference_is_told(session: Session, tmp_path: Path) -> None:
    load_register(session, Register.model_validate(YAML), TODAY)
    heads = ("单位", "原名", "全称", "类别", "岗位", "姓名", "电话", "邮箱")
    file = workbook(
        tmp_path,
        ("市财政金融局", "市财政局", "云泽市财政金融局", "其他", "联络员", "何静宜", "0000-9", "n@b.example"),
        ("市水务局", "", "", "", "", "", "", ""),
        heads=heads,
    )
    loaded = load(session, file)
    assert differences(loaded) == {
        (Change.RENAMED, "市财政局 → 市财政金融局，原名留作别名"),
        (Change.FULL_NAME, "（空） → 云泽市财政金融局"),
        (Change.KIND, "市级部门 → 其他"),
        (Change.TELEPHONE, "联络员电话：0000-1 → 0000-9"),
        (Change.EMAIL, "联络员邮箱：a@b.example → n@b.example"),
        (Change.PERSON, "联络员：梁语彤 → 何静宜"),
        (Change.NEW_UNIT, "其他"),
    }
    assert loaded.updated == ("市财政金融局",)
    assert session.exec(select(Unit).where(Unit.name == "市财政金融局")).one().aliases == ["市财政局"]
    assert load(session, file).differences == (), "a second time nothing differs"


def test_a_person_in_office_is_followed_from_the_day_the_file_says(session: Session, tmp_path: Path) -> None:
    load_register(session, Register.model_validate(YAML), TODAY)
    for name, since, said in (
        (
            "何静宜",
            "2026-03-02",
            {
                (Change.ENDED, "联络员A角梁语彤，任职至2026-03-01"),
                (Change.APPOINTED, "联络员A角：何静宜，2026-03-02起"),
            },
        ),
        (
            "周一诺",
            "2026-06-01",
            {
                (Change.ENDED, "联络员A角何静宜，任职至2026-05-31"),
                (Change.APPOINTED, "联络员A角：周一诺，2026-06-01起"),
            },
        ),
    ):
        row = ("市财政局", "", "联络员", name, "", "", "A角", since, "")
        assert differences(load(session, workbook(tmp_path, row))) == said
    held = session.exec(select(Person, Holding).where(Holding.person_id == Person.id)).all()
    assert {(person.name, one.until) for person, one in held} == {
        ("梁语彤", date(2026, 3, 1)),
        ("何静宜", date(2026, 5, 31)),
        ("周一诺", None),
    }
    late = ("市财政局", "", "联络员", "丙", "", "", "A角", "2026-03-02", "")
    with pytest.raises(ConfigError, match=r"单位“市财政局”联络员：.*已有A角"):
        load(session, workbook(tmp_path, late))


def test_a_person_without_a_date_needs_a_day_to_begin_on(session: Session) -> None:
    posts = [{"role": "contact", "people": [{"name": "甲", "rank": "b"}]}]
    body = Register.model_validate({"units": [{"name": "市财政局", "posts": posts}]})
    with pytest.raises(ConfigError, match="甲没有写任职起"):
        load_register(session, body)
    load_register(session, body, TODAY)


@pytest.mark.parametrize(
    ("posts", "said"),
    [
        ([{"role": "head"}, {"role": "head"}], "写了两次的岗位：主要负责人"),
        ([{"role": "section", "title": "办"}, {"role": "section", "title": "办"}], "写了两次的岗位：处室办"),
        ([{"role": "head", "people": [{"name": "甲"}, {"name": "乙"}]}], "A角甲和乙的任职时间重叠"),
    ],
)
def test_a_unit_has_one_post_of_a_kind_and_many_sections(posts: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Register.model_validate({"units": [{"name": "市财政局", "posts": posts}]})
    sections = [{"role": "section", "title": "预算处"}, {"role": "section", "title": "办公室"}]
    assert Register.model_validate({"units": [{"name": "市财政局", "posts": sections}]})


# Out and in again


def test_what_is_exported_is_read_again_without_a_difference(office: TestOffice, tmp_path: Path) -> None:
    with Session(office.engine) as session:
        people = [
            {"name": "=何静宜", "since": "2026-01-01", "until": "2026-05-31", "telephone": "0000-7"},
            {"name": "周一诺", "since": "2026-06-01"},
            {"name": "沈可", "rank": "b", "since": "2026-01-01", "email": "s@b.example"},
        ]
        posts = [
            {"role": "contact", "email": "sw@b.example", "people": people},
            {"role": "section", "title": "办公室"},
        ]
        unit = {"name": "市甲局", "kind": "bureau", "aliases": ["甲局"], "posts": posts}
        group = {"name": "市级有关部门", "kind": "group", "members": ["市甲局", SUPPORT]}
        load_register(session, Register.model_validate({"units": [unit, group]}), TODAY)
        written = present_register(session)
        file = tmp_path / "out.xlsx"
        file.write_bytes(register_workbook(written))
        assert load(session, file).differences == ()
        session.rollback()
    other = open_database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    migrate(other)
    with Session(other) as session:
        load(session, file)
        assert session.exec(select(Person).where(Person.name == "=何静宜")).one().telephone == "0000-7"
        again = {entry.name: entry for entry in present_register(session).units}
        assert again == {entry.name: entry for entry in written.units}
    other.dispose()


def test_the_bundled_register_goes_out_and_in_again(session: Session, tmp_path: Path) -> None:
    load_register(session, read_register(SHIPPED_UNITS), TODAY)
    file = tmp_path / "out.xlsx"
    file.write_bytes(register_workbook(present_register(session)))
    assert load(session, file).differences == ()
