"""线下: take every text of a key task out of the database, for good.

What stays: number, units, states, dates, percentages, and who did what when. What has left the building (mails that
were read, runs that Prefect has shown, backups, the notice itself) is out of reach; `duban matter secrecy` says so.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select

from models.action_plans import FROM_PLAN
from models.attached import Attachment, StoredFile
from models.duties import Obligation, Petition, Promise, Report, SectionAnswer
from models.erasing_mails import erase_mails
from models.messages import Notification
from models.offline_marks import MARK, mark_of
from models.plans import CheckpointOffer, Directive, KeyTask, Milestone, Plan, Question
from models.scrubbing import GONE, plain, saying, scrubbed, strings, telling, tells
from models.traces import HistoryEntry, Leg, LegRequest
from models.words import Criterion

OFFLINE_TEXT = "（线下办理，文字不入系统）"
"""Stands where the text of a key task was."""

_KEPT = ("leaders", "leads", "supports", "responsibility", "listed_apart")
_CRITERIA = [one.label for one in Criterion]


def erase_texts(session: Session, task: KeyTask, label: str) -> None:
    """Erase every text of a key task; `label` (第12项) stands for it in mails.

    The caller has the right to, and keeps the paper's reference.
    """
    owed = list(session.exec(select(Obligation).where(Obligation.key_task_id == task.id)))
    plan = session.get_one(Plan, task.plan_id)
    entries = _history_of(session, task, owed)
    reports = _erase_reports(session, owed)
    asked = _erase_petitions(session, task)
    texts = [*_texts_of(session, task), *reports, *asked, *_former(entries)]
    words = telling(texts)
    _erase_history(session, plan, entries, words)
    erase_mails(session, task, texts, words, label)
    _erase_reading(session, task)
    _erase_runs(session, task)
    for row in owed:
        row.trouble = ""
    for note in _notes(session, owed):
        by_hand = note.released_by and note.reason  # what was said in a call, why a slip was taken back
        note.reason = GONE if by_hand else scrubbed(note.reason, [*words, *saying(texts)])
    _erase_directive(session, plan, task, words)
    session.flush()


def _texts_of(session: Session, task: KeyTask) -> Iterator[str]:
    yield task.content
    yield str(task.reading.get("content", ""))
    for stone in session.exec(select(Milestone).where(Milestone.key_task_id == task.id)):
        yield from (stone.scope, stone.expected_result)
    for offer in session.exec(select(CheckpointOffer).where(CheckpointOffer.key_task_id == task.id)):
        yield from (offer.text, offer.clause)


def _erase_reading(session: Session, task: KeyTask) -> None:
    """The key task as it was read, with its milestones, offers and questions."""
    of_task = (Question.plan_id == task.plan_id, Question.number == task.number, Question.part == task.part)
    for question in session.exec(select(Question).where(*of_task)):
        session.delete(question)
    offers = list(session.exec(select(CheckpointOffer).where(CheckpointOffer.key_task_id == task.id)))
    for offer in offers:
        session.delete(offer)
    for stone in session.exec(select(Milestone).where(Milestone.key_task_id == task.id)):
        stone.scope = stone.expected_result = stone.explanation = ""
        stone.source = stone.source if stone.source == FROM_PLAN else ""
    task.reading = _dry_reading(task)
    task.content, task.theme, task.source = OFFLINE_TEXT, "", ""
    task.time_limit = ""


def _dry_reading(task: KeyTask) -> dict[str, Any]:
    """What a corrected notice is compared with: units and dates, and the digest by which the text is known again."""
    read = task.reading
    kept = {name: read[name] for name in _KEPT if name in read}
    kept[MARK] = mark_of(task.id, str(read.get("content", task.content)))
    if "milestones" in read:
        kept["milestones"] = [{**stone, "scope": "", "explanation": ""} for stone in read["milestones"]]
    return kept


def _erase_reports(session: Session, owed: Sequence[Obligation]) -> list[str]:
    """Answers keep what they say and when; returns the texts that are gone. Files go where nothing else has them."""
    ids = [row.id for row in owed]
    gone: list[str] = []
    reports = list(session.exec(select(Report).where(col(Report.obligation_id).in_(ids))))
    answers = list(session.exec(select(SectionAnswer).where(col(SectionAnswer.obligation_id).in_(ids))))
    for report in reports:
        gone += list(strings(report.details))
        report.details = {}
    both: list[Report | SectionAnswer] = [*reports, *answers]
    for answer in both:
        gone += [answer.text, answer.next_step, answer.blocker]
        answer.text = answer.next_step = answer.blocker = ""
    for promise in session.exec(select(Promise).where(col(Promise.obligation_id).in_(ids))):
        gone.append(promise.text)
        promise.text = ""
    _erase_files(session, {report.id for report in reports})
    return gone


def _erase_files(session: Session, reports: Collection[UUID]) -> None:
    files = list(session.exec(select(Attachment).where(col(Attachment.report_id).in_(list(reports)))))
    digests = {file.digest for file in files}
    for file in files:
        session.delete(file)
    session.flush()
    for digest in digests:
        if session.exec(select(Attachment.id).where(Attachment.digest == digest)).first() is None:
            session.delete(session.get_one(StoredFile, digest))


def _erase_petitions(session: Session, task: KeyTask) -> list[str]:
    gone = []
    for row in session.exec(select(Petition).where(Petition.key_task_id == task.id)):
        gone += [row.reason, row.answer]
        row.reason, row.answer = GONE, GONE if row.answer else ""
    return gone


def _history_of(session: Session, task: KeyTask, owed: Sequence[Obligation]) -> list[HistoryEntry]:
    ids = [row.id for row in owed]
    own = or_(HistoryEntry.key_task_id == task.id, col(HistoryEntry.obligation_id).in_(ids))
    return list(session.exec(select(HistoryEntry).where(own)))


def _former(entries: Iterable[HistoryEntry]) -> Iterator[str]:
    """What the texts were before they were corrected, and why things were done."""
    for entry in entries:
        for side in (entry.before, entry.after):
            yield from (str(side.get(name, "")) for name in ("content", "reason"))
            for stone in str(side.get("milestones", "")).split("；"):
                scope = stone.rpartition(" ")[2]  # 2026-06-30 完成 主体工程
                yield "" if scope in _CRITERIA else scope


def _erase_history(
    session: Session, plan: Plan, entries: Sequence[HistoryEntry], words: Sequence[str]
) -> None:
    """Of the key task's own lines the verb stays; of the plan's and the office's those with its words are cut."""
    for entry in entries:
        entry.sentence = f"{entry.verb}{GONE}"
        entry.before, entry.after = plain(entry.before), plain(entry.after)
    own = {entry.id for entry in entries}
    others = or_(HistoryEntry.plan_id == plan.id, col(HistoryEntry.plan_id).is_(None))
    for entry in session.exec(select(HistoryEntry).where(others)):
        if entry.id not in own:
            entry.sentence = scrubbed(entry.sentence, words)
            entry.before, entry.after = scrubbed(entry.before, words), scrubbed(entry.after, words)


