"""The rehearsal carrier: what happens is a pure function of the dialed number and the dial's count.

The two digits that choose the row of the table are, for a number of the fictional range
NPA-555-0100 to NPA-555-0199, its last two; for any other number, a stable hash of number and dial.
"""

from dataclasses import replace
from zlib import crc32

from esl_dialer.core.words import LegRole
from esl_dialer.simulator.carrier_table import (
    AGENT,
    AGENTS,
    CONTACTS,
    REPRESENTATIVES,
    RINGS_FOREVER,
    TALK_MIN_MS,
    TALK_RING_MS,
    TALK_SPREAD_MS,
    Behaviour,
    Row,
    Scenario,
)

NANP_DIGITS = 10
FICTIONAL = "55501"


def national(number: str) -> str:
    """The digits alone, without the ``1`` of North America: what the table is asked for."""
    digits = "".join(character for character in number if character.isdecimal())
    if len(digits) == NANP_DIGITS + 1 and digits.startswith("1"):
        return digits[1:]
    return digits


def behaviour(number: str, nth: int, role: LegRole = LegRole.CONTACT) -> Behaviour:
    """What the called party does when ``number`` is dialed for the ``nth`` time (1-based)."""
    digits = national(number)
    if role is LegRole.TRANSFER:
        return _representative(digits, nth)
    if role is LegRole.AGENT:
        return AGENTS.get(number[-4:], AGENT)
    return _apply(_CONTACT_ROWS[row_digits(digits, nth)], digits, nth)


def row_digits(digits: str, nth: int) -> int:
    """The two digits, 0 to 99, that choose the row for a national number."""
    if _fictional(digits):
        return int(digits[-2:])
    return _stable(digits, nth, "row") % 100


def _representative(digits: str, nth: int) -> Behaviour:
    if _fictional(digits) and int(digits[-2:]) in REPRESENTATIVES:
        return _apply(REPRESENTATIVES[int(digits[-2:])], digits, nth)
    talk = talk_ms(digits, nth)
    return Behaviour(Scenario.TALKS, ring_ms=TALK_RING_MS, hangs_up_ms=talk)


def talk_ms(number: str, nth: int) -> int:
    """How long a person talks with an agent before they hang up, unless the agent does."""
    return TALK_MIN_MS + _stable(national(number), nth, "talk") % TALK_SPREAD_MS


def _apply(row: Row, digits: str, nth: int) -> Behaviour:
    chosen = row.later if row.later and nth >= row.later_from else row.behaviour
    if not row.spread_ms or chosen.sip_status or chosen.ring_ms >= RINGS_FOREVER:
        return chosen
    extra = _stable(digits, nth, "ring") % row.spread_ms
    return replace(chosen, ring_ms=chosen.ring_ms + extra)


def _fictional(digits: str) -> bool:
    return len(digits) == NANP_DIGITS and digits[3:8] == FICTIONAL


def _stable(digits: str, nth: int, purpose: str) -> int:
    return crc32(f"{purpose}:{digits}:{nth}".encode())


_CONTACT_ROWS = {pair: row for row in CONTACTS for pair in range(row.first, row.last + 1)}
