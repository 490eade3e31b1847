"""What a corrected notice (更正件) changes: the plan as it was read beside the new draft, key task by key task."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from intake.draft import DraftTask
from intake.readings import as_read
from models.words import Criterion, Recurrence, Responsibility

K = TypeVar("K")
Label = tuple[int, int]
"""Number and part of a key task."""

CERTAIN = 0.6
"""Two texts alike by this much are one key task, when nothing else speaks against it."""
POSSIBLE = 0.25
"""From here on, under one number, a person is asked."""
FIELDS = {
    "theme": "板块",
    "content": "内容",
    "time_limit": "完成时限",
    "leaders": "分管领导",
    "responsibility": "责任方式",
    "leads": "牵头单位",
    "supports": "配合单位",
    "listed_apart": "单列督办",
    "milestones": "节点",
}


@dataclass(frozen=True, slots=True)
class Kept(Generic[K]):
    """A key task of the stored plan: whatever its owner knows it by, and its fields as read."""

    key: K
    number: int
    part: int
    reading: Mapping[str, Any]

    @property
    def label(self) -> Label:
        """Number and part."""
        return self.number, self.part


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a key task, before and after, as a person reads it."""

    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{FIELDS.get(self.name, self.name)}：{self.before or '（空）'} → {self.after or '（空）'}"


@dataclass(frozen=True, slots=True)
class Pair(Generic[K]):
    """A key task in both versions."""

    old: Kept[K]
    new: DraftTask
    changes: tuple[FieldChange, ...]

    @property
    def moved(self) -> bool:
        """It stands under another number now."""
        return self.old.label != (self.new.number, self.new.part)

    def touches(self, *names: str) -> bool:
        """Whether one of these fields differs."""
        return any(change.name in names for change in self.changes)


@dataclass(frozen=True, slots=True)
class Changes(Generic[K]):
    """All differences. `pairs` holds the key tasks that are the same in both versions too."""

    pairs: tuple[Pair[K], ...]
    added: tuple[DraftTask, ...]
    removed: tuple[Kept[K], ...]
    doubtful: tuple[tuple[Kept[K], DraftTask], ...] = ()
    """One number, but texts so unlike that a person must say whether it is one key task."""
    heading: tuple[FieldChange, ...] = ()
    """Title, document number, date; general requirements."""

    @property
    def any(self) -> bool:
        """Whether there is any difference at all."""
        differing = any(pair.changes or pair.moved for pair in self.pairs)
        return bool(differing or self.added or self.removed or self.doubtful or self.heading)

    def sentences(self) -> list[str]:
        """The differences as lines a person can check."""
        lines = [str(change) for change in self.heading]
        for pair in self.pairs:
            moved = f"（原第{shown(pair.old.label)}项）" if pair.moved else ""
            if pair.moved and not pair.changes:
                lines.append(f"第{shown(_label(pair.new))}项{moved}：只改序号")
            lines += [f"第{shown(_label(pair.new))}项{moved} {change}" for change in pair.changes]
        lines += [f"新增第{shown(_label(task))}项：{task.content}" for task in self.added]
        lines += [f"删去原第{shown(old.label)}项：{old.reading.get('content', '')}" for old in self.removed]
        lines += [
            f"第{shown(_label(new))}项与原第{shown(old.label)}项是否为同一项？"
            f"原文：{old.reading.get('content', '')} 新文：{new.content}"
            for old, new in self.doubtful
        ]
        return lines


def shown(label: Label) -> str:
    """12, or 12-2 for a part that is not the first."""
    return str(label[0]) if label[1] == 1 else f"{label[0]}-{label[1]}"


