"""Saying what a call came to: one disposition of the campaign's set, with what it needs.

``choices`` are what may be said, ``submit`` says it for who was in the call (an agent in wrap-up),
``dispose`` for who may manage campaigns. Said again, it takes the place of what was said before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls import call_back, disposing
from esl_dialer.core.calls.disposing import Meant, Said
from esl_dialer.core.calls.dispositions import by_rule
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.services.people.call_backs import MOVED_ON
from esl_dialer.store.calls import disposing as store
from esl_dialer.store.calls import dispositions, live_calls
from esl_dialer.store.calls.disposing import Attempted, Written
from esl_dialer.store.calls.dispositions import Kept
from esl_dialer.store.database import transaction
from esl_dialer.store.people import call_backs

Spoken = store.Spoken

NOT_SAID = Says("the disposition is not set")
CLOSED = Says(
    "The disposition is noted. The campaign was marked complete, so nobody is called again in this "
    "run."
)
"""What is told where a disposition would have somebody called again."""
NO_SUCH_CALL = Says("there is no such call")


@dataclass(frozen=True, slots=True)
class Done:
    """``moved``: what the disposition says follows for its record; False: it was called again
    since, or its run is over, and it stays where it is. ``closed``: its campaign was marked
    complete, so it is done with where the disposition says that it is called again."""

    attempt: str
    record: int
    disposition: Kept
    moved: bool
    closed: bool = False


def choices(ctx: Context, campaign: int) -> list[Kept]:
    """What may be said of the campaign's calls, in the order in which it is shown. Raises
    NotFound."""
    return dispositions.of_set(campaigns.get(ctx, campaign).disposition_set)


def dispose(ctx: Context, attempt: str, key: str, said: Said) -> Done:
    """Say what a call came to, whoever was in it. Raises Forbidden, and as ``submit``."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    return submit(ctx, attempt, key, said)


def spoken(ctx: Context, attempts: Iterable[str]) -> dict[str, Spoken]:
    """By call, what was said with its disposition."""
    ctx.require(Permission.VIEW)
    return store.spoken(attempts)


def said_of(ctx: Context, attempt: str) -> tuple[str, Spoken | None]:
    """The key of a call's disposition, empty where there is none, and what was said with it.

    Raises NotFound.
    """
    ctx.require(Permission.VIEW)
    if (key := store.disposition_of(attempt)) is None:
        raise NotFound(NO_SUCH_CALL)
    return key, store.spoken([attempt]).get(attempt)


def last_call(ctx: Context, record: int) -> str:
    """The record's last call, for who names none. Raises NotFound."""
    ctx.require(Permission.VIEW)
    if history := live_calls.of_record(record, 1):
        return history[0].attempt
    raise NotFound(Says("it was not called yet"))


def submit(ctx: Context, attempt: str, key: str, said: Said) -> Done:
    """The same, without a look at permissions: who asks has seen that the call was theirs.

    Raises NotFound (the attempt), Invalid (by field: disposition, note, call_back, amount,
    promised_on), Refused (the call goes on; nothing rang).
    """
    with transaction():
        found = store.find(attempt)
        if found is None:
            raise NotFound(NO_SUCH_CALL)
        mine = found.before.attempt
        if why := disposing.refusal(mine.outcome):
            raise Refused(NOT_SAID, [why])
        chosen = _chosen(ctx, mine.campaign, key)
        meant = _read(chosen, said, found, ctx.now())
        done = disposing.disposed(found.before, chosen.disposition, meant, ctx.now())
        store.write(found, Written(chosen.key, meant, ctx.actor.name, ctx.now()), done)
        if meant.call_back is not None and done.progress is not None and not done.closed:
            _call_back(ctx, mine.record, meant)
        told = {"disposition": chosen.key, "was": found.disposition, "note": meant.note}
        ctx.note("attempt.dispose", f"attempt {attempt}", **told)
    return Done(attempt, mine.record, chosen, moved=done.progress is not None, closed=done.closed)


def _chosen(ctx: Context, campaign: int, key: str) -> Kept:
    """Raises Invalid."""
    rules = campaigns.get(ctx, campaign).disposition_rules
    for one in choices(ctx, campaign):
        if one.key == key:
            return replace(one, disposition=by_rule(one.disposition, rules.get(key, "")))
    told = Says("no disposition {name}", name=quoted(key)) if key else Says("choose a disposition")
    raise Invalid({"disposition": told})


def _read(chosen: Kept, said: Said, found: Attempted, now: datetime) -> Meant:
    """Raises Invalid."""
    clock = zone(clock_of(found.gate) or "UTC")
    meant, problems = disposing.read(chosen.disposition, said, clock, now)
    if problems:
        raise Invalid(problems)
    return meant


def _call_back(ctx: Context, record: int, meant: Meant) -> None:
    """The record as the disposition left it is called then. Raises Refused."""
    called = call_backs.find(record)
    if called is None or meant.call_back is None:
        return
    before = called.progress
    if why := call_back.refusal(before.status, stopped=called.stopped, again=True):
        raise Refused(NOT_SAID, [why])
    about = {
        "note": meant.note[: call_back.LONGEST_NOTE],
        "set_by": ctx.actor.name,
        "set_at": ctx.now(),
    }
    waits = call_back.waits(before, meant.call_back)
    if not call_backs.put(called, waits, meant.call_back, about):
        raise Refused(NOT_SAID, [MOVED_ON])
