"""What the office decided on a unit's petition (申请), in one line."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from models import wording
from models.duties import Petition
from models.messages import Notification
from models.plans import KeyTask
from models.secrecy import shown_titles
from models.words import PetitionState, Secrecy


def decided(session: Session, notes: Sequence[Notification]) -> dict[UUID, tuple[str, str]]:
    """Notification → (what was asked about, `延期申请：同意，延至7月10日（周五）：按期完成`).

    Of a key task that mails may not tell about the words of the answer are left to the pages.
    """
    about = [note.about_id for note in notes if note.about_id]
    if not about:
        return {}
    rows = session.exec(
        select(Petition, KeyTask)
        .join(KeyTask, col(KeyTask.id) == Petition.key_task_id)
        .where(col(Petition.id).in_(about))
    ).all()
    titles = shown_titles(session, [task for _, task in rows])
    said = {petition.id: (titles[task.id], _sentence(petition, task)) for petition, task in rows}
    return {note.id: said[note.about_id] for note in notes if note.about_id in said}


def _sentence(petition: Petition, task: KeyTask) -> str:
    until = ""
    if petition.state is PetitionState.GRANTED and petition.granted_on:
        until = f"，延至{wording.day(petition.granted_on, petition.asked_at.year)}"
    words = petition.answer if task.secrecy is Secrecy.OPEN else "见报送页面"
    return f"{petition.kind.label}{petition.state.label}{until}：{words}"
