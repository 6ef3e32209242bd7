"""A file into a campaign, in one go: what ``import`` and the upload page call."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.doubts import Doubt, doubts_about
from esl_dialer.core.lists.likeness import chosen, for_campaign
from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.list_rows import Problem
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.lists.reading_plan import BadOptions, Options, Plan
from esl_dialer.core.lists.sheets import HiddenRows
from esl_dialer.core.says import Says, says_of, shape
from esl_dialer.runtime.logs import Recurring
from esl_dialer.runtime.owners import own_name
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, Refused
from esl_dialer.services.lists import importing, list_reading, mappings, taking, targets
from esl_dialer.services.lists.importing import NO_LIST, Came, Progress
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import list_leases, lists
from esl_dialer.store.lists.lists import TakenOver

log = logging.getLogger(__name__)

PROBLEMS_TOLD = 100

LONGEST_AWAY = timedelta(minutes=15)
AWAY_S = 5.0
"""Seconds until a database that is away is asked again."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """``problems`` are the first ones: all of them can be downloaded."""

    progress: Progress
    repeated: bool
    problems: tuple[Problem, ...]
    doubts: tuple[Doubt, ...] = ()
    """What a person should look at, of the list or one of its columns."""


def load(
    ctx: Context,
    ref: int | str | None,
    path: Path,
    *,
    into: int = NO_LIST,
    name: str = "",
    duplicates: str = "skip",
    account_zeros: str = "ignore",
    same_person: str = "keep",
    replaces: bool = False,
    address: str = "",
    options: Options | None = None,
    keep_mapping: str = "",
    ask: Callable[[int], HiddenRows] = lambda _: HiddenRows.UNSAID,
    progress: Callable[[Progress], None] | None = None,
) -> Loaded:
    """Import a file to its end, into a campaign (``ref``) or ``into`` a list that stands apart. A
    file that was cut off by a crash is continued.

    ``replaces``: the campaign's records that were never dialed go first. ``address``: where the
    file was fetched from. ``keep_mapping`` is a name under which its columns are kept, for the next
    file of that header. ``ask`` is asked what becomes of so many hidden rows of a workbook, when
    the options do not say.
    Raises NotFound, Forbidden, Invalid (the file is no list, or lacks a column), Refused.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    target = targets.find(ctx, ref, into)
    data, owner = ctx.config.data.absolute(), own_name()
    try:
        choices = chosen(duplicates, account_zeros, same_person, replaces=replaces)
        choices = for_campaign(choices, target.duplicates)
        how = partial(importing.take, data_dir=data, choices=choices, options=options)
        origin = Origin.ADDRESS if address else Origin.COMMAND
        came = Came(origin, address, ctx.actor.name)
        ready = how(target.campaign, path, name, into=target.list, ask=ask, came=came)
    except (NotAList, BadOptions, ValueError, OSError) as error:
        raise Invalid({"file": says_of(error)}) from error
    with transaction():
        targets.hold(ctx, target)
        begun = importing.begin(ready, ctx.now())
        if keep_mapping.strip():
            plan = Plan.from_json(ready["options"])
            mappings.keep(ctx, keep_mapping, plan, options or Options())
        mine = list_reading.take(ctx, lists.get(begun.list_id), owner)
    if not mine:
        raise _read_by_another()
    done = _read(ctx, begun.list_id, owner, progress)
    with transaction():
        ctx.note("list.import", target.where, list=begun.list_id, good=done.rows_good)
    if target.list:
        taking.follow(ctx, target.list)
    problems = tuple(lists.problems(begun.list_id, PROBLEMS_TOLD))
    plan = Plan.from_json(lists.get(begun.list_id).options)
    return Loaded(done, begun.repeated, problems, doubts_about(plan))


def _read(
    ctx: Context, list_id: int, owner: str, progress: Callable[[Progress], None] | None
) -> Progress:
    """To its end, here; a reader of lists goes on with it when this one is cut off. A database that
    is away is waited for, up to LONGEST_AWAY. Raises DATABASE_AWAY."""
    alive = list_reading.signs_of_life(ctx, list_id, owner)
    data, patience = ctx.config.data.absolute(), Patience(ctx)

    def so_far(done: Progress) -> None:
        alive()
        patience.renew()
        if progress:
            progress(done)

    try:
        while True:
            try:
                return importing.continue_import(list_id, data, ctx.now, progress=so_far)
            except DATABASE_AWAY as error:
                patience.wait(error)
    except TakenOver:
        if (found := importing.progress_of(list_id)).status == lists.CANCELLED:
            return found
        raise _read_by_another() from None
    finally:
        with suppress(*DATABASE_AWAY):
            list_leases.release(list_id, owner)


class Patience:
    """With a database that is away: said once, up to LONGEST_AWAY from its last sign of life."""

    def __init__(self, ctx: Context) -> None:
        self._ctx, self._since = ctx, ctx.now()
        self._trouble = Recurring(log, "import.waits", "import.goes_on")

    def renew(self) -> None:
        self._since = self._ctx.now()
        self._trouble.gone()

    def wait(self, error: Exception) -> None:
        """Raises the error when that was long enough."""
        if self._ctx.now() - self._since >= LONGEST_AWAY:
            raise error
        self._trouble.met(error)
        self._ctx.clock.sleep(AWAY_S)


def _read_by_another() -> Refused:
    reason = Says("another process is reading it")
    return Refused(Says("this list can't be read now"), [reason])


def shown(done: Loaded) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    told: dict[str, Any] = shape(done.progress)
    return told | {
        "repeated": done.repeated,
        "problems": shape(done.problems),
        "doubts": shape(done.doubts),
    }
