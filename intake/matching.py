"""Which registered unit a name in a notice means (单位比对)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from intake.abbreviating import certainly_short, municipal
from intake.units.forms import Form, fold, home_of_issuer, homes_of, plates, spellings, taken_apart
from intake.units.words import WORDS, is_short_for

_LEFT_OUT = tuple(word for word, forms in WORDS.items() if "" in forms)
_OF_A_LEVEL = ("局", "委", "办")
_LOOKED_AT = 20
_NEAR = 0.4
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered unit, as far as names go."""

    name: str
    full_name: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, its own first."""
        return tuple(dict.fromkeys(name for name in (self.name, self.full_name, *self.aliases) if name))


class How(StrEnum):
    """By what a unit was found."""

    EXACT = "exact"
    """Letter by letter."""
    FOLDED = "folded"
    """But for width, white space and brackets."""
    FORM = "form"
    """By endings, 和 and the own place: 云泽市发展和改革委员会 is 市发展改革委."""
    SHORT = "short"
    """By the words its short name stands for."""
    NOT = "not"
    """No one unit for certain."""


@dataclass(frozen=True, slots=True)
class Found:
    """The register's name of the unit, or None and the nearest candidates (best first)."""

    unit: str | None
    how: How
    candidates: tuple[str, ...] = ()


class Matcher:
    """A register made ready for look-ups; build it once for an import.

    1. The same letters, a unit's own name before its full name and its aliases; then but for width and brackets.
    2. The same after what never changes the office: 委员会 is 委, 和 is dropped, the own place is its level.
    3. The same level and kind of organ, and every word covered (intake.units.words).
    Each step counts only when it leaves one unit; anything else is left to a person, with candidates.
    """

    def __init__(self, entries: Iterable[Entry], issuer: str = "") -> None:
        self._entries = tuple(entries)
        pairs = ((one.name, one.full_name) for one in self._entries)
        issuing = home_of_issuer(issuer)
        self._homes: Mapping[str, str] = homes_of(pairs) | issuing
        self._level = next(reversed(issuing.values()), "")
        self._exact: dict[str, str] = {}
        self._folded: dict[str, set[str]] = defaultdict(set)
        self._spelt: dict[str, set[str]] = defaultdict(set)
        self._parts: dict[tuple[str, str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._signs: dict[str, set[str]] = defaultdict(set)
        self._bodies: dict[str, str] = {one.name: self._body(one.name) for one in self._entries}
        for rank in (2, 1, 0):
            for entry in self._entries:
                self._exact |= dict.fromkeys(_ranked(entry)[rank], entry.name)
        for entry in self._entries:
            self._learn(entry)

    def _learn(self, entry: Entry) -> None:
        for name in entry.names:
            self._folded[fold(name)].add(entry.name)
            for plate in plates(name):
                for spelling in self._spellings(plate):
                    self._spelt[spelling].add(entry.name)
                    form = taken_apart(spelling)
                    if municipal(spelling):
                        continue
                    for first in _first_signs(form.body):
                        self._parts[form.level, form.ending, first][form.body].add(entry.name)
            for sign in set(name):
                self._signs[sign].add(entry.name)

    def _spellings(self, name: str) -> tuple[str, ...]:
        """All certain forms; 财政局 in a county's own notice is 县财政局."""
        forms = spellings(name, self._homes)
        bare = [taken_apart(form) for form in forms]
        own = (one for one in bare if not one.level and one.body and one.ending in _OF_A_LEVEL)
        return (*forms, *(f"{self._level}{one.body}{one.ending}" for one in own if self._level))

    def find(self, name: str) -> Found:
        """The unit that a name stands for."""
        if name in self._exact:
            return Found(self._exact[name], How.EXACT)
        folded = self._folded.get(fold(name), set())
        if folded:
            return self._one(name, folded, How.FOLDED)
        found = [self._by_form(plate) for plate in plates(name)]
        units = {one.unit for one in found if one.unit}
        if len(units) == 1 and found[0].unit:
            return found[0]
        near = units or {candidate for one in found for candidate in one.candidates}
        return Found(None, How.NOT, self._nearest(name, near))

    def _by_form(self, name: str) -> Found:
        forms = self._spellings(name)
        spelt = {unit for form in forms for unit in self._spelt.get(form, ())}
        if spelt:
            return self._one(name, spelt, How.FORM)
        possible: set[str] = set()
        certain: set[str] = set()
        for form in forms:
            self._abbreviated(taken_apart(form), possible, certain)
        if possible - certain or any(map(municipal, forms)):
            return Found(None, How.NOT, tuple(sorted(possible)))
        return self._one(name, certain, How.SHORT)

    def _one(self, name: str, units: set[str], how: How) -> Found:
        if len(units) == 1:
            return Found(next(iter(units)), how)
        return Found(None, How.NOT, tuple(sorted(units)))

    def _abbreviated(self, form: Form, possible: set[str], certain: set[str]) -> None:
        """Adds the units whose words this form may stand for, and those for which it does beyond doubt."""
        if not form.body or not form.ending:
            return
        for first in _first_signs(form.body):
            for body, units in self._parts.get((form.level, form.ending, first), {}).items():
                for short, long in ((form.body, body), (body, form.body)):
                    if is_short_for(short, long):
                        possible |= units
                        certain |= units if certainly_short(short, long) else set()

    def _nearest(self, name: str, certain: Iterable[str]) -> tuple[str, ...]:
        """Candidates: those the rules left open, then the names that look most like this one."""
        first = sorted(certain)
        shared: dict[str, int] = defaultdict(int)
        # Signs that many units share say nothing and cost most.
        rare = sorted({sign for sign in name if sign in self._signs}, key=lambda sign: len(self._signs[sign]))
        seen = 0
        for sign in rare:
            seen += len(self._signs[sign])
            if shared and seen > _LOOKED_AT * 20:
                break
            for unit in self._signs[sign]:
                shared[unit] += 1
        close = sorted(shared, key=lambda unit: (-shared[unit], abs(len(unit) - len(name)), unit))[
            :_LOOKED_AT
        ]
        rated = sorted((-self._likeness(name, unit), unit) for unit in close if unit not in first)
        return tuple([*first, *(unit for likeness, unit in rated if -likeness >= _NEAR)][:_SHOWN])

    def _likeness(self, name: str, unit: str) -> float:
        """0 to 1, half of it by the words between level and ending: 市 and 局 alone make no likeness."""
        inner = _ratio(self._body(name), self._bodies[unit])
        return (inner + _ratio(name, unit)) / 2 if inner else 0.0

    def _body(self, name: str) -> str:
        return taken_apart(spellings(fold(name), self._homes)[0]).body or name


def _ranked(entry: Entry) -> Sequence[tuple[str, ...]]:
    return ((entry.name,), (entry.full_name,) if entry.full_name else (), tuple(filter(None, entry.aliases)))


def _first_signs(body: str) -> set[str]:
    """What a short form may begin with: the first sign, or that after a word that is left out (地方金融 → 金融)."""
    signs = {body[:1]}
    for word in _LEFT_OUT:
        if body.startswith(word):
            signs.add(body[len(word) : len(word) + 1])
    return signs - {""}


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
