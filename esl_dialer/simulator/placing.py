"""Dialing: a dial string becomes a leg, or the cause for which there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from esl_dialer.core.words import LegRole
from esl_dialer.simulator.carrier import behaviour
from esl_dialer.simulator.carrier_table import AT_ONCE_MS
from esl_dialer.simulator.causes import known_cause
from esl_dialer.simulator.channel import Channel, Stamps, State
from esl_dialer.simulator.core import MS, SECOND, Core
from esl_dialer.simulator.dialstring import DialString
from esl_dialer.simulator.ending import CANCELLED, hangup
from esl_dialer.simulator.far_end import react
from esl_dialer.simulator.figures import atoi
from esl_dialer.simulator.sip_variables import at_create
from esl_dialer.simulator.trunks import CLOSED_PORT, REFUSALS, Trunk

REFUSED = "DESTINATION_OUT_OF_ORDER"
TIMED_OUT = "NO_ANSWER"
"""Of what was given up after its ``originate_timeout``."""

Told = Callable[[Channel], None]


def nothing(_: Channel) -> None:
    """For who need not be told."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A leg to dial, and who is told what becomes of it. ``timeout`` in seconds."""

    leg: DialString
    timeout: int = 60
    originator: Channel | None = None
    on_ring: Told = nothing
    """It rings, or gives early media."""
    on_answer: Told = nothing
    on_hangup: Told = nothing
    on_gone: Told = nothing


@dataclass(frozen=True, slots=True)
class Route:
    """Where a dial string leads; ``cause`` when it leads nowhere."""

    name: str = ""
    number: str = ""
    gateway: str = ""
    cause: str = ""
    trunk: Trunk | None = None


def place(core: Core, placement: Placement) -> Channel | str:
    """Dial. Returns the channel, or the cause for which there is none."""
    uuid = placement.leg.variables.get("origination_uuid") or core.new_id()
    route = route_of(core, placement.leg)
    if route.cause and not route.name:
        return route.cause
    if _refused(core, uuid):
        return REFUSED
    if route.cause:
        _unborn(core, uuid)
        return route.cause
    channel = _create(core, placement, uuid, route)
    _tell_of(core, channel)
    _invite(core, channel)
    core.for_channel(channel, AT_ONCE_MS * MS, partial(react, core, channel))
    _set_timeouts(core, channel, placement.timeout)
    return channel


def _tell_of(core: Core, channel: Channel) -> None:
    """A new leg comes up: what FreeSWITCH tells before the far end says anything."""
    core.emit("CHANNEL_OUTGOING", channel)
    channel.state = State.INIT
    core.emit("CHANNEL_STATE", channel, {"Channel-State-Number": "1"})
    core.emit("CHANNEL_CREATE", channel)
    core.emit("CHANNEL_ORIGINATE", channel)
    for state in (State.ROUTING, State.CONSUME_MEDIA):
        channel.state = state
        core.emit("CHANNEL_STATE", channel)


def route_of(core: Core, leg: DialString) -> Route:
    """``sofia/gateway/NAME/NUMBER``, ``sofia/PROFILE/NUMBER@HOST``, ``user/NAME`` or
    ``error/CAUSE``. Who is registered as ``user/NAME`` the settings say: everybody, or nobody.
    """
    if leg.endpoint.lower() == "error":
        return Route(cause=known_cause(leg.address))
    if leg.endpoint.lower() == "user":
        name = leg.address.partition("@")[0]
        known = core.settings.every_user and name
        return Route(f"sofia/internal/{name}", name) if known else Route(cause="SUBSCRIBER_ABSENT")
    if leg.endpoint.lower() != "sofia":
        return Route(cause="CHAN_NOT_IMPLEMENTED" if leg.endpoint else REFUSED)
    profile, _, rest = leg.address.partition("/")
    if profile == "gateway":
        gateway, _, number = rest.partition("/")
        trunk = core.trunk(gateway)
        return Route(f"sofia/external/{number}", number, gateway, NO_CHANNEL.get(trunk, ""), trunk)
    cause = "" if profile in core.settings.profiles else "INVALID_PROFILE"
    trunk = Trunk.CONGESTED if rest.endswith(CLOSED_PORT) else Trunk.WORKS
    return Route(f"sofia/{profile}/{rest}", rest.partition("@")[0], "", cause, trunk)


