"""A zone that somebody names: there is such a one, or the one that was meant is told."""

from zoneinfo import ZoneInfo

import pytest

from esl_dialer.core.people.own_zone import zone_problem, zones
from esl_dialer.core.people.provinces import ZONES
from esl_dialer.core.people.whereabouts import gate, why_there


def test_each_zone_of_the_tables_can_be_named():
    assert frozenset[str]().union(*ZONES.values()) <= zones()
    for name in zones():
        ZoneInfo(name)


@pytest.mark.parametrize("name", ["", "America/Toronto", "Europe/Paris", "America/St_Johns"])
def test_a_zone_that_there_is(name):
    assert zone_problem(name) is None


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("America/Torronto", "America/Toronto"),
        ("america/toronto", "America/Toronto"),
        ("Toronto", "America/Toronto"),
        ("vancuver", "America/Vancouver"),
        ("Eastern", "America/Toronto"),
        ("PST", "America/Vancouver"),
        ("heure de l’Atlantique", "America/Halifax"),
        ("St. John's", "America/St_Johns"),
        ("Paris", "Europe/Paris"),
    ],
)
def test_one_that_there_is_not_is_refused_with_the_one_that_was_meant(name, near):
    assert str(zone_problem(name)).endswith(f"did you mean {near}?")


@pytest.mark.parametrize("name", ["Etc/GMT+5", "xyzzy", "5", "+05:00"])
def test_one_that_nobody_can_guess(name):
    assert str(zone_problem(name)).endswith("write it as America/Toronto")


ELSEWHERE = "+16045550100"
HERE = "+14165550100"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("ON", "L3S 4V6", (HERE,)), {"America/Toronto": "by the postal code L3S 4V6"}),
        (("AB", "", (HERE,)), {"America/Edmonton": "by the province",
                               "America/Toronto": f"by the phone {HERE}"}),
        (("ON", "L3S4V6", (HERE, ELSEWHERE)), {"America/Toronto": "by the postal code L3S4V6",
                                               "America/Vancouver": f"by the phone {ELSEWHERE}"}),
        (("ON", "L3S4V6", (ELSEWHERE,), "America/Regina"),
         {"America/Regina": "set for this person"}),
    ],
)  # fmt: skip
def test_why_a_person_is_in_each_zone_of_the_gate(asked, told):
    why = why_there(*asked)
    assert {zone: str(says) for zone, says in why.items()} == told
    assert "|".join(sorted(why)) == gate(*asked).partition("@")[0]
