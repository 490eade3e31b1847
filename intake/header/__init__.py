"""文头: the notice's own particulars."""

from intake.header.reading import Header, read_header

__all__ = ["Header", "read_header"]
