"""Rows of a register workbook put together into units, posts and people; what contradicts itself is a mistake."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from intake.register_entries import PersonEntry, clashing, post_key
from models.words import PostRole, Rank

_OF_UNIT = ("former", "full_name", "kind", "aliases", "members")
_OF_POST = ("title", "telephone", "email")
_CALLED = {
    "former": "原名",
    "full_name": "全称",
    "kind": "类别",
    "aliases": "别名",
    "members": "成员",
    "title": "岗位名称",
    "telephone": "电话",
    "email": "邮箱",
}


@dataclass(slots=True)
class SheetRow:
    """One row as read."""

    place: str
    """工作表“单位名录”第5行."""
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    """Field → C列“岗位”."""
    wrong: bool = False
    """A value of it could not be read, and has been said."""


def gather(rows: Sequence[SheetRow], mistakes: list[str]) -> list[dict[str, Any]]:
    """Units as the register takes them; adds to `mistakes`."""
    units: dict[str, dict[str, Any]] = {}
    posts: dict[tuple[str, PostRole, str], dict[str, Any]] = {}
    held: dict[tuple[str, PostRole, str], list[SheetRow]] = {}
    for row in rows:
        name = row.values["name"]
        unit = units.setdefault(name, {"name": name, "posts": []})
        _merge(unit, row, _OF_UNIT, mistakes)
        if "role" not in row.values:
            _refuse_without_post(row, mistakes)
            continue
        key = name, *post_key(row.values["role"], row.values.get("title", ""))
        if key not in posts:
            posts[key] = {"role": row.values["role"]}
            unit["posts"].append(posts[key])
        standing_in = row.values.get("rank") is Rank.B
        _merge(posts[key], row, _OF_POST[:1] if standing_in else _OF_POST, mistakes)
        if "person" in row.values:
            held.setdefault(key, []).append(row)
        else:
            _refuse_without_person(row, mistakes)
    for key, of_post in held.items():
        _people(posts[key], of_post, mistakes)
    return list(units.values())


def _merge(target: dict[str, Any], row: SheetRow, names: Sequence[str], mistakes: list[str]) -> None:
    """Take over what the row says of its unit or post; a second row may repeat it, not contradict it."""
    for name in names:
        if name not in row.values:
            continue
        if target.setdefault(name, row.values[name]) != row.values[name]:
            where = row.columns.get(name, "")
            mistakes.append(
                f"{row.place}{where}：{_shown(row.values[name])!r} 与上面写的 {_shown(target[name])!r} 不一致，"
                f"同一{'单位' if name in _OF_UNIT else '岗位'}只有一个{_CALLED[name]}。"
            )


def _shown(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(getattr(value, "label", value))


def _refuse_without_post(row: SheetRow, mistakes: list[str]) -> None:
    about = {"person", "rank", "since", "until", "telephone", "email", "own_telephone", "own_email", "title"}
    if not row.wrong and about & set(row.values):
        mistakes.append(f"{row.place}：没有写岗位，应为{'、'.join(role.label for role in PostRole)}之一。")


def _refuse_without_person(row: SheetRow, mistakes: list[str]) -> None:
    if not row.wrong and {"rank", "since", "until", "own_telephone", "own_email"} & set(row.values):
        mistakes.append(f"{row.place}：写了任职或本人的联系方式，没有写姓名。")


def _people(post: dict[str, Any], rows: Sequence[SheetRow], mistakes: list[str]) -> None:
    """The people of one post; a single name without anything else is only a name."""
    dated = {"rank", "since", "until", "own_telephone", "own_email"}
    if len(rows) == 1 and not dated & set(rows[0].values):
        post["person"] = rows[0].values["person"]
        return
    people = []
    for row in rows:
        since, until = row.values.get("since"), row.values.get("until")
        if since and until and until < since:
            mistakes.append(f"{row.place}{row.columns['until']}：'{until}' 早于任职起{since}，应在其后。")
            continue
        people.append((row, _entry(row)))
    _refuse_clashing(post, people, mistakes)
    post["people"] = [entry.model_dump() for _, entry in people]


def _entry(row: SheetRow) -> PersonEntry:
    """Of whoever stands in (B角) telephone and mailbox are his own: the post's are in the row of A角."""
    rank = row.values.get("rank", Rank.A)
    own = {name: row.values.get(f"own_{name}", "") for name in ("telephone", "email")}
    if rank is Rank.B:
        own = {name: value or row.values.get(name, "") for name, value in own.items()}
    return PersonEntry(
        name=row.values["person"],
        rank=rank,
        since=row.values.get("since"),
        until=row.values.get("until"),
        **own,
    )


def _refuse_clashing(
    post: dict[str, Any], people: Sequence[tuple[SheetRow, PersonEntry]], mistakes: list[str]
) -> None:
    clash = clashing([entry for _, entry in people])
    if clash is None:
        return
    one, other = clash
    row = next(row for row, entry in people if entry is other)
    title = post.get("title", "") if post["role"] is PostRole.SECTION else post["role"].label
    mistakes.append(
        f"{row.place}{row.columns['person']}：'{other.name}' 与{one.name}同时是{row.values['name']}{title}的"
        f"{other.rank.label}，应只有一个，另一个写作B角或写明任职起止。"
    )
