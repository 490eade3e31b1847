"""分管领导 in their column."""

import pytest

from intake.document import Traced
from intake.units.leaders import leaders_of, persons_of


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("周启明", ["周启明"]),
        ("周启明、沈若岚", ["周启明", "沈若岚"]),
        ("周启明\n沈若岚", ["周启明", "沈若岚"]),
        ("周\u3000启", ["周启"]),
        ("周 启 沈 岚", ["周启", "沈岚"]),
        ("副市长周启明", ["周启明"]),
        ("周启明常务副市长", ["周启明"]),
        ("市委常委、常务副市长周启明", ["周启明"]),
        ("周启明（常务副市长）", ["周启明"]),
        ("周启明同志", ["周启明"]),
        ("买买提·艾力", ["买买提·艾力"]),
        ("分管副市长", ["分管副市长"]),
        ("周启明、周启明", ["周启明"]),
        ("陆建平秦勇", ["陆建平", "秦勇"]),
        ("欧阳文华", ["欧阳文华"]),
        ("⸺", []),
        ("彭\n越", ["彭越"]),
        ("副县长周  颖", ["周颖"]),
        ("纪工委书记 丁一", ["丁一"]),
        ("一级调研员张  华", ["张华"]),
        ("—", []),
        ("无", []),
        ("", []),
    ],
)
def test_names_without_posts_and_padding(cell: str, names: list[str]) -> None:
    assert [one.name for one in leaders_of(Traced.of(0, cell))] == names


def test_a_name_knows_its_place() -> None:
    cell = "周启明（主任）、沈\u3000岚"
    (_, second) = leaders_of(Traced.of(0, cell))
    assert [cell[span.start : span.end] for span in second.spans] == ["沈\u3000岚"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("李强 13800001111", ["李强"]),
        ("李强（局长）0571-88881111", ["李强"]),
        ("谢  东、白 璐", ["谢东", "白璐"]),
        ("县水务局局长李强", []),
        ("县水务局", []),
    ],
)
def test_persons_are_told_from_telephones_and_heads_of_units(cell: str, names: list[str]) -> None:
    assert [one.name for one in persons_of(Traced.of(0, cell))] == names
