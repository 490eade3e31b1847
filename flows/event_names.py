"""What our events are called in Prefect: `duban.key-task.` and an English verb for each kind of move.

Administrators hang automations on these names, so they stay. docs/how-to.md lists them; a test keeps that true.
"""

from collections.abc import Collection

from models.promises import BROKEN

PREFIX = "duban.key-task."
CHANGED = f"{PREFIX}changed"
"""What is none of the moves below."""
REMINDED = f"{PREFIX}reminded"
"""A rung of the ladder was reached."""
RELEASED = f"{PREFIX}released"
"""A person released (签发) what was held."""
PROMISE_BROKEN = f"{PREFIX}promise-broken"

VERBS = {
    "交办": "issued",
    "补充交办": "issued-later",
    "挂账": "suspended",
    "恢复": "resumed",
    "终止": "cancelled",
    "并入": "merged",
    "转办": "transferred",
    "办结": "completed",
    "销号": "closed",
    "回头看": "reopened",
    "更正": "corrected",
    "关联": "linked",
    "解除关联": "unlinked",
    "调整公开范围": "secrecy-set",
    "签收": "signed",
    "退回分工": "sent-back",
    "报送": "reported",
    "改报": "report-corrected",
    "复核认可": "accepted",
    "退回": "returned",
    "分工异议": "objected",
    "申请延期": "extension-asked",
    "请求协调": "coordination-asked",
    "同意": "granted",
    "不同意": "refused",
    "撤回申请": "petition-taken-back",
    "调度": "dispatched",
    "承诺": "promised",
    "电话催办": "called",
    "内部转办": "forwarded",
    "取消内部转办": "forward-ended",
    "处室填报": "section-answered",
    "请签批": "countersignature-asked",
    "签批": "countersigned",
    "代录签批": "countersigned-on-paper",
    "撤销签批": "countersignature-revoked",
}
"""The verbs of `models.move_table`, which are the reasons of legs too."""
WITHIN = frozenset({"确认", "单列", "转出", "接办", "取消", "重新起算", "办理"})
"""Moves that are part of another one, whose leg shows them; 确认 and 单列 come before there is anything to show."""


def event_name(reason: str, rungs: Collection[str] = ()) -> str:
    """The event for one reason of a leg; `rungs` are the names of the ladders' rungs."""
    if reason in VERBS:
        return PREFIX + VERBS[reason]
    if reason == BROKEN:  # a rung of the same name tells the unit
        return PROMISE_BROKEN
    for decided in ("不同意", "同意"):  # of a petition the reason names its kind too: 延期申请同意
        if reason.endswith(decided):
            return PREFIX + VERBS[decided]
    if reason in rungs:
        return REMINDED
    return RELEASED if reason.startswith("签发") else CHANGED
