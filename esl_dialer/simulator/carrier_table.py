"""The rehearsal carrier's table: what each class of dialed number does. docs/carrier.md shows it.

A row is chosen by two digits, 00 to 99; ``carrier`` says which two. The shares are those of a
collections list on a working day, rounded: four in ten do not answer, two in ten are machines,
two in ten are people, the rest is busy, refused or not in service.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Scenario(StrEnum):
    """What happens at the called end, named as telephony people would say it."""

    RINGS_OUT = "rings out"
    UNAVAILABLE = "unavailable"
    RINGS_OUT_TWICE = "rings out twice, then listens"
    BUSY = "busy"
    BUSY_TWICE = "busy twice, then listens"
    MACHINE = "answering machine"
    REJECTED = "rejected"
    UNALLOCATED = "unallocated"
    INVALID = "invalid number"
    CONGESTION = "congestion"
    CONGESTION_ONCE = "congestion once, then listens"
    EARLY_MEDIA_FAILS = "announcement, then unallocated"
    FORBIDDEN = "forbidden"
    LISTENS = "listens to the end"
    LONG_RING = "long ring, then listens"
    HANGS_UP = "hangs up mid-message"
    PRESSES_1 = "presses 1"
    PRESSES_9_THEN_1 = "presses 9, then 1"
    PRESSES_1_LATE = "presses 1 in the last silence"
    PRESSES_1_GIVES_UP = "presses 1, hangs up while the representative rings"
    EARLY_MEDIA_PRESSES_1 = "early media, then presses 1"
    PRESSES_2 = "presses 2"
    PRESSES_2_THEN_1 = "presses 2, then 1"
    TALKS = "representative talks"
    DROPS = "representative hangs up"
    AGENT_ANSWERS = "agent's phone answers"
    AGENT_DROPS = "agent's phone answers, and is lost"


class Since(StrEnum):
    """From when a key's delay counts."""

    ANSWER = "answer"
    MESSAGE_END = "end of the message"


@dataclass(frozen=True, slots=True)
class Key:
    """A DTMF key, ``delay_ms`` milliseconds after ``since``."""

    key: str
    delay_ms: int
    since: Since = Since.ANSWER


@dataclass(frozen=True, slots=True)
class Behaviour:
    """All that a called party does. Times in milliseconds."""

    scenario: Scenario
    ring_ms: int = 6000
    """From the INVITE to the answer or the refusal; ``RINGS_FOREVER``: neither comes."""
    rings: bool = True
    """Says 180 Ringing (or 183 with ``early_media``) before the final answer."""
    early_media: bool = False
    sip_status: int = 0
    """The final refusal (486, 404, ...); 0: it is answered, if the caller waits long enough."""
    keys: tuple[Key, ...] = ()
    hangs_up_ms: int | None = None
    """After the answer; None: it stays until the other side hangs up."""
    greeting_ms: int = 0
    """A machine talks this long after the answer, then beeps."""

    @property
    def answers(self) -> bool:
        return not self.sip_status and self.ring_ms < RINGS_FOREVER


RINGS_FOREVER = 3_600_000
AT_ONCE_MS = 20
CAUSE_OF_SIP = {
    403: "CALL_REJECTED",
    404: "UNALLOCATED_NUMBER",
    480: "NO_USER_RESPONSE",
    484: "INVALID_NUMBER_FORMAT",
    486: "USER_BUSY",
    500: "NORMAL_TEMPORARY_FAILURE",
    503: "NORMAL_TEMPORARY_FAILURE",
    603: "CALL_REJECTED",
}
"""As measured on FreeSWITCH."""


@dataclass(frozen=True, slots=True)
class Row:
    """Digits ``first`` to ``last``. From the ``later_from``-th dial on, ``later`` applies."""

    first: int
    last: int
    behaviour: Behaviour
    spread_ms: int = 0
    """Up to this is added to ``ring_ms``, and stays the same for one number and dial."""
    later: Behaviour | None = None
    later_from: int = 3


_S = Scenario
_LISTENS = Behaviour(_S.LISTENS)
_RINGS_OUT = Behaviour(_S.RINGS_OUT, ring_ms=RINGS_FOREVER)


def _refused(scenario: Scenario, status: int, ring_ms: int = AT_ONCE_MS) -> Behaviour:
    return Behaviour(scenario, ring_ms=ring_ms, rings=ring_ms > AT_ONCE_MS, sip_status=status)


def _presses(scenario: Scenario, *keys: Key, hangs_up_ms: int | None = None) -> Behaviour:
    return Behaviour(scenario, keys=keys, hangs_up_ms=hangs_up_ms)


_BUSY = _refused(_S.BUSY, 486, 500)

