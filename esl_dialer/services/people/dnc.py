"""The numbers of a do-not-call list, as people keep them: the global list, or another by number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.pasted_numbers import numbers_in, valid_key
from esl_dialer.core.people.stops import GLOBAL, by_hand
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists.rejects import csv_line
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.people import dnc, dnc_lists

Entry = dnc.Entry

PAGE = 100
CHUNK = 1000
"""Numbers of one transaction: 10 ms of the writer's time on SQLite."""

EXPORTED_AT_ONCE = 1000
EXPORTED = ("Phone 1", "Reason", "Why", "Added", "By")
"""The header of an exported list: a number's columns by names that an import knows."""

LONGEST_NOTE = 255


@dataclass(frozen=True, slots=True)
class Added:
    """``updated`` numbers were on the list; their reason is the new one."""

    added: int
    updated: int
    unreadable: tuple[str, ...]


def page(
    ctx: Context, search: str = "", after: int = 0, limit: int = PAGE, *, of: int = GLOBAL
) -> list[Entry]:
    """Newest first, at most ``limit``; ``after`` is the last entry of the page before. Raises
    NotFound."""
    ctx.require(Permission.VIEW)
    _known(of)
    return dnc.page(of, search.strip(), after, limit)


def count(ctx: Context, of: int = GLOBAL) -> int:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    _known(of)
    return dnc.count(of)


def _known(of: int) -> None:
    """The list is there. Raises NotFound."""
    if of != GLOBAL and not dnc_lists.names([of]):
        raise NotFound(Says("no do-not-call list {name}", name=of), listed_by="dnc lists")


def _hold(of: int) -> None:
    """The list is there until the transaction ends. Raises NotFound."""
    if of != GLOBAL and not dnc_lists.hold([of]):
        raise NotFound(Says("no do-not-call list {name}", name=of), listed_by="dnc lists")


def export(ctx: Context, of: int = GLOBAL) -> Iterator[str]:
    """A list as lines of CSV, the oldest number first, some at a time: an import reads it again.

    Raises NotFound.
    """
    ctx.require(Permission.EXPORT_RESULTS)
    _known(of)
    with transaction():
        ctx.note("dnc.export", f"do-not-call list {of}" if of else "do-not-call list")
    yield csv_line([*EXPORTED], ",")
    for part in dnc.parts(of, EXPORTED_AT_ONCE):
        for one in part:
            added = one.created_at.isoformat(timespec="seconds")
            yield csv_line([one.number, one.note, one.reason, added, one.created_by], ",")


def write(ctx: Context, path: Path, of: int = GLOBAL) -> None:
    """The same into a file. Raises NotFound, OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(export(ctx, of))


def get(ctx: Context, entry_id: int) -> Entry:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    if (entry := dnc.get(entry_id)) is None:
        raise _gone()
    _known(entry.list_id)
    return entry


def _gone() -> NotFound:
    return NotFound(Says("this entry of the do-not-call list is gone"))


def find(ctx: Context, number: str, of: int = GLOBAL) -> Entry:
    """The entry of a number, however it is written. Raises NotFound."""
    ctx.require(Permission.VIEW)
    _known(of)
    if (entry := dnc.by_key(of, valid_key(number))) is None:
        raise NotFound(Says("{number} is not on the do-not-call list", number=number))
    return entry


def add(ctx: Context, pasted: str, note: str = "", of: int = GLOBAL) -> Added:
    """Add every number of a text, however written. Raises NotFound, Invalid when it holds none."""
    ctx.require(Permission.MANAGE_DNC)
    _known(of)
    found = numbers_in(pasted)
    if not found.keys:
        raise Invalid({"numbers": Says("no phone number in this text")})
    starts = range(0, len(found.keys), CHUNK)
    before = sum(put(ctx, found.keys[start : start + CHUNK], note, of) for start in starts)
    return Added(len(found.keys) - before, before, found.unreadable)


def put(ctx: Context, keys: Sequence[str], note: str, of: int = GLOBAL) -> int:
    """Numbers on the list, at most ``CHUNK``; how many were there, and have the new reason.

    Raises NotFound.
    """
    told, where = note.strip(), {"list": of} if of else {}
    with transaction():
        _hold(of)
        stops = [by_hand(key, told[:LONGEST_NOTE], ctx.actor.name, of) for key in keys]
        before = dnc.put(stops, ctx.now())
        ctx.note("dnc.add", f"{len(keys)} numbers", first=keys[0], note=told, **where)
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
