"""What a comparison of a work report (政府工作报告) with its key tasks finds."""

from dataclasses import dataclass

from intake.document import Span

CONFIDENT = 0.7
"""From here on a task and its sentences belong together; below, a person looks at them."""


@dataclass(frozen=True, slots=True)
class TaskTrace:
    """Where one key task stands in the report."""

    number: int
    part: int
    content: str
    section: str
    """The headings above its first sentence, joined by "/"; empty where the report has no such sentence."""
    sentences: tuple[str, ...]
    confidence: float
    """0 to 1: how much of the task its sentences contain; 0 where there are none."""
    figures: tuple[tuple[str, str], ...] = ()
    """Figures (数字) that differ: as in the report, as in the task."""
    sources: tuple[Span, ...] = ()
    """Where the sentences stand in the report."""

    @property
    def certain(self) -> bool:
        """Whether nobody needs to look at it."""
        return self.confidence >= CONFIDENT and not self.figures


@dataclass(frozen=True, slots=True)
class Gap:
    """A commitment (部署) of the report, or a clause of one, that no key task covers."""

    text: str
    """The whole sentence where nothing of it is covered, else the clause."""
    section: str
    sentence: str
    missing: tuple[str, ...] = ()
    """The words that were dropped, where the rest of the clause is covered."""
    clear: bool = True
    """False for attitudes and effects (表态、效果), which name hardly any work, and for what may only be reworded."""
    sources: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The key tasks with their sentences, and what of the report no key task covers."""

    report: str
    notice: str
    year: int
    """The year of the notice."""
    report_year: int | None
    """The year whose work the report sets out; None where its headings name none."""
    parts: tuple[str, ...]
    """The headings of the report's parts that were compared."""
    tasks: tuple[TaskTrace, ...]
    uncovered: tuple[Gap, ...]
    framing: tuple[str, ...] = ()
    """Sentences that were not counted: they lead in, position or conclude (总领、过渡、定位)."""

    @property
    def aligned(self) -> int:
        """How many tasks surely stand in the report."""
        return sum(one.confidence >= CONFIDENT for one in self.tasks)

    @property
    def related(self) -> bool:
        """Whether report and notice belong together: a fifth of the tasks, at least, surely stand in the report."""
        return 5 * self.aligned >= len(self.tasks)
