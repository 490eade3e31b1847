"""The words from which dates are built.

Everything that looks like part of a date but is not (3年行动, 3个月, 11号线, 第3次) is named here as such,
so that the grammar above needs no exceptions.
"""

import re
from dataclasses import dataclass

_NUMERAL = r"(?:\d+(?:\.\d+)?|[〇○零一二两三四五六七八九十]+)"
_KINDS = (
    # 2025-06-30, 2025.6, 2025/6/30
    ("iso", r"(?<![\d.])20\d\d[-./](?:1[0-2]|0?[1-9])(?:[-./](?:3[01]|[12]\d|0?[1-9]))?(?![\d.%])"),
    (
        "noise",
        r"[青少老常历往近多成百千学财周跨同]年|年(?:轻|产|均|龄|级|检|报|鉴|货|会|审|薪|代|份|限)|年度(?=会议|报告)|半年(?=报|产)",
    ),
    (
        "year",
        r"(?:(?<![\d.])20\d\d|二[〇○零]\w{2})年(?:度(?!内|末|底))?|(?<![\d.近第])[23]\d年(?=[底末]|1?\d月)",
    ),
    (
        "relative_year",
        r"今年|本年度?|当年|明年|次年|来年|下一?年度?|翌年|后年|去年|上一年度?|上年度|(?<!础)上年(?![底末内])|前年",
    ),
    ("five_years", r"“?十[三四五六]五”?(?:规划)?(?:期)?(?:末|期间|时期|期内)"),
    ("month_of_quarter", r"最后一个月|末月|第一个月|首月"),
    ("holiday", r"“?(?:元旦|五一|七一|八一|十一|国庆)”?(?:劳动节|国庆节|建党节|建军节|节)?(?=[之以]?前)"),
    (
        "duration",
        rf"{_NUMERAL}(?:个(?:工作日|自然日|月|季度|星期|半年|年)|个?半年|年|天|周|工作日|小时)(?:内|以内|之内)?",
    ),
    ("every", r"(?:每一?个?|逐|按)(?:月(?!份?计)|季度?|半年)|半年一次|每年度?|逐年|每(?:2|3|两|三)个月"),
    ("year_end", r"年(?:底|末|终)|年度(?:底|末)"),
    ("year_in", r"年(?:度)?(?:之?内|以内)|全年度?"),
    ("year_mid", r"年中"),
    ("year_start", r"年初"),
    ("annual", r"(?<=按)年度|年度(?=[^，；、]{0,6}(?:目标|任务|指标))"),
    ("half", r"(?:上|下)半年"),
    ("quarter", r"季度|季(?=[末底初])"),
    ("month_third", r"[上中下]{1,2}旬"),
    ("month", r"月份?(?![度球饼嫂亮])"),
    ("day", r"日(?![均常照产报])|号(?![线楼机院桥门井站库地馆令召文厂码坝炉])"),
    ("hour", r"[0-2]?\d[时点](?:整|前|止)?"),
    ("end", r"[底末](?![层盘])"),
    ("start", r"初(?![步级中期次])"),
    ("middle", r"中(?![心央小学医院国华外西东级型等])"),
    ("since", r"起(?![草重])|开始(?=[，。；]|$)|以来|以后|之后|后(?=[，。；]|$)"),
    (
        "bound",
        r"[之以]?前(?!期|沿|置|瞻|景|后|[一二三四]季)|[之以]?内(?!部|容|涵|外|环|河|涝|陆|需)|为?止|前后|左右",
    ),
    ("range", r"至|到|[—–－\-~～〜]+"),
    ("list", r"、|和|及|与|以及|或"),
    ("rank", rf"第{_NUMERAL}(?!季)"),
    ("ordinal", r"第(?=[一二三四1-4]季)|前(?=[一二三123]+个?季)"),
    ("number", _NUMERAL),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS))


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the grammar and its place; what lies between tokens is ordinary text."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after the word."""
        return self.start + len(self.text)


def tokens(text: str) -> list[Token]:
    """All words of the grammar in folded text, in order."""
    return [Token(found.lastgroup or "", found.group(), found.start()) for found in _TOKEN.finditer(text)]