NO_CHANNEL = {None: "INVALID_GATEWAY", Trunk.DOWN: "GATEWAY_DOWN"}
"""Gateways with which no channel is made, and the cause that is told."""


def _refused(core: Core, uuid: str) -> bool:
    full = len(core.channels) >= core.max_sessions
    return core.paused or full or not _in_rate(core) or uuid in core.channels


def _in_rate(core: Core) -> bool:
    """A second's allowance is fixed at its start: a new limit holds from the next second on."""
    second = (core.now - core.started) // SECOND
    if second != core.second:
        core.second, core.allowance, core.in_second = second, core.sps, 0
    core.in_second += 1
    core.busiest = max(core.busiest, core.in_second)
    return core.in_second < core.allowance


def _unborn(core: Core, uuid: str) -> None:
    """A session that ends before it was dialed: only its end is told."""
    core.emit(
        "CHANNEL_DESTROY",
        extra={
            "Channel-State": "CS_NONE",
            "Channel-Call-State": "DOWN",
            "Channel-State-Number": "0",
            "Channel-Name": "N/A",
            "Unique-ID": uuid,
            "Call-Direction": "outbound",
            "Presence-Call-Direction": "outbound",
            "Channel-HIT-Dialplan": "false",
            "Channel-Call-UUID": uuid,
            "Answer-State": "ringing",
            "variable_direction": "outbound",
            "variable_is_outbound": "true",
            "variable_uuid": uuid,
            "variable_call_uuid": uuid,
        },
    )


def _create(core: Core, placement: Placement, uuid: str, route: Route) -> Channel:
    given = placement.leg.variables
    role = _role(given)
    refusal = REFUSALS.get(route.trunk) if route.trunk else None
    nth = 0 if refusal else core.dialed(route.number, role, given.get("sip_h_X-Dialer-Nth", ""))
    session = next(core.sessions)
    variables = at_create(uuid, session, route.name, route.number, route.gateway)
    channel = Channel(
        uuid=uuid,
        session_id=session,
        name=route.name,
        number=route.number,
        behaviour=refusal or behaviour(route.number, nth, role),
        nth=nth,
        role=role,
        variables=variables | {name: value for name, value in given.items() if value},
        stamps=Stamps(created=core.tick),
        on_ring=placement.on_ring,
        on_answer=placement.on_answer,
        on_hangup=placement.on_hangup,
        on_gone=placement.on_gone,
        originator=placement.originator,
        destination=route.number,
    )
    core.channels[uuid] = channel
    core.sessions_so_far = session
    core.peak = max(core.peak, len(core.channels))
    return channel


def _role(given: Mapping[str, str]) -> LegRole:
    """A test call behaves as a contact's, and is counted and written down apart from them."""
    named = given.get("dialer_role", "")
    return LegRole(named) if named in _OTHERS else LegRole.CONTACT


_OTHERS = frozenset({LegRole.TRANSFER, LegRole.TEST, LegRole.AGENT})


def _invite(core: Core, channel: Channel) -> None:
    own = {name: value for name, value in channel.variables.items() if name.startswith("dialer_")}
    core.note(
        "INVITE",
        channel,
        nth=channel.nth,
        scenario=channel.behaviour.scenario,
        caller_id=channel.caller_number,
        caller_name=channel.caller_name,
        variables=own,
    )


def _set_timeouts(core: Core, channel: Channel, otherwise: int) -> None:
    limits = (
        ("originate_timeout", TIMED_OUT, otherwise),
        ("leg_timeout", "ALLOTTED_TIMEOUT", 0),
    )
    for name, cause, default in limits:
        seconds = max(0, atoi(channel.variables.get(name, ""))) or default
        if seconds:
            act = partial(_unless_answered, core, channel, cause)
            core.for_channel(channel, seconds * SECOND, act)


def _unless_answered(core: Core, channel: Channel, cause: str) -> None:
    """An originate that is done, because the leg rings, waits no longer."""
    if channel.alive and not (channel.answered or channel.in_dialplan):
        channel.variables |= CANCELLED
        hangup(core, channel, cause)


def with_caller(leg: DialString, caller: Channel) -> DialString:
    """The leg with the caller's identity, as the bridging channel passes it on."""
    identity = {
        "origination_caller_id_name": caller.caller_name,
        "origination_caller_id_number": caller.caller_number,
    }
    return replace(leg, variables=identity | dict(leg.variables))
