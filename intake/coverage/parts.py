"""Which parts of a work report set out the year's work, and which look back or further ahead."""

import re
from enum import Enum

_TOPICS = re.compile(r"工作(?!报告)|任务|重点|安排|部署|打算|举措|总体要求|目标|实事")
_LOOKS_BACK = re.compile(
    r"回顾|总结$|过去|(?:取得|主要|工作|发展)的?(?:成绩|成就|成效)$|完成情况|[一二三四五六七八九十]年来|历程|上年|去年|上一年|来之不易"
)
_LOOKS_FAR = re.compile(
    r"(?:今后|未来|往后|今后的?)[^，。]{0,4}年|十[一二三四五六七]五[”\"]?(?:时期|期间|规划|发展|目标|主要)|远景|中长期|未来发展"
)
_RANGE = re.compile(r"(?:19|20)\d\d年?\s*[—–\-－~～至到]+\s*(?:19|20)\d\d年?")
_THIS_YEAR = re.compile(r"今年|明年|新的?一年|下一年|本年度|下一步|下步|下一阶段|当前")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?(?!\d)")
_BARE = re.compile(r"重点工作|主要任务|主要工作|工作(?:安排|部署|打算|任务|重点|举措|建议)|目标任务|重点任务")
_OWN_HOUSE = re.compile(
    r"自身建设|政府建设|(?:服务型|法治|廉洁|廉政|高效|有为|人民满意的?)[^，。]{0,8}政府|政府[^，。]{0,6}(?:效能|能力|作风|现代化)"
)
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


class Outlook(Enum):
    """What a heading announces."""

    PAST = "回顾"
    FAR = "中长期"
    WORK = "年度工作"
    OWN_HOUSE = "政府自身建设"
    NONE = ""


def outlook(heading: str, year: int) -> Outlook:
    """What a heading announces in a report whose plan is for `year`."""
    named = years_in(heading)
    if _LOOKS_BACK.search(heading) and not _ahead(heading, year):
        return Outlook.PAST
    far = _LOOKS_FAR.search(heading) or _RANGE.search(heading)
    if far and year not in named and not _THIS_YEAR.search(heading):
        return Outlook.FAR
    if (
        _TOPICS.search(heading)
        and "报告" not in heading
        and (named or _THIS_YEAR.search(heading) or _BARE.search(heading))
    ):
        return Outlook.WORK
    return Outlook.OWN_HOUSE if _OWN_HOUSE.search(heading) else Outlook.NONE


def rank(heading: str, year: int) -> int:
    """How surely a heading of the year's work announces `year`; more is surer."""
    named = years_in(heading)
    if year in named:
        return 4
    if _THIS_YEAR.search(heading):
        return 3
    # A report of another year: its latest year is the one it plans.
    return 2 if not named else 1


def years_in(heading: str) -> set[int]:
    """Years named in a heading, 二〇二四年 included; a range of years names none."""
    plain = re.sub(
        r"[〇○零一二三四五六七八九]{4}(?=年)", lambda found: found[0].translate(_CHINESE_DIGITS), heading
    )
    return {int(found) for found in _YEAR.findall(_RANGE.sub("", plain))}


def _ahead(heading: str, year: int) -> bool:
    """2023年工作回顾和2024年工作安排 looks both ways."""
    both = re.split(r"回顾|总结|完成情况", heading)
    return len(both) > 1 and (year in years_in(both[-1]) or bool(_THIS_YEAR.search(both[-1])))
