"""Loading a register (单位库): adds what is new, updates what differs, and says each difference."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session, col, select

from config.errors import ConfigError
from intake.register_differences import Change, Loaded, Loading, warn
from intake.register_entries import SINGLE, PostEntry, Register, UnitEntry, post_key
from intake.register_people import load_people
from models.naming import stands_for_some
from models.plans import Assignment
from models.seating import holders_of, seat
from models.succession import full_name_after
from models.units import Post, Unit, UnitMember
from models.words import UnitKind


def load_register(session: Session, register: Register, today: date | None = None) -> Loaded:
    """Add what is new, update what differs; nothing is removed.

    Args:
        today: from when a person without 任职起 holds the post; needed only where the file names such people.

    Raises:
        ConfigError: all mistakes at once: a group's member that is nowhere registered, a name that two units claim,
            people whose time in office cannot be.
    """
    loading = Loading(session, today)
    entries = _without_merged(loading, register.entries)
    _refuse_twice_written(entries)
    for entry in entries:
        _load_unit(loading, entry)
    session.flush()
    _refuse_shared_names(loading, {entry.name for entry in entries})
    for entry in entries:
        _load_members(loading, entry)
    if loading.mistakes:
        raise ConfigError("\n".join(dict.fromkeys(loading.mistakes)))
    warn(loading, {entry.name for entry in entries})
    return Loaded(tuple(loading.differences), tuple(loading.warnings))


def _without_merged(loading: Loading, entries: Iterable[UnitEntry]) -> list[UnitEntry]:
    """A unit that was merged into another one is not brought back by an old file."""
    into = {unit.id: unit.name for unit in loading.session.exec(select(Unit))}
    rows = loading.session.exec(select(Unit).where(col(Unit.merged_into_id).is_not(None)))
    merged = {unit.name: into[unit.merged_into_id] for unit in rows if unit.merged_into_id}
    kept = []
    for entry in entries:
        if entry.name in merged:
            loading.warnings.append(f"“{entry.name}”已并入{merged[entry.name]}，文件里的这个单位没有读入。")
        else:
            kept.append(entry)
    return kept


def _refuse_twice_written(entries: Sequence[UnitEntry]) -> None:
    names = [entry.name for entry in entries]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ConfigError(f"单位库里写了两次的单位：{'、'.join(twice)}，请合并为一个")


def _refuse_shared_names(loading: Loading, loaded: set[str]) -> None:
    """A name by which two units could be meant, when the loading has to do with one of them."""
    owners: dict[str, list[str]] = {}
    rows = select(Unit).where(col(Unit.merged_into_id).is_(None)).order_by(col(Unit.name))
    for unit in loading.session.exec(rows):
        for name in {unit.name, unit.full_name, *unit.aliases} - {""}:
            owners.setdefault(name, []).append(unit.name)
    loading.mistakes += [
        f"“{name}”同时是{'和'.join(f'“{one}”' for one in units)}的名称或别名，请只留给一个单位"
        for name, units in sorted(owners.items())
        if len(units) > 1 and loaded & set(units)
    ]


def _load_unit(loading: Loading, entry: UnitEntry) -> None:
    session = loading.session
    unit = session.exec(select(Unit).where(Unit.name == entry.name)).first() or _renamed(loading, entry)
    if unit is None:
        unit = Unit(
            name=entry.name,
            full_name=entry.full_name,
            kind=entry.kind or UnitKind.OTHER,
            aliases=list(dict.fromkeys(entry.aliases)),
        )
        session.add(unit)
        loading.say(entry.name, Change.NEW_UNIT, unit.kind.label)
    else:
        _update_unit(loading, unit, entry)
    session.flush()
    posts = {
        post_key(post.role, post.title): post
        for post in session.exec(select(Post).where(Post.unit_id == unit.id))
    }
    for given in entry.posts:
        _load_post(loading, unit, posts.get(given.key), given)


def _renamed(loading: Loading, entry: UnitEntry) -> Unit | None:
    """The unit that had the former name and now gets the new one."""
    if not entry.former:
        return None
    unit = _former(loading, entry)
    if unit is None or unit.merged_into_id is not None:
        loading.warnings.append(f"“{entry.name}”的原名“{entry.former}”没有登记，按新单位登记。")
        return None
    loading.say(entry.name, Change.RENAMED, f"{entry.former} → {entry.name}，原名留作别名")
    _rename_in_full(loading, unit, entry)
    unit.name = entry.name
    unit.aliases = list(dict.fromkeys([*unit.aliases, entry.former]))
    return unit


def _rename_in_full(loading: Loading, unit: Unit, entry: UnitEntry) -> None:
    """全称 follows the new name where the file does not say it; letters and printed papers begin with it."""
    old, new = unit.full_name, entry.full_name or full_name_after(unit, entry.name)
    if new is None:
        loading.warnings.append(f"“{entry.name}”的全称仍是“{old}”，请在文件里写明新的全称。")
    elif old and new != old:
        loading.say(entry.name, Change.FULL_NAME, f"{old} → {new}")
        unit.full_name = new
        unit.aliases = list(dict.fromkeys([*unit.aliases, old]))


def _former(loading: Loading, entry: UnitEntry) -> Unit | None:
    return loading.session.exec(select(Unit).where(Unit.name == entry.former)).first()


def _update_unit(loading: Loading, unit: Unit, entry: UnitEntry) -> None:
    if entry.full_name and entry.full_name != unit.full_name:
        loading.say(unit.name, Change.FULL_NAME, f"{unit.full_name or '（空）'} → {entry.full_name}")
        unit.full_name = entry.full_name
    former = _former(loading, entry) if entry.former != entry.name else None
    if former is not None and former.merged_into_id is None:
        loading.mistakes.append(
            f"“{entry.name}”和它的原名“{entry.former}”是登记着的两个单位，不能改名；合并请用 duban units merge"
        )
    if entry.kind and entry.kind is not unit.kind:
        if UnitKind.GROUP in (entry.kind, unit.kind) and _has_parts(loading, unit):
            loading.mistakes.append(
                f"“{unit.name}”已承担重点工作，不能由{unit.kind.label}改为{entry.kind.label}，请另行登记"
            )
        loading.say(unit.name, Change.KIND, f"{unit.kind.label} → {entry.kind.label}")
        unit.kind = entry.kind
    if not entry.aliases:
        return
    # Earlier names, and those of units that were merged into this one, are kept: notices go on using them.
    merged = loading.session.exec(select(Unit).where(Unit.merged_into_id == unit.id)).all()
    kept = {name for one in merged for name in (one.name, one.full_name, *one.aliases)} | {entry.former}
    wanted = list(dict.fromkeys([*entry.aliases, *(name for name in unit.aliases if name in kept)]))
    if set(wanted) != set(unit.aliases):
        loading.say(unit.name, Change.ALIASES, f"{'、'.join(unit.aliases) or '（空）'} → {'、'.join(wanted)}")
    unit.aliases = wanted


def _has_parts(loading: Loading, unit: Unit) -> bool:
    parts = select(Assignment.id).where(Assignment.unit_id == unit.id).limit(1)
    return loading.session.exec(parts).first() is not None


_FIELDS = (
    ("title", Change.TITLE, "名称"),
    ("telephone", Change.TELEPHONE, "电话"),
    ("email", Change.EMAIL, "邮箱"),
)


def _load_post(loading: Loading, unit: Unit, post: Post | None, given: PostEntry) -> None:
    """An empty value in the file never wipes out what is known."""
    called = given.title if given.role not in SINGLE else given.role.label
    if post is None:
        post = Post(
            unit_id=unit.id, role=given.role, title=given.title, telephone=given.telephone, email=given.email
        )
        loading.session.add(post)
        loading.say(unit.name, Change.NEW_POST, called + (f"，{given.email}" if given.email else ""))
    for name, change, label in _FIELDS:
        now, wanted = getattr(post, name), getattr(given, name)
        if wanted and wanted != now:
            loading.say(unit.name, change, f"{called}{label}：{now or '（空）'} → {wanted}")
            setattr(post, name, wanted)
    loading.session.flush()
    if given.people or (given.person and holders_of(loading.session, post.id)):
        said, mistakes = load_people(loading.session, post, given, loading.today)
        for ended, sentence in said:
            loading.say(unit.name, Change.ENDED if ended else Change.APPOINTED, f"{called}{sentence}")
        loading.mistakes += [f"单位“{unit.name}”{called}：{mistake}" for mistake in mistakes]
        if loading.today is not None:
            seat(loading.session, post, loading.today)
    elif given.person and given.person != post.person:
        if post.person:
            loading.say(unit.name, Change.PERSON, f"{called}：{post.person} → {given.person}")
        else:
            loading.say(unit.name, Change.APPOINTED, f"{called}：{given.person}")
        post.person = given.person


def _load_members(loading: Loading, entry: UnitEntry) -> None:
    if not entry.members:
        return
    if stands_for_some(entry.name):
        loading.warnings.append(
            f"“{entry.name}”每次所指的单位不同，不登记成员；导入来文时逐项询问指哪些单位。"
        )
        return
    names = known_names(loading.session)
    unknown = [name for name in entry.members if name not in names]
    if unknown:
        loading.mistakes.append(f"单位组“{entry.name}”的成员没有登记：{'、'.join(unknown)}")
        return
    group = names[entry.name]
    if group.kind is not UnitKind.GROUP:
        loading.mistakes.append(
            f"“{entry.name}”写了成员，类别应为{UnitKind.GROUP.label}，现为{group.kind.label}"
        )
    nested = [name for name in entry.members if names[name].kind is UnitKind.GROUP]
    if nested:
        loading.mistakes.append(f"单位组“{entry.name}”的成员{'、'.join(nested)}也是单位组，成员应为具体单位")
    rows = select(UnitMember.unit_id).where(UnitMember.group_id == group.id)
    present = set(loading.session.exec(rows))
    for name in entry.members:
        if names[name].id not in present:
            present.add(names[name].id)
            loading.session.add(UnitMember(group_id=group.id, unit_id=names[name].id))
            loading.say(entry.name, Change.MEMBER, names[name].name)


def known_names(session: Session) -> dict[str, Unit]:
    """Every name, full name and alias → its unit; a unit's own name beats what others are also called.

    The names of a unit that was merged belong to its successor, as aliases.
    """
    rows = select(Unit).where(col(Unit.merged_into_id).is_(None)).order_by(col(Unit.name))
    units = session.exec(rows).all()
    aliases = {alias: unit for unit in units for alias in unit.aliases if alias}
    full_names = {unit.full_name: unit for unit in units if unit.full_name}
    return aliases | full_names | {unit.name: unit for unit in units}
