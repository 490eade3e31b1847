"""The command line on a real database: what it does, and what it says about mistakes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from config.policy_file import SHIPPED
from config.settings import load_settings
from duban.sample import sample_notice
from intake.register import SHIPPED_UNITS
from intake.storing import identity_of
from models.columns import Row
from models.database import open_database, reading, transaction
from models.duties import Obligation
from models.messages import Notification
from models.plans import KeyTask, Plan, Question
from models.traces import OfficeClock
from models.units import Post, Unit
from models.words import Channel, Kind, Outcome, UnitKind
from tests.support.cli import duban
from tests.support.office import at, draft


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notice.txt").write_text(sample_notice(2026), encoding="utf-8")
    return tmp_path


def rows_of(table: type[Row]) -> list[Row]:
    engine = open_database("sqlite:///.duban/duban.sqlite3")
    with reading(engine) as session:
        found = list(session.exec(select(table)))
    engine.dispose()
    return found


def set_clock(day: str) -> None:
    engine = open_database("sqlite:///.duban/duban.sqlite3")
    with transaction(engine) as session:
        session.merge(OfficeClock(now=at(day)))
    engine.dispose()


def test_read_json_prints_the_json_and_nothing_else() -> None:
    answer = duban("read", "--json", "notice.txt")
    assert (answer.status, answer.err) == (0, "")
    assert len(json.loads(answer.out)["tasks"]) == 30


def test_read_writes_a_review_page_beside_what_it_prints(folder: Path) -> None:
    answer = duban("read", "notice.txt", "--html", "review.html")
    assert (answer.status, answer.err) == (0, "")
    assert "核对页面已写入 review.html：30项重点工作" in answer.out
    assert "<title>核对：" in (folder / "review.html").read_text(encoding="utf-8")
    both = duban("read", "--json", "notice.txt", "--html", "again.html")
    assert len(json.loads(both.out)["tasks"]) == 30
    assert (folder / "again.html").exists()


def test_a_review_page_that_cannot_be_written_is_said_plainly() -> None:
    answer = duban("read", "notice.txt", "--html", "nowhere/review.html")
    assert answer.status == 1
    assert "写不了“nowhere/review.html”" in answer.err


def test_read_needs_no_database_and_leaves_nothing_behind(folder: Path) -> None:
    assert duban("read", "notice.txt").status == 0
    assert not (folder / ".duban").exists()


def test_unknown_units_are_asked_about_and_none_is_registered() -> None:
    answer = duban("plan", "import", "notice.txt")
    assert answer.status == 0
    assert "个疑问待答复：duban plan questions 1 查看" in answer.out
    assert {unit.kind for unit in rows_of(Unit) if isinstance(unit, Unit)} <= {UnitKind.GROUP}
    assert "不在单位库里，指哪个单位？" in duban("plan", "questions", "1").out


def test_a_misspelt_unit_is_asked_about_with_its_nearest_neighbours() -> None:
    duban("units", "load", str(SHIPPED_UNITS))
    notice = Path("notice.txt")
    notice.write_text(notice.read_text(encoding="utf-8").replace("市财政局", "市财证局", 1), encoding="utf-8")
    duban("plan", "import", "notice.txt")
    shown = duban("plan", "questions", "1").out
    assert "“市财证局”（第" in shown
    assert "1.市财政局" in shown


def test_import_twice_changes_nothing() -> None:
    first = duban("plan", "import", "notice.txt", "--register-units")
    assert "计划 1：已导入" in first.out
    assert "按通知登记了" in first.out
    before = [str(row) for row in rows_of(KeyTask)]
    again = duban("plan", "import", "notice.txt", "--register-units")
    assert "没有改变" in again.out
    assert "登记了" not in again.out
    assert [str(row) for row in rows_of(KeyTask)] == before
    assert len(rows_of(Plan)) == 1


def test_a_corrected_notice_shows_its_differences_and_changes_nothing_until_it_is_applied() -> None:
    duban("plan", "import", "notice.txt", "--register-units")
    before = [str(row) for row in (*rows_of(KeyTask), *rows_of(Question))]
    notice = Path("notice.txt")
    notice.write_text(notice.read_text(encoding="utf-8").replace("建设", "建成"), encoding="utf-8")
    again = duban("plan", "import", "notice.txt", "--register-units", "--accept-defaults")
    assert again.status == 0
    assert "处不同，没有改变。" in again.out
    assert "内容：" in again.out
    assert "加 --apply 采用更正的文件" in again.out
    assert [str(row) for row in (*rows_of(KeyTask), *rows_of(Question))] == before
    applied = duban("plan", "import", "notice.txt", "--apply")
    assert "已按更正的文件修改" in applied.out
    assert "建成" in str([row.content for row in rows_of(KeyTask) if isinstance(row, KeyTask)])
    assert "没有改变" in duban("plan", "import", "notice.txt", "--apply").out


@pytest.mark.parametrize(
    "number",
    [
        "云政发［2026］1号",
        "云政发[2026]1号",
        "云政发（2026）1号",
        "云政发(2026)1号",
        "云政发〔2026〕第1号",
        "云政发〔２０２６〕１号",
        "云政发 〔2026〕\u3000第 1 号\u200b",
    ],
)
def test_a_document_number_is_the_same_however_it_is_typed(number: str) -> None:
    plain = draft()
    assert plain.document_number == "云政发〔2026〕1号"
    assert identity_of(replace(plain, document_number=number)) == identity_of(plain)
    assert identity_of(replace(plain, document_number="云政发〔2026〕11号")) != identity_of(plain)


def test_a_title_is_the_same_however_it_is_typed() -> None:
    plain = replace(draft(), document_number="", title="关于做好2026年重点工作（民生）的通知")
    typed = replace(plain, title="关于做好２０２６年 重点工作(民生)\n的通知")
    assert identity_of(typed) == identity_of(plain)


def test_a_plan_with_open_questions_is_not_issued_until_they_are_answered() -> None:
    duban("plan", "import", "notice.txt", "--register-units")
    refused = duban("plan", "issue", "1")
    assert refused.status == 1
    assert "疑问未答复" in refused.err
    assert rows_of(Obligation) == []
    accepted = duban("plan", "import", "notice.txt", "--accept-defaults")
    assert "按默认答复" in accepted.out
    set_clock("2026-02-24")
    assert duban("plan", "issue", "1").status == 0


def test_issuing_twice_is_refused() -> None:
    duban("plan", "import", "notice.txt", "--register-units", "--accept-defaults")
    set_clock("2026-02-24")
    first = duban("plan", "issue", "1")
    assert "件应办事项" in first.out
    assert "计为逾期" not in first.out
    count = len(rows_of(Obligation))
    again = duban("plan", "issue", "1")
    assert (again.status, "已经交办" in again.err) == (1, True)
    assert len(rows_of(Obligation)) == count


def test_a_plan_issued_late_says_what_is_overdue_at_once() -> None:
    duban("plan", "import", "notice.txt", "--register-units", "--accept-defaults")
    set_clock("2026-09-01")
    assert "直接计为逾期，不补发提醒" in duban("plan", "issue", "1").out


def test_list_and_show_name_the_plan_its_tasks_and_its_questions() -> None:
    assert "还没有计划" in duban("plan", "list").out
    duban("plan", "import", "notice.txt", "--register-units")
    assert "2026" in duban("plan", "list").out
    shown = duban("plan", "show", "1").out
    assert "疑问" in shown
    assert "市发展改革委" in shown


def test_a_plan_that_is_not_there_is_said_with_those_that_are() -> None:
    answer = duban("plan", "show", "7")
    assert (answer.status, "没有编号为 7 的计划" in answer.err) == (1, True)


def test_units_load_registers_and_a_second_time_changes_nothing() -> None:
    first = duban("units", "load", str(SHIPPED_UNITS))
    assert "更新0个" in first.out
    assert "新登记0个单位，更新0个" in duban("units", "load", str(SHIPPED_UNITS)).out
    assert "市发展改革委" in duban("units", "list").out


def held_slip() -> str:
    """A held slip of the sample plan's first obligation; returns the beginning of its id."""
    duban("units", "load", str(SHIPPED_UNITS))
    duban("plan", "import", "notice.txt", "--accept-defaults")
    set_clock("2026-02-24")
    duban("plan", "issue", "1")
    engine = open_database("sqlite:///.duban/duban.sqlite3")
    with transaction(engine) as session:
        obligation = session.exec(select(Obligation).where(Obligation.ladder == "completion")).first()
        assert obligation is not None
        post = session.exec(select(Unit).where(Unit.id == obligation.unit_id)).one()
        reader = session.exec(select(Post).where(Post.unit_id == post.id)).first()
        assert reader is not None
        note = Notification(
            obligation_id=obligation.id,
            cycle=0,
            rung="催办单",
            post_id=reader.id,
            channel=Channel.MAIL,
            kind=Kind.URGE,
            due_at=at("2026-02-24"),
            created_at=at("2026-02-24"),
            outcome=Outcome.HELD,
            policy=1,
        )
        session.add(note)
        beginning = note.id.hex[:8]
    engine.dispose()
    return beginning


