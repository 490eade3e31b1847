"""See intake.units.forms."""

from intake.units.forms import Form, fold, home_of_issuer, homes_of, plates, spellings, taken_apart

__all__ = ["Form", "fold", "home_of_issuer", "homes_of", "plates", "spellings", "taken_apart"]
