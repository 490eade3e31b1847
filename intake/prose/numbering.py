"""The numbers of tasks: as printed where they are unique over the whole notice, else counted through."""

from intake.draft import Question
from intake.prose.entries import Entry
from intake.whole_notice import numbers_out_of_order

_AS_READ, _BACK = "照此录入", "退回核对"


def numbered(found: list[Entry]) -> tuple[list[int], list[Question]]:
    """One number for each entry, and what to ask about them."""
    printed = [entry.node.mark.number if entry.node.mark and entry.numbered else None for entry in found]
    kinds = {entry.node.mark.level for entry in found if entry.node.mark and entry.numbered}
    seen: dict[int, object] = {}
    unique = all(
        number is not None and seen.setdefault(number, entry.node) is entry.node
        for number, entry in zip(printed, found, strict=True)
    )
    if unique and len(kinds) == 1:
        numbers = [number for number in printed if number is not None]
        return numbers, numbers_out_of_order(numbers)
    through = _through(found)
    if all(number is None for number in printed):
        return through, []
    text = f"来文中任务序号不止一次从头编起，已按先后连续编为1至{through[-1]}，是否照此录入？"
    return through, [Question("numbers-restart", text, (_AS_READ, _BACK), _AS_READ)]


def _through(found: list[Entry]) -> list[int]:
    """Counted in order; entries of one numbered item share its number."""
    numbers: list[int] = []
    before: Entry | None = None
    for entry in found:
        same = before is not None and entry.numbered and before.numbered and before.node is entry.node
        numbers.append(numbers[-1] if same else (numbers[-1] if numbers else 0) + 1)
        before = entry
    return numbers
