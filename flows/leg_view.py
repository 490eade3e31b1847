"""What one leg (a short run of a key task's workflow) shows, as plain values.

Built from rows by `flows.leg_source`, shown through Prefect by `flows.key_task`. Nothing here reads a clock or a row.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strand:
    """One task run of a leg: a supporting unit (配合) or a milestone (节点)."""

    name: str
    """Task run name, such as `配合 市发展改革委` or `节点 2026-06-30 计划制定`."""
    standing: str
    """Where it stands, used as the state's name: 待签收, 待报送, 已报送, 已认可, 逾期 …"""
    overdue: bool
    """True makes the task run end Failed; otherwise it ends Completed."""
    remark: str = ""
    """A sentence for the state's message."""


@dataclass(frozen=True, slots=True)
class LegView:
    """Everything Prefect shows of a key task at one event."""

    run_name: str
    """`2026-018 制造强市行动计划 · 牵头 市工业和信息化局 · 提前5个工作日`."""
    standing: str
    """The lead unit's work: the name of the leg's own final state (always Completed)."""
    remark: str
    tags: tuple[str, ...]
    """Plan, key task, theme, units, reasons."""
    strands: tuple[Strand, ...]
    obligations: tuple[dict[str, str], ...]
    """Rows of the table artifact; keys are Chinese column heads."""
    progress: float
    """0–100: share of obligations the units have answered."""
    link: str
    """Address of the key task's page."""
    artifact_key: str
    """Lower-case letters, digits and dashes: the same for all legs of a key task."""
    events: tuple[tuple[str, str], ...] = ()
    """(event name, reason) emitted so that administrators can hang automations on them."""
