"""Which registered unit a name means, and which names are left to a person."""

import time

import pytest

from intake.matching import Entry, How, Matcher
from intake.units.forms import home_of_issuer, homes_of, spellings, taken_apart
from intake.units.words import is_short_for

REGISTER = (
    Entry("市国防科技工业办公室"),
    Entry("市发展改革委", "云泽市发展和改革委员会"),
    Entry("市人力资源社会保障局", "云泽市人力资源和社会保障局"),
    Entry("市住房城乡建设委", "云泽市住房和城乡建设委员会"),
    Entry("市工业和信息化局"),
    Entry("市卫生健康委", "云泽市卫生健康委员会"),
    Entry("市农业农村委员会"),
    Entry("市文化和旅游局"),
    Entry("市规划和自然资源局"),
    Entry("市政务服务办公室"),
    Entry("市外办（市港澳办）", "云泽市人民政府外事办公室"),
    Entry("中国人民银行云泽市中心支行"),
    Entry("临浦区人民政府"),
    Entry("东屿县人民政府"),
    Entry("临浦区教育局"),
    Entry("国网云泽市供电公司"),
    Entry("市财政局", "云泽市财政局"),
    Entry("省财政厅"),
    Entry("市国有资产监督管理委员会", aliases=("市资产委",)),
    Entry("市水利工程管理局"),
    Entry("团市委"),
    Entry("市妇女联合会"),
    Entry("经开区管委会"),
    Entry("市地方金融监督管理局"),
    Entry("市城市管理委员会"),
    Entry("市委网络安全和信息化委员会办公室"),
    Entry("市委机构编制委员会办公室"),
    Entry("云泽城市建设投资集团有限公司"),
    Entry("市教育工作委员会"),
    Entry("国家税务总局云泽市税务局"),
    Entry("市政府办公厅"),
    Entry("市中级人民法院"),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(REGISTER, "云泽市人民政府")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("市财政局", "市财政局"),
        ("云泽市财政局", "市财政局"),
        ("市资产委", "市国有资产监督管理委员会"),
    ],
)
def test_a_name_a_full_name_and_an_alias_are_the_unit(matcher: Matcher, name: str, unit: str) -> None:
    found = matcher.find(name)
    assert (found.unit, found.how) == (unit, How.EXACT)


@pytest.mark.parametrize(
    "name", ["市外办(市港澳办)", "市 外办\n（市港澳办）", "市外办［市港澳办］", "市外办（市港澳办）\u200b"]
)
def test_width_white_space_and_brackets_do_not_matter(matcher: Matcher, name: str) -> None:
    assert (matcher.find(name).unit, matcher.find(name).how) == ("市外办（市港澳办）", How.FOLDED)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("云泽市发展改革委员会", "市发展改革委"),
        ("市发展与改革委员会", "市发展改革委"),
        ("市政务服务办", "市政务服务办公室"),
        ("市外办", "市外办（市港澳办）"),
        ("市港澳办", "市外办（市港澳办）"),
        ("人行云泽中心支行", "中国人民银行云泽市中心支行"),
        ("人民银行云泽市中心支行", "中国人民银行云泽市中心支行"),
        ("临浦区政府", "临浦区人民政府"),
        ("临浦区", "临浦区人民政府"),
        ("云泽市临浦区人民政府", "临浦区人民政府"),
        ("云泽市临浦区教育局", "临浦区教育局"),
        ("东屿县", "东屿县人民政府"),
        ("国网云泽供电公司", "国网云泽市供电公司"),
        ("经开区", "经开区管委会"),
        ("经开区管理委员会", "经开区管委会"),
        ("共青团云泽市委员会", "团市委"),
        ("共青团市委", "团市委"),
        ("市团委", "团市委"),
        ("中共云泽市委机构编制委员会办公室", "市委机构编制委员会办公室"),
        ("市税务局", "国家税务总局云泽市税务局"),
        ("市政府办公室", "市政府办公厅"),
        ("市中院", "市中级人民法院"),
        ("财政局", "市财政局"),
    ],
)
def test_endings_place_and_and_never_change_the_office(matcher: Matcher, name: str, unit: str) -> None:
    assert (matcher.find(name).unit, matcher.find(name).how) == (unit, How.FORM)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("市国防科工办", "市国防科技工业办公室"),
        ("市发改委", "市发展改革委"),
        ("市人社局", "市人力资源社会保障局"),
        ("市住建委", "市住房城乡建设委"),
        ("市住房建设委", "市住房城乡建设委"),
        ("市工信局", "市工业和信息化局"),
        ("市卫健委", "市卫生健康委"),
        ("市农委", "市农业农村委员会"),
        ("市文旅局", "市文化和旅游局"),
        ("市规自局", "市规划和自然资源局"),
        ("市国资委", "市国有资产监督管理委员会"),
        ("市妇联", "市妇女联合会"),
        ("市金融局", "市地方金融监督管理局"),
        ("市金融监管局", "市地方金融监督管理局"),
        ("市城管委", "市城市管理委员会"),
        ("市委网信办", "市委网络安全和信息化委员会办公室"),
        ("市委编办", "市委机构编制委员会办公室"),
        ("云泽城建投资集团", "云泽城市建设投资集团有限公司"),
    ],
)
def test_a_short_name_is_the_one_unit_whose_words_it_covers(matcher: Matcher, name: str, unit: str) -> None:
    assert (matcher.find(name).unit, matcher.find(name).how) == (unit, How.SHORT)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        pytest.param("市住建局", "市住房城乡建设委", id="局 is not 委"),
        pytest.param("省财政局", "市财政局", id="省 is not 市, and 局 not 厅"),
        pytest.param("区财政局", "市财政局", id="区 is not 市"),
        pytest.param("邻海市财政局", "市财政局", id="another city"),
        pytest.param("市卫生局", "市卫生健康委", id="a word left out"),
        pytest.param("市规划局", "市规划和自然资源局", id="half of what the office does now"),
        pytest.param("市水利局", "市水利工程管理局", id="an office under it"),
        pytest.param("市网信办", "市委网络安全和信息化委员会办公室", id="市 is not 市委"),
        pytest.param("市财证局", "市财政局", id="a slip of the pen"),
    ],
)
def test_anything_less_is_left_to_a_person_with_the_nearest_first(
    matcher: Matcher, name: str, nearest: str
) -> None:
    found = matcher.find(name)
    assert (found.unit, found.how) == (None, How.NOT)
    assert nearest in found.candidates[:2]
    assert len(found.candidates) <= 3


