"""Call-backs, as people set them and take them back."""

from datetime import datetime

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls import call_back
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.database import transaction
from esl_dialer.store.people import call_backs
from esl_dialer.store.people.call_backs import Called
from esl_dialer.store.system import outbox

NOT_SET = Says("the call-back is not set")
NOT_CLEARED = Says("the call-back is not cleared")
MOVED_ON = Says("the record has moved on meanwhile: look at it again")


def set_for(ctx: Context, record: int, at: str, note: str = "", *, again: bool = False) -> datetime:
    """The record is called at that time: ISO 8601, of the callee's zone unless it names one. The
    instant. ``again``: also a record that is finished. Raises NotFound, Invalid, Refused."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    with transaction():
        called = _find(ctx, record)
        instant = _instant(called, at, ctx.now())
        told = " ".join(note.split())[: call_back.LONGEST_NOTE]
        before = called.progress
        if why := call_back.refusal(before.status, stopped=called.stopped, again=again):
            raise Refused(NOT_SET, [why])
        about = {"note": told, "set_by": ctx.actor.name, "set_at": ctx.now()}
        if not call_backs.put(called, call_back.waits(before, instant), instant, about):
            raise Refused(NOT_SET, [MOVED_ON])
        _note(ctx, "record.call_back", called, at=instant.isoformat(), note=told)
    return instant


def clear(ctx: Context, record: int) -> None:
    """The record stands again where it stood without. Raises NotFound, Refused."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    with transaction():
        called = _find(ctx, record)
        if called.scheduled_for is None:
            raise Refused(NOT_CLEARED, [Says("there is none")])
        if why := call_back.refusal_to_clear(called.progress.status):
            raise Refused(NOT_CLEARED, [why])
        back = call_back.without(called.progress, called.before)
        if not call_backs.take_back(called, back):
            raise Refused(NOT_CLEARED, [MOVED_ON])
        _note(ctx, "record.call_back_cleared", called, was=called.scheduled_for.isoformat())


def _find(ctx: Context, record: int) -> Called:
    found = call_backs.find(record)
    if found is None:
        raise NotFound(Says("there is no such record"))
    campaigns.kept(ctx, found.campaign)
    return found


def _instant(called: Called, text: str, now: datetime) -> datetime:
    read = call_back.read_time(text, zone(clock_of(called.gate) or "UTC"))
    if isinstance(read, Says):
        raise Invalid({"at": read})
    if problem := call_back.time_problem(read, now):
        raise Invalid({"at": problem})
    return read


def _note(ctx: Context, action: str, called: Called, **detail: str) -> None:
    ctx.note(action, f"record {called.record}", account=called.account, **detail)
    outbox.put("campaign", {"record": called.record}, ctx.now(), called.campaign)
