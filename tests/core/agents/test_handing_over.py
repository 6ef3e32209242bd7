"""What a look at a channel tells, as measured."""

import pytest

from esl_dialer.core.agents.handing_over import ChannelLook, LegIs, PersonIs, leg_is, person_is


@pytest.mark.parametrize(
    ("state", "lives", "told"),
    [
        ("CS_EXECUTE", False, LegIs.IDLE),
        ("CS_SOFT_EXECUTE", True, LegIs.TALKING),
        ("CS_SOFT_EXECUTE", False, LegIs.UNSURE),
        ("CS_EXCHANGE_MEDIA", True, LegIs.TALKING),
        ("CS_PARK", True, LegIs.PARKED),
        ("CS_RESET", True, LegIs.UNSURE),
    ],
)
def test_an_agents_leg(state, lives, told):
    assert leg_is(ChannelLook(state, answered=True), person_lives=lives) is told


@pytest.mark.parametrize(
    ("state", "step", "told"),
    [
        ("CS_EXCHANGE_MEDIA", "waiting", PersonIs.TALKING),
        ("CS_EXECUTE", "waiting", PersonIs.WAITING),
        ("CS_EXECUTE", "abandoned", PersonIs.TOLD),
        ("CS_RESET", "waiting", PersonIs.STRANDED),
        ("CS_SOFT_EXECUTE", "waiting", PersonIs.STRANDED),
    ],
)
def test_a_person(state, step, told):
    assert person_is(ChannelLook(state, answered=True, step=step)) is told


def test_none_is_gone_and_one_that_rings_rings():
    assert (leg_is(None, person_lives=False), person_is(None)) == (LegIs.GONE, PersonIs.GONE)
    ringing = ChannelLook("CS_CONSUME_MEDIA", answered=False)
    assert leg_is(ringing, person_lives=False) is LegIs.RINGING
    assert person_is(ringing) is PersonIs.RINGING