def differences(
    stored: Sequence[Kept[K]],
    tasks: Sequence[DraftTask],
    decided: Mapping[str, str] | None = None,
    heading: Iterable[FieldChange] = (),
) -> Changes[K]:
    """Pair the key tasks of both versions and compare them field by field.

    `decided` is what a person has said: new label → old label, or the empty text for a new one. Otherwise:
    1. the very same text, where it stands once in each version;
    2. of what is left, the same number and part, when the texts are alike;
    3. of what is left, the texts most alike first;
    4. of what is left, the same number with texts a little alike is doubtful; the rest is added or removed.
    """
    old_by_label = {shown(one.label): one for one in stored}
    new_by_label = {shown(_label(task)): task for task in tasks}
    said = decided or {}
    pairs = [(old_by_label[old], new_by_label[new]) for new, old in said.items() if old]
    certain_new = {id(new_by_label[new]) for new in said}
    olds = [one for one in stored if not any(one is old for old, _ in pairs)]
    news = [task for task in tasks if id(task) not in certain_new]
    alike = _pair_alike(olds, news)
    pairs += alike
    olds = [one for one in olds if not any(one is old for old, _ in alike)]
    news = [task for task in news if not any(task is new for _, new in alike)]
    doubtful = [
        (old, task)
        for old in olds
        for task in news
        if old.label == _label(task) and likeness(_content(old), task.content) >= POSSIBLE
    ]
    added_by_word = [new_by_label[new] for new, old in said.items() if not old]
    compared = (Pair(old, new, compare(old.reading, as_read(new))) for old, new in pairs)
    return Changes(
        pairs=tuple(sorted(compared, key=lambda pair: _label(pair.new))),
        added=tuple(sorted((*added_by_word, *_without(news, [new for _, new in doubtful])), key=_label)),
        removed=tuple(_without(olds, [old for old, _ in doubtful])),
        doubtful=tuple(doubtful),
        heading=tuple(heading),
    )


def _pair_alike(olds: Sequence[Kept[K]], news: Sequence[DraftTask]) -> list[tuple[Kept[K], DraftTask]]:
    """The very same text first, wherever it stands; then the same number; then the texts most alike."""
    pairs = _pair_identical(olds, news)
    by_label = {_label(task): task for task in _without(news, [new for _, new in pairs])}
    pairs += [
        (old, by_label[old.label])
        for old in _without(olds, [old for old, _ in pairs])
        if old.label in by_label and likeness(_content(old), by_label[old.label].content) >= CERTAIN
    ]
    left_old = _without(olds, [old for old, _ in pairs])
    left_new = _without(news, [new for _, new in pairs])
    grams = {id(task): _grams(task.content) for task in left_new}
    rated = [
        (_alike(_grams(_content(old)), grams[id(new)]), at, old, new)
        for at, old in enumerate(left_old)
        for new in left_new
    ]
    taken: set[int] = set()
    for rating, _, old, new in sorted(rated, key=lambda one: (-one[0], one[1], _label(one[3]))):
        if rating >= CERTAIN and id(old) not in taken and id(new) not in taken:
            pairs.append((old, new))
            taken |= {id(old), id(new)}
    return pairs


def _pair_identical(olds: Sequence[Kept[K]], news: Sequence[DraftTask]) -> list[tuple[Kept[K], DraftTask]]:
    """Texts that stand once in each version; those that stand oftener are told apart by their numbers."""
    counted = Counter(_content(old) for old in olds)
    by_text = {task.content: task for task in news}
    again = Counter(task.content for task in news)
    return [
        (old, by_text[_content(old)])
        for old in olds
        if counted[_content(old)] == 1 and again[_content(old)] == 1
    ]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The fields that differ, of two key tasks as read."""
    texts = ((name, _text(name, before.get(name)), _text(name, after.get(name))) for name in FIELDS)
    return tuple(FieldChange(name, old, new) for name, old, new in texts if old != new)


def likeness(one: str, other: str) -> float:
    """0 to 1: the share of neighbouring pairs of signs that two texts have in common (Dice)."""
    return _alike(_grams(one), _grams(other))


def _grams(text: str) -> Counter[str]:
    signs = "".join(sign for sign in text if sign.isalnum())
    return Counter(signs[at : at + 2] for at in range(max(len(signs) - 1, bool(signs))))


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _text(name: str, value: Any) -> str:
    """A field as a person reads it; confidence and explanation are the reader's, not the notice's."""
    if name == "milestones":
        return "；".join(_milestone(stone) for stone in value or ())
    if name == "responsibility":
        return Responsibility(value).label if value else ""
    if name == "listed_apart":
        return "否" if value is False else "是"
    return "、".join(value) if isinstance(value, list) else str(value or "")


def _milestone(stone: Mapping[str, Any]) -> str:
    every = Recurrence(stone["every"]).label if stone.get("every") else ""
    words = (stone["due"] or "未定日期", every, Criterion(stone["criterion"]).label, stone["scope"])
    return " ".join(word for word in words if word)


def _content(old: Kept[K]) -> str:
    return str(old.reading.get("content", ""))


def _label(task: DraftTask) -> Label:
    return task.number, task.part


def _without(all_of: Sequence[Any], some: Sequence[Any]) -> list[Any]:
    left_out = {id(one) for one in some}
    return [one for one in all_of if id(one) not in left_out]
