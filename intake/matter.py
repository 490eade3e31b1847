"""A matter entered by hand (领导批示, 会议议定事项 …): the same plan, key task and milestones as from a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from intake.draft import Draft, DraftTask
from intake.formats.secrecy import mark_in
from intake.matter_limit import limit_in_words, milestones_of
from intake.storing.identity import identity_of, one_number
from intake.storing.register_of import RegisteredUnits
from intake.storing.store import Stored, plan_known_as, store_draft
from models.actors import Actor, MoveRefused, office_only
from models.horizon import near
from models.naming import stands_for_some
from models.offline_marks import one_spelling
from models.placing import tasks_of
from models.plans import Directive, Plan
from models.rules import Rules
from models.secrecy import set_secrecy
from models.words import DirectiveKind, Responsibility, Secrecy

LONGEST_TITLE = 2000


@dataclass(frozen=True, slots=True)
class Matter:
    """What a coordinator types."""

    kind: DirectiveKind
    title: str
    source: str
    """来源: the leader, meeting or office it comes from; kept as the directive's issuer."""
    leads: Sequence[str]
    supports: Sequence[str] = ()
    leaders: Sequence[str] = ()
    """分管领导."""
    number: str = ""
    """文号 or 批示编号."""
    issued_on: date | None = None
    """The day its term counts from; None for today."""
    due: date | None = None
    limit: str = ""
    """The time limit in words: 15日内, 3月底前完成方案，年底前建成."""
    term: int | None = None
    """One of the kind's terms, in calendar days."""
    secrecy: Secrecy = Secrecy.OPEN
    paper_reference: str = ""


def add_matter(session: Session, matter: Matter, rules: Rules, actor: Actor, now: datetime) -> Stored:
    """Store the matter as a plan of one key task, confirmed and ready to be issued.

    Raises:
        MoveRefused: not the office; something missing; a title with a secrecy mark; a matter that is there already;
            a unit that the register does not have; a limit that names no certain date.
    """
    office_only(actor, "登记事项")
    title = _checked_title(matter)
    since, today = matter.issued_on or rules.office.today(now), rules.office.today(now)
    near(since, today.year, "交办日期")
    near(matter.due, today.year, "办结日期")
    leads, supports = _units(session, matter.leads), _units(session, matter.supports)
    supports = tuple(name for name in supports if name not in leads)
    if not leads:
        raise MoveRefused("请用 --lead 写明牵头单位。")
    stones = milestones_of(matter, rules, since)
    task = DraftTask(
        number=1,
        part=1,
        theme=matter.kind.label,
        content=title,
        time_limit=limit_in_words(matter, stones),
        leaders=tuple(name.strip() for name in matter.leaders if name.strip()),
        responsibility=Responsibility.LEAD if len(leads) == 1 else Responsibility.JOINT,
        leads=leads,
        supports=supports,
        milestones=stones,
    )
    draft = Draft(
        title=title,
        issuer=matter.source.strip(),
        document_number=matter.number.strip(),
        issued_on=matter.issued_on,
        year=since.year,
        form="hand",
        tasks=(task,),
        questions=(),
        first_listed_rule="",
    )
    _refuse_known(session, draft)
    # Two matters of one title on one day differ in number, so their contents differ, too.
    content = "\n".join((matter.kind.value, title, draft.issuer, draft.document_number)).encode()
    stored = store_draft(
        session, draft, ("", content), rules, actor, now, kind=matter.kind, accept_defaults=True
    )
    if matter.secrecy is not Secrecy.OPEN:
        (row,) = tasks_of(session, stored.plan.id or 0)
        set_secrecy(session, row, matter.secrecy, matter.paper_reference, actor, now)
    return stored


def _checked_title(matter: Matter) -> str:
    title = " ".join(matter.title.split())
    if not title:
        raise MoveRefused("请用 --title 写明事项内容。")
    if len(title) > LONGEST_TITLE:
        raise MoveRefused(f"事项内容最多{LONGEST_TITLE}字，现有{len(title)}字。")
    for text in (title, matter.number, matter.limit, matter.source):
        if mark := mark_in(text):
            raise MoveRefused(f"标有密级“{mark}”的事项不得录入本系统，请按保密规定线下办理。")
    if not matter.source.strip():
        raise MoveRefused("请用 --from 写明交办的领导、会议或单位。")
    return title


def _units(session: Session, names: Sequence[str]) -> tuple[str, ...]:
    """The names as registered.

    Raises:
        MoveRefused: names that mean no registered unit for certain, all at once, with near ones.
    """
    units = RegisteredUnits(session)
    found: dict[str, None] = {}
    unknown = []
    for name in (name.strip() for name in names if name.strip()):
        known = units.look_up(name)
        if stands_for_some(name):
            raise MoveRefused(f"“{name}”没有写明是哪些单位，请逐个写明。")
        if known.unit:
            found[known.unit] = None
        else:
            near = f"（相近的有{'、'.join(known.candidates)}）" if known.candidates else ""
            unknown.append(f"“{name}”{near}")
    if unknown:
        raise MoveRefused(f"单位库里没有{'、'.join(unknown)}，请写登记的名称，或先用 duban units load 登记。")
    return tuple(found)


def _refuse_known(session: Session, draft: Draft) -> None:
    """Two matters are different only where their numbers are.

    Raises:
        MoveRefused: the matter is there already, with the number of its plan.
    """
    known = plan_known_as(session, identity_of(draft))
    if known is None:
        title, number = one_spelling(draft.title), one_number(draft.document_number)
        same = select(Plan, Directive).join(Directive).where(Plan.year == draft.year)
        known = next(
            (
                plan
                for plan, directive in session.exec(same)
                if (one_spelling(directive.title), one_number(directive.document_number)) == (title, number)
            ),
            None,
        )
    if known is not None:
        by = "文号" if draft.document_number else "事项"
        raise MoveRefused(
            f"同一{by}已经登记为计划{known.id}；如是另一件，请用 --number 写明不同的文号或编号。"
        )
