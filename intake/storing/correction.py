"""What applying a corrected version works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from intake.draft import Draft
from intake.storing.register_of import RegisteredUnits
from models.actors import Actor
from models.plans import Directive, Plan
from models.rules import Rules


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrected version and the plan it corrects."""

    session: Session
    plan: Plan
    draft: Draft
    source: tuple[str, bytes]
    """The file's name and content."""
    rules: Rules
    units: RegisteredUnits
    actor: Actor
    now: datetime
    register: Callable[[str], str] | None = None
    """Gives the address of a unit to be registered; None where unknown names are not."""

    def fresh_units(self) -> RegisteredUnits:
        """The register as it is now: what was entered and taken back again is not in it."""
        return RegisteredUnits(self.session, self.draft.issuer, self.register)


def set_heading(desk: Correction) -> None:
    """Title, issuer, document number and date follow the corrected version."""
    directive = desk.session.get_one(Directive, desk.plan.directive_id)
    directive.title, directive.issued_on = desk.draft.title, desk.draft.issued_on
    directive.issuer, directive.document_number = desk.draft.issuer, desk.draft.document_number
    desk.session.flush()
