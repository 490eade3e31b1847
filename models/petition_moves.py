"""Moves on petitions (申请): rows of the one table of moves, `models.move_table`."""

from models.moves import Move, Thing, Who
from models.words import PetitionState

_P = PetitionState
_OFFICE, _BOTH = (Who.OFFICE,), (Who.UNIT, Who.OFFICE)
_REASON = {"reason": "理由"}

OBJECT = Move(
    "分工异议",
    Thing.PETITION,
    (),
    _P.ASKED,
    (Who.UNIT, Who.HEAD, Who.OFFICE),
    {**_REASON, "signed_by": "主要负责人签字"},
    "督查机构两个工作日内答复。",
)
ASK_EXTENSION = Move(
    "申请延期",
    Thing.PETITION,
    (),
    _P.ASKED,
    _BOTH,
    {**_REASON, "until": "延至日期"},
    "按延期长短和次数确定由谁决定；决定以前按原日期催办。",
)
ASK_COORDINATION = Move(
    "请求协调", Thing.PETITION, (), _P.ASKED, _BOTH, _REASON, "督查机构两个工作日内答复。"
)
GRANT = Move(
    "同意",
    Thing.PETITION,
    (_P.ASKED,),
    _P.GRANTED,
    _OFFICE,
    {"answer": "答复"},
    "按申请种类生效，督查机构的应办事项办结。",
)
REFUSE = Move(
    "不同意", Thing.PETITION, (_P.ASKED,), _P.REFUSED, _OFFICE, {"answer": "答复"}, "督查机构的应办事项办结。"
)
TAKE_BACK = Move("撤回申请", Thing.PETITION, (_P.ASKED,), _P.WITHDRAWN, _BOTH, {}, "督查机构的应办事项取消。")

PETITIONS = (OBJECT, ASK_EXTENSION, ASK_COORDINATION, GRANT, REFUSE, TAKE_BACK)
"""All of them, in the order of docs/life.md."""