CONTACTS: tuple[Row, ...] = (
    Row(0, 29, _RINGS_OUT),
    Row(30, 34, _refused(_S.UNAVAILABLE, 480, 18_000)),
    Row(35, 37, _refused(_S.UNAVAILABLE, 480)),
    Row(38, 39, replace(_RINGS_OUT, scenario=_S.RINGS_OUT_TWICE), 6000, _LISTENS),
    Row(40, 45, _BUSY),
    Row(46, 47, replace(_BUSY, scenario=_S.BUSY_TWICE), 6000, _LISTENS),
    Row(48, 67, Behaviour(_S.MACHINE, 18_000, greeting_ms=8000, hangs_up_ms=120_000), 4000),
    Row(68, 69, _refused(_S.REJECTED, 603, 4000)),
    Row(70, 73, _refused(_S.UNALLOCATED, 404)),
    Row(74, 74, _refused(_S.INVALID, 484)),
    Row(75, 75, _refused(_S.CONGESTION_ONCE, 503), 6000, _LISTENS, later_from=2),
    Row(76, 76, replace(_refused(_S.EARLY_MEDIA_FAILS, 404, 5000), early_media=True)),
    Row(77, 77, _refused(_S.FORBIDDEN, 403)),
    Row(78, 84, _LISTENS, 8000),
    Row(85, 85, Behaviour(_S.LONG_RING, ring_ms=24_000)),
    Row(86, 86, Behaviour(_S.HANGS_UP, hangs_up_ms=2000), 8000),
    Row(87, 87, Behaviour(_S.HANGS_UP, hangs_up_ms=3500), 8000),
    Row(88, 88, Behaviour(_S.HANGS_UP, hangs_up_ms=5000), 8000),
    Row(89, 89, Behaviour(_S.HANGS_UP, hangs_up_ms=500), 8000),
    Row(90, 90, _presses(_S.PRESSES_1, Key("1", 3000)), 8000),
    Row(91, 91, _presses(_S.PRESSES_1, Key("1", 4500)), 8000),
    Row(92, 92, _presses(_S.PRESSES_1, Key("1", 6000)), 8000),
    Row(93, 93, _presses(_S.PRESSES_1, Key("1", 7500)), 8000),
    Row(94, 94, _presses(_S.PRESSES_9_THEN_1, Key("9", 3000), Key("1", 5000)), 8000),
    Row(95, 95, _presses(_S.PRESSES_1_LATE, Key("1", 2000, Since.MESSAGE_END)), 8000),
    Row(96, 96, _presses(_S.PRESSES_1_GIVES_UP, Key("1", 4000), hangs_up_ms=6000), 8000),
    Row(
        97,
        97,
        replace(_presses(_S.EARLY_MEDIA_PRESSES_1, Key("1", 4000)), early_media=True),
        8000,
    ),
    Row(98, 98, _presses(_S.PRESSES_2, Key("2", 4000)), 8000),
    Row(99, 99, _presses(_S.PRESSES_2_THEN_1, Key("2", 4000), Key("1", 4400)), 8000),
)
"""The person called, by the two digits. Every pair 00 to 99 is in exactly one row."""

REPRESENTATIVES: dict[int, Row] = {
    90: Row(90, 90, Behaviour(_S.TALKS, ring_ms=8000, hangs_up_ms=30_000)),
    91: Row(91, 91, _BUSY),
    92: Row(92, 92, _RINGS_OUT),
    93: Row(93, 93, Behaviour(_S.DROPS, ring_ms=8000, hangs_up_ms=2000)),
    94: Row(94, 94, Behaviour(_S.TALKS, ring_ms=20_000, hangs_up_ms=30_000)),
    95: Row(95, 95, _refused(_S.REJECTED, 603, 4000)),
    96: Row(96, 96, _refused(_S.UNALLOCATED, 404)),
    97: Row(97, 97, _refused(_S.CONGESTION, 503)),
    98: Row(98, 98, Behaviour(_S.TALKS, ring_ms=8000, hangs_up_ms=300_000)),
    99: Row(99, 99, _BUSY, later=Behaviour(_S.TALKS, 8000, hangs_up_ms=30_000), later_from=2),
}
"""The number a call is transferred to, when it is a 555-0190 to 555-0199; the rest just talk."""

AGENT = Behaviour(_S.AGENT_ANSWERS, ring_ms=300)
AGENTS: dict[str, Behaviour] = {
    "9991": _BUSY,
    "9992": _RINGS_OUT,
    "9993": Behaviour(_S.AGENT_DROPS, ring_ms=300, hangs_up_ms=30_000),
    "9994": _refused(_S.REJECTED, 603, 4000),
}
"""An agent's telephone, by its extension; the rest answer at once and stay."""

TALK_RING_MS = 8000
TALK_MIN_MS = 20_000
TALK_SPREAD_MS = 40_000
