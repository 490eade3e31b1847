"""Whether words name units (单位): by how such names begin and end, not by where they stand."""

import re
from functools import lru_cache

from intake.units.names import is_group
from intake.units.persons import is_person

# Endings that names of organs, enterprises and bodies have and ordinary nouns seldom do.
_FIRM = (
    r"局|委|办|厅|署|政府|办公室|委员会|管委会|党委|党组|纪委|监委|工委|团委|人大|政协|组织部|宣传部|统战部|政法委|武装部|部|海关"
    r"|法院|检察院|研究院|科学院|医院|大学|学院|党校|学校|中学|小学|银行|分行|支行|公司|集团|中心|支队|大队|总队|联社|供销社|合作社"
    r"|残联|妇联|文联|侨联|工商联|科协|社科联|作协|记协|总工会|工会|红十字会|协会|商会|学会|基金会|促进会|研究会|居委会|村委会|贸促会|台办"
    r"|报社|电视台|广播台|融媒体中心|档案馆|图书馆|博物馆|文化馆|展览馆|史志馆|美术馆|科技馆|气象台|地震台|指挥部|领导小组|专班|工作组"
    r"|街道办|街道办事处|派出所|事务所|管理所|监管所|服务站|管理处|办事处|执法队|交警队|消防队|税务|供电|电力|烟草|邮政|电信|移动|联通|铁塔|铁路|机场"
    r"|开发区|高新区|新区|经开区|园区|保税区|自贸区|示范区|度假区|功能区|林场|农场|矿务局|证监会|银保监会|国资委|人行|军分区|总站|总局|分局|分公司"
    r"|县委|市委|区委|省委|州委|团市委|团县委|团区委|团省委|有限责任公司|科|股|处|室|所|站|[委办会]机关|机关党委"
)
_FIRM_NAME = re.compile(rf"^[\u4e00-\u9fffA-Za-z0-9·“”\-—（）()]*(?:{_FIRM})(?:（[^（）]*）|\([^()]*\))?$")
# 区, 镇, 企业: names of places and classes, units only in company or when they answer for something.
_WEAK_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,14}(?:区|县|市|旗|州|盟|镇|乡|街道|社区|村|企业|单位|部门|集镇|团场|校|馆|社|台|会|司|院|行|队|组|厂|局机关|公司等)(?:（[^（）]*）)?$"
)
# Longer words first: the match never goes back.
_CLASS = re.compile(
    r"^(?:属地|所在|涉及|其他|其它|有关|相关|街道|社区|乡镇|居委会|村委会|镇街|镇区|园区|企业|单位|部门|学校|医院|高校|机构|政府|基层"
    r"|[各市县区省州镇乡村街级直属（）、()和及或])++$"
)
_WITH_CLASS = re.compile(r"^(?:各|有关|相关|属地|所在地?|涉及|全[市县区省]|[市县区省州][直级](?=.)).*")
# 区政府各部门, 有关单位: a class that is meant as a whole.
_NAMED_CLASS = re.compile(r"各|有关|相关|属地|所在|涉及|全[市县区省]|[市县区省州]直|政府[部组]")
_NEVER = re.compile(
    r"^(?:按照?|根据|依据|结合|对照|视|待)|部署$|^[约含共计合总累其中不少于超过各]*\d+(?:\.\d+)?[余多]?[万亿千百]*(?:[个处所家条项座套户人名件亩吨台辆次米元里间栋场期]|公里|平方米)|^原[市县区省]|会议室|\d[室房楼]|[一二三四五六]楼|\d{3}|以下简称|详见|参见|包括|包含|不含|^含|^如|例如|简称|附件|以上|超过|每|[《》%：:=<>]|第[一二三四五六七八九十\d]+[条款项章]"
    r"|^(?:牵头|责任|配合|协办|承办|主办|参与|负责)(?:单位|部门)$|(?<!疫情防控)工作$|会议$|方案$|制度$|机制$|活动$|行动$|项目$|工程$|计划$|政策$|文件$|试行$|草案$|征求|审议|批准|同意|主要领导|一把手"
)
# Nouns that end as names of units do.
_NOUNS = re.compile(
    r"(?:[经营居]?场所|住所|厕所|网站|车站|电站|气站|油站|水站|本科|专科|学科|[全内外干局细东西南北中总]部|[格布结]局|[主承督领包代审通联帮网即快特查申举开兴创民公合]办|(?<!政)协办|教室|浴室|卧室|[到好用益出四坏]处"
    r"|(?:公立|民办|公办|私立|三甲|三级|定点|基层|示范|试点|中心|社会|中小|大型|重点|龙头|民营|高等|职业|普通|专科|综合)[\u4e00-\u9fff]{0,3}"
    r"(?:医院|学校|[中小大]学|学院|区|企业|公司|集团|银行|中心|协会|商会)"
    r"|投票站|^中心|重点中心|^(?:公司|集团|银行|大学|学院|医院|学校|中学|小学|移动|电力|铁路|机场|邮政|税务|园区|中心))$"
)
# 县城投, 市文旅: shortened after the sign of its level.
_SHORT = re.compile(
    r"^[市县区省州镇乡](?!场(?!监)|民|级|域|块|情|内|外|容|长|直|属|委|府)[\u4e00-\u9fff]{2,5}$"
)
# 张明副市长, 县委书记李强同志: persons answer as units do; who they are is read with the units.
_PERSON = re.compile(
    r"^[\u4e00-\u9fff]{2,4}(?:副?(?:市长|县长|区长|省长|州长|镇长|乡长|主任|书记|秘书长|局长)|常委|同志)$"
)
# 各类企业, 有关群众: they are rather acted upon, unless a word makes them answer.
_SERVED = re.compile(r"(?:企业|主体|商户|居民|群众|农户|家庭|项目|园区|学校)$")
_LONGEST_NAME = 30
_SPLIT = re.compile(r"[、，,；;/\s　]+")
_JOINS = re.compile(r"(?:以及|和|及|与|同)(?=[市区省县州各国有相团中]|人民|其)")


