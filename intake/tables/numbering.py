"""Each entry's number and part: as written, counted on, or numbered on where numbers begin anew."""

from dataclasses import dataclass

from intake.draft import Question
from intake.tables.columns import Column
from intake.tables.entry import Entry
from intake.tables.numerals import numbered
from intake.whole_notice import numbers_out_of_order

_AS_READ, _BACK = "照此录入", "退回核对"
_SHORTENED = 18


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry with the number and part it is kept under."""

    number: int
    part: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Numbering:
    """All entries in order, what is asked about their numbers, and what is wrong with them."""

    entries: tuple[Numbered, ...]
    questions: tuple[Question, ...]
    mistakes: tuple[str, ...]


def number_all(entries: tuple[Entry, ...]) -> Numbering:
    """Numbers the entries of all tables of a document.

    1. Where no row bears a number, or none of several a number that can be read, they are counted.
    2. A row under the merged number of another, or with no number, is the next part of that number.
    3. A number that comes again in another table or under another theme begins a count anew: it is numbered on.
       Again under the same theme it is a mistake.
    """
    written = [entry for entry in entries if entry.numeral]
    unread = [entry for entry in written if numbered(entry.numeral) is None]
    if not written or (len(unread) == len(written) > 1):
        counted = tuple(Numbered(at, 1, entry) for at, entry in enumerate(entries, start=1))
        return Numbering(counted, _codes(unread), ())
    counter = _Counter()
    for entry in entries:
        counter.take(entry)
    asked = (*counter.asked(), *numbers_out_of_order([one.number for one in counter.numbered]))
    return Numbering(tuple(counter.numbered), asked, tuple(counter.mistakes))


class _Counter:
    """The numbers given so far, and where each was written."""

    def __init__(self) -> None:
        self.numbered: list[Numbered] = []
        self.mistakes: list[str] = []
        self.restarted = 0
        self._parts: list[int] = []
        self._seen: dict[tuple[int, int], Entry] = {}
        self._offset = 0
        self._group = -1

    def take(self, entry: Entry) -> None:
        """Gives the next entry its number."""
        last = self.numbered[-1] if self.numbered else None
        written = numbered(entry.numeral)
        if last and (entry.again or (not entry.numeral and entry.layout.has(Column.NUMBER))):
            if not entry.again:
                self._parts.append(last.number)
            self._keep(last.number, last.part + 1, entry)
        elif not entry.numeral:
            self._keep(max((one.number for one in self.numbered), default=0) + 1, 1, entry)
        elif written is None:
            self.mistakes.append(f"{entry.place}的序号“{entry.numeral[:_SHORTENED]}”不是数字")
        else:
            self._written(*written, entry)

    def _written(self, number: int, part: int, entry: Entry) -> None:
        earlier = self._seen.get((number + self._offset, part))
        if earlier and entry.group not in (earlier.group, self._group):
            self._offset = max(one.number for one in self.numbered) - number + 1
            self.restarted += 1
            earlier = None
        if earlier:
            self.mistakes.append(f"{entry.place}的序号{number}与{earlier.place}重复")
            return
        self._group = entry.group
        self._keep(number + self._offset, part, entry)

    def _keep(self, number: int, part: int, entry: Entry) -> None:
        self._seen.setdefault((number, part), entry)
        self.numbered.append(Numbered(number, part, entry))

    def asked(self) -> list[Question]:
        """What to ask about numbers that begin anew and rows that have none."""
        questions = []
        if self.restarted:
            text = f"来文中任务序号{self.restarted}次从头编起，已连续编为1至{self.numbered[-1].number}，是否照此录入？"
            questions.append(Question("numbers-restart", text, (_AS_READ, _BACK), _AS_READ))
        for number in dict.fromkeys(self._parts):
            text = f"第{number}项下有没有序号的行，作为该项的分项录入，对吗？"
            questions.append(Question("part-without-number", text, (_AS_READ, _BACK), _AS_READ, number))
        return questions


def _codes(unread: list[Entry]) -> tuple[Question, ...]:
    if not unread:
        return ()
    text = f"任务序号（如“{unread[0].numeral[:_SHORTENED]}”）不是数字，已按先后编号，是否照此录入？"
    return (Question("numbers-unread", text, (_AS_READ, _BACK), _AS_READ),)
