"""A draft becomes rows: directive, plan, key tasks, assignments, milestones, questions. All of it or nothing."""

from intake.storing.identity import identity_of
from intake.storing.register_of import RegisteredUnits
from intake.storing.store import Stored, settle_all, settle_question, store_draft

__all__ = ["RegisteredUnits", "Stored", "identity_of", "settle_all", "settle_question", "store_draft"]
