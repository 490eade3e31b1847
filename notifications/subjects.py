"""How a digest is named: the gravest matter gives the subject and the first sentence. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from models import wording
from models.words import Armed, ObligationKind
from models.workdays import Workdays
from notifications.groups import Sorted, sort_matters, tasks
from notifications.matters import Matter

ROUTINE = "按计划推进的点一下即可；有变化的写一句话。"
ANEW = {
    Armed.RESUMED: ("恢复推进", "以下重点工作恢复推进，请按新的日期报送。"),
    Armed.TRANSFERRED: ("转办", "以下重点工作转由贵单位办理，请签收后按期报送。"),
    Armed.REOPENED: ("回头看", "以下重点工作经复查需要整改，请按期报送整改情况。"),
    Armed.CHANGED: ("计划调整", "以下重点工作的期限按更正的来文调整，请按新的日期报送。"),
}
"""Why a ladder began anew → what the subject says, and the first sentence."""


def name_digest(
    matters: Sequence[Matter], assigned: tuple[int, int], today: date, workdays: Workdays
) -> tuple[str, str]:
    """Subject and first sentence; the gravest matter names the mail."""
    groups = sort_matters(matters)
    if groups.returned:
        return (
            f"〔退回重报〕{_count(groups.returned)}，{wording.short(groups.returned[0].title, 24)}",
            "以下报送已被退回，请按退回理由补充后重报。",
        )
    if groups.broken:
        return _broken_subject(groups.broken, today)
    if groups.anew:
        return _anew_subject(groups.anew, today)
    if groups.nodes:
        return _node_subject(groups.nodes, today, workdays)
    if groups.signing:
        return _signing_subject(groups.signing, assigned, today)
    if groups.plans:
        return _plan_subject(groups.plans, today)
    if groups.reports or groups.contributions:
        return _round_subject(groups, today)
    if groups.answered:
        return _answered_subject(groups.answered)
    if groups.arrived:
        return _arrived_subject(groups.arrived[0], today)
    if groups.adjusted:
        return _adjusted_subject(groups.adjusted)
    return office_subject(groups.office, today)


def by_day(matter: Matter, today: date) -> str:
    """`3月25日（周四）前`."""
    return f"{wording.day(matter.obligation.asked_by, today.year)}前"


def _what(matter: Matter, length: int = 18) -> str:
    """What the date is for, else the beginning of the text; nothing where it may not be written."""
    task = matter.public_task
    return matter.subject_of_date or wording.short(task.content if task else "", length)


def _broken_subject(broken: Sequence[Matter], today: date) -> tuple[str, str]:
    first = broken[0]
    more = f"等{len(broken)}件" if len(broken) > 1 else ""
    day = f"，承诺{wording.day(first.promised, today.year)}前报送" if first.promised else ""
    return (
        f"〔承诺到期〕{first.label}{_what(first)}{more}{day}",
        "承诺的日期已过，还没有收到报送；请报送实际情况，或说明原因和新的完成日期。",
    )


def _anew_subject(anew: Sequence[Matter], today: date) -> tuple[str, str]:
    first = anew[0]
    verb, sentence = ANEW[first.anew or Armed.RESUMED]
    alike = tasks([one for one in anew if one.anew is first.anew])
    more = f"等{len(alike)}项" if len(alike) > 1 else ""
    return f"〔{verb}〕{first.label}{_what(first)}{more}，{by_day(first, today)}报", sentence


def _node_subject(nodes: Sequence[Matter], today: date, workdays: Workdays) -> tuple[str, str]:
    first = nodes[0]
    more = f"等{len(nodes)}个节点" if len(nodes) > 1 else ""
    left = wording.distance(first.obligation.asked_by, today, workdays)
    return (
        f"〔节点提醒〕{first.label}{_what(first)}{more}，{by_day(first, today)}，{left}",
        "完成后请在报送单上点“已完成”并写一句情况；尚未完成也请说明推进情况。",
    )


def _signing_subject(signing: Sequence[Matter], assigned: tuple[int, int], today: date) -> tuple[str, str]:
    first = signing[0]
    parts = wording.counts(*assigned) or wording.short(first.notice.strip("《》"), 30)
    return (
        f"〔请签收〕{first.year}年重点工作{parts}，{by_day(first, today)}签收",
        "通知已交办，请打开报送单点“签收”，一次签收本单位全部任务。",
    )


def _plan_subject(plans: Sequence[Matter], today: date) -> tuple[str, str]:
    first = plans[0]
    number = f"牵头{len(plans)}项" if len(plans) > 1 else f"{first.label}{_what(first)}"
    return (
        f"〔请报落实方案〕{number}，{by_day(first, today)}",
        "请逐项填写工作措施、时间安排、责任人、成果形式和预期成效；写明的节点认可后按节点报送。",
    )


def _round_subject(groups: Sorted, today: date) -> tuple[str, str]:
    lead, support = tasks(groups.reports), tasks(groups.contributions)
    first = (groups.reports or groups.contributions)[0]
    when, name = f"{by_day(first, today)}报", first.round_name
    if any(one.note.rung != _opening_rung(one) for one in (*groups.reports, *groups.contributions)):
        left = len(lead) + len(support)
        what = "进展" if lead else "配合情况"
        return f"〔还差{left}项〕{name}{what}，{when}", "以下各项还没有收到，按计划推进的点一下即可。"
    count = wording.counts(len(lead), len(support))
    if first.called_for:
        return f"〔调度〕{name}：{count}，{when}", f"请按调度要求报送情况，{ROUTINE}"
    if not lead:
        return (
            f"〔请配合报送〕{name}{count}，{when}，一张表即可",
            "以下各项由牵头单位汇总，请先报送贵单位的配合情况；没有新情况的点“本轮无新增”。",
        )
    return f"〔请报进展〕{name}{count}，{when}，一张表即可", ROUTINE


def _opening_rung(matter: Matter) -> str:
    """The rung that opens this matter's round; any other rung is a reminder of what is still missing."""
    if matter.called_for:
        return "调度通知"
    return "请配合报送" if matter.obligation.kind is ObligationKind.CONTRIBUTION else "本轮开始"


