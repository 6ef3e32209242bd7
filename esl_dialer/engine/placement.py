"""The one way a call is placed, whoever wants it: a record, a test, and who comes after them.

Write first: a request is committed, under the id that becomes the channel's UUID, before it comes
here. It waits until every speed that it counts against is free, and is then written to the switch.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.calls.dialing import dial_string, dialed_digits
from esl_dialer.core.flows import FlowTraits
from esl_dialer.core.routing.gateways import Gateway, configured
from esl_dialer.core.words import LegRole
from esl_dialer.engine.gateways import Gateways
from esl_dialer.engine.spacing import Limit, Spacing
from esl_dialer.esl.switch import NotSent, Originate, Switch, SwitchError, SwitchRefused
from esl_dialer.runtime.clock import Clock
from ivr.variables import CallPlan, call_variables, entry_of


@dataclass(frozen=True, slots=True)
class Dialing:
    """How this installation dials. ``audio_dir`` is the directory as the switch sees it."""

    pattern: str
    audio_dir: str
    agents: str = "user/{extension}"
    """How an agent's telephone is called."""
    rows: bool = True
    """Whether the database's gateways count; False when nobody may be called."""

    def file(self, relative: str) -> str:
        """An audio file as the switch sees it; empty when there is none."""
        return f"{self.audio_dir}/{relative}" if relative else ""

    @property
    def through(self) -> Gateways:
        return Gateways(configured(self.pattern), self.rows)


@dataclass(frozen=True, slots=True)
class CallRequest:
    """One call, decided and committed. Files are relative to the audio directory; times in seconds.

    ``limits`` are the speeds that its start counts against, its gateway's among them.
    """

    attempt: str
    number: str
    gateway: Gateway
    limits: tuple[Limit, ...]
    flow: FlowTraits
    campaign_id: int
    record_id: int
    caller_id: str
    message: str
    ring_timeout: int
    longest_call: int
    transfer_number: str = ""
    transfer_leg: str = ""
    apology: str = ""
    acknowledgement: str = ""
    confirmation: str = ""
    role: LegRole = LegRole.CONTACT
    stale_at: datetime | None = None
    """Not to be written after this instant, however long the lease lasts; None: as the lease."""


class Reply(StrEnum):
    """What the switch made of a request."""

    TAKEN = "taken"
    NOT_SENT = "not_sent"
    """Nothing of it was written: it may be placed again."""
    REFUSED = "refused"
    """The command itself was refused: nothing was placed."""
    UNKNOWN = "unknown"
    """No answer came: it may ring."""


@dataclass(frozen=True, slots=True)
class Handover:
    """``at`` is when the reply was there, ``error`` the switch's own words."""

    reply: Reply
    at: datetime
    error: str = ""


class Placement:
    def __init__(
        self,
        *,
        switch: Switch,
        clock: Clock,
        dialing: Dialing,
        lease_until: Callable[[], datetime],
    ) -> None:
        self._switch, self._clock, self._dialing = switch, clock, dialing
        self._lease_until = lease_until
        self.database = ""
        """The identity of the engine's database, which its calls carry."""
        self.spacing = Spacing()

    @property
    def simulated(self) -> bool:
        """Whether nobody is called: while the switch does not answer, somebody may be."""
        try:
            return self._switch.info().simulated
        except SwitchError:
            return False

    def free_at(self, limits: Iterable[Limit]) -> datetime | None:
        """When one more call may be written; None: not before the switch has answered."""
        return self.spacing.free_at(limits, self._clock.now())

    def taken(self, by: datetime) -> Counter[str]:
        """By limit, how many calls still count at that instant."""
        return self.spacing.taken(by)

    def link_came_up(self) -> None:
        self.spacing.link_came_up(self._clock.now())

    def send(self, request: CallRequest) -> Handover:
        """Write it now, and wait for the switch's answer."""
        placing = self.spacing.begin(request.limits, self._clock.now())
        reply, error = self._hand_over(request)
        at = self._clock.now()
        if reply is not Reply.UNKNOWN:
            placing.acknowledged = at
        return Handover(reply, at, error)

    def _hand_over(self, request: CallRequest) -> tuple[Reply, str]:
        try:
            self._switch.originate(self.originate_of(request))
        except NotSent as error:
            return Reply.NOT_SENT, str(error)
        except SwitchRefused as error:
            return Reply.REFUSED, str(error)
        except SwitchError as error:
            return Reply.UNKNOWN, str(error)
        return Reply.TAKEN, ""

    def originate_of(self, request: CallRequest) -> Originate:
        plan, lease = self._plan(request), self._lease_until()
        return Originate(
            attempt=request.attempt,
            dial_string=dial_string(request.gateway.dial_string, request.number),
            extension=entry_of(plan).name,
            variables=call_variables(plan),
            valid_until=min(lease, request.stale_at) if request.stale_at else lease,
        )

    def _plan(self, request: CallRequest) -> CallPlan:
        pattern, number = request.gateway.dial_string, request.transfer_number
        return CallPlan(
            attempt=request.attempt,
            campaign_id=request.campaign_id,
            record_id=request.record_id,
            flow=request.flow,
            caller_id=request.caller_id,
            caller_name=request.caller_id,
            message=self._dialing.file(request.message),
            ring_timeout=request.ring_timeout,
            longest_call=request.longest_call,
            number=dialed_digits(request.number),
            database=self.database,
            transfer_leg=request.transfer_leg,
            transfer_dial_string=dial_string(pattern, number) if number else "",
            apology=self._dialing.file(request.apology),
            acknowledgement=self._dialing.file(request.acknowledgement),
            confirmation=self._dialing.file(request.confirmation),
            keys=request.gateway.keys,
            role=request.role,
        )
