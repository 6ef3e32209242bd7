"""Saved views of the list of campaigns: one's own, the shared ones, the one that it opens with.

Who may see may keep views of their own; who may manage campaigns shares them with everybody.
"""

from dataclasses import dataclass
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import tidy_name
from esl_dialer.core.campaigns.listing import Wanted, written
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Forbidden, Invalid, NotFound
from esl_dialer.store.accounts import users
from esl_dialer.store.campaigns import views
from esl_dialer.store.database import Duplicate, transaction

LONGEST_NAME = 20
MOST = 50
"""Views of one user."""


@dataclass(frozen=True, slots=True)
class View:
    """``mine``: the reader may change it. ``default``: the reader's list opens with it."""

    id: int
    name: str
    owner: str
    """Empty: nobody's alone."""
    shared: bool
    mine: bool
    default: bool
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Kept:
    """A view as somebody saves it."""

    name: str
    wanted: Wanted
    shared: bool = False
    default: bool = False


def every(ctx: Context) -> list[View]:
    """One's own and the shared ones, by name."""
    ctx.require(Permission.VIEW)
    user = _user(ctx)
    default = views.default_of(user) if user is not None else None
    return [_view(ctx, one, user, default) for one in views.seen_by(user)]


def get(ctx: Context, ref: int | str) -> View:
    """By its number, or as text by its name first. Raises NotFound."""
    found = every(ctx)
    by_name = [one for one in found if one.name.casefold() == str(ref).casefold()]
    by_number = [one for one in found if str(one.id) == str(ref)]
    for one in [*by_name, *by_number]:
        return one
    none = Says("no saved view {name}", name=quoted(str(ref)))
    raise NotFound(none, listed_by="campaign views")


def default(ctx: Context) -> View | None:
    """The one that the reader's list opens with, if any."""
    return next((one for one in every(ctx) if one.default), None)


def create(ctx: Context, kept: Kept) -> View:
    """Save a view. Raises Invalid, Forbidden (to share)."""
    ctx.require(Permission.VIEW)
    user, kept = _user(ctx), _tidied(ctx, kept)
    mine = [one for one in views.seen_by(user) if one.owner == user]
    if len(mine) >= MOST:
        raise Invalid({"name": Says("there are {most} already: delete one first", most=MOST)})
    try:
        with transaction():
            _not_in_use(kept.name, user)
            made = views.create(
                user, kept.name, written(kept.wanted), ctx.now(), shared=_shared(user, kept)
            )
            _note(ctx, "view.create", made, kept)
            _keep_default(user, made, kept)
    except Duplicate:
        raise _in_use(kept.name) from None
    return get(ctx, made)


def change(ctx: Context, view_id: int, kept: Kept) -> View:
    """Save it as it is given. Raises NotFound, Invalid, Forbidden (another's; to share)."""
    ctx.require(Permission.VIEW)
    before, user, kept = _mine(ctx, view_id), _user(ctx), _tidied(ctx, kept)
    owner = next(one.owner for one in views.seen_by(user) if one.id == before.id)
    try:
        with transaction():
            _not_in_use(kept.name, owner, before.id)
            shared = _shared(owner, kept)
            if not shared and owner != user:
                raise Forbidden(Says("only its owner takes {name} back", name=before.name))
            if not views.change(
                before.id, kept.name, written(kept.wanted), ctx.now(), shared=shared
            ):
                raise _gone()
            if not shared:
                views.forget_defaults(before.id, owner)
            _note(ctx, "view.change", before.id, kept)
            _keep_default(user, before.id, kept)
    except Duplicate:
        raise _in_use(kept.name) from None
    return get(ctx, before.id)


def delete(ctx: Context, view_id: int) -> View:
    """Raises NotFound, Forbidden (another's)."""
    ctx.require(Permission.VIEW)
    before = _mine(ctx, view_id)
    with transaction():
        if not views.delete(before.id):
            raise _gone()
        ctx.note("view.delete", f"view {before.id}", name=before.name)
    return before


def set_default(ctx: Context, view_id: int | None) -> None:
    """The reader's list opens with it; None: with all campaigns. Raises NotFound, Invalid (the
    command line has no list of its own)."""
    ctx.require(Permission.VIEW)
    user = _user(ctx)
    if user is None:
        raise Invalid({"default": Says("only a user's list opens with a view")})
    chosen = get(ctx, view_id).id if view_id is not None else None
    with transaction():
        views.set_default(user, chosen)


def _user(ctx: Context) -> int | None:
    """None: the command line of the machine, whose views are everybody's."""
    found = users.by_name(ctx.actor.name)
    return found.id if found else None


def _view(ctx: Context, one: views.View, user: int | None, default: int | None) -> View:
    manages = Permission.MANAGE_CAMPAIGNS in ctx.actor.permissions
    return View(
        id=one.id,
        name=one.name,
        owner=one.owner_name,
        shared=one.shared,
        mine=one.owner == user or (one.shared and manages),
        default=one.id == default,
        wanted=one.wanted,
    )


def _mine(ctx: Context, view_id: int) -> View:
    found = get(ctx, view_id)
    if not found.mine:
        its = Says("only its owner, or who manages campaigns, changes the view {name}")
        raise Forbidden(its.of(name=found.name))
    return found


def _tidied(ctx: Context, kept: Kept) -> Kept:
    """Raises Invalid, Forbidden."""
    if kept.shared:
        ctx.require(Permission.MANAGE_CAMPAIGNS)
    name = tidy_name(kept.name)
    if not 0 < len(name) <= LONGEST_NAME:
        asked = Says("give the view a name of at most {most} letters", most=LONGEST_NAME)
        raise Invalid({"name": asked})
    if name.isdigit() or not name.isprintable():
        seen = Says("a name has a letter in it, and nothing that can't be seen")
        raise Invalid({"name": seen})
    return Kept(name, kept.wanted, kept.shared, kept.default)


def _shared(owner: int | None, kept: Kept) -> bool:
    """Nobody's view is everybody's."""
    return kept.shared or owner is None


def _not_in_use(name: str, owner: int | None, but: int = 0) -> None:
    """A database takes two of nobody for different."""
    its = [one for one in views.seen_by(owner) if one.owner == owner and one.id != but]
    if any(one.name.casefold() == name.casefold() for one in its):
        raise _in_use(name)


def _keep_default(user: int | None, view: int, kept: Kept) -> None:
    if user is None:
        return
    if kept.default:
        views.set_default(user, view)
    elif views.default_of(user) == view:
        views.set_default(user, None)


def _note(ctx: Context, action: str, view: int, kept: Kept) -> None:
    told = {"name": kept.name, "shared": kept.shared, "wanted": written(kept.wanted)}
    ctx.note(action, f"view {view}", **told)


def _in_use(name: str) -> Invalid:
    return Invalid({"name": Says("there is already a view {name}", name=quoted(name))})


def _gone() -> NotFound:
    return NotFound(Says("this view is gone"))


def shown(view: View) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    return {
        "id": view.id,
        "name": view.name,
        "owner": view.owner,
        "shared": view.shared,
        "mine": view.mine,
        "default": view.default,
        "wanted": written(view.wanted),
    }
