"""Text that knows its place: whatever is cut from it and glued to it can be traced back."""

from hypothesis import given
from hypothesis import strategies as st

from intake.document import Document, Passage, Place, Span, Traced, merged

CELLS = st.lists(st.text(alphabet="甲乙丙丁\n 1、", max_size=8), min_size=1, max_size=5)


def glued(cells: list[str]) -> Traced:
    whole = Traced()
    for number, text in enumerate(cells):
        whole = whole.joined(Traced.of(number, text), "\n")
    return whole


def test_a_place_says_only_what_is_known() -> None:
    assert str(Place(page=2, table=1, row=5, column=3)) == "第2页第1张表第5行第3列"
    assert str(Place(line=12)) == "第12行"
    assert str(Place(paragraph=3)) == "第3段"


def test_a_cut_knows_where_it_stood() -> None:
    text = glued(["市发展改革委", "市财政局"])
    start = text.text.index("财政")
    assert text.spans(start, start + 2) == (Span(1, 1, 3),)


def test_a_stretch_over_two_passages_has_two_spans() -> None:
    text = glued(["建成学校", "三所"])
    assert text.cut(2, 6).text == "学校\n三"
    assert text.spans(2, 6) == (Span(0, 2, 4), Span(1, 0, 1))


def test_what_was_put_between_stands_nowhere() -> None:
    assert glued(["甲", "乙"]).spans(1, 2) == ()


def test_stripping_keeps_the_place() -> None:
    assert Traced.of(4, "  年底前 ").stripped() == Traced.of(4, "年底前", 2)
    assert Traced.of(0, "   ").stripped().text == ""


def test_the_passage_of_a_character() -> None:
    text = glued(["甲乙", "丙"])
    assert [text.at(place) for place in (0, 1, 3)] == [0, 0, 1]


@given(CELLS, st.integers(0, 40), st.integers(0, 40))
def test_every_cut_reads_the_same_in_the_document(cells: list[str], start: int, length: int) -> None:
    document = Document("x", "txt", tuple(Passage(text, Place()) for text in cells), tuple(range(len(cells))))
    whole = glued(cells)
    part = whole.cut(start, start + length)
    assert part.text == whole.text[start : start + length]
    for at, passage, begun, size in part.pieces:
        assert document.text(Span(passage, begun, begun + size)) == part.text[at : at + size]
    joints = part.text.count("\n") - sum(document.text(s).count("\n") for s in part.spans())
    assert sum(span.end - span.start for span in part.spans()) + joints == len(part.text)


def test_touching_spans_become_one() -> None:
    assert merged([Span(0, 3, 5), Span(0, 0, 3), Span(1, 2, 2), Span(0, 4, 9), Span(1, 0, 1)]) == (
        Span(0, 0, 9),
        Span(1, 0, 1),
    )
