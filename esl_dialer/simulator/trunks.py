"""The simulated switch's gateways: each is what its name says, and may be made another."""

from dataclasses import replace
from enum import StrEnum

from esl_dialer.simulator.carrier_table import AT_ONCE_MS, Behaviour, Scenario


class Trunk(StrEnum):
    WORKS = "works"
    DOWN = "down"
    """The switch knows that it is down: it makes no channel."""
    CONGESTED = "congested"
    """Answers every call with SIP 503, at once."""
    FORBIDS = "forbids"
    """Answers every call with SIP 403, at once."""


GATEWAYS = {
    "carrier": Trunk.WORKS,
    "backup": Trunk.WORKS,
    "down": Trunk.DOWN,
    "congested": Trunk.CONGESTED,
    "forbids": Trunk.FORBIDS,
}
"""By name; a real switch's are in its configuration."""

CLOSED_PORT = ":9"
"""Where nobody listens, on any address: a call there ends as one to a congested trunk."""

_AT_ONCE = Behaviour(Scenario.CONGESTION, ring_ms=AT_ONCE_MS, rings=False, sip_status=503)

REFUSALS = {
    Trunk.CONGESTED: _AT_ONCE,
    Trunk.FORBIDS: replace(_AT_ONCE, scenario=Scenario.FORBIDDEN, sip_status=403),
}
"""What a call comes to that never reaches the number dialed."""
