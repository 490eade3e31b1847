"""A city that does not exist: 60 units and a notice of 160 key tasks, the same in every run."""

from datetime import date

from intake.draft import Draft, DraftMilestone, DraftTask
from intake.register import Register
from models.words import Criterion, Recurrence, Responsibility

UNITS = 60
TASKS = 160
YEAR = 2026
OFFICE_ADDRESS = "ducha@city.example"
OFFICE_HEAD_ADDRESS = "zhuren@city.example"


def unit_name(index: int) -> str:
    """`市第七局`."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(index + 1, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return f"市第{ten}{digits[ones] if ones else ''}局"


def unit_index(name: str) -> int:
    """Which of the units it is."""
    return NAMES.index(name)


NAMES = [unit_name(index) for index in range(UNITS)]
UNREACHABLE = (57, 58)
"""Units whose contact has no mailbox: a gap from the first day."""


def register() -> Register:
    """All units with contact and head."""
    return Register.model_validate(
        {
            "office": {
                "name": "市政府督查室",
                "posts": [
                    {"role": "coordinator", "person": "孙协调", "email": OFFICE_ADDRESS},
                    {"role": "head", "person": "吴主任", "email": OFFICE_HEAD_ADDRESS},
                ],
            },
            "units": [_unit(index, name) for index, name in enumerate(NAMES)],
        }
    )


def _unit(index: int, name: str) -> dict[str, object]:
    mailbox = "" if index in UNREACHABLE else f"contact{index:02d}@city.example"
    return {
        "name": name,
        "kind": "bureau",
        "posts": [
            {
                "role": "contact",
                "person": f"联络{index:02d}",
                "telephone": f"0000-{index:02d}",
                "email": mailbox,
            },
            {"role": "head", "person": f"局长{index:02d}", "email": f"head{index:02d}@city.example"},
        ],
    }


def notice() -> Draft:
    """160 key tasks; a few units lead many of them, as in real notices."""
    return Draft(
        title=f"云泽市人民政府关于分解落实{YEAR}年重点工作的通知",
        issuer="云泽市人民政府",
        document_number=f"云政发〔{YEAR}〕3号",
        issued_on=None,
        year=YEAR,
        form="table",
        tasks=tuple(_task(number) for number in range(1, TASKS + 1)),
        questions=(),
        first_listed_rule="",
    )


def _task(number: int) -> DraftTask:
    lead = _lead(number)
    supports = tuple(
        NAMES[(lead + step + number // 10) % UNITS] for step in range(7, 7 + 5 * (number % 4), 5)
    )
    shared = _shared(number)
    leads = (NAMES[lead],) if shared is Responsibility.LEAD else (NAMES[lead], NAMES[(lead + 3) % UNITS])
    return DraftTask(
        number=number,
        part=1,
        theme=f"第{(number - 1) // 20 + 1}板块",
        content=f"推进第{number}号工程建设，提升服务能力。",
        time_limit="见节点",
        leaders=("钱副市长",),
        responsibility=shared,
        leads=leads,
        supports=tuple(name for name in supports if name not in leads),
        milestones=_milestones(number),
    )


def _lead(number: int) -> int:
    """The first four units lead a tenth each; the rest take turns."""
    tens, ones = divmod(number, 10)
    return ones if ones < 4 else 4 + (tens * 6 + ones - 4) % (UNITS - 4)


def _shared(number: int) -> Responsibility:
    if number % 20 == 9:
        return Responsibility.JOINT
    return Responsibility.EACH if number % 20 == 19 else Responsibility.LEAD


def _milestones(number: int) -> tuple[DraftMilestone, ...]:
    year_end = date(YEAR, 12, 31)
    match (number + number // 10) % 10:
        case 0:
            return (
                DraftMilestone(date(YEAR, 6, 30), Criterion.COMPLETE, "方案制定"),
                DraftMilestone(year_end, Criterion.PROGRESS, ""),
            )
        case 1:
            return (DraftMilestone(date(YEAR, 9, 30), Criterion.COMPLETE, ""),)
        case 2:
            return (DraftMilestone(year_end, Criterion.COMPLETE, ""),)
        case 3:
            return (DraftMilestone(year_end, Criterion.CONTINUOUS, "", Recurrence.QUARTER),)
        case 4 | 5:
            return (DraftMilestone(None, Criterion.CONTINUOUS, ""),)
    return (DraftMilestone(year_end, Criterion.PROGRESS, ""),)
