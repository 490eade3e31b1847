"""Where a prose notice ends: at its signature, its closing paragraphs, the footer of a page."""

import pytest

from intake.draft import Body
from intake.prose import read_prose
from tests.support.plain import document


def body(text: str) -> Body:
    read = read_prose(document(text), 2025)
    assert isinstance(read, Body), read
    return read


FOOTERS = (
    "本措施自2025年7月15日起施行，有效期3年。\n扫一扫在手机打开当前页",
    "主办单位：云泽市人民政府 | 承办：云泽市数据局 | 云公网安备1100号",
    "云泽市人民政府\n2025年3月1日\n主办：云泽市人民政府办公室　承办：云泽市数据局　网站标识码：3399000001",
    "出席：李明（市税务局）、王强（市财政局）",
    "以上任务完成情况纳入年度考核。",
)


@pytest.mark.parametrize("footer", FOOTERS)
def test_what_stands_below_the_last_item_is_no_task(footer: str) -> None:
    read = body(f"1．修桥。（市交通局牵头，9月底前）\n2．铺路。（市住建局牵头，9月底前）\n{footer}")
    assert [(task.content, task.leads) for task in read.tasks] == [
        ("修桥。", ("市交通局",)),
        ("铺路。", ("市住建局",)),
    ]