def _notes(session: Session, owed: Sequence[Obligation]) -> Sequence[Notification]:
    ids = [row.id for row in owed]
    return session.exec(select(Notification).where(col(Notification.obligation_id).in_(ids))).all()


def _erase_runs(session: Session, task: KeyTask) -> None:
    """Our own notes of the runs; what a leg that failed said of it."""
    for leg in session.exec(select(Leg).where(Leg.key_task_id == task.id)):
        leg.name = task.tag
    for asked in session.exec(select(LegRequest).where(LegRequest.key_task_id == task.id)):
        asked.error = ""


def _erase_directive(session: Session, plan: Plan, task: KeyTask, words: Sequence[str]) -> None:
    """A directive of this one matter, or whose title says it, is known by the digest of what it was."""
    directive = session.get_one(Directive, plan.directive_id)
    alone = (
        session.exec(select(KeyTask.id).where(KeyTask.plan_id == plan.id, KeyTask.id != task.id)).first()
        is None
    )
    if alone or tells(directive.title, words):
        directive.title, directive.source_name = OFFLINE_TEXT, ""
        plan.identity = offline_identity(plan.identity)


def offline_identity(identity: str) -> str:
    """How a plan is known whose title may not be kept."""
    return f"线下 {sha256(identity.encode()).hexdigest()}"
