"""Reading: µs per time limit beside jionlp, ms per notice beside the bare walk over a .docx table, memory.

    python -m bench.reading [--rows 134]

Limits: every one of the tests' corpus, ours with milestones and questions and without the cache that answers a
limit seen before, jionlp's search for dates (`ner.extract_time`) in the same text; the best of five, then the median
over all limits (goal: ours ÷ jionlp at most 0.5). Notices: a fictional table of so many rows in each format, read in
this process and as the commands read it (in a process of its own), beside python-docx walking the grid of the
.docx and looking at every cell's text. Memory: the most that the reading process held (bound: 512 MB).
"""

import argparse
import logging
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import docx

from intake.formats import open_document
from intake.limit import parse_limit
from intake.notice import read_document, read_notice
from tests.support.papers import Paper, PaperCell, write

ROOT = Path(__file__).resolve().parents[1]
LIMITS = (ROOT / "tests/unit/intake/limits.txt", ROOT / "tests/unit/intake/corpus/limits.txt")
GOAL = 0.5
BEST_OF = 5
HEADS = ("序号", "主要任务", "重点工作", "完成时限", "分管领导", "责任单位")
ROWS = (
    ("新建污水管网12公里，改造泵站3座。", "6月底前完成管网建设，年底前全部完成", "周岚", "市水务局\n市城市管理局"),
    ("培育专精特新企业40家，推动数字化车间建设。", "年底前取得明显进展", "何川", "市工业和信息化局"),
    ("改造老旧小区26个，惠及居民8000户。", "10月底前完成", "周岚", "市住房城乡建设局\n市财政局\n相关区人民政府"),
    ("办好第三届云湖马拉松，完善赛事保障。", "年底前取得明显进展，其中赛事9月底前举办", "何川", "市体育局\n市公安局"),
)  # fmt: skip


def main() -> int:
    """Print the three comparisons."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=134)
    chosen = parser.parse_args()
    compare_limits()
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        compare_formats(Path(folder), chosen.rows)
    return 0


def compare_limits() -> None:
    """Our grammar beside jionlp, on the same limits in this process."""
    limits = corpus()
    bare = getattr(parse_limit, "__wrapped__", parse_limit)
    ours = median_best(lambda text: bare(text, 2025), limits)
    print(f"{len(limits)} limits, median: duban {ours:.0f} µs with milestones")
    theirs = jionlp_search()
    if theirs is None:
        print("jionlp is not installed (sh tools/yardsticks.sh), so there is nothing to compare with")
        return
    beside = median_best(theirs, limits)
    print(f"jionlp {beside:.0f} µs for the dates alone; duban ÷ jionlp {ours / beside:.2f} (goal ≤ {GOAL})")


def corpus() -> list[str]:
    """The distinct limits of the tests' corpus."""
    lines = [line for path in LIMITS if path.is_file() for line in path.read_text("utf-8").splitlines()]
    parts = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return sorted({part[1] for part in parts if len(part) >= 3})


def jionlp_search() -> Callable[[str], object] | None:
    """jionlp's search for dates in a text; it logs and raises where it finds none, which counts as its answer."""
    sys.path.append(str(ROOT / ".venv" / "yardsticks"))
    try:
        import jionlp  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    logging.disable(logging.CRITICAL)

    def search(text: str) -> object:
        try:
            return jionlp.ner.extract_time(text, time_base={"year": 2025, "month": 1})
        except Exception as refused:  # whatever it raises, it has looked
            return refused

    return search


def median_best(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """The median over the texts of the best of five, in µs."""
    return statistics.median(min(timed(read, text) for _ in range(BEST_OF)) for text in texts) * 1e6


def timed(work: Callable[[str], object], text: str) -> float:
    """Seconds for one call."""
    began = time.perf_counter()
    work(text)
    return time.perf_counter() - began


def compare_formats(folder: Path, rows: int) -> None:
    """Each format beside the bare walk over the .docx."""
    notice = paper(rows)
    word = write(notice, folder / "notice.docx")
    bare = statistics.median(timed(walk, str(word)) for _ in range(3))
    print(f"\n{rows} rows; python-docx walking the grid of the .docx: {bare * 1e3:.0f} ms")
    for suffix in formats():
        path = folder / f"notice{suffix}"
        if not path.exists():
            write(notice, path)
        tasks = len(read_document(open_document(path)).tasks)
        assert tasks == rows, f"{suffix}: {tasks} of {rows} rows"
        here = statistics.median(
            timed(lambda name: read_document(open_document(Path(name))), str(path)) for _ in range(3)
        )
        apart = timed(lambda name: read_notice(Path(name)), str(path))
        print(
            f"{suffix:6} {here * 1e3:6.0f} ms  ÷ bare walk {here / bare:5.2f}   "
            f"as a command reads it {apart * 1e3:6.0f} ms, most memory {peak(path):4.0f} MB"
        )


def formats() -> list[str]:
    """What this machine can write and read."""
    found = [".txt", ".html", ".docx", ".xlsx"]
    if shutil.which("chromium") or shutil.which("soffice"):
        found.append(".pdf")
    return found + ([".doc"] if shutil.which("soffice") else [])


def paper(rows: int) -> Paper:
    """A fictional notice with a table of so many rows."""
    heads = tuple(PaperCell(head) for head in HEADS)
    body = tuple(
        tuple(
            map(
                PaperCell,
                (str(number), f"{'一二三四五六七八九十'[number // 17 % 10]}、领域", *ROWS[number % 4]),
            )
        )
        for number in range(1, rows + 1)
    )
    return Paper(
        "来文",
        (
            "云泽市人民政府关于做好2025年市政府重点工作的通知",
            "各区人民政府，市政府各委、办、局：",
            (heads, *body),
            "注：责任单位列第一位的为牵头单位，其他为配合单位。",
            "云泽市人民政府",
            "2025年2月18日",
        ),
    )


def walk(path: str) -> int:
    """What anybody writes first: every cell of every row, as python-docx gives them."""
    return sum(
        len(cell.text) for table in docx.Document(path).tables for row in table.rows for cell in row.cells
    )


def peak(path: Path) -> float:
    """MB that a process held at most while it read the notice, LibreOffice's included."""
    code = "import sys; from pathlib import Path; from intake.notice import read_notice; read_notice(Path(sys.argv[1]))"
    watch = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, '-c', *sys.argv[1:]], check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch, code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


if __name__ == "__main__":
    sys.exit(main())
