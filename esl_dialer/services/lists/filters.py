"""Filters on columns, as people keep and try them, and campaigns choose them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import tidy_name
from esl_dialer.core.lists.filter_columns import BY_KEY, CUSTOM, Cells, Kind
from esl_dialer.core.lists.filter_words import told
from esl_dialer.core.lists.filters import Group, conditions, parse, to_json
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.lists import filter_people, filtering, filters

Filter = filters.Filter

LONGEST_NAME = 64
SHOWN = 50
"""People that a test shows."""


@dataclass(frozen=True, slots=True)
class Deletable:
    """What deleting a filter takes along; ``dialing``: the campaigns that forbid it, ``losing``:
    those that call everybody then, by name."""

    filter: Filter
    dialing: tuple[str, ...]
    losing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a filter means; ``cells`` by the columns of ``Tried``."""

    record: int
    status: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """Whom a filter means of a campaign's records, and the first of them."""

    campaign: str
    matching: int
    records: int
    sentence: Says
    columns: tuple[str, ...]
    people: tuple[Person, ...]


def every(ctx: Context) -> list[Filter]:
    """By name."""
    ctx.require(Permission.VIEW)
    return filters.every()


def get(ctx: Context, ref: int | str) -> Filter:
    """A filter by number or name. Raises NotFound."""
    ctx.require(Permission.VIEW)
    if (found := filters.get(ref)) is None:
        none = Says("no filter {name}", name=quoted(str(ref)))
        raise NotFound(none, listed_by="filter list")
    return found


def name_of(ctx: Context, filter_id: int) -> str:
    """Of the one that a campaign chose; empty: none."""
    ctx.require(Permission.VIEW)
    its = filters.chosen(filter_id)
    return its.name if its else ""


def number_of(ctx: Context, ref: str) -> int:
    """As a campaign keeps it, by its name or number; nothing: none. Raises NotFound."""
    return get(ctx, ref).id if ref else 0


def read(expression: Any) -> Group:
    """Raises Invalid with all that is wrong, by condition."""
    group, problems = parse(expression)
    if group is None:
        raise Invalid({_place(at): told for at, told in problems.items()})
    return group


def _place(at: str) -> str:
    return f"condition {at}" if at else "expression"


def create(ctx: Context, name: str, expression: Any) -> Filter:
    """Keep a filter. Raises Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    tidy, group = _read(name, expression)
    try:
        with transaction():
            made = filters.create(tidy, group, ctx.actor.name, ctx.now())
            ctx.note("filter.create", f"filter {made}", name=tidy, expression=to_json(group))
    except Duplicate:
        raise _in_use(tidy) from None
    return get(ctx, made)


def change(ctx: Context, ref: int | str, name: str | None = None, expression: Any = None) -> Filter:
    """Another name, other conditions, or both; campaigns that chose it go by the new ones at once.

    Raises NotFound, Invalid.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    before = get(ctx, ref)
    sent = to_json(before.group) if expression is None else expression
    tidy, group = _read(before.name if name is None else name, sent)
    if (tidy, group) == (before.name, before.group):
        return before
    try:
        with transaction():
            if not filters.change(before.id, tidy, group, ctx.now()):
                raise _gone()
            users = filters.users(before.id) if group != before.group else []
            for one in users:
                filtering.ask(one.campaign)
            told = {"name": tidy, "was": before.name, "expression": to_json(group)}
            ctx.note("filter.change", f"filter {before.id}", **told)
    except Duplicate:
        raise _in_use(tidy) from None
    for one in users:
        campaigns.apply_filter(ctx, one.campaign)
    return get(ctx, before.id)


def _read(name: str, expression: Any) -> tuple[str, Group]:
    """Raises Invalid with every problem at once."""
    group, problems = parse(expression)
    wrong = {_place(at): told for at, told in problems.items()}
    tidy = tidy_name(name)
    if not 0 < len(tidy) <= LONGEST_NAME:
        asked = Says("give the filter a name of at most {most} letters", most=LONGEST_NAME)
        wrong = {"name": asked} | wrong
    elif tidy.isdigit() or not tidy.isprintable():
        seen = Says("a name has a letter in it, and nothing that can't be seen")
        wrong = {"name": seen} | wrong
    if wrong or group is None:
        raise Invalid(wrong)
    return tidy, group


def _in_use(name: str) -> Invalid:
    return Invalid({"name": Says("there is already a filter {name}", name=quoted(name))})


def _gone() -> NotFound:
    return NotFound(Says("this filter is gone"))


def deletable(ctx: Context, ref: int | str) -> Deletable:
    """What the confirmation says. Raises NotFound."""
    found = get(ctx, ref)
    return _deletable(found, filters.users(found.id))


def _deletable(found: Filter, users: list[filters.User]) -> Deletable:
    dialing = tuple(one.name for one in users if one.dials)
    return Deletable(found, dialing, tuple(one.name for one in users if not one.dials))


def delete(ctx: Context, ref: int | str) -> Deletable:
    """Delete a filter; campaigns that chose it and do not dial have none then.

    Raises NotFound, and Refused while an active or paused campaign uses it.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    with transaction():
        found = get(ctx, ref)
        if not filters.delete(found.id):
            raise _gone()
        users = filters.users(found.id)
        asked = _deletable(found, users)
        if asked.dialing:
            raise _used(asked)
        for one in users:
            filtering.ask(one.campaign)
        filters.let_go(found.id)
        told = {"name": asked.filter.name, "campaigns": [*asked.losing]}
        ctx.note("filter.delete", f"filter {asked.filter.id}", **told)
    for one in users:
        campaigns.apply_filter(ctx, one.campaign)
    return asked


def _used(asked: Deletable) -> Refused:
    reasons = [Says("{name} uses it, and is active or paused", name=name) for name in asked.dialing]
    return Refused(Says("{name} can't be deleted", name=asked.filter.name), reasons)


def test(ctx: Context, ref: int | str, expression: Any) -> Tried:
    """How many of a campaign's records a filter means now, and the first fifty.

    Nothing is kept. Raises NotFound, Invalid.
    """
    ctx.require(Permission.VIEW)
    campaign, group = campaigns.get(ctx, ref), read(expression)
    when = filters.when(ctx.now())
    found = filter_people.first(campaign.id, group, when, SHOWN)
    matching = len(found)
    if matching == SHOWN:
        matching = filter_people.count(campaign.id, group, when)
    counts = stored.status_counts([campaign.id]).get(campaign.id, {})
    columns = _shown_columns(group)
    people = tuple(
        Person(one.record, str(one.status), tuple(_cell(one.cells, key) for key in columns))
        for one in found
    )
    titles = tuple(columns.values())
    return Tried(campaign.title, matching, sum(counts.values()), told(group), titles, people)


def _cell(cells: Cells, key: str) -> str:
    """An instant in UTC."""
    cell = cells.get(key, "")
    if key in BY_KEY and BY_KEY[key].kind is Kind.MOMENT:
        at = datetime.fromtimestamp(int(cell) / 1000, UTC)
        return at.isoformat(sep=" ", timespec="minutes")
    return cell


def _shown_columns(group: Group) -> Mapping[str, str]:
    """By key, with their titles: who it is, then what the filter asks about."""
    asked = [one.column for one in conditions(group)]
    first = ("account_number", "full_name", "province")
    known = {key: BY_KEY[key].title for key in first}
    return known | {one.key: one.title.removeprefix(CUSTOM) for one in asked}
