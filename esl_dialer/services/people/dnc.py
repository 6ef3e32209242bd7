"""The do-not-call list, as people keep it."""

from collections.abc import Sequence
from dataclasses import dataclass

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.pasted_numbers import numbers_in, valid_key
from esl_dialer.core.people.stops import by_hand
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.people import dnc

Entry = dnc.Entry

PAGE = 100
CHUNK = 500
LONGEST_NOTE = 255


@dataclass(frozen=True, slots=True)
class Added:
    """``updated`` numbers were on the list; their reason is the new one."""

    added: int
    updated: int
    unreadable: tuple[str, ...]


def page(ctx: Context, search: str = "", after: int = 0, limit: int = PAGE) -> list[Entry]:
    """Newest first, at most ``limit``; ``after`` is the last entry of the page before."""
    ctx.require(Permission.VIEW)
    return dnc.page(search.strip(), after, limit)


def count(ctx: Context) -> int:
    ctx.require(Permission.VIEW)
    return dnc.count()


def get(ctx: Context, entry_id: int) -> Entry:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    if (entry := dnc.get(entry_id)) is None:
        raise _gone()
    return entry


def _gone() -> NotFound:
    return NotFound(Says("this entry of the do-not-call list is gone"))


def find(ctx: Context, number: str) -> Entry:
    """The entry of a number, however it is written. Raises NotFound."""
    ctx.require(Permission.VIEW)
    if (entry := dnc.by_key(valid_key(number))) is None:
        raise NotFound(Says("{number} is not on the do-not-call list", number=number))
    return entry


def add(ctx: Context, pasted: str, note: str = "") -> Added:
    """Add every number of a text, however written. Raises Invalid when it holds none."""
    ctx.require(Permission.MANAGE_DNC)
    found = numbers_in(pasted)
    if not found.keys:
        raise Invalid({"numbers": Says("no phone number in this text")})
    starts = range(0, len(found.keys), CHUNK)
    before = sum(put(ctx, found.keys[start : start + CHUNK], note) for start in starts)
    return Added(len(found.keys) - before, before, found.unreadable)


def put(ctx: Context, keys: Sequence[str], note: str) -> int:
    """Numbers on the list, at most ``CHUNK``; how many were there, and have the new reason."""
    told = note.strip()
    with transaction():
        before = len(dnc.known(keys))
        dnc.put([by_hand(key, told[:LONGEST_NOTE], ctx.actor.name) for key in keys], ctx.now())
        ctx.note("dnc.add", f"{len(keys)} numbers", first=keys[0], note=told)
    return before


def change(ctx: Context, entry_id: int, number: str, note: str) -> None:
    """Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_DNC)
    before = get(ctx, entry_id)
    key = valid_key(number)
    if not key:
        raise Invalid({"number": Says("{text} is no phone number", text=quoted(number))})
    try:
        with transaction():
            if not dnc.change(entry_id, key, note.strip()[:LONGEST_NOTE]):
                raise _gone()
            ctx.note("dnc.change", key, was=before.number, note=note.strip())
    except Duplicate:
        raise Invalid({"number": Says("{number} is on the list already", number=number)}) from None


def remove(ctx: Context, entry_id: int) -> Entry:
    """The number may be called again. Raises NotFound."""
    ctx.require(Permission.MANAGE_DNC)
    entry = get(ctx, entry_id)
    with transaction():
        if not dnc.remove(entry_id):
            raise _gone()
        ctx.note("dnc.remove", entry.number, was=entry.note)
    return entry
