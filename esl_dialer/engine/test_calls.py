"""Test calls: placed as those of records are, beside the campaigns' speeds, and followed."""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gevent.lock import BoundedSemaphore

from esl_dialer.core.calls.call import Call, advance
from esl_dialer.core.calls.dialing import dialed_digits
from esl_dialer.core.calls.events import CallEvent
from esl_dialer.core.calls.orders import Act, TestCall, answer_of, step
from esl_dialer.core.calls.restored import told_on
from esl_dialer.core.pacing.rates import AHEAD
from esl_dialer.core.people.gates import kept
from esl_dialer.core.people.whereabouts import gate
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.rules.business_day import business_zone
from esl_dialer.core.rules.gate_rules import why_forbidden
from esl_dialer.core.rules.rule import GateFacts
from esl_dialer.core.says import Says
from esl_dialer.core.words import Caller, CampaignKind, LegRole
from esl_dialer.engine.answers import Answers
from esl_dialer.engine.gateways import Gateways, Turn
from esl_dialer.engine.placement import CallRequest, Dialing, Handover, Placement, Reply
from esl_dialer.engine.resting import note_call
from esl_dialer.engine.spacing import limits_of_gateway
from esl_dialer.engine.writer import Sql
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line, mask
from esl_dialer.store.calls import orders
from esl_dialer.store.database import transaction
from esl_dialer.store.people import stops
from esl_dialer.store.rules.conditions import conditions
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)

NO_GATEWAY = Says("no gateway takes a call: all are down, full, resting or disabled")
TOO_LATE = Says("its gateway had no turn for it in time: try again")
STOPPED = Says("the number is on the do-not-call list")
UNFIT = Says("rules of law that were added do not fit this release: {files}")
FORBIDDEN = Says("the law forbids it now: {why} [{rule}]; it may be placed from {at}")
NEVER = Says("the law forbids it: {why} [{rule}]; no time clears it")

GRACE = timedelta(seconds=60)
"""A test call of which nothing was heard for so long after its longest time is given up."""


@dataclass(slots=True)
class _Following:
    """A test call in progress; ``before`` are the steps before its channel was made, ``written``
    what of it the database knows."""

    act: int
    call: Call
    written: Call
    before: list[dict[str, Any]]
    gateway: Gateway
    start_at: datetime
    give_up_at: datetime


@dataclass(slots=True)
class _Waiting:
    """A test call that waits for a gateway's turn, and then for its instant."""

    act: Act
    wanted: TestCall
    leg: str
    before: list[dict[str, Any]]
    turn: Turn | None = None


class TestCalls:
    """``take`` gets every event before the tracker does."""

    def __init__(
        self, *, sql: Sql, clock: Clock, dialing: Dialing, placement: Placement, answers: Answers
    ) -> None:
        self._sql, self._clock, self._dialing = sql, clock, dialing
        self._placement, self._answers = placement, answers
        self._waiting: list[_Waiting] = []
        self._taking = BoundedSemaphore()
        self._calls: dict[str, _Following] = {}

    # --- placing -------------------------------------------------------------------------------

    def place(self, act: Act) -> None:
        before = [*act.answer.get("steps", []), step("dialing", self._clock.now())]
        self._waiting.append(_Waiting(act, test_call_of(act.payload), str(uuid.uuid4()), before))
        self._answers.write(act.id, {"steps": before})
        self.send_due()

    def send_due(self) -> None:
        """Those whose gateway may take a start now; what grew stale meanwhile is not sent."""
        for one in list(self._waiting):
            if one.act.stale_at <= self._clock.now():
                self._drop(one, TOO_LATE)
            elif (turn := self._turn_of(one)).at is None:
                self._drop(one, NO_GATEWAY)
            elif turn.gateway is not None and self._free_at(turn) <= self._clock.now():
                self._send(one, turn, turn.gateway)

    def _drop(self, one: _Waiting, why: Says) -> None:
        self._fail(one.act.id, one.before, why)
        self._waiting.remove(one)

    def take_turns(self) -> None:
        """Before campaigns take them all: the turn of each test call that waits for one."""
        for one in list(self._waiting):
            self._turn_of(one)

    def _turn_of(self, one: _Waiting) -> Turn:
        """Asked from two loops: one turn each. No turn is given further off than to a claim."""
        with self._taking:
            if one.turn is not None:
                return one.turn
            now = self._clock.now()
            turn: Turn = self._sql(_take_turn, self._dialing.through, now)
            if turn.gateway is not None:
                one.turn = turn
                told = {"steps": one.before, "leg": one.leg} | _takes(turn.gateway)
                self._answers.write(one.act.id, told)
            return turn

    def _free_at(self, turn: Turn) -> datetime:
        """When that gateway's call may be written; far off while nobody knows."""
        now = self._clock.now()
        free = self._placement.free_at(limits_of_gateway(turn.gateway) if turn.gateway else ())
        return max(turn.at or now, free) if free else now + GRACE

    def _send(self, one: _Waiting, turn: Turn, gateway: Gateway) -> None:
        """It goes on waiting when another call was written while the stops were asked for. When
        nobody knows whether it was taken, it is followed: it may ring."""
        if self._sql(stops.matching, [one.wanted.number], one.wanted.dnc_lists):
            self._drop(one, STOPPED)
            return
        now, simulated = self._clock.now(), self._placement.simulated
        if (why := self._sql(_forbidden, one.wanted, now, simulated)) is not None:
            self._drop(one, why)
            return
        if self._free_at(turn) > self._clock.now():
            return
        self._waiting.remove(one)
        self._follow(one, turn, gateway)
        self._sent(one, self._placement.send(request_of(one.act, one.wanted, one.leg, gateway)))

    def _sent(self, one: _Waiting, handover: Handover) -> None:
        told, error = {"act": one.act.id, "leg": one.leg}, handover.error
        match handover.reply:
            case Reply.TAKEN:
                log.info(line("test_call.placed", **told, number=mask(one.wanted.number)))
            case Reply.NOT_SENT | Reply.REFUSED:
                why = Says("the switch did not take the call: {error}", error=str(error))
                self._fail(one.act.id, one.before, why)
                self._calls.pop(one.leg, None)
            case Reply.UNKNOWN:
                log.warning(line("test_call.unknown", **told, error=error))

    # --- following -----------------------------------------------------------------------------

    def _follow(self, one: _Waiting, turn: Turn, gateway: Gateway) -> None:
        wanted, now = one.wanted, self._clock.now()
        call = Call(one.leg, wanted.flow, wanted.message_ms)
        longest = timedelta(seconds=wanted.ring_timeout + wanted.longest_call) + GRACE
        self._calls[one.leg] = _Following(
            act=one.act.id,
            call=call,
            written=call,
            before=one.before,
            gateway=gateway,
            start_at=turn.at or now,
            give_up_at=now + longest,
        )

    def take(self, event: CallEvent) -> bool:
        """Whether the event was that of a test call in progress; never blocks: ``write`` writes."""
        if (held := self._calls.get(event.leg)) is not None:
            held.call = advance(held.call, event)
        return held is not None

    def write(self) -> None:
        """What was heard of them since; those of which nothing more is heard are given up."""
        for leg, held in list(self._calls.items()):
            if held.call is not held.written:
                self._write_call(leg, held, held.call)
            elif held.give_up_at <= self._clock.now():
                self._fail(held.act, held.before, Says("nobody heard how it ended"))
                self._calls.pop(leg, None)

    def _write_call(self, leg: str, held: _Following, call: Call) -> None:
        """As it is now: what is heard while this is written is written at the next look."""
        told = answer_of(call, held.before) | {"leg": leg}
        told |= _takes(held.gateway, 2 if call.transfers else 1)
        self._sql(_answer_call, held, call, told, self._clock.now(), self._dialing.rows)
        held.written = call
        if call.ended:
            self._calls.pop(leg, None)

    def _fail(self, act: int, steps: list[dict[str, Any]], error: Says) -> None:
        log.warning(line("test_call.failed", act=act, error=error))
        self._answers.write(act, {"steps": steps, "error": error.packed()}, done=True)


