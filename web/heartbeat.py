"""Whether the clock is alive: its last sign of life, by the wall clock."""

from datetime import datetime

from sqlmodel import Session

from models.vital_signs import CLOCK, STILL, age


def clock_age(session: Session, wall: datetime) -> float | None:
    """Seconds since the last sign of life of any clock; None when none has ever run."""
    return age(session, CLOCK, wall)


def clock_warning(session: Session, wall: datetime) -> str:
    """A sentence for the office when no reminder can leave; empty while all is well."""
    seconds = clock_age(session, wall)
    if seconds is None:
        return "时钟还没有启动，提醒不会发出；请运行 duban serve 或 duban clock。"
    if seconds <= STILL.total_seconds():
        return ""
    return f"时钟已停 {_length(seconds)}，提醒不会发出；请检查 duban clock 的日志。恢复后会补发应发的提醒。"


def _length(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"
