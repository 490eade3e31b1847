"""What a library trips over in a foreign file is the file's fault, and is said so."""

from collections.abc import Iterator
from contextlib import contextmanager

from intake.errors import NotReadable


@contextmanager
def damage_of(name: str, advice: str) -> Iterator[None]:
    """Whatever goes wrong in this block is told as damage of the file; the cause is kept for those who look for it.

    Args:
        advice: what would help, as a Chinese phrase.

    Raises:
        NotReadable: anything but a want of memory.
    """
    try:
        yield
    except (NotReadable, MemoryError):
        raise
    except Exception as wrong:
        raise NotReadable(f"文件“{name}”不完整或已损坏（{type(wrong).__name__}），{advice}。") from wrong
