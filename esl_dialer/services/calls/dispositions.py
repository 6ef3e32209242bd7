"""Dispositions and their sets, as people make and change them, and campaigns choose them."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from esl_dialer.core import fields
from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.dispositions import (
    ALL,
    FIELDS,
    FIXED,
    SYSTEM,
    Disposition,
    key_of,
    of_several,
)
from esl_dialer.core.campaigns.campaign import tidy_name
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.store.calls import dispositions as store
from esl_dialer.store.database import Duplicate, transaction

Kept = store.Kept
Set = store.Set

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class SetStanding:
    """A set, and how many campaigns chose it."""

    set: Set
    campaigns: int


def every(ctx: Context) -> list[Kept]:
    """The system's, in their order, then the floor's own by title."""
    ctx.require(Permission.VIEW)
    return store.every()


def get(ctx: Context, ref: str) -> Kept:
    """By its key, or its title. Raises NotFound."""
    found = every(ctx)
    name = tidy_name(ref).casefold()
    for one in found:
        if one.key == ref or one.disposition.title.casefold() == name:
            return one
    none = Says("no disposition {name}", name=quoted(ref))
    raise NotFound(none, listed_by="disposition list")


def titles(ctx: Context) -> dict[str, str]:
    """By key, also of those that are deleted: what calls of long ago have."""
    ctx.require(Permission.VIEW)
    return {one.key: one.disposition.title for one in store.every(deleted=True)}


def create(ctx: Context, made: Disposition) -> Kept:
    """Raises Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    made = _tidied(made)
    _refuse(_problems(made, ""))
    try:
        with transaction():
            key = key_of(made.title, store.keys())
            store.create(key, made, ctx.actor.name, ctx.now())
            ctx.note("disposition.create", f"disposition {key}", **_written(made))
    except Duplicate:
        raise _in_use(made.title) from None
    return get(ctx, key)


