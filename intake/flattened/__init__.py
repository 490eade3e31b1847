"""Tables that a conversion to plain text flattened, made grids again."""

from intake.flattened.tabbed import with_tables

__all__ = ["with_tables"]
