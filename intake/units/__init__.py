"""责任单位: who leads, who supports, who is in charge; names of units and their forms."""

from intake.units.reading import UnitsReading, parse_split_units, parse_units, who_sums_up

__all__ = ["UnitsReading", "parse_split_units", "parse_units", "who_sums_up"]
