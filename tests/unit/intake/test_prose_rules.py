"""Who leads by the order of the units, by the notice's own rule."""

from intake.draft import Body
from intake.prose import read_prose
from tests.support.plain import document


def body(text: str) -> Body:
    read = read_prose(document(text), 2025)
    assert isinstance(read, Body), read
    return read


def codes(read: Body) -> list[str]:
    return [question.code for question in read.questions]


def test_the_first_of_a_bare_list_leads_and_it_is_asked_unless_the_notice_says_so() -> None:
    items = "1．修桥。（市交通局、市财政局）\n2．铺路。（市住建局、市财政局）"
    read = body(items)
    assert [task.leads for task in read.tasks] == [("市交通局",), ("市住建局",)]
    assert codes(read).count("who-leads") == 1
    ruled = body(f"{items}\n注：列在第一位的为牵头单位。")
    assert [(task.leads, task.supports) for task in ruled.tasks] == [
        (("市交通局",), ("市财政局",)),
        (("市住建局",), ("市财政局",)),
    ]
    assert "who-leads" not in codes(ruled)
    assert ruled.first_listed_rule == "列在第一位的为牵头单位。"


def test_the_first_bracket_may_set_the_rule_for_all() -> None:
    found = body(
        "1．修桥。（市交通局、市财政局，列第一位的为牵头单位，下同）\n2．铺路。（责任单位：市住建局、市财政局（列第一位者为牵头单位，下同））"
    ).tasks
    assert found[1].leads == ("市住建局",)
    assert found[1].supports == ("市财政局",)
