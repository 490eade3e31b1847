"""Words of a key task's life: petitions, verdicts, why a ladder began anew. Imported through `models.words`."""

from models.word import Word


class Verdict(Word):
    """年终评估: what the office finds of a PROGRESS milestone, and where a CONTINUOUS one goes at year end."""

    CLEAR = "clear", "已取得明显进展"
    FAIR = "fair", "进展一般"
    BELOW = "below", "未达预期"
    CARRIED_OVER = "carried-over", "结转"
    ROUTINE = "routine", "转入日常"
    FINISHED = "finished", "办结"


class Armed(Word):
    """Why an obligation's ladder began anew; a rung may be said for one of these alone."""

    ISSUED = "issued", "交办"
    RETURNED = "returned", "退回重报"
    EXTENDED = "extended", "延期"
    PROMISE = "promise", "承诺到期未兑现"
    RESUMED = "resumed", "恢复推进"
    TRANSFERRED = "transferred", "转办"
    REOPENED = "reopened", "回头看"
    CHANGED = "changed", "计划调整"


class Secrecy(Word):
    """公开 / 内部 / 线下: how much of a key task may be written where."""

    OPEN = "open", "公开"
    INTERNAL = "internal", "内部"
    OFFLINE = "offline", "线下"


class PetitionKind(Word):
    """申请: what a unit asks the office to decide."""

    OBJECTION = "objection", "分工异议"
    EXTENSION = "extension", "延期申请"
    COORDINATION = "coordination", "请求协调"


class PetitionState(Word):
    """Where a petition stands."""

    ASKED = "asked", "待办理"
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class Level(Word):
    """Who of the office decides: the longer an extension, the higher."""

    COORDINATOR = "coordinator", "督查人员"
    OFFICE_HEAD = "office-head", "督查机构负责人"
    LEADER = "leader", "分管领导"


class RoundKind(Word):
    """A round by the calendar, or 调度: called for by a person."""

    REGULAR = "regular", "定期报送"
    AD_HOC = "ad-hoc", "调度"


class SignatureWay(Word):
    """How the head signed a sheet."""

    LINK = "link", "链接签批"
    SCAN = "scan", "签字扫描件"
    PAPER = "paper", "OA文号"


class Rank(Word):
    """A/B角: who holds a post first, and who stands in."""

    A = "a", "A角"
    B = "b", "B角"


class Arrival(Word):
    """What the first day of a hand-over (交接) brings about, as its message is called."""

    WELCOME = "welcome", "接任告知"
    FRESH_LINKS = "fresh-links", "换发链接"
