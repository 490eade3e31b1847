"""Answers that stand in other plans, too (同一事项): of a matter that is not public they only say where it is found."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.attached import Attachment
from models.duties import Obligation, Report
from models.matters import place_of
from models.plans import KeyTask
from models.words import Secrecy


def reference_to(task: KeyTask) -> str:
    """What stands in another plan instead of the words: `同一事项，见计划1第16项（内部）`."""
    return f"同一事项，见{place_of(task)}（{task.secrecy.label}）"


def keep_reference_only(session: Session, task: KeyTask) -> None:
    """Take the words and files that were copied from this key task's reports out of other plans, also of those that are
    not linked any more. Its secrecy says already what it is now."""
    made = select(Report.id).join(Obligation, col(Obligation.id) == Report.obligation_id)
    originals = set(session.exec(made.where(Obligation.key_task_id == task.id)))
    copies = session.exec(select(Report).where(col(Report.answered_with_id).in_(originals))).all()
    for copy in copies:
        copy.text, copy.next_step, copy.blocker = reference_to(task), "", ""
    for file in _files(session, (copy.id for copy in copies)):
        session.delete(file)
    session.flush()


def copy_words(session: Session, report: Report, copy: Report, source: KeyTask) -> None:
    """What the copy says: the report's words and files, or of a matter that is not public where they are.

    Files are shared by reference. The copy is stored already.
    """
    if source.secrecy is not Secrecy.OPEN:
        copy.text = reference_to(source)
        return
    copy.text, copy.next_step, copy.blocker = report.text, report.next_step, report.blocker
    session.add_all(
        Attachment(digest=file.digest, name=file.name, report_id=copy.id, at=copy.at, actor=copy.actor)
        for file in _files(session, (report.id,))
    )


def _files(session: Session, reports: Iterable[object]) -> list[Attachment]:
    return list(session.exec(select(Attachment).where(col(Attachment.report_id).in_(list(reports)))))
