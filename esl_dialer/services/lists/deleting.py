"""A list that stands apart is deleted: at once nobody sees it, and its people go in chunks."""

from dataclasses import dataclass

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.core.words import RunState
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.services.lists import targets
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, list_people, named_lists
from esl_dialer.store.lists.named_lists import NamedList
from esl_dialer.store.system import outbox

CHUNK = 1000
"""People of a transaction."""

NOT_DELETED = Says("{name} is not deleted")
_OWN = Says("it is the list of one import: undo that import instead")
_FED = Says("an import into it is under way")
_DIALS = Says("its people are called by {name}, active or paused: detach the list first")


@dataclass(frozen=True, slots=True)
class Deletable:
    """What deleting a list takes along: ``people``, of whom ``called`` stay with their records and
    results, in no list; ``reasons`` are all that stand against it."""

    list: NamedList
    people: int
    called: int
    campaigns: tuple[str, ...]
    reasons: tuple[Says, ...]


def deletable(ctx: Context, number: int) -> Deletable:
    """What the confirmation says. Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = targets.get(number)
    callers = [stored.get(one.campaign) for one in campaign_lists.of_list(number)]
    kept = [one for one in callers if one.deleted_at is None]
    dialing = [
        one for one in kept if one.run_state in (RunState.ACTIVE, RunState.PAUSED)
        and one.archived_at is None
    ]  # fmt: skip
    reasons = [] if found.apart else [_OWN]
    if named_lists.is_fed(number):
        reasons.append(_FED)
    reasons += [_DIALS.of(name=one.title) for one in dialing]
    names = tuple(one.title for one in kept)
    people, called = list_people.people(number), list_people.called(number)
    return Deletable(found, people, called, names, tuple(reasons))


def delete(ctx: Context, number: int) -> Deletable:
    """Raises NotFound, Refused with every reason at once. Cut off, a worker goes on."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    with transaction():
        if not named_lists.hold(number):
            targets.get(number)
        wanted = deletable(ctx, number)
        if wanted.reasons:
            raise Refused(NOT_DELETED.of(name=wanted.list.name), list(wanted.reasons))
        named_lists.begin_to_delete(number, ctx.now())
        told = {"name": wanted.list.name, "people": wanted.people, "called": wanted.called}
        ctx.note("list.delete", f"list {number}", **told)
        outbox.put("list", {"list": number}, ctx.now())
    while _some(number):
        pass
    return wanted


def work_once(ctx: Context) -> bool:
    """A worker's: goes on with a list whose deletion was cut off; False: there is none."""
    number = next(iter(named_lists.with_people_left()), None)
    return number is not None and _some(number)


def _some(number: int) -> bool:
    with transaction():
        return list_people.clear(number, CHUNK) > 0
