"""People at posts (任职、请假、交接). Duties and mail are the post's: whoever leaves in mid-report loses nothing."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from models.actors import Actor, ActorKind, MoveRefused, unit_or_office
from models.arrivals import arrive
from models.holding import hold, keep_named
from models.horizon import in_living_memory, near
from models.recording import lock, record
from models.rules import Rules
from models.seating import holders_of, in_office, post_name, seat
from models.units import Absence, Holding, Person, Post, Unit
from models.words import Arrival, PostRole, Rank

_ONE_DAY = timedelta(days=1)


def appoint(
    session: Session,
    post: Post,
    name: str,
    since: date,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    rank: Rank = Rank.A,
    until: date | None = None,
    telephone: str = "",
    email: str = "",
) -> Holding:
    """任职: a person holds the post from `since` up to `until`, both included.

    Raises:
        MoveRefused: another unit's post, no name, dates in the wrong order, or somebody of this rank in office then.
    """
    unit = _may(session, post, actor, "登记任职")
    in_living_memory(since, "任职起")
    today = rules.office.today(now)
    with session.begin_nested():  # a refusal leaves nothing behind
        keep_named(session, post, min(today, since - _ONE_DAY))
        holding = hold(session, post, name, since, until, rank, telephone, email)
    before = post.person
    seat(session, post, today)
    period = f"自{since}" + (f"至{until}" if until else "起")
    sentence = f"{unit.name}{post_name(post)}{rank.label}：{name.strip()}，{period}"
    record(
        session, actor, now, "任职", sentence, before={"person": before}, after=_after(post, holding, name)
    )
    return holding


def hand_over(
    session: Session,
    post: Post,
    name: str,
    on: date,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    rank: Rank = Rank.A,
    telephone: str = "",
    email: str = "",
    revoke: bool = False,
) -> Holding:
    """交接: the successor holds the post from `on`, the predecessor up to the day before.

    Args:
        revoke: on that day take back the answer links sent to the post so far, and mail a new one the same morning.
            Without it they stay good, as they belong to the post, and the next digest says who follows.

    Raises:
        MoveRefused: as `appoint`, or the predecessor only begins on or after that day.
    """
    unit = _may(session, post, actor, "办理交接")
    in_living_memory(on, "任职起")
    today = rules.office.today(now)
    with session.begin_nested():  # a refusal leaves nothing behind
        keep_named(session, post, min(today, on - _ONE_DAY))
        left = _end_former(session, post, unit, name.strip(), rank, on)
        taken = hold(session, post, name, on, None, rank, telephone, email)
    seat(session, post, today)
    taken.arrival = Arrival.FRESH_LINKS if revoke else Arrival.WELCOME
    sentence = f"{unit.name}{post_name(post)}{rank.label}自{on}起由{left}交接给{name.strip()}"
    if on <= today:
        links = arrive(session, taken, post, rules, now)
        sentence += f"，收回{links}个报送链接" if revoke else ""
    else:
        sentence += "，当天收回已发出的报送链接" if revoke else ""
    record(session, actor, now, "交接", sentence, before={"person": left}, after=_after(post, taken, name))
    return taken


def end_holding(
    session: Session, holding: Holding, until: date, reason: str, rules: Rules, actor: Actor, now: datetime
) -> None:
    """离任: a person holds the post up to this day; nobody follows yet, which is shown as a gap.

    Raises:
        MoveRefused: another unit's post, no reason, before the holding began, or ended already.
    """
    post = session.get_one(Post, holding.post_id)
    unit = _may(session, post, actor, "登记离任")
    person = session.get_one(Person, holding.person_id)
    if not reason.strip():
        raise MoveRefused("登记离任请写明理由。")
    in_living_memory(until, "离任日期")
    if until < holding.since:
        raise MoveRefused(f"{person.name}自{holding.since}起任职，离任日期不能早于这一天。")
    if holding.until is not None and holding.until <= until:
        raise MoveRefused(f"{person.name}的任职已于{holding.until}结束。")
    before, holding.until = holding.until, until
    session.add(holding)
    session.flush()
    seat(session, post, rules.office.today(now))
    sentence = f"{unit.name}{post_name(post)}{holding.rank.label}{person.name}任职至{until}：{reason.strip()}"
    after = _after(post, holding, person.name) | {"until": str(until)}
    record(
        session, actor, now, "离任", sentence, before={"until": str(before) if before else None}, after=after
    )


def absent(
    session: Session, person: Person, since: date, until: date, reason: str, actor: Actor, now: datetime
) -> Absence:
    """请假: a person is away, both days included. Whoever stands in is seated by the clock (`SEAT_PEOPLE`).

    Raises:
        MoveRefused: a person of another unit, dates in the wrong order, or an absence that overlaps.
    """
    posts = session.exec(select(Post).join(Holding).where(Holding.person_id == person.id)).all()
    if actor.kind is ActorKind.UNIT and (
        actor.post_role is PostRole.SECTION or actor.unit_id not in {post.unit_id for post in posts}
    ):
        raise MoveRefused(f"{person.name}不在贵单位任职，不能登记请假。")
    near(since, now.year, "请假起期")
    near(until, now.year, "请假止期")
    if until < since:
        raise MoveRefused(f"请假止期{until}早于起期{since}。")
    lock(session, person)
    own = session.exec(select(Absence).where(Absence.person_id == person.id)).all()
    for other in own:
        if other.since <= until and since <= other.until:
            raise MoveRefused(f"{person.name}已登记{other.since}至{other.until}请假，日期重叠。")
    absence = Absence(person_id=person.id, since=since, until=until, reason=reason.strip())
    session.add(absence)
    session.flush()
    because = f"：{reason.strip()}" if reason.strip() else ""
    after = {"person": str(person.id), "since": str(since), "until": str(until)}
    record(session, actor, now, "请假", f"{person.name}{since}至{until}请假{because}", after=after)
    return absence


def _may(session: Session, post: Post, actor: Actor, move: str) -> Unit:
    unit_or_office(actor, post.unit_id, move)
    if actor.kind is ActorKind.UNIT and actor.post_role is PostRole.SECTION:
        raise MoveRefused(f"{move}由本单位联络员或督查人员办理。")
    lock(session, post)
    unit = session.get_one(Unit, post.unit_id)
    if unit.merged_into_id is not None:
        into = session.get_one(Unit, unit.merged_into_id)
        raise MoveRefused(f"{unit.name}已并入{into.name}，请在{into.name}{move}。")
    return unit


def _end_former(session: Session, post: Post, unit: Unit, name: str, rank: Rank, on: date) -> str:
    """Whoever is in office on the day of the hand-over holds the post up to the day before; his name, or 空缺."""
    rows = holders_of(session, post.id)
    former = next((pair for pair in rows if pair[0].rank is rank and in_office(pair[0], on)), None)
    if former is None:
        return "空缺"
    holding, person = former
    if person.name == name:
        raise MoveRefused(f"{unit.name}{post_name(post)}{rank.label}现在就是{person.name}，无需交接。")
    if holding.since >= on:
        raise MoveRefused(f"{person.name}自{holding.since}起任职，交接日期须在这一天之后。")
    holding.until = on - _ONE_DAY
    session.add(holding)
    session.flush()
    return person.name


def _after(post: Post, holding: Holding, name: str) -> dict[str, str]:
    return {
        "person": name.strip(),
        "post": str(post.id),
        "rank": holding.rank.value,
        "since": str(holding.since),
    }
