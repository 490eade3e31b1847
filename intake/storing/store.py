"""Importing a draft: a new plan, the same one again, or a corrected version of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from intake.draft import Draft
from intake.storing.asking import questions_of_draft
from intake.storing.correcting import Corrected, correct
from intake.storing.correction import Correction
from intake.storing.far_dates import refuse_far
from intake.storing.identity import digest, identity_of
from intake.storing.kind_of import Chosen, choose, keep
from intake.storing.offered import set_checkpoints, set_requirements
from intake.storing.register_of import RegisteredUnits
from intake.storing.rows import new_key_task, set_milestones, store_names, store_questions
from models.actors import Actor, MoveRefused
from models.erasing import offline_identity
from models.placing import place_units
from models.plans import Directive, Plan, Question
from models.recording import record
from models.rules import Rules
from models.settling import questions_of, settle, settle_by_default
from models.unit_answers import NEW_UNIT
from models.words import DirectiveKind

_IMPORTS = 0x6475_6261
"""The number of the lock on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What an import did."""

    plan: Plan
    new: bool
    registered: tuple[str, ...]
    """Units registered now by the names in the notice."""
    answered: int
    """Questions answered by their defaults now."""
    open_questions: int
    differs: bool = False
    """The plan was imported before from a file that says something else, and this one was not applied."""
    changes: tuple[str, ...] = ()
    """What a corrected version changes, as lines a person can check."""
    by_hand: tuple[str, ...] = ()
    """Changes that were not made, and why."""
    steps: tuple[str, ...] = ()
    """Of a plan that is issued: the differences by number, with what applying each does or did."""
    kind: DirectiveKind = DirectiveKind.WORK_REPORT
    recognised: bool = False
    """The kind was taken from the title now."""


def store_draft(
    session: Session,
    draft: Draft,
    source: tuple[str, bytes],
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    register: Callable[[str], str] | None = None,
    accept_defaults: bool = False,
    apply: bool = False,
    decided: Mapping[str, str] | None = None,
    only: Collection[int] = (),
    kind: DirectiveKind | None = None,
    term: int | None = None,
) -> Stored:
    """Store a draft, or find that it is stored already.

    `source` is the file's name and content. A name that the register does not have is stored with a question;
    `register` gives the address of a unit to be registered, and so answers those questions at once. Another file of
    the same notice changes nothing unless `apply`; `decided` says which of its key tasks are which (new number → old
    number, or the empty text for a new one). Of a plan that is issued, `only` says which of the numbered differences
    are applied; empty for all. `kind` is by default the one that the title names for sure; `term` is one of the
    kind's terms in calendar days, for key tasks without a date.

    Raises:
        MoveRefused: two key tasks under one number; a date centuries away; key tasks that cannot all be told apart.
    """
    _refuse_wrong(draft)
    _one_at_a_time(session)
    identity = identity_of(draft)
    plan = plan_known_as(session, identity)
    chosen = choose(session, plan, draft, kind, term, rules, now)
    draft = chosen.draft
    units = RegisteredUnits(session, draft.issuer, register)
    new, corrected = plan is None, Corrected()
    if plan is None:
        plan = _store_new(session, chosen, identity, source, rules, units, actor, now)
    elif chosen.changed or _another_file(session, plan, source):
        desk = Correction(session, plan, draft, source, rules, units, actor, now, register)
        corrected = _store_again(desk, chosen, decided, apply=apply, only=only)
    differs = corrected.waits
    registered = _register(session, plan, rules, units, actor, now) if register and not differs else ()
    answers = accept_defaults and not differs
    answered = settle_by_default(session, plan, rules, units, actor, now) if answers else 0
    session.flush()
    unanswered = sum(not row.answer for row in questions_of(session, plan))
    return Stored(
        plan,
        new,
        registered,
        answered,
        unanswered,
        differs,
        corrected.changes,
        corrected.by_hand,
        corrected.steps,
        chosen.kind,
        recognised=new and chosen.recognised,
    )


def settle_question(
    session: Session, question: Question, answer: str, rules: Rules, actor: Actor, now: datetime
) -> None:
    """Answer one question of a stored plan; see `models.settling.settle`."""
    _one_at_a_time(session)
    plan = session.get_one(Plan, question.plan_id)
    settle(session, question, answer, rules, _units_of(session, plan), actor, now)


def settle_all(session: Session, plan: Plan, rules: Rules, actor: Actor, now: datetime) -> int:
    """Answer every open question of a stored plan by its default; returns how many there were."""
    _one_at_a_time(session)
    return settle_by_default(session, plan, rules, _units_of(session, plan), actor, now)


def _one_at_a_time(session: Session) -> None:
    """Imports and answers wait for one another: two that find a plan or a unit missing would both make it.

    On SQLite every writing transaction waits already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORTS})


