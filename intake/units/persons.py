"""Persons, posts (职务) and telephones that stand among units."""

import re

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
    "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单"
    "季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_DOUBLE = "欧阳|上官|司马|诸葛|皇甫|东方|尉迟|公孙|慕容|司徒|令狐|夏侯|端木"
_PERSON = (
    rf"(?:(?:{_DOUBLE})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
    r"|[\u4e00-\u9fff]{2,8}(?:·[\u4e00-\u9fff]{1,8})+)"
)
# Sectors and firms that begin like surnames: 发改、财政、司法 are units by their sector.
_SECTORS = re.compile(
    r"石油|石化|华电|华能|华润|金融|高新|安监|计生|司法|经信|商务|林业|水务|水利|文旅|文体|文教|方志|农业|农村|房管|房产|应急|路政|路网|江海|能源|时代|金控|成员|"
    r"全市|全体|全县|全区|卫健|卫生|商贸|农办|成都|宁波|温州|项目|连锁|包装|文化|文物|党政|党群|和平|明确|关于|边防|单位|常态|向社会|于年底|安排|安全|时间|高速|高校|经费|和|解决|管理|管网|车辆|车站|成立|公安|教育|曲艺|万吨|万人|全面|应当|时限|路面|常年|全年|平时"
)
_LEVELS = r"(?:省|市|区|县|州|盟|旗|自治区|自治州)"
_LEADER_POST = (
    rf"(?:{_LEVELS}(?:委|政府|人民政府|人大|人大常委会|政协))?(?:党组)?(?:常务)?(?:副书记|副秘书长|秘书长|(?:副)?(?:市长|县长|区长|省长|州长|盟长|旗长)(?:助理)?|党组成员)"
    rf"|{_LEVELS}委(?:常委|书记|副书记)|{_LEVELS}(?:政府|人民政府)(?:副?主席|党组成员|领导)|(?:自治区)?副主席|{_LEVELS}人大(?:常委会)?副?主任|{_LEVELS}政协副?主席"
)
_OTHER_POST = (
    r"(?:党委|党组|党工委|党支部|支部)?(?:常务)?(?:副|总)?(?:局长|主任|处长|科长|股长|部长|厅长|司长|院长|校长|园长|董事长|总经理|经理|书记|行长|关长|支队长|队长|大队长|总队长"
    r"|政委|主席|会长|理事长|所长|站长|乡长|镇长|主席|总工程师|工程师|社长|台长|检察长|组长)|[一二三四]级(?:调研员|主任科员|巡视员)|调研员|二级巡视员|负责同志|主要负责人|分管负责人|负责人|联络员"
)
_POST = re.compile(rf"(?:{_LEADER_POST})|(?:{_OTHER_POST})")
_LEADING = re.compile(rf"(?:{_LEADER_POST})")
_ENDS_IN_POST = re.compile(
    rf"^(?P<unit>.*?)(?P<post>(?:{_LEADER_POST})|(?:{_OTHER_POST}))(?P<person>{_PERSON})?(?:同志)?$"
)
_THEN_POST = re.compile(
    rf"^(?P<person>{_PERSON.replace('{1,2}', '{1,2}?')})(?P<post>(?:{_LEADER_POST})|(?:{_OTHER_POST}))$"
)
_TELEPHONE = re.compile(
    r"(?:电话|手机|联系电话|Tel)?[：:]?(?:1\d{10}|0\d{2,3}[-—－ ]?\d{7,8}|\d{7,8})(?:[-转]\d{1,6})?"
)
_MARK_OF_UNIT = re.compile(
    r"[局委办院会厅署队部处校站所室区县镇乡旗盟厂矿馆库组班园村]$|公司$|集团$|中心$|银行$|支行$|政府$"
)


def is_person(text: str) -> bool:
    """A name of two to four characters that begins with a surname (or is divided by ·), and no unit or sector."""
    if not re.fullmatch(_PERSON, text) or _MARK_OF_UNIT.search(text) or text[-1] in "的等及各":
        return False
    return not _SECTORS.match(text)


def is_surname(sign: str) -> bool:
    """A single surname."""
    return len(sign) == 1 and sign in _SURNAMES


def is_post(text: str) -> bool:
    """副市长, 局长: a post and nothing else."""
    return bool(_POST.fullmatch(text))


def is_leading_post(text: str) -> bool:
    """副市长, 市委常委, 秘书长: a leader in charge (分管领导), not the head of a unit."""
    return bool(_LEADING.fullmatch(text))


def is_telephone(text: str) -> bool:
    """A telephone number, with or without its word."""
    return bool(_TELEPHONE.fullmatch(text))


def split_person(text: str) -> tuple[str, str, str] | None:
    """(unit, post, person) of 市住建局局长李强, 副市长张伟, 李强局长; empty strings for what is absent."""
    behind = _THEN_POST.match(text)
    if behind and is_person(behind["person"]):
        return "", behind["post"], behind["person"]
    found = _ENDS_IN_POST.match(text)
    if not found:
        return None
    return found["unit"], found["post"], found["person"] or ""