def test_release_lists_what_is_held_and_lets_it_go() -> None:
    assert "没有待签发" in duban("release").out
    beginning = held_slip()
    assert beginning in duban("release").out
    assert "签发1件" in duban("release", beginning).out
    assert duban("release", beginning).status == 1
    assert [note.outcome for note in rows_of(Notification) if isinstance(note, Notification)] == [
        Outcome.QUEUED
    ]


def test_withdrawing_needs_no_release_and_keeps_the_reason() -> None:
    beginning = held_slip()
    assert "撤回1件" in duban("release", beginning, "--withdraw", "已电话说明").out
    notes = [note for note in rows_of(Notification) if isinstance(note, Notification)]
    assert [(note.outcome, note.reason) for note in notes] == [(Outcome.WITHDRAWN, "已电话说明")]


def test_policy_check_names_every_mistake_with_its_place(folder: Path) -> None:
    broken = SHIPPED.read_text(encoding="utf-8")
    broken = broken.replace("month: 3, day: 25", "month: 13, day: 25").replace("offset: -20", "ofset: -20")
    (folder / "policy.yaml").write_text(broken, encoding="utf-8")
    answer = duban("config", "check", "policy.yaml")
    assert answer.status == 1
    assert "rounds.0.month" in answer.err
    assert "ladders.completion.rungs.6.ofset" in answer.err


