"""Names that several pages give to the same rows: those of `models.naming`."""

from models.naming import round_name, rounds_by_id

__all__ = ["round_name", "rounds_by_id"]
