"""What a look at a channel tells of an agent's leg, or of the person called, as measured.

``current_application`` and ``bridge_uuid`` tell nothing: they stay after what they name is over.
The state does, and the bond of a leg that talks.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from esl_dialer.core.words import Step

LATE = timedelta(seconds=1)
"""After so long a hand-over that nothing was heard of is looked at; never sent again before."""

STRANDED_LOOK = timedelta(milliseconds=200)
"""Between looks at a person whose agent was lost at the hand-over."""

LOOKS = 3
"""So many in a row must say that somebody is stranded."""

PAGE_GONE = timedelta(seconds=45)
"""A page that says nothing for so long is gone."""

CALL_AGAIN = (timedelta(seconds=2), timedelta(seconds=10), timedelta(seconds=30))
"""Waits before a lost leg is called again; after the last the agent says so themselves."""


@dataclass(frozen=True, slots=True)
class ChannelLook:
    """``state`` as FreeSWITCH names it; ``bond``: the other leg of its last bridge."""

    state: str
    answered: bool
    step: str = ""
    bond: str = ""


class LegIs(StrEnum):
    GONE = "gone"
    RINGING = "ringing"
    IDLE = "idle"
    TALKING = "talking"
    PARKED = "parked"
    UNSURE = "unsure"


class PersonIs(StrEnum):
    GONE = "gone"
    RINGING = "ringing"
    WAITING = "waiting"
    TOLD = "told"
    """They hear who called."""
    TALKING = "talking"
    STRANDED = "stranded"
    """If the next looks say so too: nobody will ever wake them."""


def leg_is(look: ChannelLook | None, *, person_lives: bool) -> LegIs:
    """``person_lives``: the channel that its bond names."""
    if look is None:
        return LegIs.GONE
    if not look.answered:
        return LegIs.RINGING
    talks = LegIs.TALKING if person_lives else LegIs.UNSURE
    return {
        "CS_EXECUTE": LegIs.IDLE,
        "CS_SOFT_EXECUTE": talks,
        "CS_EXCHANGE_MEDIA": talks,
        "CS_PARK": LegIs.PARKED,
    }.get(look.state, LegIs.UNSURE)


def person_is(look: ChannelLook | None) -> PersonIs:
    if look is None:
        return PersonIs.GONE
    if not look.answered:
        return PersonIs.RINGING
    if look.state == "CS_EXCHANGE_MEDIA":
        return PersonIs.TALKING
    if look.state != "CS_EXECUTE":
        return PersonIs.STRANDED
    return PersonIs.TOLD if look.step == Step.ABANDONED else PersonIs.WAITING