def change(ctx: Context, ref: str, values: dict[str, Any]) -> Kept:
    """Give it these values; of the system's own, title and what follows stay.

    Calls keep what was said of them. Raises NotFound, Invalid.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    before = get(ctx, ref)
    after = _tidied(replace(before.disposition, **values))
    if after == before.disposition:
        return before
    _refuse(_fixed(before, after) | _problems(after, before.key))
    try:
        with transaction():
            if not store.change(before.key, after, ctx.actor.name, ctx.now()):
                raise _gone()
            old, new = _written(before.disposition), _written(after)
            changed = {name: new[name] for name in new if new[name] != old[name]}
            ctx.note("disposition.change", f"disposition {before.key}", **changed)
    except Duplicate:
        raise _in_use(after.title) from None
    return get(ctx, before.key)


def delete(ctx: Context, ref: str) -> Kept:
    """Nobody chooses it any more; calls keep it. Raises NotFound, Invalid (the system's own)."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    found = get(ctx, ref)
    if found.system:
        raise Invalid({"key": Says("it is one of the system's own: leave it out of a set instead")})
    with transaction():
        if not store.delete(found.key, ctx.now()):
            raise _gone()
        note = {"title": found.disposition.title}
        ctx.note("disposition.delete", f"disposition {found.key}", **note)
    return found


def _tidied(one: Disposition) -> Disposition:
    return replace(one, title=tidy_name(one.title), hot_key=one.hot_key.strip().lower())


def _problems(one: Disposition, key: str) -> dict[str, Says]:
    """What is wrong with it; ``key``: its own, empty: it has none yet."""
    others = [other for other in store.every() if other.key != key]
    wrong = of_several(one) | fields.problems(FIELDS, one)
    for other in others:
        title = other.disposition.title
        if title.casefold() == one.title.casefold():
            wrong.setdefault("title", _title_in_use(title))
        if one.hot_key and other.disposition.hot_key == one.hot_key:
            taken = Says("{name} has this key", name=quoted(title))
            wrong.setdefault("hot_key", taken)
    return wrong


def _fixed(before: Kept, after: Disposition) -> dict[str, Says]:
    if not before.system:
        return {}
    differs = [n for n in FIXED if getattr(after, n) != getattr(before.disposition, n)]
    return {name: Says("it is one of the system's own: this stays as it is") for name in differs}


def _title_in_use(title: str) -> Says:
    return Says("there is already a disposition {name}", name=quoted(title))


def _in_use(title: str) -> Invalid:
    return Invalid({"title": _title_in_use(title)})


def _gone() -> NotFound:
    return NotFound(Says("this disposition is gone"))


def _refuse(wrong: dict[str, Says]) -> None:
    if wrong:
        raise Invalid(wrong)


def _written(one: Disposition) -> dict[str, Any]:
    return asdict(one) | {"follows": str(one.follows)}


# --- sets --------------------------------------------------------------------------------------


def sets(ctx: Context) -> list[SetStanding]:
    """By name; beside them each campaign may choose from all."""
    ctx.require(Permission.VIEW)
    users = store.users()
    return [SetStanding(one, users.get(one.id, 0)) for one in store.sets()]


def get_set(ctx: Context, ref: int | str) -> SetStanding:
    """By its number, or as text by its name first. Raises NotFound."""
    found = sets(ctx)
    by_name = [one for one in found if one.set.name.casefold() == str(ref).casefold()]
    by_number = [one for one in found if str(one.set.id) == str(ref)]
    for one in [*by_name, *by_number]:
        return one
    none = Says("no set of dispositions {name}", name=quoted(str(ref)))
    raise NotFound(none, listed_by="disposition sets")


def number_of(ctx: Context, ref: str) -> int:
    """As a campaign keeps it, by its name or number; nothing: all of them. Raises NotFound."""
    return get_set(ctx, ref).set.id if ref else ALL


def set_name(ctx: Context, number: int) -> str:
    """Of the one that a campaign chose; empty: all of them."""
    ctx.require(Permission.VIEW)
    found = store.get_set(number) if number != ALL else None
    return found.name if found else ""


def create_set(ctx: Context, name: str, keys: list[str]) -> SetStanding:
    """Raises Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    tidy, chosen = _read_set(name, keys)
    try:
        with transaction():
            made = store.create_set(tidy, chosen, ctx.actor.name, ctx.now())
            ctx.note("disposition_set.create", f"set {made}", name=tidy, dispositions=chosen)
    except Duplicate:
        raise _set_in_use(tidy) from None
    return get_set(ctx, made)


def change_set(
    ctx: Context, ref: int | str, name: str | None = None, keys: list[str] | None = None
) -> SetStanding:
    """Another name, other dispositions, or both. Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    before = get_set(ctx, ref).set
    tidy, chosen = _read_set(
        before.name if name is None else name, list(before.keys) if keys is None else keys
    )
    try:
        with transaction():
            if not store.change_set(before.id, tidy, chosen):
                raise NotFound(Says("this set is gone"))
            ctx.note("disposition_set.change", f"set {before.id}", name=tidy, dispositions=chosen)
    except Duplicate:
        raise _set_in_use(tidy) from None
    return get_set(ctx, before.id)


def delete_set(ctx: Context, ref: int | str) -> SetStanding:
    """Campaigns that chose it choose from all then. Raises NotFound."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    found = get_set(ctx, ref)
    with transaction():
        if not store.delete_set(found.set.id):
            raise NotFound(Says("this set is gone"))
        store.let_go(found.set.id)
        ctx.note("disposition_set.delete", f"set {found.set.id}", name=found.set.name)
    return found


def _read_set(name: str, keys: list[str]) -> tuple[str, list[str]]:
    """Raises Invalid with every problem at once."""
    tidy, wrong = tidy_name(name), {}
    known, chosen = {one.key for one in store.every()}, list(dict.fromkeys(keys))
    if not 0 < len(tidy) <= LONGEST_NAME:
        wrong["name"] = Says("give the set a name of at most {most} letters", most=LONGEST_NAME)
    elif tidy.isdigit() or not tidy.isprintable():
        wrong["name"] = Says("a name has a letter in it, and nothing that can't be seen")
    if not chosen:
        wrong["dispositions"] = Says("choose at least one disposition")
    elif strange := [key for key in chosen if key not in known]:
        told = ", ".join(map(quoted, strange))
        wrong["dispositions"] = Says("no disposition {name}", name=told)
    _refuse(wrong)
    return tidy, chosen


def _set_in_use(name: str) -> Invalid:
    return Invalid({"name": Says("there is already a set {name}", name=quoted(name))})


def shown(one: Kept) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    return {"key": one.key, "system": one.key in SYSTEM, "final": one.disposition.final} | _written(
        one.disposition
    )


def shown_set(one: SetStanding) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    return {
        "id": one.set.id,
        "name": one.set.name,
        "dispositions": list(one.set.keys),
        "campaigns": one.campaigns,
    }