def _units_of(session: Session, plan: Plan) -> RegisteredUnits:
    return RegisteredUnits(session, session.get_one(Directive, plan.directive_id).issuer)


def plan_known_as(session: Session, identity: str) -> Plan | None:
    """The plan with this identity; one whose title may not be kept (线下) is known by a digest of it."""
    known = col(Plan.identity).in_((identity, offline_identity(identity)))
    return session.exec(select(Plan).where(known)).first()


def _store_again(
    desk: Correction, chosen: Chosen, decided: Mapping[str, str] | None, *, apply: bool, only: Collection[int]
) -> Corrected:
    """Another file of a plan that is there already, or the same file said to be of another kind."""
    apply = apply or not _another_file(desk.session, desk.plan, desk.source)
    if apply:
        keep(desk.session, desk.plan, chosen)
    return correct(desk, decided, apply=apply, only=only)


def _another_file(session: Session, plan: Plan, source: tuple[str, bytes]) -> bool:
    return session.get_one(Directive, plan.directive_id).source_digest != digest(source)


def _refuse_wrong(draft: Draft) -> None:
    refuse_far(draft)
    labels = [(task.number, task.part) for task in draft.tasks]
    twice = [label for label in dict.fromkeys(labels) if labels.count(label) > 1]
    if twice:
        shown = "、".join(str(number) for number, _ in twice[:8])
        raise MoveRefused(
            f"来文里有序号相同的重点工作：第{shown}项，无法区分，请核对序号后重新导入；未导入任何内容。"
        )


def _store_new(
    session: Session,
    chosen: Chosen,
    identity: str,
    source: tuple[str, bytes],
    rules: Rules,
    units: RegisteredUnits,
    actor: Actor,
    now: datetime,
) -> Plan:
    draft = chosen.draft
    directive = Directive(
        kind=chosen.kind,
        term_days=chosen.term_days,
        title=draft.title,
        issuer=draft.issuer,
        document_number=draft.document_number,
        issued_on=draft.issued_on,
        source_name=source[0],
        source_digest=digest(source),
    )
    session.add(directive)
    session.flush()
    plan = Plan(directive_id=directive.id, year=draft.year, identity=identity, created_at=now)
    session.add(plan)
    session.flush()
    unknown = store_names(session, plan, draft, units)
    rows = [new_key_task(session, plan, task, draft) for task in draft.tasks]
    for row, task in zip(rows, draft.tasks, strict=True):
        set_milestones(session, plan, row, task, draft, rules)
    place_units(session, rows)
    set_requirements(session, plan, draft)
    set_checkpoints(session, plan, draft, {(row.number, row.part): row.id for row in rows})
    store_questions(session, plan, questions_of_draft(draft, units, unknown))
    record(session, actor, now, "导入", f"导入{len(draft.tasks)}项重点工作", plan_id=plan.id)
    return plan


def _register(
    session: Session, plan: Plan, rules: Rules, units: RegisteredUnits, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Unknown units become new ones by the names in the notice."""
    names = []
    for question in questions_of(session, plan):
        if question.code == "unit-unknown" and not question.answer:
            settle(session, question, NEW_UNIT, rules, units, actor, now)
            names.append(str(question.about["name"]))
    return tuple(names)
