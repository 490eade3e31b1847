"""The one table of moves: from, to, who may, what must be given, what it sets off.

Every move in `models` looks itself up here (`models.moves.begin`), so what the table forbids cannot happen.
docs/life.md shows the same table; a test keeps it true.
"""

from collections.abc import Mapping

from models.inside_moves import INSIDE
from models.moves import Move, Thing, Who
from models.petition_moves import PETITIONS
from models.words import AssignmentState, KeyTaskState, ObligationState, PetitionState, PlanState, Word

_K, _A, _O, _P = KeyTaskState, AssignmentState, ObligationState, PetitionState
_OFFICE, _BOTH = (Who.OFFICE,), (Who.UNIT, Who.OFFICE)
_REASON = {"reason": "理由"}
_OWED = (_O.OPEN, _O.RETURNED)

CONFIRM = Move("确认", Thing.KEY_TASK, (_K.DRAFT,), _K.CONFIRMED, _OFFICE, {}, "等待交办。")
LIST_APART = Move(
    "单列",
    Thing.KEY_TASK,
    (_K.CONFIRMED,),
    None,
    _OFFICE,
    {},
    "已交办计划中不单列督办的，改为单列，待补充交办。",
)
ISSUE = Move(
    "交办",
    Thing.KEY_TASK,
    (_K.DRAFT, _K.CONFIRMED),
    _K.ISSUED,
    _OFFICE,
    {},
    "生成签收、落实方案、报送等应办事项。",
)
SUSPEND = Move(
    "挂账",
    Thing.KEY_TASK,
    (_K.ISSUED,),
    _K.SUSPENDED,
    _OFFICE,
    {**_REASON, "until": "挂账到期日"},
    "催办暂停，待签发的撤回；到期日由督查人员决定恢复或终止。",
)
RESUME = Move(
    "恢复",
    Thing.KEY_TASK,
    (_K.SUSPENDED,),
    _K.ISSUED,
    _OFFICE,
    _REASON,
    "催办重新起算；挂账期间到期的轮次报送取消。",
)
CANCEL = Move(
    "终止",
    Thing.KEY_TASK,
    (_K.CONFIRMED, _K.ISSUED, _K.SUSPENDED),
    _K.CANCELLED,
    _OFFICE,
    _REASON,
    "未报送的事项取消，已报送的保留。",
)
MERGE = Move(
    "并入",
    Thing.KEY_TASK,
    (_K.CONFIRMED, _K.ISSUED, _K.SUSPENDED),
    _K.MERGED,
    _OFFICE,
    {**_REASON, "target": "并入的重点工作"},
    "未报送的事项取消，情况并入另一项报送。",
)
TRANSFER = Move(
    "转办",
    Thing.KEY_TASK,
    (_K.ISSUED,),
    None,
    _OFFICE,
    {**_REASON, "unit": "接办单位"},
    "原单位未报送的事项转给接办单位并重新起算；接办单位须签收。",
)
COMPLETE = Move(
    "办结",
    Thing.KEY_TASK,
    (_K.ISSUED,),
    _K.COMPLETED,
    (Who.OFFICE, Who.CLOCK),
    {},
    "最后一个节点认可后自动办结；未报送的事项取消。",
)
CLOSE = Move("销号", Thing.KEY_TASK, (_K.COMPLETED,), _K.CLOSED, _OFFICE, {}, "移出在办清单。")
REOPEN = Move(
    "回头看",
    Thing.KEY_TASK,
    (_K.COMPLETED, _K.CLOSED),
    _K.ISSUED,
    _OFFICE,
    {**_REASON, "due": "整改报送日"},
    "牵头单位增加一件整改报送，认可后再次办结。",
)

DISPATCH = Move(
    "调度",
    Thing.KEY_TASK,
    (_K.ISSUED,),
    None,
    _OFFICE,
    {"due_on": "报送日期"},
    "所选重点工作加报一次进展，替代相近的一轮定期报送；节点不变。",
)
_LIVING = (_K.CONFIRMED, _K.ISSUED, _K.SUSPENDED)
CORRECT = Move(
    "更正", Thing.KEY_TASK, _LIVING, None, _OFFICE, {}, "按更正的文件调整期限、单位和内容；已报送的保留。"
)
LINK = Move("关联", Thing.KEY_TASK, _LIVING, None, _OFFICE, {}, "不同计划的同一事项，一次报送同时答复。")
UNLINK = Move("解除关联", Thing.KEY_TASK, tuple(_K), None, _OFFICE, {}, "各自报送，已有的报送保留。")
SECRECY = Move(
    "调整公开范围", Thing.KEY_TASK, tuple(_K), None, _OFFICE, {}, "内部只写序号；线下删除文字，不能恢复。"
)

