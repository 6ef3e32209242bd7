"""What each call tells of its gateway: one that fails them all is rested (``core.resting``)."""

import logging

from esl_dialer.core.call import failed_by_gateway, gateway_worked_at
from esl_dialer.core.resting import FRESH, Rest, failed, worked
from esl_dialer.logs import line
from esl_dialer.store import gateways, outbox
from esl_dialer.store.attempts import Tracked

log = logging.getLogger(__name__)


def note_calls(changed: list[Tracked]) -> None:
    """Inside the caller's transaction. Costs one small read while every gateway works."""
    telling = [one for one in changed if failed_by_gateway(one.call) or gateway_worked_at(one.call)]
    rests = gateways.rests()
    if not rests and not any(failed_by_gateway(one.call) for one in telling):
        return
    through = gateways.of_attempts(one.call.attempt for one in telling)
    for one in telling:
        name = through[one.call.attempt]
        before = rests.get(name, FRESH)
        rests[name] = _after(before, one)
        if rests[name] != before:
            gateways.keep_rest(name, rests[name])
            _tell(name, before, rests[name], one)


def _after(rest: Rest, one: Tracked) -> Rest:
    call = one.call
    if failed_by_gateway(call):
        return failed(rest, one.start_at, call.ended_at or one.start_at)
    at = gateway_worked_at(call)
    return rest if at is None else worked(rest, at)


def _tell(name: str, before: Rest, after: Rest, one: Tracked) -> None:
    """Of a rest that begins or begins again, and of its end."""
    call = one.call
    at = call.ended_at or call.ringing_at or one.start_at
    if after.rests > before.rests and after.until is not None:
        told = {"gateway": name, "cause": call.cause, "until": after.until.isoformat()}
        log.warning(line("gateway.rests", **told, failures=after.failures))
        outbox.put("gateway.rests", told, at)
    elif before.rests and not after.rests:
        log.warning(line("gateway.works", gateway=name))
        outbox.put("gateway.works", {"gateway": name}, at)