def test_a_party_committee_is_no_bureau_of_the_same_field(matcher: Matcher) -> None:
    assert matcher.find("市教委").unit is None


def test_a_department_in_brackets_is_not_the_whole_office(matcher: Matcher) -> None:
    found = matcher.find("市财政局（国库支付中心）")
    assert (found.unit, found.candidates[0]) == (None, "市财政局")


def test_two_plates_of_two_registered_units_are_left_to_a_person() -> None:
    found = Matcher([Entry("市文化局"), Entry("市旅游局")]).find("市文化局（市旅游局）")
    assert (found.unit, set(found.candidates)) == (None, {"市文化局", "市旅游局"})


def test_two_units_with_one_short_name_are_left_to_a_person() -> None:
    found = Matcher([Entry("市民政局"), Entry("市交通运输局"), Entry("市交通局")]).find("市交局")
    assert (found.unit, set(found.candidates)) == (None, {"市交通运输局", "市交通局"})


def test_a_units_own_name_beats_what_others_are_also_called() -> None:
    entries = [Entry("市科技局", "市科学局"), Entry("市科学局", aliases=("市科技局",))]
    assert Matcher(entries).find("市科技局").unit == "市科技局"
    assert Matcher(entries).find("市科学局").unit == "市科学局"


def test_a_short_name_in_the_register_is_found_by_the_long_one() -> None:
    assert Matcher([Entry("市国防科工办")]).find("市国防科技工业办公室").unit == "市国防科工办"


def test_a_countys_bare_names_are_its_own() -> None:
    matcher = Matcher([Entry("县财政局"), Entry("市财政局")], "云泽市东屿县人民政府")
    assert matcher.find("财政局").unit == "县财政局"
    assert matcher.find("东屿县财政局").unit == "县财政局"
    assert matcher.find("云泽市财政局").unit == "市财政局"


def test_an_empty_register_finds_nothing() -> None:
    found = Matcher([]).find("市财政局")
    assert (found.unit, found.candidates) == (None, ())


@pytest.mark.parametrize("name", ["", "市", "、", "（）", "有关部门", "A" * 2000, "市" * 500 + "局"])
def test_any_text_may_be_asked_for(matcher: Matcher, name: str) -> None:
    assert matcher.find(name).unit is None


