"""Do-not-call lists that campaigns choose, beside the global one, as people keep them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import tidy_name
from esl_dialer.core.people.stops import GLOBAL
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.people import dnc, dnc_lists

DncList = dnc_lists.DncList

LONGEST_NAME = 128

AT_ONCE = 1000
"""Numbers that one transaction takes away."""

LOOKED_AT = 5000
"""Records of a campaign that one question of a scrub is about."""


SCRUBBED = Says(
    "{count} of its records {count:is|are} held back by the do-not-call lists that it chose."
)


@dataclass(frozen=True, slots=True)
class Deletable:
    """What deleting a list takes along; ``dialing``: the campaigns that forbid it, ``losing``:
    those that lose it, by name."""

    dnc_list: DncList
    dialing: tuple[str, ...]
    losing: tuple[str, ...]


def every(ctx: Context, *, counted: bool = True) -> list[DncList]:
    """By name, each with how many numbers are on it, where they are ``counted``."""
    ctx.require(Permission.VIEW)
    return dnc_lists.every(counted=counted)


def get(ctx: Context, ref: int | str) -> DncList:
    """A list by number or name. Raises NotFound."""
    ctx.require(Permission.VIEW)
    if (found := dnc_lists.get(ref)) is None:
        none = Says("no do-not-call list {name}", name=quoted(str(ref)))
        raise NotFound(none, listed_by="dnc lists")
    return found


def counted(ctx: Context, ref: int | str) -> DncList:
    """With how many numbers are on it. Raises NotFound."""
    found = get(ctx, ref)
    return replace(found, numbers=dnc.count(found.id))


def number_of(ctx: Context, ref: int | str) -> int:
    """Of the list of that number or name; nothing names the global one. Raises NotFound."""
    return get(ctx, ref).id if ref else GLOBAL


def chosen(ctx: Context, refs: Iterable[int | str]) -> tuple[int, ...]:
    """Lists as a campaign keeps them, by their numbers or names. Raises NotFound."""
    return tuple(sorted({get(ctx, ref).id for ref in refs}))


def names_of(ctx: Context, lists: Collection[int]) -> dict[int, str]:
    """Of lists that a campaign chose, by their numbers, in the order of their names."""
    ctx.require(Permission.VIEW)
    return dnc_lists.names(lists)


def create(ctx: Context, name: str) -> DncList:
    """Make a list without numbers. Raises Invalid."""
    ctx.require(Permission.MANAGE_DNC)
    tidy = _name(name)
    try:
        with transaction():
            made = dnc_lists.create(tidy, ctx.actor.name, ctx.now())
            ctx.note("dnc_list.create", f"do-not-call list {made}", name=tidy)
    except Duplicate:
        raise _in_use(tidy) from None
    return get(ctx, made)


def rename(ctx: Context, ref: int | str, name: str) -> DncList:
    """Campaigns that chose it keep it. Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_DNC)
    before, tidy = get(ctx, ref), _name(name)
    try:
        with transaction():
            if not dnc_lists.rename(before.id, tidy):
                raise _gone()
            ctx.note("dnc_list.rename", f"do-not-call list {before.id}", name=tidy, was=before.name)
    except Duplicate:
        raise _in_use(tidy) from None
    return get(ctx, before.id)


def _name(text: str) -> str:
    name = tidy_name(text)
    if not 0 < len(name) <= LONGEST_NAME:
        asked = Says("give the list a name of at most {most} letters", most=LONGEST_NAME)
        raise Invalid({"name": asked})
    if name.isdigit() or not name.isprintable():
        raise Invalid({"name": Says("a name has a letter in it, and nothing that can't be seen")})
    return name


def _in_use(name: str) -> Invalid:
    return Invalid({"name": Says("there is already a do-not-call list {name}", name=quoted(name))})


def _gone() -> NotFound:
    return NotFound(Says("this do-not-call list is gone"))


def deletable(ctx: Context, ref: int | str) -> Deletable:
    """What the confirmation says. Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = get(ctx, ref)
    users = dnc_lists.users(found.id)
    dialing = tuple(one.name for one in users if one.dials)
    return Deletable(found, dialing, tuple(one.name for one in users if not one.dials))


def delete(ctx: Context, ref: int | str) -> Deletable:
    """Delete a list and its numbers; campaigns that chose it and do not dial lose it.

    Nobody sees it from the first instant on. Its numbers are taken away some at a time: what a
    crash leaves of them binds nobody, and is taken away when the next list is deleted.
    Raises NotFound, and Refused while an active or paused campaign uses it.
    """
    ctx.require(Permission.MANAGE_DNC)
    with transaction():
        asked = deletable(ctx, ref)
        if asked.dialing:
            raise _used(asked)
        if not dnc_lists.begin_to_delete(asked.dnc_list.id, ctx.now()):
            raise _gone()
        for one in dnc_lists.users(asked.dnc_list.id):
            dnc_lists.choose(one.campaign, [n for n in one.lists if n != asked.dnc_list.id])
        subject = f"do-not-call list {asked.dnc_list.id}"
        ctx.note("dnc_list.delete", subject, name=asked.dnc_list.name, campaigns=[*asked.losing])
    _take_away()
    return asked


def _used(asked: Deletable) -> Refused:
    reasons = [Says("{name} uses it, and is active or paused", name=name) for name in asked.dialing]
    return Refused(Says("{name} can't be deleted", name=asked.dnc_list.name), reasons)


def _take_away() -> None:
    for left in dnc_lists.with_numbers_left():
        taken = AT_ONCE
        while taken:
            with transaction():
                taken = dnc.remove_some(left, AT_ONCE)


def scrub(ctx: Context, ref: int | str) -> int:
    """How many of a campaign's records that may still be called have a number on the lists that it
    chose. They are not called: the tick that would dial them asks the same. Raises NotFound."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.get(ctx, ref)
    total, after = 0, 0
    while campaign.dnc_lists:
        count, after = dnc_lists.on_lists(campaign.id, campaign.dnc_lists, after, LOOKED_AT)
        total += count
        if not after:
            break
    return total
