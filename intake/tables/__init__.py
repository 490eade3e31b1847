"""表格式来文: the tables of a document as tasks."""

from intake.tables.reading import read_tables

__all__ = ["read_tables"]