def test_thousands_of_units_do_not_slow_a_look_up() -> None:
    words = ("发展", "财政", "工业", "农业", "文化", "规划", "水务", "交通", "公安", "教育", "卫生", "民政")
    places = ("市", "省", *(f"{sign}浦区" for sign in "临东西南北中上下前后"))
    entries = [
        Entry(f"{place}{first}{second}{ending}")
        for place in places
        for first in words
        for second in words
        for ending in ("局", "委员会", "办公室")
    ]
    assert len(entries) > 5000
    matcher = Matcher(entries, "云泽市人民政府")
    for name in ("市发财局", "临浦区水交委", "市没有局", "市财证局"):
        began = time.perf_counter()
        for _ in range(50):
            matcher.find(name)
        # Measured below 1 ms; five times as much leaves room for a busy machine.
        assert (time.perf_counter() - began) / 50 < 0.005, name


@pytest.mark.parametrize(
    ("issuer", "places"),
    [
        ("云泽市人民政府", {"云泽市": "市"}),
        ("云泽市人民政府办公厅", {"云泽市": "市"}),
        ("云泽市临浦区人民政府", {"云泽市": "市", "临浦区": "区", "云泽市临浦区": "区"}),
        ("中共东屿县委办公室", {"东屿县": "县"}),
        ("", {}),
        ("云泽集团", {}),
    ],
)
def test_the_issuer_tells_whose_places_are_meant(issuer: str, places: dict[str, str]) -> None:
    assert home_of_issuer(issuer) == places


def test_a_register_gives_its_own_place_away() -> None:
    pairs = [("市财政局", "云泽市财政局"), ("市民政局", "云泽市民政局"), ("市气象局", "平湖市气象局")]
    assert homes_of(pairs) == {"云泽市": "市"}


def test_a_city_whose_name_holds_the_word_for_walls_is_a_place() -> None:
    assert taken_apart("盐城市教育局").level == "盐城市"
    assert taken_apart("市城市管理局").body == "城市管理"
    assert spellings("盐城市城市管理局", {"盐城市": "市"}) == ("市城市管理局",)


@pytest.mark.parametrize(
    ("short", "long", "covered"),
    [
        ("发改", "发展改革", True),
        ("人社", "人力资源社会保障", True),
        ("蚕茶", "蚕桑茶叶", True),
        ("蚕", "蚕桑茶叶", False),
        ("茶蚕", "蚕桑茶叶", False),
        ("市监", "市场监督管理", True),
        ("发展", "发展改革", False),
        ("", "发展", False),
    ],
)
def test_a_short_form_covers_every_word_in_order(short: str, long: str, covered: bool) -> None:
    assert is_short_for(short, long) is covered


@pytest.mark.parametrize(
    ("registered", "name"),
    [
        ("市公安局", "市公安分局"),
        ("市规划分局", "市规划局"),
        ("市外办", "市外宣办"),
        ("市外贸办", "市外办"),
        ("市农办", "市农机办"),
        ("市志办", "市志愿办"),
        ("市文广旅局", "市文广局"),
        ("市文旅局", "市文体旅局"),
        ("市教科体局", "市教体局"),
        ("县经科信局", "县经信局"),
        ("县工信科技局", "县工科局"),
        ("市民宗局", "市民宗侨局"),
        ("市城投集团", "市城建投资集团"),
        ("市公交集团", "市公路交通集团"),
        ("市联通公司", "市联通分公司"),
        ("市政务服务局", "市政局"),
        ("市政务服务管理局", "市政管理局"),
        ("市政管理局", "市政管局"),
    ],
)
def test_a_name_that_lacks_a_sign_of_another_is_left_to_a_person(registered: str, name: str) -> None:
    """The other way round, too; what is merely possible is still the first candidate."""
    for one, other in ((registered, name), (name, registered)):
        found = Matcher([Entry(one)], "云泽市人民政府").find(other)
        assert (found.unit, found.how) == (None, How.NOT)


@pytest.mark.parametrize(
    ("registered", "name"),
    [
        ("市交通投资集团", "市交投集团"),
        ("市公共交通集团", "市公交集团"),
        ("市委农村工作领导小组办公室", "市委农办"),
        ("市直属机关工作委员会", "市直机关工委"),
        ("市文化广电旅游体育局", "市文广旅体局"),
        ("市规划和自然资源局", "市规资局"),
        ("市国防动员办公室", "市国动办"),
    ],
)
def test_what_is_shortened_word_by_word_is_certain(registered: str, name: str) -> None:
    for one, other in ((registered, name), (name, registered)):
        assert Matcher([Entry(one)], "云泽市人民政府").find(other).unit == one


def test_what_is_only_possible_makes_the_certain_one_doubtful() -> None:
    found = Matcher([Entry("市交通运输局"), Entry("市交通局")]).find("市交局")
    assert (found.unit, set(found.candidates)) == (None, {"市交通运输局", "市交通局"})
