"""What each call tells of its gateway: one that fails them all is rested (see core)."""

import logging
from datetime import datetime

from esl_dialer.core.calls.call import Call, failed_by_gateway, gateway_worked_at
from esl_dialer.core.routing.resting import FRESH, Rest, failed, worked
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.routing import gateways
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)


def note_calls(changed: list[Tracked]) -> None:
    """Inside the caller's transaction. Costs one small read while every gateway works."""
    telling = [one for one in changed if _tells(one.call)]
    if not telling:
        return
    rests = gateways.rests()
    if not rests and not any(failed_by_gateway(one.call) for one in telling):
        return
    through = gateways.of_attempts(one.call.attempt for one in telling)
    for one in telling:
        name = through[one.call.attempt]
        rests[name] = _noted(name, rests.get(name, FRESH), one.call, one.start_at)


def note_call(name: str, call: Call, start_at: datetime) -> None:
    """The same of a call that is no attempt, a test call: it may be the probe."""
    if _tells(call):
        _noted(name, gateways.rests().get(name, FRESH), call, start_at)


def _tells(call: Call) -> bool:
    return failed_by_gateway(call) or gateway_worked_at(call) is not None


def _noted(name: str, before: Rest, call: Call, start_at: datetime) -> Rest:
    after = _after(before, call, start_at)
    if after != before:
        gateways.keep_rest(name, after)
        _tell(name, before, after, call.ended_at or call.ringing_at or start_at, call.cause)
    return after


def _after(rest: Rest, call: Call, start_at: datetime) -> Rest:
    if failed_by_gateway(call):
        return failed(rest, start_at, call.ended_at or start_at)
    at = gateway_worked_at(call)
    return rest if at is None else worked(rest, at)


def _tell(name: str, before: Rest, after: Rest, at: datetime, cause: str) -> None:
    """Of a rest that begins or begins again, and of its end."""
    if after.rests > before.rests and after.until is not None:
        told = {"gateway": name, "cause": cause, "until": after.until.isoformat()}
        log.warning(line("gateway.rests", **told, failures=after.failures))
        outbox.put("gateway.rests", told, at)
    elif before.rests and not after.rests:
        log.warning(line("gateway.works", gateway=name))
        outbox.put("gateway.works", {"gateway": name}, at)
