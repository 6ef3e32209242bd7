"""An import of which nobody was called is undone: the records that it made go, in chunks.

From the commit in which it begins its campaign dials nobody (the rule ``import_undone``), so nobody
is called from what is half gone. Who has been called, or is being called, is looked for before that
commit, to say so at once, and again after it, when no tick can claim any more: a call that was sent
in between gives it up, claims that are being taken back are waited for. Who was killed is followed
by the next worker.

What the import overwrote stays as it is, because what it said before is kept nowhere; so does whom
the list says not to call, with the stops of people that it noted: what the client said of them is
true of them elsewhere too. The consents that it noted are revoked: nobody is called by a list that
is not to be there.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.lists.chunk_size import SIDE_BY_SIDE, ChunkSize
from esl_dialer.core.lists.likeness import Duplicates
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.says import Says
from esl_dialer.runtime.logs import line
from esl_dialer.runtime.owners import own_name
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.lists import list_reading
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.campaigns import campaigns as stored_campaigns
from esl_dialer.store.database import one_writes_at_a_time, transaction
from esl_dialer.store.lists import (
    campaign_lists,
    list_leases,
    list_people,
    lists,
    named_lists,
    undoing,
)
from esl_dialer.store.lists.list_leases import NOBODY, ListLease
from esl_dialer.store.lists.lists import ListInfo, NoSuchList
from esl_dialer.store.lists.undoing import UNDOING, UNDONE
from esl_dialer.store.people.consents import CONSENTS
from esl_dialer.store.people.person_stops import STOPS
from esl_dialer.store.speech import audio

log = logging.getLogger(__name__)

Made = undoing.Made
Swept = undoing.Swept

PAUSE_S = 0.5
"""Seconds between two looks at calls that are being taken back."""

NOT_UNDONE = Says("the import of {list} is not undone")
NOT_UNDONE_BECAUSE = Says("not undone: {why}")
NO_SUCH_IMPORT = Says("there is no such import")
LEFT_OUT_SINCE = Says(
    "{count} later {count:import|imports} left out rows as duplicates:"
    " these files can be sent again."
)
_UNDER_WAY = Says("it is under way: cancel it first")
_BEING_UNDONE = Says("it is being undone already")
_UNDONE = Says("it was undone already")
_CALLED = Says("{count} {count:call was|calls were} placed to its people")
_BEING_CALLED = Says("{count} of its people {count:is|are} being called")
_AUDIO = Says("the campaign's audio is being generated: stop it, or wait until it is done")
_ANOTHER_READ = Says("another list is being imported into the campaign: wait until it is done")
_ANOTHER_UNDONE = Says("another import of the campaign is being undone: wait until it is done")
_ATTACHED = Says(
    "{count} other {count:campaign calls|campaigns call} its people: detach the list first"
)
_OF_OLD = Says("it overwrote records before the dialer noted which")
_MEANWHILE = Says("an import of this campaign is being undone: wait until it is done")
_STARTED_NOT = Says("the list is not imported")


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing an import would do; ``reasons`` are all that stand against it.

    ``left_out_since`` counts later imports that left rows out as duplicates.
    """

    info: ListInfo
    made: Made
    reasons: tuple[Says, ...]
    left_out_since: int = 0
    stops: int = 0
    """Stops of people that it noted, and that stand: they stay."""
    consents: int = 0
    """Consents that it noted, and that stand: they are revoked."""

    @property
    def goes(self) -> int:
        """Records that are taken out."""
        return self.made.made - self.made.stopped


def look(ctx: Context, number: int) -> Undoing:
    """What the confirmation says. Raises NotFound."""
    ctx.require(Permission.VIEW)
    info = _find(ctx, number)
    later = 0 if info.apart else undoing.left_out_since(info.campaign_id, number)
    noted = STOPS.count_of(number), CONSENTS.count_of(number)
    return Undoing(info, _left(info), tuple(_reasons(info)), later, *noted)


