"""How a digest is named: the gravest matter gives the subject and the first sentence. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models import wording
from models.words import ObligationKind, ObligationState
from models.workdays import Workdays
from notifications.matters import Matter


@dataclass(frozen=True, slots=True)
class Sorted:
    """A digest's own matters by what they ask."""

    returned: list[Matter]
    nodes: list[Matter]
    signing: list[Matter]
    reports: list[Matter]
    contributions: list[Matter]


def sort_matters(matters: Iterable[Matter]) -> Sorted:
    """Every matter into the list of what it asks, by date and number."""
    found = Sorted([], [], [], [], [])
    for matter in sorted(
        matters, key=lambda one: (one.obligation.report_by, one.task.number if one.task else 0)
    ):
        kind, state = matter.obligation.kind, matter.obligation.state
        if state is ObligationState.RETURNED:
            found.returned.append(matter)
        elif kind is ObligationKind.COMPLETION and matter.obligation.ladder != "round":
            found.nodes.append(matter)
        elif kind is ObligationKind.SIGN:
            found.signing.append(matter)
        elif kind is ObligationKind.CONTRIBUTION:
            found.contributions.append(matter)
        else:
            found.reports.append(matter)
    return found


def tasks(matters: Sequence[Matter]) -> list[Matter]:
    """One matter per key task: two assessments of one task are one row of the sheet."""
    return list({matter.task.id: matter for matter in matters if matter.task}.values())


def name_digest(
    matters: Sequence[Matter], assigned: tuple[int, int], today: date, workdays: Workdays
) -> tuple[str, str]:
    """Subject and first sentence; the gravest matter names the mail."""
    groups = sort_matters(matters)
    if groups.returned:
        first = groups.returned[0]
        return (
            f"〔退回重报〕{_count(groups.returned)}，{wording.short(first.title, 24)}",
            "以下报送已被退回，请按退回理由补充后重报。",
        )
    if groups.nodes:
        return _node_subject(groups.nodes, today, workdays)
    if groups.signing:
        return _signing_subject(groups.signing, assigned, today)
    return _round_subject(groups, today)


def _node_subject(nodes: Sequence[Matter], today: date, workdays: Workdays) -> tuple[str, str]:
    first = nodes[0]
    what = first.subject_of_date or wording.short(first.public_task.content if first.public_task else "", 18)
    number = f"第{first.task.number}项" if first.task else ""
    more = f"等{len(nodes)}个节点" if len(nodes) > 1 else ""
    when = f"{wording.day(first.obligation.report_by, today.year)}前"
    left = wording.distance(first.obligation.report_by, today, workdays)
    return (
        f"〔节点提醒〕{number}{what}{more}，{when}，{left}",
        "完成后请在报送单上点“已完成”并写一句情况；尚未完成也请说明推进情况。",
    )


def _signing_subject(signing: Sequence[Matter], assigned: tuple[int, int], today: date) -> tuple[str, str]:
    first = signing[0]
    parts = wording.counts(*assigned) or wording.short(first.notice.strip("《》"), 30)
    when = wording.day(first.obligation.report_by, today.year)
    return (
        f"〔请签收〕{first.year}年重点工作{parts}，{when}前签收",
        "通知已交办，请打开报送单点“签收”，一次签收本单位全部任务。",
    )


def _round_subject(groups: Sorted, today: date) -> tuple[str, str]:
    lead, support = tasks(groups.reports), tasks(groups.contributions)
    first = (groups.reports or groups.contributions)[0]
    when = f"{wording.day(first.obligation.report_by, today.year)}前报"
    name = first.round_name
    if any(one.note.rung != _opening_rung(one) for one in (*groups.reports, *groups.contributions)):
        left = len(lead) + len(support)
        what = "进展" if lead else "配合情况"
        return f"〔还差{left}项〕{name}{what}，{when}", "以下各项还没有收到，按计划推进的点一下即可。"
    kind = "请报进展" if lead else "请配合报送"
    return (
        f"〔{kind}〕{name}{wording.counts(len(lead), len(support))}，{when}，一张表即可",
        "按计划推进的点一下即可；有变化的写一句话。",
    )


def _opening_rung(matter: Matter) -> str:
    """The rung that opens this matter's round; any other rung is a reminder of what is still missing."""
    return "请配合报送" if matter.obligation.kind is ObligationKind.CONTRIBUTION else "本轮开始"


def _count(matters: Sequence[Matter]) -> str:
    return f"{len(matters)}项"


def call_subject(calls: Sequence[Matter], units: int) -> tuple[str, str]:
    """Subject and first sentence of the coordinator's call list."""
    return (
        f"〔电话催办〕今天请催{units}个单位，共{len(calls)}件",
        "以下单位到期未报，请电话联系；名单也在“电话催办”页上。",
    )
