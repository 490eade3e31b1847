"""红黄绿灯."""

from datetime import date

import pytest

from models.lights import OwnDuty, light, light_word
from models.words import KeyTaskState, Light, ObligationKind, ObligationState
from models.workdays import Workdays

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("kind", "state", "due", "expected"),
    [
        pytest.param("completion", "open", "2026-06-09", Light.RED, id="an overdue completion is red"),
        pytest.param("completion", "open", "2026-06-20", Light.YELLOW, id="a near completion is yellow"),
        pytest.param("completion", "open", "2026-09-20", Light.GREEN, id="a far completion is green"),
        pytest.param("progress", "open", "2026-06-12", Light.GREEN, id="nearness colours completion only"),
        pytest.param("progress", "open", "2026-06-09", Light.RED, id="a missing report is red"),
        pytest.param(
            "completion", "reported", "2026-06-09", Light.GREEN, id="what is reported is not overdue"
        ),
        pytest.param("completion", "returned", "2026-06-09", Light.RED, id="what was returned is owed again"),
    ],
)
def test_light_of_an_issued_key_task(kind: str, state: str, due: str, expected: Light) -> None:
    duty = OwnDuty(ObligationKind(kind), ObligationState(state), date.fromisoformat(due))
    assert light(KeyTaskState.ISSUED, [duty], TODAY, 10, Workdays()) is expected


def test_a_completed_key_task_is_done_and_one_not_issued_is_grey() -> None:
    assert light(KeyTaskState.COMPLETED, [], TODAY, 10, Workdays()) is Light.DONE
    assert light(KeyTaskState.CONFIRMED, [], TODAY, 10, Workdays()) is Light.GREY


@pytest.mark.parametrize(
    ("state", "word"),
    [("suspended", "挂账"), ("cancelled", "终止"), ("merged", "并入"), ("confirmed", ""), ("issued", "")],
)
def test_what_rests_or_ended_is_grey_under_a_word_of_its_own(state: str, word: str) -> None:
    late = OwnDuty(ObligationKind.COMPLETION, ObligationState.OPEN, date(2026, 1, 9))
    if word:
        assert light(KeyTaskState(state), [late], TODAY, 10, Workdays()) is Light.GREY
    assert light_word(KeyTaskState(state)) == word


def test_what_is_kept_in_the_plan_without_asking_anybody_says_so() -> None:
    assert light_word(KeyTaskState.CONFIRMED, listed_apart=False) == "不单列督办"
    assert light_word(KeyTaskState.CANCELLED, listed_apart=False) == "终止"