def begin(ctx: Context, number: int) -> ListInfo:
    """Write down that the import is to be undone; a worker does it. From here on its campaign dials
    nobody until it is done. Raises Forbidden, NotFound, Refused with every reason at once."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    info = _find(ctx, number)
    if not info.apart:
        campaigns.kept(ctx, info.campaign_id)
    if called := _of_calls(info):
        raise Refused(NOT_UNDONE.of(list=info.name), [*_standing(info), *called])
    with transaction():
        for campaign in undoing.held_by(number):
            stored_campaigns.hold(campaign)
        if not named_lists.hold(info.list_id):
            raise NotFound(NO_SUCH_IMPORT, listed_by="imports list")
        info = _find(ctx, number)
        reasons = _standing(info)
        if reasons or not undoing.begin(number, info.status, ctx.actor.name):
            raise Refused(NOT_UNDONE.of(list=info.name), reasons or [_BEING_UNDONE])
        ctx.note("list.undo", info.where, list=number, name=info.name)
        list_reading.announce(ctx, number)
    return lists.get(number)


def undo(ctx: Context, number: int) -> ListInfo:
    """The same to its end: here, or in the process that took it first. Raises as ``begin``; Refused
    also when somebody is found to have been called meanwhile."""
    info, owner = begin(ctx, number), own_name()
    while info.undoing:
        if list_reading.take(ctx, info, owner):
            _carry_on(ctx, info, owner)
        info = lists.get(number)
        if info.undoing:
            ctx.clock.sleep(PAUSE_S)
    if info.undo_error:
        raise Refused(NOT_UNDONE.of(list=info.name), [info.undo_error])
    return info


def refuse_meanwhile(ctx: Context, campaign_id: int, what: Says = _STARTED_NOT) -> Campaign:
    """Inside the transaction that begins to bring people: one who comes while their account is
    being taken out would be left out, and both were gone. Raises NotFound, Refused with ``what`` is
    not done."""
    stored_campaigns.hold(campaign_id)
    campaign = campaigns.kept(ctx, campaign_id)
    if campaign.undoing:
        raise Refused(what, [_MEANWHILE])
    return campaign


def work_once(ctx: Context, owner: str) -> bool:
    """Go on with the oldest undoing that nobody does; False when there is none. Raises
    DATABASE_AWAY; what else breaks is tried again later."""
    for number in undoing.waiting():
        info = lists.get(number)
        if list_reading.take(ctx, info, owner) and _carry_on(ctx, info, owner):
            return True
    return False


def _carry_on(ctx: Context, info: ListInfo, owner: str) -> bool:
    """False when calls that are being taken back have to be waited for."""
    try:
        done = _continue(ctx, info, list_reading.signs_of_life(ctx, info.id, owner))
    except DATABASE_AWAY:
        raise
    except Exception:
        log.exception(line("undo.broke", list=info.id))
        rest = ListLease(NOBODY, ctx.now() + list_reading.REST)
        list_leases.rest(info.id, owner, rest)
        return True
    list_leases.release(info.id, owner)
    return done


def _continue(
    ctx: Context,
    info: ListInfo,
    alive: Callable[[], None],
    timer: Callable[[], float] = perf_counter,
) -> bool:
    called, being_called = _calls(info)
    if called and not info.rows_undone:
        _give_up(ctx, info, _CALLED.of(count=called))
        return True
    if being_called:
        return False
    chunk = ChunkSize() if one_writes_at_a_time() else SIDE_BY_SIDE
    after = claimed = 0
    while True:
        with transaction():
            begun = timer()
            swept = _sweep(info, after, chunk.rows)
        if not swept.last:
            break
        after, claimed = swept.last, claimed + swept.claimed
        chunk = chunk.after(timer() - begun)
        alive()
        ctx.clock.sleep(list_reading.BREATH_S)
    if not claimed:
        _revoke(ctx, info, alive)
        _end(ctx, info)
    return not claimed


REVOKED_AT_ONCE = 500
"""Consents of one transaction."""


def _revoke(ctx: Context, info: ListInfo, alive: Callable[[], None]) -> None:
    """The consents that it noted."""
    revoked = REVOKED_AT_ONCE
    while revoked == REVOKED_AT_ONCE:
        with transaction():
            revoked = CONSENTS.withdraw_some(
                info.id, REVOKED_AT_ONCE, "its import was undone", info.undone_by, ctx.now()
            )
        alive()


def _calls(info: ListInfo) -> tuple[int, int]:
    """Placed to its people, and going on."""
    if info.apart:
        return undoing.calls_apart(info.list_id, info.id, info.created_at)
    return undoing.calls(info.campaign_id, info.id, info.created_at)


def _sweep(info: ListInfo, after: int, limit: int) -> Swept:
    if info.apart:
        return Swept(*list_people.undo(info.list_id, info.id, after, limit))
    return undoing.sweep(info.campaign_id, info.id, after, limit)


def _left(info: ListInfo) -> Made:
    if info.apart:
        return Made(*list_people.made(info.list_id, info.id))
    return undoing.made(info.campaign_id, info.id)


def _end(ctx: Context, info: ListInfo) -> None:
    with transaction():
        held = undoing.held_by(info.id)
        if not undoing.end(info.id, ctx.now()):
            return
        left = _left(info)
        for campaign in held:
            audio.set_audio_state(campaign, audio.reached_state(campaign))
        done = lists.get(info.id)
        ctx.note(
            "list.undone",
            info.where,
            list=info.id,
            name=info.name,
            removed=done.rows_undone,
            overwritten=left.overwritten,
            stopped=left.stopped,
        )
        list_reading.announce(ctx, info.id)
    log.info(line("import.undone", list=info.id, removed=done.rows_undone))


def _give_up(ctx: Context, info: ListInfo, why: Says) -> None:
    with transaction():
        if undoing.give_up(info.id, NOT_UNDONE_BECAUSE.of(why=why)):
            ctx.note("list.not_undone", info.where, list=info.id, why=str(why))
            list_reading.announce(ctx, info.id, list_reading.NOT_UNDONE)


def _reasons(info: ListInfo) -> list[Says]:
    return [*_standing(info), *_of_calls(info)]


def _standing(info: ListInfo) -> list[Says]:
    """What stands against it, calls aside."""
    if info.status in _SAID:
        return [_SAID[info.status]]
    found = []
    if info.origin is Origin.UNKNOWN and info.duplicates == Duplicates.OVERWRITE:
        found.append(_OF_OLD)
    others = [] if info.apart else campaign_lists.of_list(info.id)
    if others:
        found.append(_ATTACHED.of(count=len(others)))
    held = undoing.held_by(info.id)
    beside = [one for campaign in held for one in lists.of_campaign(campaign)]
    beside += lists.page(list_id=info.list_id)
    if any(one.undoing for one in beside) or any(map(_holds, held)):
        found.append(_ANOTHER_UNDONE)
    if any(one.unfinished for one in beside):
        found.append(_ANOTHER_READ)
    if any(audio.unfinished_job(campaign) is not None for campaign in held):
        found.append(_AUDIO)
    return found


def _holds(campaign: int) -> bool:
    return bool(stored_campaigns.get(campaign).undoing)


_SAID = {
    "pending": _UNDER_WAY,
    "importing": _UNDER_WAY,
    UNDOING: _BEING_UNDONE,
    UNDONE: _UNDONE,
}
"""By the statuses of an import that can't be undone."""


def _of_calls(info: ListInfo) -> list[Says]:
    called, now = _calls(info)
    found = [_CALLED.of(count=called)] if called else []
    return [*found, _BEING_CALLED.of(count=now)] if now else found


def _find(ctx: Context, number: int) -> ListInfo:
    try:
        return lists.get(number)
    except NoSuchList:
        raise NotFound(NO_SUCH_IMPORT, listed_by="imports list") from None
