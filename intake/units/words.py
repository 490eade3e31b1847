"""Words of which the names of Chinese offices are made, and how each is shortened (规范化简称).

Every word may be written whole or by its first sign (发展 → 发); a line below gives the forms that are used besides,
or instead where the first sign alone is never used. `-` means that the word may be left out: 国有资产监督管理委员会
is 国资委. A short name is taken for a long one only when it covers every word of it: 市规划局 is not
市规划和自然资源局.
"""

_FORMS = """
人力资源 人 人力 人社 | 社会保障 社 社保 | 住房 住 房 | 城乡建设 建 建设 城建 城乡 | 城乡规划 规 规划
住房保障 住 房 住保 | 城市管理 城 城管 | 城市规划 规 规划 | 信息化 信 信息 | 科学技术 科 科技
科技工业 科工 | 国防科技工业 国防科工 科工 | 监督管理 监 监管 管 - | 监管 监 - | 监督 监 | 管理 管 -
事务 事 - | 工作 工 - | 行政 行 - | 综合 综 - | 运输 运 - | 服务 服 - | 市场监督管理 市监 市场监管 市场
计划生育 计 计生 | 农业农村 农 农业 | 农村工作 农 农工 | 广播电视 广 广电 - | 广电 广 -
新闻出版 新 新闻 新出 - | 自然资源 自 资 自资 资源 | 国土资源 国土 国 | 数据资源 数 数据 数资
大数据 数 数据 | 政务服务 政 政务 政服 | 生态环境 生环 环 环境 生态 | 环境保护 环 环保
交通运输 交 交通 交运 | 交通管理 交管 | 国有资产 国资 | 应急管理 应急 | 应急 | 消防救援 消防 消
退役军人 退役 退 | 医疗保障 医保 | 疾病预防控制 疾控 | 公共资源 公资 公
公共资源交易 公资 公资交易 公共资源 | 民族宗教 民宗 | 机关事务 机 机关 机事 | 地方金融 金融 金 | 地方 -
知识产权 知 知产 | 食品药品 食药 | 残疾人 残 | 妇女 妇 | 工商业 工商 | 文学艺术界 文 | 社会科学界 社科
社会科学 社科 | 归国华侨 侨 | 供销合作 供销 供 | 网络安全 网 网安 | 机构编制 编 编制 | 统一战线 统战 统
精神文明建设 文明 精神文明 | 政策研究 政研 | 住房公积金 公积金 | 行政审批 审批 行审 | 审批服务 审批 审
人民防空 人防 | 国家安全 国安 | 烟草专卖 烟草 | 扶贫开发 扶贫 | 乡村振兴 乡振 振兴 | 水库移民 移民
投资促进 投促 投资 | 经济合作 经合 | 合作交流 合作 合 | 国际贸易促进 贸促 | 贸易促进 贸促 | 行政执法 执法
综合执法 执法 综合 | 台湾工作 台 | 台湾事务 台 | 对外开放 外开 | 港航管理 港航 | 城市建设 城建
生产力促进 生促 | 老干部 老干 | 应对气候变化 气候 | 安全生产 安 | 直属机关 直 直属 | 港澳事务 港澳 港
外事 外 | 体制改革 体改 改 | 规划建设 规建 | 红十字 | 大数据发展 大数据 数据 | 大数据管理 大数据 数据
发展研究 发研
"""

WORDS: dict[str, tuple[str, ...]] = {}
"""Word → short forms; the empty text stands for leaving it out."""

for _entry in _FORMS.replace("\n", "|").split("|"):
    _word, *_short = _entry.split() or [""]
    if _word:
        WORDS[_word] = tuple("" if form == "-" else form for form in _short)

LONGEST = max(map(len, WORDS))
_PAIR = 2


def is_short_for(short: str, long: str) -> bool:
    """Whether the first body of a name covers every word of the second, in order: 规自 of 规划自然资源.

    Words that are not listed are taken in pairs, as most are: 蚕茶 of 蚕桑茶叶.
    """
    return bool(short) and _in_order(short, long) and _covers(short, long, 0, 0, set())


def _in_order(short: str, long: str) -> bool:
    """A quick look that spares the thorough one."""
    signs = iter(long)
    return all(sign in signs for sign in short)


def _covers(short: str, long: str, taken: int, at: int, failed: set[tuple[int, int]]) -> bool:
    if at == len(long):
        return taken == len(short)
    if (taken, at) in failed:
        return False
    for length, form in _ways(long, at):
        if short.startswith(form, taken) and _covers(short, long, taken + len(form), at + length, failed):
            return True
    failed.add((taken, at))
    return False


def _ways(long: str, at: int) -> list[tuple[int, str]]:
    """How the next signs of a long name may be written: (signs used, form), the word itself sign by sign first."""
    ways = [(1, long[at])]
    for length in range(min(LONGEST, len(long) - at), 1, -1):
        ways += [(length, form) for form in WORDS.get(long[at : at + length], ())]
    pair = long[at : at + _PAIR]
    if len(pair) == _PAIR and pair not in WORDS:
        ways.append((_PAIR, pair[0]))
    return ways