def request_of(act: Act, wanted: TestCall, leg: str, gateway: Gateway) -> CallRequest:
    """The call of a test: only its gateway's own speed holds it up."""
    transfer = dialed_digits(wanted.transfer_number)
    return CallRequest(
        attempt=leg,
        number=wanted.number,
        gateway=gateway,
        limits=limits_of_gateway(gateway),
        flow=wanted.flow,
        campaign_id=wanted.campaign_id,
        record_id=wanted.record_id,
        caller_id=dialed_digits(wanted.caller_id),
        message=wanted.message,
        ring_timeout=wanted.ring_timeout,
        longest_call=wanted.longest_call,
        transfer_number=transfer,
        transfer_leg=str(uuid.uuid4()) if transfer else "",
        apology=wanted.apology,
        acknowledgement=wanted.acknowledgement,
        confirmation=wanted.confirmation,
        role=LegRole.TEST,
        stale_at=act.stale_at,
    )


def _takes(gateway: Gateway, channels: int = 1) -> dict[str, Any]:
    """What the call takes of its gateway, as its answer keeps it."""
    return {"gateway": gateway.name, "channels": channels}


def test_call_of(payload: dict[str, Any]) -> TestCall:
    """What the service wrote into the act."""
    call = payload["call"]
    lists, caller = tuple(call.get("dnc_lists", ())), Caller(call.get("caller", Caller.AGENCY))
    words = {"kind": CampaignKind(call["kind"]), "caller": caller}
    return TestCall(**call | words | {"dnc_lists": lists})


def _forbidden(wanted: TestCall, now: datetime, simulated: bool) -> Says | None:
    """What the law of the place where the phone may be has against it; None: nothing."""
    known = conditions(simulated=simulated)
    if known.unfit_packs and not simulated:
        return UNFIT.of(files=", ".join(known.unfit_packs))
    place = GateFacts(known, kept(gate("", "", (wanted.number,))))
    call = wanted.flow.call_kind
    if (reason := why_forbidden(place, wanted.caller, call, now)) is None:
        return None
    rule = reason.law or reason.rule
    if reason.clears_at is None:
        return NEVER.of(why=reason.text, rule=rule)
    at = told_on(reason.clears_at, business_zone(settings.read().business_zone))
    return FORBIDDEN.of(at=at, why=reason.text, rule=rule)


def _take_turn(through: Gateways, now: datetime) -> Turn:
    return through.take_one(now, now, until=now + AHEAD)


def _answer_call(
    held: _Following, call: Call, told: dict[str, Any], now: datetime, rests: bool
) -> None:
    with transaction():
        if rests:
            note_call(held.gateway.name, call, held.start_at)
        orders.answer(held.act, told, now, done=call.ended)
