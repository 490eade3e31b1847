"""A draft becomes rows: directive, plan, key tasks, assignments, milestones, questions. All of it or nothing."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from intake.draft import Draft, DraftTask
from intake.register import known_names, nearest, register_unit
from models.actors import Actor
from models.obligate import report_by
from models.plans import Assignment, Directive, KeyTask, Milestone, Plan, Question
from models.recording import record
from models.rules import Rules
from models.units import Unit
from models.words import KeyTaskState, Role

_NUMBER_ENDS = re.compile(r"[\[(〔【](\d{4})[\])〕】]第?(\d+)号$")


class UnknownUnits(Exception):
    """Units in the notice that the register does not have; the message names them and what can be done."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What an import did."""

    plan: Plan
    new: bool
    registered: tuple[str, ...]
    answered: int
    """Questions answered by their defaults now."""
    open_questions: int
    differs: bool = False
    """The plan was imported before from a file with other content; nothing of this one was taken."""


def identity_of(draft: Draft) -> str:
    """What makes a second import the same plan: issuer and document number, else title and year, however typed."""
    if draft.issuer and draft.document_number:
        return f"{_one_spelling(draft.issuer)} {_one_number(draft.document_number)}"
    return f"{_one_spelling(draft.title)} {draft.year}"


def _one_spelling(text: str) -> str:
    """NFKC without white space and invisible signs."""
    signs = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in signs if not sign.isspace() and unicodedata.category(sign) != "Cf")


def _one_number(number: str) -> str:
    """云政发[2026]第1号 as 云政发〔2026〕1号."""
    return _NUMBER_ENDS.sub(r"〔\1〕\2号", _one_spelling(number))


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
) -> Stored:
    """Store a draft, or find that it is stored already; a stored plan is never changed by another file.

    `source` is the file's name and content. `register` gives the address of a unit to be registered; without it an
    unknown unit is refused.

    Raises:
        UnknownUnits: nothing is stored then.
    """
    identity = identity_of(draft)
    plan = session.exec(select(Plan).where(Plan.identity == identity)).first()
    new = plan is None
    registered: tuple[str, ...] = ()
    if plan is None:
        units, registered = _units(session, draft, register)
        plan = _store_plan(session, draft, identity, source, now)
        for task in draft.tasks:
            _store_task(session, plan, task, units, rules)
        _store_questions(session, plan, draft)
        record(session, actor, now, "导入", f"导入{len(draft.tasks)}项重点工作", plan_id=plan.id)
    differs = session.get_one(Directive, plan.directive_id).source_digest != _digest(source)
    answers = accept_defaults and not differs
    answered = _answer_by_default(session, plan, actor, now) if answers else 0
    session.flush()
    unanswered = session.exec(
        select(Question).where(Question.plan_id == plan.id, Question.answer == "")
    ).all()
    return Stored(plan, new, registered, answered, len(unanswered), differs)


def _digest(source: tuple[str, bytes]) -> str:
    return hashlib.sha256(source[1]).hexdigest()


def _units(
    session: Session, draft: Draft, register: Callable[[str], str] | None
) -> tuple[dict[str, Unit], tuple[str, ...]]:
    names = known_names(session)
    wanted = dict.fromkeys(unit for task in draft.tasks for unit in (*task.leads, *task.supports))
    unknown = [name for name in wanted if name not in names]
    if unknown and register is None:
        raise UnknownUnits(_unknown_sentence(unknown, names))
    for name in unknown:
        assert register is not None
        names[name] = register_unit(session, name, register(name))
    return names, tuple(unknown)


def _unknown_sentence(unknown: list[str], names: dict[str, Unit]) -> str:
    def one(name: str) -> str:
        near = nearest(name, names)
        return f"{name}（相近：{'、'.join(near)}）" if near else name

    listed = "；".join(one(name) for name in unknown[:20])
    more = f"等{len(unknown)}个" if len(unknown) > 20 else ""
    return (
        f"单位库里没有：{listed}{more}。请用 duban units load FILE 登记，"
        "或加 --register-units 按通知中的名称直接登记；未导入任何内容。"
    )


def _store_plan(
    session: Session, draft: Draft, identity: str, source: tuple[str, bytes], now: datetime
) -> Plan:
    directive = Directive(
        title=draft.title,
        issuer=draft.issuer,
        document_number=draft.document_number,
        issued_on=draft.issued_on,
        source_name=source[0],
        source_digest=_digest(source),
    )
    session.add(directive)
    session.flush()
    plan = Plan(directive_id=directive.id, year=draft.year, identity=identity, created_at=now)
    session.add(plan)
    session.flush()
    return plan


def _store_task(session: Session, plan: Plan, task: DraftTask, units: dict[str, Unit], rules: Rules) -> None:
    row = KeyTask(
        plan_id=plan.id or 0,
        number=task.number,
        part=task.part,
        theme=task.theme,
        content=task.content,
        time_limit=task.time_limit,
        responsibility=task.responsibility,
        leaders=list(task.leaders),
        state=KeyTaskState.CONFIRMED,
    )
    session.add(row)
    session.flush()
    named = [(name, Role.LEAD) for name in task.leads] + [(name, Role.SUPPORT) for name in task.supports]
    seen: set[object] = set()
    for position, (name, role) in enumerate(named):
        unit = units[name]
        if unit.id not in seen:  # two spellings of one unit are one assignment, the first-named
            session.add(Assignment(key_task_id=row.id, unit_id=unit.id, role=role, position=position))
        seen.add(unit.id)
    for position, stone in enumerate(task.milestones):
        session.add(
            Milestone(
                key_task_id=row.id,
                position=position,
                deadline=stone.due,
                report_by=report_by(stone.due, stone.criterion, rules.policy, plan.year),
                criterion=stone.criterion,
                scope=stone.scope,
                recurrence=stone.every,
                confidence=stone.confidence,
                explanation=stone.explanation,
            )
        )


def _store_questions(session: Session, plan: Plan, draft: Draft) -> None:
    for question in draft.questions:
        session.add(
            Question(
                plan_id=plan.id or 0,
                number=question.number or 0,
                part=question.part,
                code=question.code,
                text=question.text,
                choices=list(question.choices),
                default=question.default,
            )
        )


def _answer_by_default(session: Session, plan: Plan, actor: Actor, now: datetime) -> int:
    rows = session.exec(
        select(Question)
        .where(Question.plan_id == plan.id, Question.answer == "")
        .order_by(col(Question.number))
    ).all()
    for row in rows:
        row.answer, row.answered_by, row.answered_at = row.default, actor.name, now
    if rows:
        record(session, actor, now, "答复疑问", f"{len(rows)}个疑问按默认答复", plan_id=plan.id)
    return len(rows)
