"""Events by which automations in Prefect know what happened to a key task."""

import re

import pytest

from flows.event_names import CHANGED, PREFIX, PROMISE_BROKEN, RELEASED, REMINDED, VERBS, WITHIN, event_name
from models.move_table import MOVES
from tests.guards.tree import read


def test_every_kind_of_move_has_an_event_of_its_own_unless_it_is_part_of_another() -> None:
    assert {move.verb for move in MOVES} == (set(VERBS) - {"补充交办"}) | WITHIN
    assert len(set(VERBS.values())) == len(VERBS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", verb) for verb in VERBS.values())


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        pytest.param("报送", f"{PREFIX}reported", id="a move"),
        pytest.param("提前5个工作日", REMINDED, id="a rung of the ladder"),
        pytest.param("延期申请同意", f"{PREFIX}granted", id="a petition granted"),
        pytest.param("请求协调不同意", f"{PREFIX}refused", id="a petition refused"),
        pytest.param("签发催办单", RELEASED, id="a release"),
        pytest.param("承诺到期未兑现", PROMISE_BROKEN, id="a broken promise, also a rung's name"),
        pytest.param("其他", CHANGED, id="anything else"),
    ],
)
def test_a_reason_is_an_event(reason: str, expected: str) -> None:
    assert event_name(reason, {"提前5个工作日", "承诺到期未兑现"}) == expected


def test_the_documents_list_every_event_and_no_other() -> None:
    told = set(re.findall(r"^\| [^|]+ \| `([a-z-]+)` \|$", read("docs/how-to.md"), re.MULTILINE))
    others = {name.removeprefix(PREFIX) for name in (REMINDED, RELEASED, PROMISE_BROKEN, CHANGED)}
    assert told == set(VERBS.values()) | others
