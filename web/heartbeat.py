"""Whether the clock is alive: its last sign of life, by the wall clock."""

from datetime import datetime

from sqlmodel import Session

from models.traces import Heartbeat

STILL = 180.0
"""Seconds without a sign of life after which the pages say so; the clock leaves one at least once a minute."""


def clock_age(session: Session, wall: datetime) -> float | None:
    """Seconds since the clock's last sign of life; None when it has never run."""
    beat = session.get(Heartbeat, "clock")
    return None if beat is None else (wall - beat.at).total_seconds()


def clock_warning(session: Session, wall: datetime) -> str:
    """A sentence for the office when no reminder can leave; empty while all is well."""
    age = clock_age(session, wall)
    if age is None:
        return "时钟还没有启动，提醒不会发出；请运行 duban serve 或 duban clock。"
    if age <= STILL:
        return ""
    return f"时钟已停 {_length(age)}，提醒不会发出；请检查 duban clock 的日志。恢复后会补发应发的提醒。"


def _length(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"
