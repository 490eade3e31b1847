"""Unit names in a cell: one a line, or separated by marks; brackets belong to the name."""

import re

_SEPARATORS = "、，,；;\n\t 　。"
_ENDS = "局委办院会厅署队司行部处校站所中心政府集团公司银行大学学院支队总队电力法院检察院"
_ETCETERA = re.compile(
    r"等(?:有关|相关|各)?(?:市级|市直|区|县)*(?:部门|单位|区|县|市区|企业|街道|地区)*$|等$"
)
_SCOPE = r"(?:全?[省市区县州旗](?:委|政府)?(?:直属|直|级|属|管)?(?:机关)?)?"
_MEMBERS = r"(?:区|县|市|政府|部门|单位|企业|园区|街道|乡镇|镇|管委会|委|局|机构|学校|医院|公司|功能区|旗|州|方面|成员)"
# 市直机关工委 and 市级机关医院 are units like any other: 市直 alone makes no group, 市直单位 does.
_GROUP = re.compile(
    rf"^(?:{_SCOPE}(?:各|相关|有关|其他)|所涉|涉及|属地|所在|事发地).*{_MEMBERS}(?:（.*）)?$"
    r"|^全?[省市区县州旗](?:直属|直|级|属|管)(?:机关|国有)?(?:部门|单位|企业)$"
)
_AND = re.compile(
    rf"(?<=[{_ENDS}）])(?:以及|和|及|与)(?=市|区|省|县|各|有关|相关|国网|国家|中国|人民银行|团市委|属地|其他|驻|[\u4e00-\u9fff]{{2,3}}[区县])"
)


def names(text: str) -> list[str]:
    """The units in order; 等 is dropped."""
    found = []
    for piece in _pieces(text):
        for name in _AND.split(piece):
            bare = _ETCETERA.sub("", name.strip("：: ")) if not _GROUP.match(name) else name
            if bare:
                found.append(bare)
    return found


def is_group(name: str) -> bool:
    """相关区人民政府, 有关部门: a name that stands for units not named."""
    return bool(_GROUP.match(name))


def _pieces(text: str) -> list[str]:
    """Splits at separators outside brackets."""
    pieces, depth, begun = [], 0, 0
    for at, sign in enumerate(text):
        depth = max(0, depth + (sign in "（(") - (sign in "）)"))
        if depth == 0 and sign in _SEPARATORS:
            pieces.append(text[begun:at])
            begun = at + 1
    return [piece.strip() for piece in [*pieces, text[begun:]] if piece.strip()]
