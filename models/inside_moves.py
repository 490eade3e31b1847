"""Moves inside a unit (内部转办、签批): rows of the one table of moves, `models.move_table`."""

from models.moves import Move, Thing, Who
from models.words import KeyTaskState, ObligationState

_BOTH = (Who.UNIT, Who.OFFICE)
_OWED = (ObligationState.OPEN, ObligationState.RETURNED)

FORWARD = Move(
    "内部转办",
    Thing.KEY_TASK,
    (KeyTaskState.ISSUED,),
    None,
    _BOTH,
    {"section": "处室"},
    "处室收到一封邮件，只看本处室的行；以后各轮照转，直到取消。",
)
END_FORWARD = Move(
    "取消内部转办", Thing.KEY_TASK, tuple(KeyTaskState), None, _BOTH, {}, "不再通知处室，已填的内容保留。"
)
ANSWER_INSIDE = Move(
    "处室填报",
    Thing.OBLIGATION,
    _OWED,
    None,
    (Who.SECTION,),
    {"answer": "答复"},
    "交给本单位联络员；联络员取用后才是单位的报送。",
)
SIGN_SHEET = Move(
    "签批", Thing.SHEET, (), None, (Who.HEAD,), {}, "代表单位确认此时已报的各件；以后改动的须重新签批。"
)
ASK_SIGNATURE = Move(
    "请签批",
    Thing.SHEET,
    (),
    None,
    (Who.UNIT,),
    {},
    "主要负责人收到一封邮件和本人的签批链接；本单位自己请的，不须签发。",
)
ENTER_SIGNATURE = Move(
    "代录签批",
    Thing.SHEET,
    (),
    None,
    _BOTH,
    {"signed_by": "签批人"},
    "凭签字扫描件，或凭OA文号和收到日期；效力与签批相同。",
)
REVOKE_SIGNATURE = Move(
    "撤销签批", Thing.SHEET, (), None, _BOTH, {"reason": "理由"}, "报送单恢复未签批，记录保留。"
)

INSIDE: tuple[Move, ...] = (
    FORWARD,
    END_FORWARD,
    ANSWER_INSIDE,
    ASK_SIGNATURE,
    SIGN_SHEET,
    ENTER_SIGNATURE,
    REVOKE_SIGNATURE,
)