def test_policy_apply_adds_a_version_only_when_something_changed(folder: Path) -> None:
    same = duban("config", "apply", str(SHIPPED))
    assert "没有改变" in same.out
    changed = SHIPPED.read_text(encoding="utf-8").replace("near: 10", "near: 15")
    (folder / "policy.yaml").write_text(changed, encoding="utf-8")
    assert "第2版规则生效" in duban("config", "apply", "policy.yaml", "--note", "提前看到").out


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        pytest.param("DUBAN_SMTP_PROT", "25", "没有这样的设置：DUBAN_SMTP_PROT", id="a misspelt setting"),
        pytest.param(
            "DUBAN_SMTP_PORT", "abc", "smtp_port：须为整数，现为 abc", id="a port that is no number"
        ),
        pytest.param("DUBAN_DATABASE_URL", "mysql://x/y", "postgresql://", id="another kind of database"),
        pytest.param("DUBAN_TIME_ZONE", "Mars", "没有名为 Mars 的时区", id="a zone that does not exist"),
        pytest.param("DUBAN_CONFIG_FILE", "gone.toml", "gone.toml", id="a settings file that is not there"),
    ],
)
def test_a_wrong_setting_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    answer = duban("plan", "list")
    assert answer.status == 1
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_settings_come_from_a_file_and_the_environment_wins(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "duban.toml").write_text('office_name = "甲办"\nsmtp_port = 2525\n', encoding="utf-8")
    monkeypatch.setenv("DUBAN_SMTP_PORT", "2526")
    settings = load_settings()
    assert (settings.office_name, settings.smtp_port) == ("甲办", 2526)


def test_pages_on_the_network_need_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_WEB_HOST", "0.0.0.0")
    answer = duban("web")
    assert (answer.status, "DUBAN_COORDINATOR_PASSWORD_FILE" in answer.err) == (1, True)


def changed_policy(folder: Path, before: str, after: str) -> str:
    text = SHIPPED.read_text(encoding="utf-8")
    assert before in text
    (folder / "changed.yaml").write_text(text.replace(before, after), encoding="utf-8")
    return "changed.yaml"


def issued_sample() -> None:
    duban("units", "load", str(SHIPPED_UNITS))
    duban("plan", "import", "notice.txt", "--accept-defaults")
    set_clock("2026-02-24")
    duban("plan", "issue", "1")


def test_a_changed_policy_reaches_what_is_already_under_way_and_floods_nobody(folder: Path) -> None:
    issued_sample()
    set_clock("2026-03-02")  # the first node, 31 March, is next looked at on 3 March
    early = changed_policy(
        folder,
        "      - {name: 提前20个工作日, offset: -20}",
        "      - {name: 提前22个工作日, offset: -22}\n      - {name: 提前20个工作日, offset: -20}",
    )
    assert "重新计算了" in duban("config", "apply", early).out
    notes = [note for note in rows_of(Notification) if isinstance(note, Notification)]
    assert {(note.rung, note.outcome, note.policy) for note in notes} == {
        ("提前22个工作日", Outcome.PASSED, 2)
    }
    rows = [row for row in rows_of(Obligation) if isinstance(row, Obligation) and row.ladder == "completion"]
    assert min(row.next_rung_at for row in rows if row.next_rung_at) == at("2026-03-03")


def test_a_ladder_that_is_in_use_cannot_be_taken_away(folder: Path) -> None:
    issued_sample()
    renamed = changed_policy(folder, "  completion: completion", "  completion: round")
    text = (folder / renamed).read_text(encoding="utf-8").replace("\n  completion:\n", "\n  finishing:\n")
    (folder / renamed).write_text(text, encoding="utf-8")
    answer = duban("config", "apply", renamed)
    assert answer.status == 1
    assert "请保留这条阶梯" in answer.err
    assert "第1版" in duban("config", "show").out
