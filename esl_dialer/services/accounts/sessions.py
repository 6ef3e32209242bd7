"""Sessions of browsers: begun, looked at, ended at once.

A session is a row, and its name a secret in the browser's cookie: a cookie that was copied opens
nothing once its session is ended.
"""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from esl_dialer.core.accounts.browsers import browser_name
from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.services.accounts.users import User, current
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound
from esl_dialer.store.accounts import sessions, staff
from esl_dialer.store.database import StoreBusy, in_a_hurry, transaction
from esl_dialer.store.system import outbox

LASTS = timedelta(hours=12)
"""Without use."""

ENDED = "session"
"""In the outbox: every process looks whether the streams that it sends are still somebody's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a user is signed in. ``mine``: it is the session that asks."""

    id: int
    began_at: datetime
    seen_at: datetime
    """Exact to the hour."""
    address: str
    browser: str
    mine: bool


def begin(ctx: Context, user: User, address: str, browser: str) -> str:
    """The new session's name, for its cookie alone."""
    name, now = secrets.token_urlsafe(24), ctx.now()
    session = sessions.Session(
        0, user.id, user.session_epoch, now, now, now + LASTS, address[:64], browser[:255]
    )
    with transaction():
        sessions.begin(_digest(name), session)
    return name


def user_of(ctx: Context, name: str) -> User | None:
    """Whose session it is; None when it is over."""
    found = _of(name)
    if found is None or found.ends_at <= ctx.now():
        return None
    return current(found.user_id, found.epoch)


def note_use(ctx: Context, name: str) -> None:
    """It lasts anew from now; who asks does not wait, nor fail, for it."""
    if found := _of(name):
        with suppress(StoreBusy), in_a_hurry(), transaction():
            sessions.seen(found.id, ctx.now(), ctx.now() + LASTS)


def keep(name: str, epoch: int) -> None:
    """The session that raised its user's epoch goes on, the others end."""
    if found := _of(name):
        with transaction():
            sessions.set_epoch(found.id, epoch)


def every(ctx: Context, user: User, name: str = "") -> list[Place]:
    """Where the user is signed in, the place used last first. ``name``: of the session that asks,
    if one does."""
    ctx.require(Permission.SIGN_IN)
    asking = _of(name)
    return [
        Place(one.id, one.began_at, one.seen_at, one.address, browser_name(one.browser),
              asking is not None and one.id == asking.id)
        for one in sessions.of_user(user.id, ctx.now())
        if one.epoch == user.session_epoch
    ]  # fmt: skip


def end(ctx: Context, name: str) -> None:
    """Sign out here."""
    if found := _of(name):
        with transaction():
            if sessions.end(found.id):
                tell_ended(ctx)


def end_one(ctx: Context, user: User, number: int) -> None:
    """Sign the user out in one of their places. Raises NotFound."""
    ctx.require(Permission.SIGN_IN)
    with transaction():
        mine = {one.id for one in sessions.of_user(user.id, ctx.now())}
        if number not in mine or not sessions.end(number):
            raise NotFound(Says("this session is over already"))
        tell_ended(ctx)


def end_all(ctx: Context, user: User) -> int:
    """Sign the user out everywhere, here too, and who is between password and code; in how many
    places they were. Tokens stay."""
    ctx.require(Permission.SIGN_IN)
    with transaction():
        ended = sessions.end_all(user.id)
        if not staff.sign_out_everywhere(user.id):
            raise NotFound(Says("this user was deleted meanwhile"))
        ctx.note("user.sign_out", user.username, sessions=ended)
        tell_ended(ctx)
    return ended


def tell_ended(ctx: Context) -> None:
    """In the transaction that ends sessions: streams that are open look at whose they are."""
    outbox.put(ENDED, {}, ctx.now())


def _of(name: str) -> sessions.Session | None:
    return sessions.by_digest(_digest(name)) if name else None


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
