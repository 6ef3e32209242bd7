"""One-shot acts: live calls hung up, test calls placed and followed."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gevent.lock import BoundedSemaphore

from esl_dialer.core.calls.call import Call, advance
from esl_dialer.core.calls.dialing import dial_string, dialed_digits
from esl_dialer.core.calls.events import CallEvent
from esl_dialer.core.calls.orders import Act, ActKind, TestCall, answer_of, step
from esl_dialer.core.campaigns.flows import FLOWS
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import CampaignKind, LegRole
from esl_dialer.engine.gateways import Turn
from esl_dialer.engine.resting import note_call
from esl_dialer.engine.sender import Dialing
from esl_dialer.engine.spacing import Spacing, limits_of_gateway
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import NotSent, Originate, Switch, SwitchError, SwitchRefused
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line, mask
from esl_dialer.store.calls import orders
from esl_dialer.store.database import StoreBusy, transaction
from esl_dialer.store.people import stops
from ivr.variables import CallPlan, call_variables, entry_of

log = logging.getLogger(__name__)

KINDS = (ActKind.HANG_UP, ActKind.TEST_CALL)
LOOK_EVERY_S = 0.3
ROUNDS = 50
"""A call on its way when it was to be hung up is asked after so often: for 15 seconds."""


NO_GATEWAY = "no gateway takes a call: all are down, full, resting or disabled"
TOO_LATE = "its gateway had no turn for it in time: try again"

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


class Acts:
    """``look`` takes what waits; ``take`` gets every event before the tracker does."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        clock: Clock,
        dialing: Dialing,
        owner: str,
        spacing: Spacing,
        lease_until: Callable[[], datetime],
    ) -> None:
        self._sql, self._switch, self._clock = sql, switch, clock
        self._dialing, self._owner = dialing, owner
        self._spacing, self._lease_until = spacing, lease_until
        self._waiting: list[_Waiting] = []
        self._taking = BoundedSemaphore()
        self._calls: dict[str, _Following] = {}
        self._hanging_up: list[tuple[Act, list[str], int]] = []

    def take_up(self) -> None:
        """Close what an earlier engine left open: its test calls are nobody's."""
        self._sql(_abandon, self._clock.now())

    def run(self) -> None:
        while True:
            try:
                self.look()
            except StoreBusy:
                log.warning(line("acts.store_busy"))
            self._clock.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Write what test calls came to; do what waits, while the switch can be reached."""
        self._write()
        if not self._switch.up:
            return
        self._go_on_hanging_up()
        self._send_due()
        for act_id in self._sql(orders.waiting, KINDS):
            act = self._sql(_claim, act_id, self._owner, self._clock.now())
            if act is not None:
                (self._place if act.kind is ActKind.TEST_CALL else self._hang_up)(act)

    # --- hanging up ----------------------------------------------------------------------------

    def _hang_up(self, act: Act) -> None:
        self._hanging_up.append((act, list(act.payload.get("attempts", [])), 0))
        self._go_on_hanging_up()

    def _go_on_hanging_up(self) -> None:
        """Those that the switch does not know yet may be on their way: ask again, a few times."""
        going, self._hanging_up = self._hanging_up, []
        for act, attempts, rounds in going:
            left = [attempt for attempt in attempts if not self._ended(attempt)]
            if left and rounds < ROUNDS:
                self._hanging_up.append((act, left, rounds + 1))
                continue
            done = len(act.payload.get("attempts", [])) - len(left)
            self._answer(act.id, {"hung_up": done, "not_there": len(left)}, done=True)
            log.info(line("calls.hung_up", act=act.id, calls=done, not_there=len(left)))

    def _ended(self, attempt: str) -> bool:
        try:
            return self._switch.hangup(attempt)
        except SwitchError:
            return False

    # --- test calls ----------------------------------------------------------------------------

    def _place(self, act: Act) -> None:
        before = [*act.answer.get("steps", []), step("dialing", self._clock.now())]
        self._waiting.append(_Waiting(act, test_call_of(act.payload), str(uuid.uuid4()), before))
        self._answer(act.id, {"steps": before})
        self._send_due()

    def _send_due(self) -> None:
        """Those whose gateway may take a start now; what grew stale meanwhile is not sent."""
        for one in list(self._waiting):
            if one.act.stale_at <= self._clock.now():
                self._drop(one, TOO_LATE)
            elif (turn := self._turn_of(one)).at is None:
                self._drop(one, NO_GATEWAY)
            elif turn.gateway is not None and self._free_at(turn) <= self._clock.now():
                self._send(one, turn, turn.gateway)

    def _drop(self, one: _Waiting, why: str) -> None:
        self._fail(one.act.id, one.before, why)
        self._waiting.remove(one)

    def take_turns(self) -> None:
        """Before campaigns take them all: the turn of each test call that waits for one."""
        for one in list(self._waiting):
            self._turn_of(one)

    def _turn_of(self, one: _Waiting) -> Turn:
        """Asked from two loops: one turn each."""
        with self._taking:
            if one.turn is not None:
                return one.turn
            turn: Turn = self._sql(self._dialing.through.take_one, self._clock.now())
            if turn.gateway is not None:
                one.turn = turn
                told = {"steps": one.before, "leg": one.leg} | _takes(turn.gateway)
                self._answer(one.act.id, told)
            return turn

    def _free_at(self, turn: Turn) -> datetime:
        """When that gateway's call may be written; far off while nobody knows."""
        now = self._clock.now()
        limits = limits_of_gateway(turn.gateway) if turn.gateway else ()
        free = self._spacing.free_at(limits, now)
        return max(turn.at or now, free) if free else now + GRACE

    def _send(self, one: _Waiting, turn: Turn, gateway: Gateway) -> None:
        """It goes on waiting when another call was written while the stops were asked for. When
        nobody knows whether it was taken, it is followed: it may ring."""
        act, wanted = one.act, one.wanted
        if self._sql(stops.matching, [wanted.number]):
            self._drop(one, "the number is on the do-not-call list")
            return
        if self._free_at(turn) > self._clock.now():
            return
        self._waiting.remove(one)
        self._follow(one, turn, gateway)
        placing = self._spacing.begin(limits_of_gateway(gateway), self._clock.now())
        try:
            self._switch.originate(self._originate(one, gateway))
            placing.acknowledged = self._clock.now()
            log.info(line("test_call.placed", act=act.id, leg=one.leg, number=mask(wanted.number)))
        except (NotSent, SwitchRefused) as error:
            placing.acknowledged = self._clock.now()
            self._fail(act.id, one.before, f"the switch did not take the call: {error}")
            self._calls.pop(one.leg, None)
        except SwitchError as error:
            log.warning(line("test_call.unknown", act=act.id, leg=one.leg, error=error))

    def _follow(self, one: _Waiting, turn: Turn, gateway: Gateway) -> None:
        wanted, now = one.wanted, self._clock.now()
        call = Call(one.leg, FLOWS[wanted.kind], wanted.message_ms)
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

    def _originate(self, one: _Waiting, gateway: Gateway) -> Originate:
        leg, wanted, pattern = one.leg, one.wanted, gateway.dial_string
        transfer = dialed_digits(wanted.transfer_number)
        plan = CallPlan(
            attempt=leg,
            campaign_id=wanted.campaign_id,
            record_id=wanted.record_id,
            flow=FLOWS[wanted.kind],
            caller_id=dialed_digits(wanted.caller_id),
            caller_name=dialed_digits(wanted.caller_id),
            message=self._dialing.file(wanted.message),
            ring_timeout=wanted.ring_timeout,
            longest_call=wanted.longest_call,
            transfer_leg=str(uuid.uuid4()) if transfer else "",
            transfer_dial_string=dial_string(pattern, transfer) if transfer else "",
            apology=self._dialing.file(wanted.apology),
            acknowledgement=self._dialing.file(wanted.acknowledgement),
            keys=gateway.keys,
        )
        return Originate(
            attempt=leg,
            dial_string=dial_string(pattern, wanted.number),
            extension=entry_of(plan).name,
            variables=call_variables(plan) | {"dialer_role": str(LegRole.TEST)},
            valid_until=min(self._lease_until(), one.act.stale_at),
        )

    def take(self, event: CallEvent) -> bool:
        """Whether the event was that of a test call in progress; never blocks: ``look`` writes."""
        if (held := self._calls.get(event.leg)) is not None:
            held.call = advance(held.call, event)
        return held is not None

    def _write(self) -> None:
        for leg, held in list(self._calls.items()):
            if held.call is not held.written:
                self._write_call(leg, held, held.call)
            elif held.give_up_at <= self._clock.now():
                self._fail(held.act, held.before, "nobody heard how it ended")
                self._calls.pop(leg, None)

    def _write_call(self, leg: str, held: _Following, call: Call) -> None:
        """As it is now: what is heard while this is written is written at the next look."""
        told = answer_of(call, held.before) | {"leg": leg}
        told |= _takes(held.gateway, 2 if call.transfers else 1)
        self._sql(_answer_call, held, call, told, self._clock.now(), self._dialing.rows)
        held.written = call
        if call.ended:
            self._calls.pop(leg, None)

    def _fail(self, act: int, steps: list[dict[str, Any]], error: str) -> None:
        log.warning(line("test_call.failed", act=act, error=error))
        self._answer(act, {"steps": steps, "error": error}, done=True)

    def _answer(self, act: int, told: dict[str, Any], *, done: bool = False) -> None:
        self._sql(_answer, act, told, self._clock.now(), done)


def _takes(gateway: Gateway, channels: int = 1) -> dict[str, Any]:
    """What the call takes of its gateway, as its answer keeps it."""
    return {"gateway": gateway.name, "channels": channels}


def test_call_of(payload: dict[str, Any]) -> TestCall:
    """What the service wrote into the act."""
    return TestCall(**payload["call"] | {"kind": CampaignKind(payload["call"]["kind"])})


def _claim(act_id: int, owner: str, now: datetime) -> Act | None:
    with transaction():
        return orders.claim(act_id, owner, now)


def _answer(act_id: int, told: dict[str, Any], now: datetime, done: bool) -> None:
    with transaction():
        orders.answer(act_id, told, now, done=done)


def _answer_call(
    held: _Following, call: Call, told: dict[str, Any], now: datetime, rests: bool
) -> None:
    with transaction():
        if rests:
            note_call(held.gateway.name, call, held.start_at)
        orders.answer(held.act, told, now, done=call.ended)


def _abandon(now: datetime) -> None:
    with transaction():
        orders.abandon(KINDS, now)
