"""Which lines are tasks, which are headings over them, and what headings govern."""

from dataclasses import dataclass, field

from intake.document import Traced
from intake.prose.assigned import Assigned, assignments, governed
from intake.prose.closings import Closing, closings
from intake.prose.general import is_general
from intake.prose.labels import Duty
from intake.prose.outline import Node, is_title
from intake.prose.survey import Survey


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered item, or a paragraph without a number, with its assignments."""

    node: Node
    theme: Traced
    assigned: tuple[Assigned, ...]
    numbered: bool = True


@dataclass(slots=True)
class Entries:
    """What a walk over the outline finds."""

    found: list[Entry] = field(default_factory=list)
    unassigned: list[Node] = field(default_factory=list)
    """Numbered lines that nobody is named for, beside others that have somebody."""
    headings: list[Node] = field(default_factory=list)
    shared: list[Node] = field(default_factory=list)
    """Lines after which one bracket stands for all of their list."""
    governing: list[tuple[Node, Closing]] = field(default_factory=list)


def entries(top: Node) -> Entries:
    """The tasks of an outline in order."""
    walk = _Walk(top)
    walk.visit(top, Traced(), {})
    return walk.result


class _Walk:
    def __init__(self, top: Node) -> None:
        self.result = Entries()
        self._survey = Survey(top)

    def visit(self, node: Node, theme: Traced, inherited: dict[Duty, Traced]) -> None:
        """Finds the tasks of a node and of those below it; `theme` is the heading above, `inherited` its bracket."""
        if not node.children:
            self._leaf(node, theme, inherited)
            return
        governing = self._survey.governing(node)
        if governing:
            inherited = {**inherited, **governing.duties}
            self.result.governing.append((node, governing))
        below = any(self._survey.closed(child) for child in node.children)
        if node.mark and self._survey.is_whole(node, below, bool(governing), bool(inherited)):
            if governing and not below:
                self._keep(node, theme, [governed(node.whole(), governing)])
            else:
                self._add(node, theme, inherited, node.whole())
            return
        heading = _heading(node) if node.head.text else theme
        if not below and not inherited:
            self._own(node, theme)
            return
        self.result.headings.append(node)
        if not governing:
            self._own(node, theme if node.mark else heading)
        self._children(node, heading, inherited)

    def _children(self, node: Node, heading: Traced, inherited: dict[Duty, Traced]) -> None:
        last = self._survey.shared(node)
        given = {**inherited, **last.duties} if last else inherited
        if last:
            self.result.shared.append(node.children[-1])
        some = bool(given) or any(
            not child.children and self._survey.closed(child) for child in node.children
        )
        for child in node.children:
            if some and not given and not child.children and not self._survey.closed(child):
                self.result.unassigned.append(child)
            else:
                self.visit(child, heading, given)

    def _leaf(self, node: Node, theme: Traced, inherited: dict[Duty, Traced]) -> None:
        if self._survey.in_paragraphs(node):
            self.result.headings.append(node)
            self._unnumbered(node, _heading(node) if node.head.text else theme, inherited)
        elif self._survey.closed(node) or (inherited and node.mark):
            self._add(node, theme, inherited, node.text)

    def _own(self, node: Node, theme: Traced) -> None:
        """Assignments in a heading's own text, besides those below it; brackets in the covering letter are none."""
        if not node.head.text or not self._survey.closed(node, alone=True):
            return
        if node.mark and not is_title(node.lines[0].text):
            self._add(node, theme, {}, node.text)
        else:
            self._unnumbered(node, _heading(node) if node.head.text else theme, {})

    def _unnumbered(self, node: Node, theme: Traced, inherited: dict[Duty, Traced]) -> None:
        """Paragraphs without numbers; a bracket in a paragraph of its own closes the one above."""
        held = Traced()
        for line in node.lines[1 if node.head.text else 0 :]:
            found = [one for one in self._survey.find(line) if one.names_units]
            if is_general(line.text):
                continue
            if not found and not inherited:
                held = line
                continue
            alone = bool(found) and not line.text[: found[0].start].strip()
            text = held.joined(line, "\n") if alone else line
            self._add(node, theme, inherited, text, numbered=False)
            held = Traced()

    def _add(
        self, node: Node, theme: Traced, inherited: dict[Duty, Traced], text: Traced, numbered: bool = True
    ) -> None:
        self._keep(node, theme, assignments(text, inherited, self._survey.weak), numbered)

    def _keep(self, node: Node, theme: Traced, made: list[Assigned], numbered: bool = True) -> None:
        kept = tuple(one for one in made if one.named and one.content.text)
        if kept:
            self.result.found.append(Entry(node, theme, kept, numbered and node.mark is not None))
        elif node.mark:
            self.result.unassigned.append(node)


def _heading(node: Node) -> Traced:
    """A heading as written, its bracket and what follows its first stop left out."""
    text = node.head
    ahead = node.mark.end if node.mark else 0
    found = closings(text.cut(ahead))
    end = ahead + found[0].start if found else len(text.text)
    stop = min((at for mark in "。：:" if (at := text.text.find(mark, ahead)) >= 0), default=end)
    return text.cut(0, min(end, stop)).stripped()