SIGN = Move(
    "签收", Thing.ASSIGNMENT, (_A.PENDING,), _A.SIGNED, _BOTH, {}, "一次签收本单位在通知中的全部分工。"
)
SEND_BACK = Move(
    "退回分工",
    Thing.ASSIGNMENT,
    (_A.PENDING, _A.SIGNED),
    _A.SENT_BACK,
    _OFFICE,
    _REASON,
    "此项的应办事项取消。",
)
HAND_ON = Move(
    "转出", Thing.ASSIGNMENT, (_A.PENDING, _A.SIGNED), _A.TRANSFERRED, _OFFICE, _REASON, "由接办单位承担。"
)
TAKE_ON = Move(
    "接办",
    Thing.ASSIGNMENT,
    (),
    _A.PENDING,
    _OFFICE,
    _REASON,
    "原单位未报送的事项转来并重新起算；尚无待签收件的生成一件。",
)

SIGN_FOR = Move("签收", Thing.OBLIGATION, (_O.OPEN,), _O.ACCEPTED, _BOTH, {}, "签收件办结。")
REPORT = Move(
    "报送",
    Thing.OBLIGATION,
    (_O.OPEN, _O.RETURNED, _O.REPORTED),
    _O.REPORTED,
    _BOTH,
    {"answer": "答复"},
    "催办停止，待签发的撤回；尚未完成的办结报送仍为待报送。",
)
CORRECT_REPORT = Move(
    "改报",
    Thing.OBLIGATION,
    (_O.REPORTED,),
    _O.OPEN,
    _BOTH,
    {},
    "误报的已完成改为未完成：仍待报送，催办继续。",
)
ACCEPT = Move(
    "复核认可",
    Thing.OBLIGATION,
    (_O.REPORTED,),
    _O.ACCEPTED,
    (Who.OFFICE, Who.CLOCK),
    {},
    "年终评估须给结论；落实方案的节点成为任务节点，到期未退回的由时钟认可；最后一个结果认可后办结。",
)
RETURN = Move(
    "退回", Thing.OBLIGATION, (_O.REPORTED,), _O.RETURNED, _OFFICE, _REASON, "催办重新起算，退回次数加一。"
)
DROP = Move("取消", Thing.OBLIGATION, _OWED, _O.CANCELLED, (Who.OFFICE, Who.CLOCK), _REASON, "催办停止。")
REASK = Move(
    "重新起算",
    Thing.OBLIGATION,
    (*_OWED, _O.REPORTED),
    None,
    (Who.OFFICE, Who.CLOCK),
    _REASON,
    "日期变动、承诺未兑现、恢复或转办后，催办从头计算。",
)
DISCHARGE = Move(
    "办理", Thing.OBLIGATION, (_O.OPEN,), _O.ACCEPTED, (Who.OFFICE, Who.CLOCK), {}, "督查机构的应办事项办结。"
)

PROMISE = Move(
    "承诺",
    Thing.OBLIGATION,
    _OWED,
    None,
    _BOTH,
    {"due_on": "承诺日期"},
    "到期未兑现的，次日起催办重新起算。",
)
CALL = Move(
    "电话催办",
    Thing.OBLIGATION,
    _OWED,
    None,
    _OFFICE,
    {"person": "接电话的人"},
    "记入催办记录；答应了日期的同时记为承诺。",
)

MOVES: tuple[Move, ...] = (
    CONFIRM, LIST_APART, ISSUE, SUSPEND, RESUME, CANCEL, MERGE, TRANSFER, COMPLETE, CLOSE, REOPEN,
    DISPATCH,
    CORRECT, LINK, UNLINK, SECRECY,
    SIGN, SEND_BACK, HAND_ON, TAKE_ON,
    SIGN_FOR, REPORT, CORRECT_REPORT, ACCEPT, RETURN, DROP, REASK, DISCHARGE, PROMISE, CALL,
    *PETITIONS, *INSIDE,
)  # fmt: skip
"""All of them, in the order of docs/life.md."""

FINAL: Mapping[Thing, tuple[Word, ...]] = {
    Thing.PLAN: (PlanState.ISSUED,),
    Thing.KEY_TASK: (_K.CANCELLED, _K.MERGED),
    Thing.ASSIGNMENT: (),  # a part handed on may come back
    Thing.OBLIGATION: (_O.ACCEPTED, _O.CANCELLED),
    Thing.PETITION: (_P.GRANTED, _P.REFUSED, _P.WITHDRAWN),
}
"""States that no move leaves."""
