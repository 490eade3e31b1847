"""Days that no month names: holidays (春节前, 中秋节前) from the calendar, and seasons (汛期前) that have none.

The day before a holiday counts as 节前. Lunar feasts are those of the library lunardate (1900 to 2099), 清明 is the
common approximation of the solar term, and the days off are those announced (chinesecalendar).
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar import is_holiday
from lunardate import LunarDate

_LUNAR = {"元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9)}
_SOLAR = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "妇女": (3, 8),
    "植树": (3, 12),
    "五一": (5, 1),
    "劳动": (5, 1),
    "五四": (5, 4),
    "青年": (5, 4),
    "六一": (6, 1),
    "儿童": (6, 1),
    "七一": (7, 1),
    "建党": (7, 1),
    "八一": (8, 1),
    "建军": (8, 1),
    "教师": (9, 10),
    "十一": (10, 1),
    "国庆": (10, 1),
}
NEW_YEAR = ("春节", "除夕")
_OFF = ("元旦", "春节", "清明", "五一", "劳动", "端午", "中秋", "十一", "国庆")
NAMES = "|".join((*NEW_YEAR, "清明", *_LUNAR, *(name for name in _SOLAR if name not in ("十一", "五一"))))
HOLIDAY = (
    rf"“?(?:{NAMES}|(?<![一二三四五六七八九十百第])(?:十一|五一))”?"
    r"(?:国际)?(?:劳动节|妇女节|儿童节|青年节|国庆节|建党节|建军节|节日?)?(?:小?长假|假期|假日)?"
)
_NAME = re.compile(rf"{NAMES}|十一|五一")

_SEASONS: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = (
    (r"主汛期", ((5, 31), (6, 30), (7, 15))),
    (r"(?:进入)?汛期?|入汛|防汛期", ((3, 31), (5, 31), (6, 30))),
    (r"雨季|台风季", ((4, 30), (5, 31), (6, 30))),
    (r"春耕|春播|春灌", ((2, 28), (3, 31), (4, 30))),
    (r"三夏|“三夏”|夏收|夏种", ((5, 31),)),
    (r"三秋|“三秋”|秋收|秋种|秋播", ((8, 31), (9, 30))),
    (r"(?:迎峰)?度夏|夏季|夏季高峰", ((5, 31), (6, 30))),
    (r"(?:迎峰)?度冬|冬季|入冬|(?:今冬)?(?:冰冻|封冻|上冻|霜冻)期?", ((10, 31), (11, 15), (11, 30))),
    (r"(?:今冬|冬季)?(?:供暖|采暖|供热)[季期]?|(?:正式)?(?:供暖|采暖|供热)", ((10, 31), (11, 14))),
    (r"春季(?:学期)?开学|春季学期|下学期", ((2, 28),)),
    (r"(?:秋季|新)(?:学[期年])?开学|秋季学期|新学[期年]|学校开学", ((8, 31),)),
    (r"开学", ((2, 28), (8, 31))),
    (r"高考|中考", ((6, 6), (6, 30))),
    (r"暑[假期]", ((6, 30),)),
    (r"寒假", ((1, 15), (1, 31))),
    (r"(?:全国|省|市|县|区)?“?两会”?", ((1, 31), (2, 28))),
    (r"禁渔期|休渔期", ((4, 30), (5, 31))),
    (r"(?:森林)?防火期", ((9, 30), (10, 31), (12, 31))),
)
_BEFORE = r"(?:季节?)?(?:到来|来临|开始|启动|召开)?[之以]?前(?![期沿瞻置提景])"
SEASON = "|".join(
    (
        *(words for words, _ in _SEASONS),
        "(?:“?两节”?|“?双节”?|(?:重[大要])?(?:法定)?节假日|重[大要]节日|(?<!季)节)",
    )
)
SEASON = rf"(?:今年|本年度?)?(?:{SEASON}){_BEFORE}"
# 春季完成60%: a time of the year whose last day nobody names.
SEASON += r"|[春夏秋冬]季(?=完成|开工|启动|建成|末|底)[末底]?"
# 年前 alone: before the new year, by which calendar?
SEASON += r"|(?<![\d〇零一二三四五六七八九十今明后前去当本每同次半多全百千周整几数])年前"
_TIMES_OF_YEAR = {"春": ((4, 30), (5, 31)), "夏": ((8, 31),), "秋": ((10, 31), (11, 30)), "冬": ((12, 31),)}
_KNOWN = [(re.compile(words), days) for words, days in _SEASONS]


def names_in(words: str) -> list[str]:
    """The holidays a stretch of text names, in order (妇女, 劳动 and the like said twice count once)."""
    found: list[str] = []
    for name in _NAME.findall(words):
        if not found or _SOLAR.get(name, name) != _SOLAR.get(found[-1], found[-1]):
            found.append(name)
    return found


def holiday(name: str, year: int) -> date | None:
    """The holiday in that year, of several (中秋、国庆) the first; None outside the years of the lunar library."""
    if "、" in name:
        days = [holiday(one, year) for one in name.split("、")]
        return min((day for day in days if day), default=None)
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if not 1900 < year < 2100:
        return None
    if name == "清明":
        # 寿星公式: days of the tropical year since the century's start, less its leap days.
        return date(year, 4, int(year % 100 * 0.2422 + (4.81 if year >= 2000 else 5.59)) - year % 100 // 4)
    if name in NEW_YEAR:
        first: date = LunarDate(year, 1, 1).to_solar_date()
        return first - timedelta(days=name == "除夕")
    feast: date = LunarDate(year, *_LUNAR[name]).to_solar_date()
    return feast


@lru_cache(maxsize=512)
def last_working_day_before(name: str, year: int) -> date | None:
    """The last day worked before the announced days off; None where none are announced."""
    day = holiday(name, year)
    if name not in _OFF or day is None:
        return None
    try:
        while is_holiday(day):
            day -= timedelta(days=1)
    except NotImplementedError:  # the library's word for a year not announced
        return None
    return day


@lru_cache(maxsize=512)
def last_day_off(name: str, year: int) -> date | None:
    """The last of the days off in a row that begin with the holiday; the holiday itself where unannounced."""
    day = holiday(name, year)
    if name not in _OFF or day is None:
        return day
    last = day
    try:
        while is_holiday(last + timedelta(days=1)):
            last += timedelta(days=1)
    except NotImplementedError:  # as above
        return day
    return last


def season_days(words: str) -> tuple[tuple[int, int], ...]:
    """Days (month, day) a person may mean by a season; none that is certain."""
    if words.endswith("年前"):
        return ((1, 31), (12, 31))
    if words.rstrip("末底") in {f"{name}季" for name in _TIMES_OF_YEAR}:
        return _TIMES_OF_YEAR[words[0]]
    return next((days for known, days in _KNOWN if known.search(words)), ((1, 31), (9, 30)))
