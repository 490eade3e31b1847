"""来文类别 and term of a plan: chosen at the import, kept, and used for every later version."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from intake.draft import Draft
from intake.kinds import kind_of_title, term_of, with_term
from models.actors import MoveRefused
from models.plans import Directive, Plan
from models.rules import Rules
from models.words import DirectiveKind, PlanState


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a plan is, and the draft with the dates that follow from it."""

    kind: DirectiveKind
    term_days: int | None
    draft: Draft
    recognised: bool = False
    """The kind was taken from the title."""
    changed: bool = False
    """A stored plan was something else before."""


def choose(
    session: Session,
    plan: Plan | None,
    draft: Draft,
    kind: DirectiveKind | None,
    term: int | None,
    rules: Rules,
    now: datetime,
) -> Chosen:
    """The kind and term of a draft: as asked for, else as stored, else as the title says, else 政府工作报告.

    Raises:
        MoveRefused: the kind has no such term; a plan that is issued would become another kind.
    """
    directive = session.get_one(Directive, plan.directive_id) if plan else None
    read = None if kind or directive else kind_of_title(draft.title)
    chosen = kind or (directive.kind if directive else read) or DirectiveKind.WORK_REPORT
    same = directive is not None and directive.kind is chosen
    kept = directive.term_days if directive and same and term is None else None
    days = kept or term_of(rules.policy.of_kind(chosen), chosen, term)
    changed = directive is not None and (not same or directive.term_days != days)
    if plan is not None and directive is not None and changed and plan.state is PlanState.ISSUED:
        if kind or term:
            raise MoveRefused(f"计划{plan.id}已经按{directive.kind.label}交办，类别和期限不能再改。")
        days, changed = directive.term_days, False  # issued before its kind had terms
    since = draft.issued_on or rules.office.today(plan.created_at if plan else now)
    dated = with_term(draft, chosen, days, since) if days else draft
    return Chosen(chosen, days, dated, recognised=read is not None, changed=changed)


def keep(session: Session, plan: Plan, chosen: Chosen) -> None:
    """Store what was chosen."""
    directive = session.get_one(Directive, plan.directive_id)
    directive.kind, directive.term_days = chosen.kind, chosen.term_days
