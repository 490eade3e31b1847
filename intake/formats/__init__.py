"""Opening documents: Word, PDF, web pages, workbooks and plain text as passages and grids."""

from intake.formats.reading import open_document, open_here

__all__ = ["open_document", "open_here"]
