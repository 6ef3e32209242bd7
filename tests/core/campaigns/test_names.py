"""A free name for a clone."""

import pytest

from esl_dialer.core.campaigns.campaign import name_key
from esl_dialer.core.campaigns.names import free_name


@pytest.mark.parametrize(
    ("name", "taken", "offered"),
    [
        ("Spring", [], "Spring (2)"),
        ("Spring", ["SPRING (2)", "spring (3)"], "Spring (4)"),
        ("Spring (2)", ["Spring", "Spring (2)"], "Spring (3)"),
        ("Spring (0)", [], "Spring (0) (2)"),
        ("(2)", [], "(2) (2)"),
        ("Spring (2027)", [], "Spring (2028)"),
        ("Printemps  d'été", [], "Printemps d'été (2)"),
    ],
)
def test_the_first_number_that_nobody_has(name, taken, offered):
    assert free_name(name, {name_key(one) for one in taken}) == offered


def test_a_long_name_is_cut_and_still_differs():
    longest = "x" * 128
    first = free_name(longest, set())
    assert first == "x" * 124 + " (2)"
    assert free_name(longest, {name_key(first)}) == "x" * 124 + " (3)"
