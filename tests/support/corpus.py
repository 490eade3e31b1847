"""The annotated corpus: phrases and small notices of fictional places, and how much of each is read right.

    python -m tests.support.corpus [--misses] [--write]

prints the table that stands in docs/reading.md, the misses of what may be seen, or writes the table there. A third
of everything lies in folders called held_out: it was kept out of sight of whoever wrote the grammar, and is there to
be measured, not to be tuned on.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.errors import NotReadable
from intake.formats import open_document
from intake.limit import parse_limit
from intake.notice import read_document
from intake.shapes import Shape, draft_shape, milestone_shape
from intake.units import parse_units
from tests.support.papers import load_paper, write
from tests.support.scoring import same_milestones, wrong_fields

TESTS = Path(__file__).resolve().parents[1]
PHRASES = {"seen": TESTS / "unit/intake/corpus", "held out": TESTS / "unit/intake/held_out"}
NOTICES = {"seen": TESTS / "parts/intake/notices", "held out": TESTS / "parts/intake/held_out_notices"}
DOCUMENT = TESTS.parent / "docs/reading.md"
BEGINS, ENDS = "<!-- corpus -->", "<!-- /corpus -->"
CRITERIA = {"c": "complete", "p": "progress", "k": "continuous"}
RHYTHMS = ("month", "quarter", "half-year", "year")


@dataclass(frozen=True, slots=True)
class Score:
    """How many of how many; the misses as one line each."""

    what: str
    where: str
    right: int
    of: int
    misses: tuple[str, ...] = ()


def limit_scores() -> Iterator[Score]:
    """Time limits: all milestones right."""
    for where, folder in PHRASES.items():
        lines = [line for line in (folder / "limits.txt").read_text("utf-8").splitlines() if _annotated(line)]
        misses = tuple(line for line in lines if not _limit_right(line))
        yield Score("time limits", where, len(lines) - len(misses), len(lines), misses)


def _annotated(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _limit_right(line: str) -> bool:
    year, text, answers = line.removeprefix("?").split(" | ")
    read = [milestone_shape(one) for one in parse_limit(text.replace("\\n", "\n"), int(year)).milestones]
    return any(same_milestones(_milestones(answer), read) for answer in answers.split(" || "))


def _milestones(answer: str) -> list[Shape]:
    """`2025-06-30 c 方案制定 ; 2025-12-31 p` as milestones."""
    made = []
    for one in answer.split(" ; "):
        due, criterion, *rest = one.strip().split(" ")
        every = rest.pop() if rest and rest[-1] in RHYTHMS else None
        shape: Shape = {
            "due": None if due == "-" else due,
            "criterion": CRITERIA[criterion],
            "scope": "".join(rest),
        }
        made.append(shape | ({"every": every} if every else {}))
    return made


def unit_scores() -> Iterator[Score]:
    """Cells and brackets that name who is responsible: every field right."""
    for where, folder in PHRASES.items():
        lines = (folder / "units.txt").read_text("utf-8").splitlines()
        cells = [json.loads(line) for line in lines if _annotated(line)]
        misses = tuple(json.dumps(cell, ensure_ascii=False) for cell in cells if not _unit_right(cell))
        yield Score("units", where, len(cells) - len(misses), len(cells), misses)


def _unit_right(cell: Shape) -> bool:
    read = parse_units(cell["text"], cell["first_listed"])
    found = {
        "responsibility": read.responsibility.value,
        "leads": list(read.leads),
        "supports": list(read.supports),
        "groups": list(read.groups),
        "leaders": list(read.leaders),
    }
    return all(found[field] == cell[field] for field in found)


def notice_scores() -> Iterator[Score]:
    """Notices, by layout: tasks right in every field, counted in every format."""
    for where, folder in NOTICES.items():
        by_layout: dict[str, list[Path]] = {}
        for path in sorted(folder.glob("*.yaml")):
            by_layout.setdefault(layout_of(path), []).append(path)
        for layout, paths in sorted(by_layout.items()):
            results = [one for path in paths for one in read_everywhere(path)]
            misses = tuple(line for _, _, lines in results for line in lines)
            yield Score(layout, where, sum(r for r, _, _ in results), sum(n for _, n, _ in results), misses)


def layout_of(path: Path) -> str:
    """The layout a notice was written in."""
    return str(_head(path)["layout"])


@cache
def _head(path: Path) -> Shape:
    import yaml

    tree = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    return {"layout": tree.get("layout", ""), "formats": tree.get("formats") or ["txt"]}


def read_everywhere(path: Path) -> Iterator[tuple[int, int, list[str]]]:
    """For every format the notice is written in: tasks right, tasks, and a line for each miss."""
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for kind in _head(path)["formats"]:
            if kind in writable():
                file = write(load_paper(path), Path(folder, f"{path.stem}.{kind}"))
                yield _compared(f"{path.stem}.{kind}", wanted, file)


def _compared(name: str, wanted: Shape, file: Path) -> tuple[int, int, list[str]]:
    try:
        draft = draft_shape(read_document(open_document(file)))
    except NotReadable as refused:
        return 0, len(wanted["tasks"]), [f"{name}: {refused}"]
    read = {(task["number"], task["part"]): task for task in draft["tasks"]}
    lines, right = [], 0
    for task in wanted["tasks"]:
        found = read.pop((task["number"], task.get("part", 1)), None)
        wrong = wrong_fields(task, found)
        right += not wrong
        for field in wrong:
            got = found[field] if found else "no such task"
            lines.append(
                f"{name} {task['number']}.{task.get('part', 1)} {field}: {task[field]!r} read {got!r}"
            )
    lines += [f"{name}: extra task {number}.{part}" for number, part in read]
    for field in ("title", "issuer", "document_number", "issued_on", "year", "form"):
        if field in wanted and draft[field] not in (wanted[field], *wanted.get(f"{field}_also_right", [])):
            lines.append(f"{name} {field}: {wanted[field]!r} read {draft[field]!r}")
    return right - len(read), len(wanted["tasks"]), lines


def writable() -> tuple[str, ...]:
    """The formats that this machine can write."""
    office = shutil.which("soffice")
    pdf = office or any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    return ("txt", "docx", "html", "xlsx", *(("pdf",) if pdf else ()), *(("doc",) if office else ()))


def table() -> list[Score]:
    """All scores."""
    return [*limit_scores(), *unit_scores(), *notice_scores()]


def as_markdown(scores: list[Score]) -> str:
    """The table of the documentation."""
    lines = ["| what | seen | held out |", "| --- | --- | --- |"]
    for what in dict.fromkeys(score.what for score in scores):
        cells = {score.where: f"{score.right} of {score.of}" for score in scores if score.what == what}
        lines.append(f"| {what} | {cells.get('seen', '–')} | {cells.get('held out', '–')} |")
    totals = [f"{sum(s.right for s in one)} of {sum(s.of for s in one)}" for one in _notices(scores)]
    return "\n".join([*lines, f"| all notices, tasks × formats | {totals[0]} | {totals[1]} |"]) + "\n"


def _notices(scores: list[Score]) -> Iterator[list[Score]]:
    for where in NOTICES:
        yield [one for one in scores if one.where == where and one.what not in ("time limits", "units")]


def main() -> None:
    """Print the table, and the misses of what may be seen."""
    scores = table()
    print(as_markdown(scores))
    if "--misses" in sys.argv:
        for score in scores:
            if score.where == "seen":
                print(*score.misses, sep="\n")
    if "--write" in sys.argv:
        before, _, after = DOCUMENT.read_text("utf-8").partition(BEGINS)
        DOCUMENT.write_text(
            f"{before}{BEGINS}\n{as_markdown(scores)}{ENDS}{after.partition(ENDS)[2]}", "utf-8"
        )


if __name__ == "__main__":
    main()
