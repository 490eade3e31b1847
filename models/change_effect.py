"""What a correction does to what is owed, counted and as a phrase. Pure."""

from dataclasses import dataclass
from datetime import date

REASON = "来文更正"
"""As history says why."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to what is owed, in obligations."""

    moved: int = 0
    cancelled: int = 0
    made: int = 0
    kept: int = 0
    """Answered already; they stay as they are."""
    ended: tuple[date, ...] = ()
    """Granted extensions (延期) that a corrected date takes the place of."""
    note: str = ""
    """What else happened: 由甲转办乙."""

    @property
    def sentence(self) -> str:
        """`改期2件，取消1件，新增1件；已报送的1件保留不变`."""
        counted = (("改期", self.moved), ("取消", self.cancelled), ("新增", self.made))
        words = [self.note, *(f"{word}{count}件" for word, count in counted if count)]
        changed = "，".join(word for word in words if word) or "应办事项不变"
        if self.ended:
            days = "、".join(sorted({day.isoformat() for day in self.ended}))
            changed += f"；已批准的延期（至{days}）不再有效，按更正后的日期"
        return f"{changed}；已报送的{self.kept}件保留不变" if self.kept else changed
