"""The field's words as enumerations: one Chinese term, one English identifier (see docs/glossary.md).

Values are what the database and the JSON output carry; `label` is what a person reads.
"""

from models.life_words import (  # noqa: I001 - one list of what is handed on
    Armed as Armed,
    Arrival as Arrival,
    Level as Level,
    PetitionKind as PetitionKind,
    PetitionState as PetitionState,
    Rank as Rank,
    RoundKind as RoundKind,
    Secrecy as Secrecy,
    SignatureWay as SignatureWay,
    Verdict as Verdict,
)
from models.word import Word as Word


class DirectiveKind(Word):
    """来文类别: chooses ladder and term."""

    WORK_REPORT = "work-report", "政府工作报告"
    LIVELIHOOD = "livelihood", "民心工程"
    INSTRUCTION = "instruction", "领导批示"
    MEETING = "meeting", "会议议定事项"
    OTHER = "other", "其他"


class Responsibility(Word):
    """How the units of a key task share it."""

    LEAD = "lead", "牵头负责"
    JOINT = "joint", "按职责分工负责"
    EACH = "each", "分别负责"


class Role(Word):
    """A unit's part in a key task."""

    LEAD = "lead", "牵头单位"
    SUPPORT = "support", "配合单位"


class UnitKind(Word):
    """What a unit is; a group stands for its members."""

    OFFICE = "office", "督查机构"
    BUREAU = "bureau", "市级部门"
    DISTRICT = "district", "区级政府"
    ENTERPRISE = "enterprise", "企业"
    OTHER = "other", "其他"
    GROUP = "group", "单位组"


class PostRole(Word):
    """岗位: duties and mail belong to posts, not to persons."""

    CONTACT = "contact", "联络员"
    HEAD = "head", "主要负责人"
    DEPUTY = "deputy", "分管负责人"
    SECTION = "section", "处室"
    COORDINATOR = "coordinator", "督查人员"


class Criterion(Word):
    """What a milestone asks for by its date; comes from the time limit alone."""

    COMPLETE = "complete", "完成"
    PROGRESS = "progress", "取得明显进展"
    CONTINUOUS = "continuous", "持续推进"


VERDICTS = {
    Criterion.PROGRESS: (Verdict.CLEAR, Verdict.FAIR, Verdict.BELOW),
    Criterion.CONTINUOUS: (Verdict.CARRIED_OVER, Verdict.ROUTINE, Verdict.FINISHED),
}
"""Which verdicts the year-end answer to a milestone may get; a completion gets none."""


class Recurrence(Word):
    """How often a recurring limit (逐月…) falls due."""

    MONTH = "month", "逐月"
    QUARTER = "quarter", "逐季"
    HALF_YEAR = "half-year", "每半年"
    YEAR = "year", "每年"


class PlanState(Word):
    """年度任务计划."""

    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已交办"


class KeyTaskState(Word):
    """重点工作: what is stored; lights are computed."""

    DRAFT = "draft", "草稿"
    CONFIRMED = "confirmed", "已确认"
    ISSUED = "issued", "推进中"
    SUSPENDED = "suspended", "挂账"
    CANCELLED = "cancelled", "终止"
    MERGED = "merged", "并入"
    COMPLETED = "completed", "已办结"
    CLOSED = "closed", "已销号"


class AssignmentState(Word):
    """An assignment is signed for (签收) or sent back (退回)."""

    PENDING = "pending", "待签收"
    SIGNED = "signed", "已签收"
    SENT_BACK = "sent-back", "已退回"
    TRANSFERRED = "transferred", "已转出"


class ObligationKind(Word):
    """应办事项."""

    SIGN = "sign", "签收"
    PLAN = "plan", "落实方案"
    CONTRIBUTION = "contribution", "配合报送"
    PROGRESS = "progress", "进展报送"
    COMPLETION = "completion", "办结报送"
    DECIDE = "decide", "督查机构办理"


OFFICE_DUTIES = {
    "objection": "答复分工异议",
    "extension": "答复延期申请",
    "coordination": "答复请求协调",
    "release": "签发待签发的消息",
    "suspension": "决定挂账事项",
}
"""What the office owes, by the period of its DECIDE."""


class ObligationState(Word):
    """What is stored of an obligation; 逾期 and 临期 are computed from (row, now)."""

    OPEN = "open", "待报送"
    REPORTED = "reported", "已报送"
    ACCEPTED = "accepted", "已认可"
    RETURNED = "returned", "已退回"
    CANCELLED = "cancelled", "已取消"


OWED = (ObligationState.OPEN, ObligationState.RETURNED)
"""States in which the unit still has to act."""


class Answer(Word):
    """What a unit says about one row of its sheet."""

    ON_TRACK = "on-track", "按计划推进"
    IN_PROGRESS = "in-progress", "推进中"
    DONE = "done", "已完成"
    NOTHING_NEW = "nothing-new", "本轮无新增"
    SIGNED = "signed", "签收"
    PLANNED = "planned", "报送方案"
    DECIDED = "decided", "已办理"


class Kind(Word):
    """提醒 up to the date, 催办 after it, 督办 a formal slip, 通报 made public."""

    REMINDER = "reminder", "提醒"
    URGE = "urge", "催办"
    SUPERVISION = "supervision", "督办"
    CIRCULAR = "circular", "通报"


class Channel(Word):
    """How a notification reaches its reader."""

    MAIL = "mail", "邮件"
    CALL = "call", "电话催办清单"


class Outcome(Word):
    """What became of a notification; every demanded one ends in one of the last six."""

    QUEUED = "queued", "待发送"
    HELD = "held", "待签发"
    DELIVERED = "delivered", "已送达"
    REFUSED = "refused", "未送达"
    SILENCED = "silenced", "已静默"
    WITHDRAWN = "withdrawn", "已撤回"
    PASSED = "passed", "已越过"


class MailState(Word):
    """An outgoing mail's way through the outbox."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    WITHDRAWN = "withdrawn", "已撤回"


class MailClass(Word):
    """Reminders and urges share a digest; slips go alone."""

    DIGEST = "digest", "汇总"
    SLIP = "slip", "单件"


class Light(Word):
    """红黄绿灯: computed, never stored."""

    RED = "red", "逾期"
    YELLOW = "yellow", "临期"
    GREEN = "green", "正常"
    DONE = "done", "办结"
    GREY = "grey", "未交办"
