"""Ending a child process: ask, then insist."""

import subprocess


def end_child(child: "subprocess.Popen[bytes] | None", seconds: float) -> None:
    """Terminate and wait; after `seconds` kill. Harmless when there is none or it has ended."""
    if child is None:
        return
    child.terminate()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
