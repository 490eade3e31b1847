"""What the lines of a notice have in common: which kinds of marks number its tasks, which only head them."""

from collections import Counter

from intake.document import Traced
from intake.prose.closings import Closing, closings
from intake.prose.headings import Level
from intake.prose.labels import Duty
from intake.prose.outline import Node, is_title
from intake.prose.wording import Strength


class Survey:
    """Looks over the whole outline once; answers for each node."""

    def __init__(self, top: Node) -> None:
        self._closed: dict[int, bool] = {}
        self._all = top.below()
        self.weak = _lists_names(self._all)
        """Brackets mostly hold names alone, so that a place alone may be one too."""
        self._paragraphs = self._kinds_with_paragraphs()
        self._sublists = self._kinds_with_sublists()
        self._tasks = self._kinds_of_tasks()

    def find(self, text: Traced) -> tuple[Closing, ...]:
        """The closings of a text, as far as this notice's are to be believed."""
        return closings(text, self.weak)

    def closed(self, node: Node, alone: bool = False) -> bool:
        """Whether an assignment is closed in its text or, unless `alone`, below it."""
        if id(node) not in self._closed:
            self._closed[id(node)] = any(
                one.names_units or Duty.LEADERS in one.duties
                for text in _texts(node)
                for one in self.find(text)
            )
        return self._closed[id(node)] or (not alone and any(self.closed(child) for child in node.children))

    def governing(self, node: Node) -> Closing | None:
        """The bracket or the labels right after a heading that has lines below."""
        if not node.head.text:
            return None
        found = [
            one
            for one in self.find(node.text)
            if one.names_units or one.duties.keys() & {Duty.LIMIT, Duty.LEADERS}
        ]
        if not found or not is_title(node.text.text[: found[0].start]):
            return None
        one = found[0]
        rest = node.text.text[one.end :].strip("。；; \n")
        return one if len(found) == 1 and (not rest or one.labelled or rest.endswith(("：", ":"))) else None

    def is_whole(self, node: Node, below: bool, governing: bool, inherited: bool) -> bool:
        """Whether a numbered line and the list below it are one task."""
        if below and _level(node) in self._tasks:
            return True
        if node.heading:
            return below and not governing and self._is_sublist(node) and _level(node) in self._sublists
        if governing or inherited:
            return not below
        if self.closed(node, alone=True):
            return True
        titled = is_title(node.lines[0].text) and len(node.lines) == 1
        return below and not (titled and sum(map(self.closed, node.children)) > 1)

    def shared(self, node: Node) -> Closing | None:
        """A bracket in a line of its own after the last of several lines that have none (以上由…负责)."""
        last = node.children[-1]
        others = node.children[:-1]
        if not others or last.children or any(self.closed(child) for child in others):
            return None
        found = [one for one in self.find(last.text) if one.names_units]
        if len(found) != 1 or not last.mark:
            return None
        line = last.text.text[: found[0].start]
        said_so = (
            last.text.text[found[0].start : found[0].start + 4].strip("（(〔[【").startswith(("以上", "上述"))
        )
        return found[0] if said_so or (line.endswith("\n") and not is_title(line)) else None

    def in_paragraphs(self, node: Node) -> bool:
        """Whether the paragraphs below a heading are tasks without numbers."""
        if node.mark is None:
            return True
        return node.mark.level in self._paragraphs and self._titled(node)

    def _titled(self, node: Node) -> bool:
        return len(node.lines) > 1 and is_title(node.lines[0].text) and not self.find(node.lines[0])

    def _is_sublist(self, node: Node) -> bool:
        """Only the last line of the list below is closed, within its own text."""
        return (
            len(node.children) > 1
            and node.children[0].mark is not None
            and node.children[0].mark.number == 1
            and not any(self.closed(child) for child in node.children[:-1])
            and self.closed(node.children[-1])
            and self.shared(node) is None
        )

    def _kinds_with_sublists(self) -> set[Level]:
        counted: Counter[tuple[Level, bool]] = Counter()
        for node in self._all:
            if node.mark and node.mark.level == Level.CJK_BRACKET and node.children and self.closed(node):
                counted[node.mark.level, self._is_sublist(node)] += 1
        return {level for level in Level if counted[level, True] > counted[level, False]}

    def _kinds_with_paragraphs(self) -> set[Level]:
        """Kinds of headings some of which have several paragraphs with assignments of their own below."""
        kinds = set()
        for node in self._all:
            if node.mark and node.heading and not node.children and self._titled(node):
                inside = sum(any(one.names_units for one in self.find(line)) for line in node.lines[1:])
                if inside > 1 and not any(one.labelled for one in self.find(node.text)):
                    kinds.add(node.mark.level)
        return kinds

    def _kinds_of_tasks(self) -> set[Level]:
        """Kinds whose lines are mostly tasks themselves, so that those with a list below are tasks in several parts."""
        direct: Counter[Level] = Counter()
        over: Counter[Level] = Counter()
        for node in self._all:
            if node.mark and self.closed(node):
                alone = self.closed(node, alone=True) and not self.in_paragraphs(node)
                alone = alone and (not node.children or not node.heading)
                direct[node.mark.level] += alone
                over[node.mark.level] += any(self.closed(child) for child in node.children)
        return {
            level
            for level in Level
            if direct[level] > (0 if level >= Level.ARABIC else over[level]) and over[level]
        }


def _level(node: Node) -> Level | None:
    return node.mark.level if node.mark else None


def _texts(node: Node) -> list[Traced]:
    """Paragraphs without a number stand each for itself."""
    return [node.text] if node.mark else node.lines


def _lists_names(nodes: list[Node]) -> bool:
    """Whether the notice's brackets mostly hold names alone, so that a place alone may be one too."""
    texts = [text for node in nodes for text in _texts(node)]
    found = [one.strength for text in texts for one in closings(text) if not one.labelled]
    names = found.count(Strength.NAMES)
    return names > 1 and 2 * names >= len(found)
