"""Texts at the door: what XML and PostgreSQL cannot carry stays outside, everything else comes in as it is."""

import pytest

from models.writable import all_writable, writable


@pytest.mark.parametrize(
    "text",
    ["大力发展\t新能源\n汽车\r\n", "𠮷林 😀", "a\u2028b\u200bc\x7f\x85", "=SUM(A1)", "\ufffd\ue000", ""],
)
def test_what_can_be_carried_comes_in_as_it_is(text: str) -> None:
    assert writable(text) == text


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x08", "\x1b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_no_file_carries_is_dropped(sign: str) -> None:
    assert writable(f"东{sign}湖") == "东湖"


@pytest.mark.parametrize("sign", ["\x0b", "\x0c"])
def test_the_breaks_of_a_word_processor_become_plain_ones(sign: str) -> None:
    assert writable(f"东{sign}湖") == "东\n湖"


def test_texts_inside_lists_and_maps_are_reached_and_other_values_are_left() -> None:
    given = {"a\x00": ["b\x01", 1, None, {"c": ("d\x02", b"\x03")}], "e": 1.5}
    assert all_writable(given) == {"a": ["b", 1, None, {"c": ("d", b"\x03")}], "e": 1.5}
