"""What a hangup cause means for a call that nobody answered: one table, and its default.

The names are FreeSWITCH's (``switch_types.h``, ``SWITCH_CAUSE_*``), kept as received. SIP answers
reach these names as measured: 486 USER_BUSY; 404 UNALLOCATED_NUMBER; 480 NO_USER_RESPONSE; 403 and
603 CALL_REJECTED; 484 INVALID_NUMBER_FORMAT; 500, 503 and a dead peer NORMAL_TEMPORARY_FAILURE.
"""

from dataclasses import dataclass
from enum import StrEnum

from esl_dialer.core.words import Outcome


class Fault(StrEnum):
    """Whose fault an unanswered call is, which decides what is tried next."""

    NOBODY = "nobody"
    NUMBER = "number"
    """The number is wrong: it is not dialed again, the next phone is tried at once."""
    CALLEE = "callee"
    NETWORK = "network"
    """Somewhere on the way; if nothing rang, the call is refused and burns no attempt."""
    SWITCH = "switch"
    """The switch would not take it: nothing rang."""


@dataclass(frozen=True, slots=True)
class Meaning:
    outcome: Outcome
    fault: Fault


_NO_ANSWER = Meaning(Outcome.NO_ANSWER, Fault.NOBODY)
_BUSY = Meaning(Outcome.BUSY, Fault.NOBODY)
_BAD_NUMBER = Meaning(Outcome.FAILED, Fault.NUMBER)
_CALLEE = Meaning(Outcome.FAILED, Fault.CALLEE)
_NETWORK = Meaning(Outcome.FAILED, Fault.NETWORK)
_SWITCH = Meaning(Outcome.REFUSED, Fault.SWITCH)

UNANSWERED: dict[str, Meaning] = {
    "USER_BUSY": _BUSY,
    "NO_ANSWER": _NO_ANSWER,
    "NO_USER_RESPONSE": _NO_ANSWER,
    "ALLOTTED_TIMEOUT": _NO_ANSWER,
    "PROGRESS_TIMEOUT": _NO_ANSWER,
    "RECOVERY_ON_TIMER_EXPIRE": _NO_ANSWER,
    "ORIGINATOR_CANCEL": _NO_ANSWER,
    "NORMAL_CLEARING": _NO_ANSWER,
    "NORMAL_UNSPECIFIED": _NO_ANSWER,
    "LOSE_RACE": _NO_ANSWER,
    "PICKED_OFF": _NO_ANSWER,
    "MEDIA_TIMEOUT": _NO_ANSWER,
    "SUBSCRIBER_ABSENT": _NO_ANSWER,
    "USER_NOT_REGISTERED": _NO_ANSWER,
    "UNALLOCATED_NUMBER": _BAD_NUMBER,
    "INVALID_NUMBER_FORMAT": _BAD_NUMBER,
    "NUMBER_CHANGED": _BAD_NUMBER,
    "NO_ROUTE_DESTINATION": _BAD_NUMBER,
    "CALL_REJECTED": _CALLEE,
    "BLOCKED": _CALLEE,
    "DECLINE": _CALLEE,
    "OUTGOING_CALL_BARRED": _NETWORK,
    "INCOMING_CALL_BARRED": _CALLEE,
    "NORMAL_TEMPORARY_FAILURE": _NETWORK,
    "NETWORK_OUT_OF_ORDER": _NETWORK,
    "SWITCH_CONGESTION": _NETWORK,
    "NORMAL_CIRCUIT_CONGESTION": _NETWORK,
    "REQUESTED_CHAN_UNAVAIL": _NETWORK,
    "EXCHANGE_ROUTING_ERROR": _NETWORK,
    "GATEWAY_DOWN": _SWITCH,
    "INVALID_GATEWAY": _SWITCH,
    "INVALID_PROFILE": _SWITCH,
    "INVALID_URL": _SWITCH,
    "CHAN_NOT_IMPLEMENTED": _SWITCH,
    "DESTINATION_OUT_OF_ORDER": _SWITCH,
    "SYSTEM_SHUTDOWN": _SWITCH,
    "MANAGER_REQUEST": _NO_ANSWER,
}

UNKNOWN = _NETWORK
"""A cause that the table lacks: a failure on the way, kept by its name in the results."""


def meaning_of(cause: str, *, rang: bool) -> Meaning:
    """What an unanswered call's cause means.

    A failure of network or switch before anything rang is ``refused``: nobody's phone made a sound.
    The same after ringing is ``failed`` and counts, because somebody heard it.
    """
    meaning = UNANSWERED.get(cause, UNKNOWN)
    if meaning.fault in (Fault.NETWORK, Fault.SWITCH):
        return Meaning(Outcome.FAILED if rang else Outcome.REFUSED, meaning.fault)
    return meaning