@lru_cache(maxsize=4096)
def is_unit(name: str) -> bool:
    """A name that can hardly be anything but a unit."""
    bare = name.strip()
    if not 2 <= len(re.sub(r"[（(].*?[）)]", "", bare)) <= _LONGEST_NAME or _NEVER.search(bare):
        return False
    if _NOUNS.search(bare) or (is_class(bare) and not _NAMED_CLASS.search(bare)):
        return False
    if _SERVED.search(bare):
        return False
    if is_group(bare) or (_WITH_CLASS.match(bare) and _CLASS.match(re.sub(r"[（(].*?[）)]", "", bare))):
        return True
    return bool(_FIRM_NAME.match(bare)) and not _CLASS.match(bare)


@lru_cache(maxsize=4096)
def may_be_unit(name: str) -> bool:
    """A place or a class of bodies: a unit in the company of units, or where it is said to be responsible."""
    bare = name.strip()
    return is_unit(bare) or (
        2 <= len(bare) <= _LONGEST_NAME and not (_NEVER.search(bare) or _NOUNS.search(bare)) and _weak(bare)
    )


def _weak(name: str) -> bool:
    held = (_WEAK_NAME, _CLASS, _PERSON, _SHORT)
    return any(words.match(name) for words in held) or is_person(name)


def is_class(text: str) -> bool:
    """市、区 or 乡镇（街道）: words for kinds of bodies, none of them named."""
    return bool(_CLASS.match(re.sub(r"[、，,\s]", "", text)))


def unit_share(text: str) -> tuple[int, int, int]:
    """How many names in a list are units for certain, may be units, and are none."""
    firm = weak = none = 0
    for name in listed(text):
        if is_unit(name):
            firm += 1
        elif may_be_unit(name):
            weak += 1
        else:
            none += 1
    return firm, weak, none


def listed(text: str) -> list[str]:
    """The names of a list; 等 and brackets inside names stay out of the way."""
    flat = re.sub(r"[（(][^（）()]*[）)]", "", text)
    flat = re.sub(r"等(?:有关|相关|各)?(?:市级|市直|区|县|省直)*(?:部门|单位|企业|区|县)?$", "", flat.strip())
    names = [part for piece in _SPLIT.split(flat) for part in _JOINS.split(piece)]
    return [re.sub(r"等$", "", name) for name in names if name and name != "等"]
