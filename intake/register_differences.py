"""What loading a register changes (新增、改名、改邮箱、换人 …), and what a person should look at."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from models.seating import holders_of
from models.units import Post, Unit
from models.words import PostRole, UnitKind, Word


class Change(Word):
    """What loading a register changes."""

    NEW_UNIT = "new-unit", "新增单位"
    RENAMED = "renamed", "改名"
    FULL_NAME = "full-name", "改全称"
    KIND = "kind", "改类别"
    ALIASES = "aliases", "改别名"
    NEW_POST = "new-post", "新增岗位"
    TITLE = "title", "改岗位名称"
    PERSON = "person", "换人"
    TELEPHONE = "telephone", "改电话"
    EMAIL = "email", "改邮箱"
    APPOINTED = "appointed", "任职"
    ENDED = "ended", "离任"
    MEMBER = "member", "新增成员"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the file says and the register did not."""

    unit: str
    change: Change
    sentence: str
    """`联络员邮箱：a@b.example → c@d.example`."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a register changed."""

    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]
    """What a person should look at: 缺联络员, one mailbox for two units."""

    @property
    def added(self) -> tuple[str, ...]:
        """New units."""
        return tuple(one.unit for one in self.differences if one.change is Change.NEW_UNIT)

    @property
    def updated(self) -> tuple[str, ...]:
        """Units that were registered and are different now."""
        return tuple(dict.fromkeys(one.unit for one in self.differences if one.unit not in set(self.added)))


@dataclass(slots=True)
class Loading:
    """What has been found so far."""

    session: Session
    today: date | None
    differences: list[Difference] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def say(self, unit: str, change: Change, sentence: str) -> None:
        """Note one difference."""
        self.differences.append(Difference(unit, change, sentence))


def warn(loading: Loading, names: set[str]) -> None:
    """缺联络员, and one mailbox for two units: allowed, but worth a look."""
    rows = loading.session.exec(select(Post, Unit).join(Unit, col(Unit.id) == Post.unit_id)).all()
    contacts = {unit.name: post for post, unit in rows if post.role is PostRole.CONTACT}
    for unit in loading.session.exec(select(Unit).where(col(Unit.name).in_(names)).order_by(col(Unit.name))):
        if unit.kind in (UnitKind.GROUP, UnitKind.OFFICE):
            continue
        contact = contacts.get(unit.name)
        if contact is None:
            loading.warnings.append(f"“{unit.name}”缺联络员，没有人能收到提醒。")
        elif not (contact.email or _own_addresses(loading.session, contact)):
            loading.warnings.append(f"“{unit.name}”的联络员没有邮箱，收不到提醒。")
    shared: dict[str, set[str]] = {}
    for post, unit in rows:
        if post.email and unit.merged_into_id is None:
            shared.setdefault(post.email.lower(), set()).add(unit.name)
    for address, units in sorted(shared.items()):
        if len(units) > 1 and units & names:
            loading.warnings.append(f"邮箱 {address} 同时登记给{'、'.join(sorted(units))}，邮件都发往这里。")


def _own_addresses(session: Session, post: Post) -> bool:
    return any(person.email for _, person in holders_of(session, post.id))
