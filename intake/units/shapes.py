"""What a unit (单位), a group of units and the beginning of a name look like."""

import re

_LEVEL = r"[省市区县州盟旗镇乡师]"
_LEVELLED = re.compile(rf"^(?:全|各)?{_LEVEL}(?![长民场])[\u4e00-\u9fff\d（]")
# Two-character and other names without one of the usual endings.
_SHORT = (
    r"联合社|总社|电力|供电|邮政|电信|移动|联通|铁塔|石油|石化|燃气|热力|水务|公交|地铁|轨道|城投|交投|文投|国投|武警|消防|纪委监委|共青团|广电|烟草|盐业|人保|"
    r"人寿|监狱|工商联|人大|政协|军分区|武装部|[一二三四五六七八九十]中|供销社|农信社|联社|报社|信用社|合作社|出版社|通讯社|银行|支行|分行|总行|农商行|公司|集团|兵团|报业|"
    r"海关|边检|海事|党校|学校|高校|院校|技校|中学|小学|法院|检察院|电视台|广播台|融媒体|专班|小组|协会|商会|园区|基地|机场|林场|农场|企业|"
    r"[妇残文侨社商台]联|科联|[科作记足法]协|铁路|港口|车站|事业部|指挥部|[市省区县州盟旗]府|[东南西北][北]?院"
)
_ENDS = rf"(?:[局委办院会厅署队部处校站所室区县镇乡旗盟厂矿馆库台组班园村]|中心|政府|大学|街道|{_SHORT})"
_ENDED = re.compile(rf"{_ENDS}$")
# 市社会|保障局, 市中|心医院: such an ending belongs to a word that goes on.
_GOES_ON = re.compile(
    r"(?:社会|机会|学会生|举办|承办|主办|全部|内部|外部|局部|单位组|地区组|一部|校园|田园|小区园|城乡|农村)$"
)
_CITY = rf"{_LEVEL}(?:委|政府|人大|政协|纪委)"
_SECTOR = re.compile(
    r"发改|发展改革|经信|工信|财政|水利|水务|住建|住房城乡建设|城管|城市管理|公安|教育|教体|科技|卫健|卫生健康|民政|人社|人力资源社会保障|自然资源|规划|生态环境|环保"
    r"|交通|交通运输|农业|农业农村|商务|文旅|文化旅游|应急|应急管理|市场监管|审计|统计|医保|林业|气象|税务|司法|信访|国资|金融|宣传|组织|纪检监察|工会|团委|妇联"
)
# 市水务局—市财政局 is rather two names.
_WRITTEN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9〇○×（）()“”\"、，]+")
_ACTION = re.compile(
    r"^(?:加快|推进|推动|完成|确保|加强|制定|建立|健全|开展|做好|持续|深入|力争|争取|适时|扎实|切实|进一步|继续|督促|召开|印发|出台|形成|取得|实现|打造|提升"
    r"|提高|强化|优化|全面|抓好|负责|组织开展|统筹推进|积极|稳步|有序|研究制定|落实|启动|对|将|在|以|使|新建|建成|改造|牵头|配合)"
)
_TIMED = re.compile(
    r"年底|年内|常年|[0-9０-９一二三四五六七八九十]+[月年日]|季度|半年|长期|持续|适时|全年|逐月|底前|时限|阶段性"
)

