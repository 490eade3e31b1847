"""What must be asked about a limit."""

from intake.draft import DraftMilestone, Question

_NO_DATE = "暂不设期限"
_READ = 0.3


def questions_about(text: str, milestones: tuple[DraftMilestone, ...], year: int) -> tuple[Question, ...]:
    """Questions on what the limit leaves open."""
    shown = text if len(text) <= 60 else text[:59] + "…"
    undated = [milestone for milestone in milestones if milestone.due is None]
    choices = (f"{year}年12月31日", _NO_DATE)
    silent = not any(character.isalnum() for character in text)
    if silent or (len(undated) == 1 and undated[0].confidence < _READ):
        what = f"完成时限“{shown}”无法读出" if text else "完成时限为空"
        return (Question("limit-unread", f"{what}，按哪一天督办？", choices, _NO_DATE),)
    if undated:
        about = "、".join(f"“{milestone.scope}”" for milestone in undated if milestone.scope)
        what = f"完成时限“{shown}”" + (f"中{about}" if about and len(undated) < len(milestones) else "")
        return (Question("limit-without-date", f"{what}没有写明日期，按哪一天督办？", choices, _NO_DATE),)
    return tuple(_doubtful(shown, milestone) for milestone in milestones if milestone.confidence < 0.75)


def _doubtful(shown: str, milestone: DraftMilestone) -> Question:
    due = milestone.due.isoformat() if milestone.due else _NO_DATE
    text = f"完成时限“{shown}”的日期读作{due}，对吗？（{milestone.explanation.rstrip('。')}）"
    return Question("limit-doubtful", text, (due, "另行指定"), due)
