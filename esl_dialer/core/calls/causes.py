"""What a hangup cause means for a call that nobody answered: one table, and its default.

The names are FreeSWITCH's (``switch_types.h``, ``SWITCH_CAUSE_*``), kept as received. SIP answers
reach these names as measured: 486 USER_BUSY; 404 UNALLOCATED_NUMBER; 480 NO_USER_RESPONSE; 403 and
603 CALL_REJECTED; 484 INVALID_NUMBER_FORMAT; 500, 503 and a dead peer NORMAL_TEMPORARY_FAILURE.
One name may come from two SIP answers of which one is the gateway's: there the answer decides.
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
    """The switch would not take it: nothing rang, and no other gateway would help."""


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

_CAUSES = {
    _NO_ANSWER: """
        NO_ANSWER NO_USER_RESPONSE NO_PICKUP ALLOTTED_TIMEOUT PROGRESS_TIMEOUT
        MEDIA_TIMEOUT RECOVERY_ON_TIMER_EXPIRE ORIGINATOR_CANCEL MANAGER_REQUEST LOSE_RACE
        PICKED_OFF NORMAL_CLEARING NORMAL_UNSPECIFIED SUBSCRIBER_ABSENT
        USER_NOT_REGISTERED
    """,
    _BUSY: """
        USER_BUSY BUSY_EVERYWHERE
    """,
    _BAD_NUMBER: """
        UNALLOCATED_NUMBER INVALID_NUMBER_FORMAT NUMBER_CHANGED NO_ROUTE_DESTINATION
        DOES_NOT_EXIST_ANYWHERE
    """,
    _CALLEE: """
        CALL_REJECTED DECLINE UNWANTED REJECT_ALL INCOMING_CALL_BARRED
        REDIRECTION_TO_NEW_DESTINATION
    """,
    _NETWORK: """
        NORMAL_TEMPORARY_FAILURE NETWORK_OUT_OF_ORDER SWITCH_CONGESTION
        NORMAL_CIRCUIT_CONGESTION REQUESTED_CHAN_UNAVAIL CHANNEL_UNACCEPTABLE
        EXCHANGE_ROUTING_ERROR NO_ROUTE_TRANSIT_NET OUTGOING_CALL_BARRED PRE_EMPTED
        ACCESS_INFO_DISCARDED FACILITY_REJECTED FACILITY_NOT_SUBSCRIBED
        FACILITY_NOT_IMPLEMENTED SERVICE_UNAVAILABLE SERVICE_NOT_IMPLEMENTED
        BEARERCAPABILITY_NOTAUTH BEARERCAPABILITY_NOTAVAIL BEARERCAPABILITY_NOTIMPL
        INCOMPATIBLE_DESTINATION NOT_ACCEPTABLE INTERWORKING PROTOCOL_ERROR
        WRONG_CALL_STATE WRONG_MESSAGE MESSAGE_TYPE_NONEXIST INVALID_CALL_REFERENCE
        INVALID_MSG_UNSPECIFIED INVALID_IE_CONTENTS IE_NONEXIST MANDATORY_IE_MISSING
        MANDATORY_IE_LENGTH_ERROR RESPONSE_TO_STATUS_ENQUIRY USER_CHALLENGE NO_IDENTITY
        BAD_IDENTITY_INFO UNSUPPORTED_CERTIFICATE INVALID_IDENTITY STALE_DATE
        SRTP_READ_ERROR CALL_AWARDED_DELIVERED BLIND_TRANSFER ATTENDED_TRANSFER BOWOUT
        SUCCESS NONE GATEWAY_DOWN INVALID_GATEWAY INVALID_PROFILE INVALID_URL
    """,
    _SWITCH: """
        CHAN_NOT_IMPLEMENTED DESTINATION_OUT_OF_ORDER SYSTEM_SHUTDOWN CRASH
    """,
}
UNANSWERED = {cause: meaning for meaning, causes in _CAUSES.items() for cause in causes.split()}
"""Every cause of FreeSWITCH, each with one meaning. ``UNWANTED`` (SIP 607) is the callee's own
word: such a call counts. What tells of our identity, codecs or protocol is the network's: the
number is not to blame. What only ends answered calls (transfers, ``SUCCESS``) makes it total.
"""

UNKNOWN = _NETWORK
"""A cause that the table lacks: a failure on the way, kept by its name in the results."""


GATEWAY_ANSWERS = frozenset({401, 402, 403, 407, 408})
"""SIP answers of a trunk and not of a telephone, if nothing rang: who we are is not known there
(401, 407), not paid for (402), not allowed (403), or nobody answered the request at all (408).
FreeSWITCH calls the first four CALL_REJECTED, as a 603 of the person called, and 408
RECOVERY_ON_TIMER_EXPIRE, as a number at which nobody answers.
"""

OF_NO_CALLEE = frozenset({"DESTINATION_OUT_OF_ORDER", "RECOVERY_ON_TIMER_EXPIRE"})
"""Of a call that had a channel and never rang: the trunk's (SIP 502 to 504, or silence)."""

NO_CHANNEL_MADE = frozenset({"GATEWAY_DOWN", "INVALID_GATEWAY", "INVALID_PROFILE"})
"""With these FreeSWITCH refuses before there is a channel that could ring."""


def meaning_of(cause: str, *, rang: bool, sip_status: int = 0) -> Meaning:
    """What an unanswered call's cause means; ``sip_status`` is 0 when the far end sent none.

    A failure of network or switch before anything rang is ``refused``: nobody's phone made a sound.
    The same after ringing is ``failed`` and counts, because somebody heard it.
    """
    meaning = UNANSWERED.get(cause, UNKNOWN)
    if sip_status in GATEWAY_ANSWERS and not rang:
        meaning = _NETWORK
    if meaning.fault in (Fault.NETWORK, Fault.SWITCH):
        return Meaning(Outcome.FAILED if rang else Outcome.REFUSED, meaning.fault)
    return meaning


def another_gateway_may_help(cause: str, *, channel: bool, rang: bool, sip_status: int = 0) -> bool:
    """Whether the call may be tried through another gateway at once: nothing rang, for sure, and
    the failure is on the way. ``channel``: the switch had made one, so its end told all."""
    if rang or not (channel or cause in NO_CHANNEL_MADE):
        return False
    return meaning_of(cause, rang=False, sip_status=sip_status).fault is Fault.NETWORK


def gateway_failed(cause: str, *, channel: bool, rang: bool, sip_status: int = 0) -> bool:
    """Whether a call came to nothing by its gateway's own fault: what another may help, and what
    a trunk says that is out of order itself, whatever is made of it for the record."""
    if another_gateway_may_help(cause, channel=channel, rang=rang, sip_status=sip_status):
        return True
    return channel and not rang and (cause in OF_NO_CALLEE or 500 <= sip_status < 600)