def _answered_subject(answered: Sequence[Matter]) -> tuple[str, str]:
    about, said = answered[0].decided or ("", "")
    more = f"等{len(answered)}件" if len(answered) > 1 else ""
    return (
        f"〔答复〕{wording.short(about, 24)}{more}，{said.partition('：')[0]}",
        "我办对贵单位的申请答复如下。",
    )


def _arrived_subject(matter: Matter, today: date) -> tuple[str, str]:
    arrived = matter.arrived
    head, count = (arrived.head(today.year), len(arrived.owed)) if arrived else ("", 0)
    return f"〔交接〕{head}，待报送{count}件", "请接任的同志打开报送单，核对以下待办；已报的都在，期限不变。"


def _adjusted_subject(adjusted: Sequence[Matter]) -> tuple[str, str]:
    about, said = adjusted[0].adjusted or ("", "")
    more = f"等{len(adjusted)}项" if len(adjusted) > 1 else ""
    return (
        f"〔计划调整〕{wording.short(about, 24)}{more}，{said.partition('，')[0].partition('（')[0]}",
        "以下重点工作有调整，请知悉，不需要回复。",
    )


def _count(matters: Sequence[Matter]) -> str:
    return f"{len(matters)}项"


def office_subject(office: Sequence[Matter], today: date) -> tuple[str, str]:
    """Subject and first sentence where the office itself has something to decide."""
    first = office[0]
    late = [one for one in office if one.obligation.asked_by < today]
    if late:
        return (
            f"〔我办逾期未办〕{len(late)}件，{did_what(late)}",
            "以下事项已过我办的办理时限，请安排办理。",
        )
    return (
        f"〔我办待办〕{len(office)}件，{did_what(office)}，{by_day(first, today)}办理",
        "以下事项由我办在时限内办理。",
    )


def did_what(office: Sequence[Matter]) -> str:
    """`签发催办单2件、答复延期申请1件`."""
    counted = Counter(one.asks.partition("：")[0] or one.obligation.label for one in office)
    return "、".join(f"{what}{count}件" for what, count in sorted(counted.items()))


def call_subject(calls: Sequence[Matter], units: int) -> tuple[str, str]:
    """Subject and first sentence of the coordinator's call list."""
    return (
        f"〔电话催办〕今天请催{units}个单位，共{len(calls)}件",
        "以下单位到期未报，请电话联系；名单也在“电话催办”页上。",
    )
