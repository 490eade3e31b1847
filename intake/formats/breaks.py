"""Whether a line goes on with the one before or begins anew, where the page's geometry leaves it open."""

import re

_BULLET = re.compile(
    r"\s*(?:\d{1,3}[.．、)）](?!\d)|[（(]\d{1,3}[)）]|[①-⑳]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])"
)
# 单位名单: how names of units end, which of these endings may go on as a longer name, and with what.
_UNIT_ENDS = re.compile(
    r"(?:[局办厅委部处]|政府|办公室|研究室|中心|委员会|管委会|协会|联合会|总会|商会|工会|[党学]校|[法学医]院|检察院|研究院|公司|集团|银行|[分支]行"
    r"|供销社|报社|电视台|海关|科协|[残妇文侨]联|工商联|社科?联|团[市区县]?委|街道|研究所|支队|总队)[）)]?$"
)
_MAY_GO_ON = re.compile(r"(?:[省市区县州]委|党委|政府|总局|公安局|银行|办公[厅室])$")
_GOES_ON = re.compile(
    r"员会|公[厅室]|办公[厅室]|委员会|分局|[分支]行|有限|股份|公司|集团|[支总大]队|管理|党[组委]|所属|直属|等|及|和|与|同|会同|牵头|配合|负责|分别|按|[（(]"
)
_UNIT_BEGINS = re.compile(
    r"各|市|省|区|县|州|团[市省区县]|国家|相关|有关|中国|[一-鿿]{2,3}[市区县州旗](?:人民)?(?:政府|委|管委会)"
)
_FLOWS = re.compile("[，。；、,;]")


def flows(text: str) -> bool:
    """Running text or a list with separators; otherwise lines are names, one each."""
    return bool(_FLOWS.search(text))


def begins_anew(text: str, ahead: str, flowing: bool) -> bool:
    """Whether `ahead` is no continuation of `text`, though the line before had no room left.

    A numbered entry begins anew after a full stop, semicolon or colon. In a list with a unit a line, what follows a
    whole name of a unit does, unless longer names go on like that (市政府 / 办公室).
    """
    if _BULLET.match(ahead):
        return text.rstrip()[-1:] in tuple("。；;：:")
    name = text.rpartition("\n")[2].rstrip()
    if flowing or not _UNIT_ENDS.search(name) or _GOES_ON.match(ahead):
        return False
    return bool(_UNIT_BEGINS.match(ahead)) or not _MAY_GO_ON.search(name)
