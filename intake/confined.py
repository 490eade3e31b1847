"""Work on foreign files in a process of its own, with a bound on memory and time."""

import ctypes
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import import_module
from math import inf
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

from intake.errors import NotReadable

MEMORY = 400 * 2**20
"""Bytes a child may have mapped privately; with its libraries and the command that waits for it, 512 MB are kept."""
SECONDS = 26
"""Both of processor time and by the clock; a command that reads, its own start included, ends within 30."""

# Without `site` and without what the environment says; the path is the parent's, handed over as text.
_START = "import sys; sys.path[:0] = {path!r}; from intake.confined import answer; answer()"
_PR_SET_PDEATHSIG = 1
# Made ready before there is no memory left to make it.
_NO_MEMORY = pickle.dumps(("memory", None))
_inside = False
_ends: ContextVar[float] = ContextVar("ends", default=inf)


@contextmanager
def within(seconds: float = SECONDS) -> Iterator[None]:
    """All confined work and conversions of this block share these seconds by the clock, and end with it.

    A block inside another has no more time than that one. SIGTERM and SIGHUP (a closed terminal) end the block as
    Ctrl-C does: children are ended, and folders with copies of the file are removed.
    """
    token = _ends.set(min(_ends.get(), monotonic() + seconds))
    try:
        with _ended_in_order():
            yield
    finally:
        _ends.reset(token)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Signals that would end the process at once raise SystemExit instead; only the main thread may say so."""
    ours: list[signal.Signals] = []
    if threading.current_thread() is threading.main_thread():
        ours = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is signal.SIG_DFL]
    for one in ours:
        signal.signal(one, _leave)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def seconds_left(most: float) -> float:
    """Of the block's seconds what is left, at most `most`; a little is always left, to fail as the others fail."""
    return max(0.5, min(most, _ends.get() - monotonic()))


def confined(
    work: str, *arguments: Any, called: str = "", seconds: float = SECONDS, memory: int = MEMORY
) -> Any:
    """What the function `work` ("module:function") returns for these arguments, run in a child process.

    The arguments and the result must be picklable; messages name the file `called`, or by the first argument that
    has a name. Raises NotReadable when the function does, and when it takes longer than `seconds`, needs more than
    `memory` bytes, or brings its process down. Inside a child the function is simply called: one process holds for
    all that is done in it.
    """
    if _inside:
        return _function(work)(*arguments)
    names = [called, *(name for one in arguments if isinstance(name := getattr(one, "name", None), str))]
    subject = next((f"文件“{name}”" for name in names if name), "这份文件")
    # A large document takes its time to be packed, too.
    task = pickle.dumps((work, arguments))
    granted = seconds_left(seconds)
    kind, value = _outcome(_child(pickle.dumps((granted, memory)) + task, granted))
    if kind == "done":
        return value
    if kind == "refused":
        raise NotReadable(value)
    if kind == "failed":
        raise value
    reasons = {
        "late": f"读了{min(seconds, SECONDS):g}秒还没有读完，可能已损坏或内容过多",
        "memory": f"读取时所需内存超过{memory // 2**20}MB，可能已损坏或内容过多",
        "died": "读取时出错中断，可能已损坏",
    }
    raise NotReadable(f"{subject}{reasons[kind]}，请只保留来文正文和任务表，或重新另存后再试。")


def _child(asked: bytes, seconds: float) -> tuple[int | None, bytes]:
    """Exit status (None when time ran out) and output of a child; nothing it started stays behind."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _START.format(path=_search_path())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(asked, timeout=seconds + 0.5)
    except subprocess.TimeoutExpired:
        return None, b""
    finally:
        # The group outlives its leader when that one started something.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return process.returncode, out


def _search_path() -> list[str]:
    """Where the parent finds its modules, as absolute paths, this product's own folder first."""
    root = str(Path(__file__).resolve().parents[1])
    return [root, *(str(Path(entry).resolve()) for entry in sys.path if entry)]


def _outcome(ended: tuple[int | None, bytes]) -> tuple[str, Any]:
    status, out = ended
    if status is None or status == -signal.SIGXCPU:
        return "late", None
    if status or not out:
        return "died", None
    kind, value = pickle.loads(out)
    return kind, value


def answer() -> None:
    """The child's side: reads what is asked from standard input, writes what came of it to standard output."""
    global _inside
    _inside = True
    _die_with_the_parent()
    seconds, memory = pickle.load(sys.stdin.buffer)
    outlet = os.fdopen(os.dup(1), "wb")
    # Libraries may print; only the answer goes to the parent.
    os.dup2(2, 1)
    _limit(seconds, memory)
    said = _called()
    with outlet:
        outlet.write(said)
    # Taking down a large parse tree can cost more than making it.
    os._exit(0)


def _die_with_the_parent() -> None:
    """Where the system can do it (Linux): a parent that is killed leaves nobody reading on."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _called() -> bytes:
    """The pickled answer: what became of the work that is asked for, and its result."""
    work = ""
    try:
        work, arguments = pickle.load(sys.stdin.buffer)
        return pickle.dumps(("done", _function(work)(*arguments)))
    except NotReadable as refusal:
        return pickle.dumps(("refused", str(refusal)))
    except MemoryError:
        return _NO_MEMORY
    except Exception as error:
        # A mistake of ours is shown as what it is.
        return pickle.dumps(("failed", RuntimeError(f"{work}: {type(error).__name__}: {error}")))


def _function(work: str) -> Any:
    module, _, function = work.partition(":")
    return getattr(import_module(module), function)


def _limit(seconds: float, memory: int) -> None:
    """Sets the bounds; a system that knows one of them not (macOS knows no RLIMIT_DATA that holds) does without."""
    processor = int(seconds) + 1
    bounds = (
        # At the lower bound a signal tells why the child ends, at the higher one it would not.
        (resource.RLIMIT_CPU, (processor, processor + 1)),
        (resource.RLIMIT_DATA, (memory, memory)),
        (resource.RLIMIT_CORE, (0, 0)),
    )
    for kind, bound in bounds:
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, bound)
