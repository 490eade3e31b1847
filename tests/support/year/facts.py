"""What a year comes to, told twice: counted from the rows as they stand, and recounted from the history alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.duties import Obligation, Petition, Report
from models.messages import Mail, Notification
from models.plans import Assignment, KeyTask
from models.traces import HistoryEntry
from models.units import Unit
from models.words import Answer, MailState, ObligationKind, Outcome
from models.workdays import OfficeTime
from tests.support.smtp_server import Received


@dataclass(frozen=True)
class Facts:
    """The figures an office would be asked for."""

    key_tasks: Counter[str]
    """By state."""
    obligations: Counter[tuple[str, str]]
    """By kind and state."""
    assignments: Counter[str]
    petitions: Counter[str]
    returns: int
    mails: Counter[str]
    """By reader's address."""
    slips: Counter[str]
    """Released or taken back by the office, by what was decided."""
    overdue: Counter[str]
    """Workdays between the date asked (an extension counts) and the answer, by unit; what is still owed counts up
    to the end."""


def counted(session: Session, office: OfficeTime, ends: date) -> Facts:
    """From the rows as they stand."""
    names = {unit.id: unit.name for unit in session.exec(select(Unit))}
    owed = session.exec(select(Obligation)).all()
    notes = session.exec(select(Notification).where(Notification.rung == "催办单")).all()
    answered = _answers(
        session.exec(select(Report).order_by(col(Report.at), col(Report.position))), owed, office
    )
    overdue: Counter[str] = Counter()
    for row in owed:
        if row.kind is not ObligationKind.DECIDE and row.state.value != "cancelled":
            asked = row.extended_to or row.report_by
            overdue[names[row.unit_id]] += _late(asked, answered.get(row.id, ends), office)
    return Facts(
        key_tasks=Counter(task.state.value for task in session.exec(select(KeyTask))),
        obligations=Counter((row.kind.value, row.state.value) for row in owed),
        assignments=Counter(part.state.value for part in session.exec(select(Assignment))),
        petitions=Counter(row.state.value for row in session.exec(select(Petition))),
        returns=sum(row.returns for row in owed),
        mails=Counter(
            mail.address for mail in session.exec(select(Mail).where(Mail.state == MailState.SENT))
        ),
        slips=Counter(
            "签发" if note.outcome is Outcome.DELIVERED else "撤回" for note in notes if note.released_by
        ),
        overdue=+overdue,
    )


def _answers(reports: Iterable[Report], owed: Iterable[Obligation], office: OfficeTime) -> dict[Any, date]:
    """Obligation → the day of its first answer that counted."""
    kinds = {row.id: row.kind for row in owed}
    first: dict[Any, date] = {}
    for one in reports:
        undone = kinds[one.obligation_id] is ObligationKind.COMPLETION and one.answer is not Answer.DONE
        if not undone:
            first.setdefault(one.obligation_id, office.today(one.at))
    return first


def _late(asked: date, answered: date, office: OfficeTime) -> int:
    return max(office.workdays.between(asked, answered), 0)


def recounted(session: Session, received: Received, office: OfficeTime, ends: date) -> Facts:
    """From the lines of history and the letters that arrived, without a look at any other row."""
    told = Told()
    for entry in session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id))):
        told.hear(entry)
    obligations = {key: one for key, one in told.made.items() if one["kind"]}
    overdue: Counter[str] = Counter()
    for key, one in obligations.items():
        if one["kind"] == "decide" or told.ends_in(key) == "cancelled":
            continue
        asked = date.fromisoformat(max(told.extended.get(key, []), default=one["asked"]))
        answers = [
            office.today(at) for at, before, after in told.turns[key] if after in ("reported", "accepted")
        ]
        overdue[one["unit"]] += _late(asked, min(answers, default=ends), office)
    return Facts(
        key_tasks=Counter(told.ends_in(key) for key in told.tasks),
        obligations=Counter((one["kind"], told.ends_in(key)) for key, one in obligations.items()),
        assignments=Counter(told.ends_in(key) for key in told.parts),
        petitions=Counter(told.ends_in(key) for key in told.petitions),
        returns=sum(told.verbs[verb] for verb in ("退回",)),
        mails=Counter(str(message["X-RcptTo"]) for message in received.messages),
        slips=Counter({verb: told.verbs[verb] for verb in ("签发", "撤回")}),
        overdue=+overdue,
    )


class Told:
    """What the lines of history tell, whatever their order within one instant."""

    def __init__(self) -> None:
        self.turns: dict[str, list[tuple[datetime, str | None, str]]] = defaultdict(list)
        """Thing → its changes of state: when, from, to."""
        self.made: dict[str, dict[str, str]] = {}
        """Obligation → kind, unit and date asked, as written down when it arose."""
        self.extended: dict[str, list[str]] = defaultdict(list)
        self.tasks: set[str] = set()
        self.parts: set[str] = set()
        self.petitions: set[str] = set()
        self.verbs: Counter[str] = Counter()

    def hear(self, entry: HistoryEntry) -> None:
        """One line."""
        self.verbs[entry.verb] += 1
        before, after = entry.before, entry.after
        for key, state in after.get("key_tasks", {}).items():
            self._turn(self.tasks, key, entry.at, before["key_tasks"][key], state)
        for key, one in after.get("obligations", {}).items():
            self.made[key] = one
            self._turn(set(), key, entry.at, None, one["state"])
        for key, state in after.get("assignments", {}).items():
            self._turn(self.parts, key, entry.at, None, state)
        if "petition_state" in after:
            key = after["petition"]
            self._turn(self.petitions, key, entry.at, before.get("petition_state"), after["petition_state"])
        if "state" in after:
            self._hear_state(entry, before.get("state"), after["state"])
        if entry.verb == "延期":
            self.extended[str(entry.obligation_id)].append(after["asked_by"])

    def _hear_state(self, entry: HistoryEntry, before: str | None, after: str) -> None:
        if "assignment" in entry.after:
            self._turn(self.parts, entry.after["assignment"], entry.at, before, after)
        elif entry.obligation_id is not None:
            self._turn(set(), str(entry.obligation_id), entry.at, before, after)
            if before is None:
                self.made[str(entry.obligation_id)] = entry.after
        else:
            self._turn(self.tasks, str(entry.key_task_id), entry.at, before, after)

    def _turn(self, known: set[str], key: str, at: datetime, before: str | None, after: str) -> None:
        known.add(key)
        self.turns[key].append((at, before, after))

    def ends_in(self, key: str) -> str:
        """The state that was entered once more often than it was left.

        Raises:
            ValueError: the changes do not make one way.
        """
        balance: Counter[str] = Counter()
        for _, before, after in self.turns[key]:
            balance[after] += 1
            if before is not None:
                balance[before] -= 1
        left = [state for state, count in balance.items() if count > 0]
        starts = [state for state, count in balance.items() if count < 0]
        if not left and not starts:  # it went round and stands where it began
            return str(min(self.turns[key], key=lambda turn: turn[0])[1])
        if len(left) != 1 or len(starts) > 1:
            raise ValueError(f"the history of {key} does not add up: {self.turns[key]}")
        return left[0]