_SCOPE = (
    r"(?:[全本]?[省市区县州盟旗镇乡](?:委|政府|人民政府|[\u4e00-\u9fff]{2}委)?(?:、[省市区县州](?:委|政府))?"
    r"(?:直属|直|级|属|管|本级)?(?:机关)?)?"
)
_MEMBERS = (
    r"(?:区|县|市|政府|部门|单位|企业|园区|街道|街|乡镇|镇街|街镇|乡|镇|社区|村|管委会|办事处|居委会|村委会|管理机构|委|办|局|厅|机构|学校|院校|高校|大学|医院|公司|集团|功能区|开发区"
    r"|旗|州|盟|方面|成员|银行|运营商|协会|商会|专班|科室|处室|股室|站所|科所|院所|景区|组|支队|大队|派出所|分局)"
)
_TOWNS = r"(?:县|市|区|镇|乡|街道|街|旗|州|盟|办事处|[、，,/（）() ])"
_GROUP = re.compile(
    # 各区人民政府, 市级有关部门, 属地政府, 其他区, 涉农区
    rf"^(?:{_SCOPE}(?:各(?!界)|相关|有关|其他|其它|其余|所有|全体)|所涉|涉及|涉|属地|所在|项目所在|事发|当地|辖区|试点|沿[江河海湖黄淮线边路]|[东西南北]部|山区|库区|淹没).*{_MEMBERS}(?:（.*）)?$"
    # 市直单位, 县属企业, 驻市单位
    rf"|^全?[省市区县州旗](?:直属|直|级|属|管)(?:机关|国有|各)?(?:部门|单位|企业|企事业单位|机关)$"
    rf"|^(?:[中省市]直)?驻.{{1,6}}(?:部门|单位|企业|高校|院校|机构)$"
    # 省驻云各单位, 市安委会成员单位, 市政府有关部门, 中心城区各区
    rf"|^.*(?:各|有关|相关)(?:责任|成员|职能|行业|业务|主管|市级|市直|金融|产业|重点|承办|参建)*{_MEMBERS}(?:（.*）)?$"
    rf"|^.*(?:成员|责任|承办|参建|实施|项目|运营|建设|主管|牵头|配合)(?:单位|部门)$"
    rf"|^.*(?:县|市|区|镇|乡|街道)（[县市区旗镇乡街道、，]+）(?:人民)?(?:政府|管委会|办事处)?$"
    # 县（市、区）人民政府, 县区, 区县政府, 镇街, 十六区, 市内六区
    rf"|^(?:县|市|区|乡|镇|街道|街){_TOWNS}+(?:人民)?(?:政府|管委会|办事处)?$"
    r"|^(?:市内|环城|中心城|主城|远城|近郊|郊|涉农|沿江|沿海)?(?:[一二三四五六七八九十\d]+个?|各)?(?:城)?区(?:县)?(?:人民)?(?:政府)?$"
    r"|^(?:部门|单位|金融机构|商业银行|(?:基础)?(?:电信|通信)(?:运营)?企业|三大运营商|电信运营商|行业协会|国有企业|市场主体|区级政府)$"
)
_TAIL = re.compile(
    r"^区?(?:公室|员会|民政府|限公司|任公司|(?:有限|责任|股份|集团|总|分|子)*公司|(?:管理|服务|建设|发展|监督|监管|保障|事务|执法|事业|运营|指挥|调度|投资|开发|控股|行政)*"
    r"(?:局|委|委员会|办|办公室|办公厅|管委会|集团|中心|总队|支队|大队|分局|分行|支行|分院|工委|办事处|人民政府|政府|法院|检察院|医院|学院|大学|部))$"
)
_STANDS_ALONE = re.compile(
    r"^(?:政府办|文联|科协|残联|妇联|工会|团委|海关|公安|法院|电力|邮政|电信|移动|联通|铁塔|武警|消防|烟草|工商联)$"
)
_OF_A_BODY = re.compile(
    r"^(?!.*[省市区县](?:委|政府))[\u4e00-\u9fff]{1,10}(?:部|室|办|厅|校|委|老干部局|机要局|保密局|档案馆|常委会)(?:（.*）)?$"
)


def is_group(name: str) -> bool:
    """相关区人民政府, 有关部门: a name that stands for units not named."""
    return bool(_GROUP.match(name.translate(_ROUND)))


_ROUND = str.maketrans("()", "（）")


def has_level(name: str) -> bool:
    """市水务局, 县财政局: it begins with the level of government it belongs to."""
    return bool(_LEVELLED.match(name))


def is_ended(text: str) -> bool:
    """Its last word can end the name of a unit."""
    last = text[-8:]
    return bool(_ENDED.search(last)) and not _GOES_ON.search(last)


def looks_like_unit(name: str) -> bool:
    """It ends as names of units or groups do and begins with no action; 发改、财政 are units by sector."""
    if _SECTOR.fullmatch(name):
        return True
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", name) or name
    if not 2 <= len(bare) <= 40 or (_ACTION.match(bare) and len(bare) > 5):
        return False
    if not _WRITTEN.fullmatch(name):
        return False
    return is_ended(bare) or bare.endswith("科") or is_group(name)


def is_tail(text: str) -> bool:
    """局, 员会, 管委会: what is left of a name after a line break, no name by itself."""
    return bool(_TAIL.match(text)) or (len(text) <= 2 and is_ended(text) and not _alone(text))


def is_of_a_body(body: str, text: str) -> bool:
    """市委 | 组织部, 市政府 | 办公室: a name broken after the body that the office belongs to."""
    return bool(re.fullmatch(_CITY, body)) and bool(_OF_A_BODY.match(text)) and not has_level(text)


def _alone(text: str) -> bool:
    return bool(_STANDS_ALONE.match(text)) or bool(re.fullmatch(rf"{_LEVEL}委|团委|[省市区县]府", text))


def is_timed(text: str) -> bool:
    """年内持续推进, 6月底前: a time limit, which another grammar reads."""
    return bool(_TIMED.search(text))


def is_action(text: str) -> bool:
    """加快推进…: something to do, not somebody who does it."""
    return bool(_ACTION.match(text))
