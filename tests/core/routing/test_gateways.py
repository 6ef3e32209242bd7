"""What may be written for a gateway, and when its calls come near a carrier's limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.dialing import dial_string
from esl_dialer.core.routing.gateways import (
    FEWEST_CALLS,
    LONGEST_DIAL_STRING,
    Figures,
    Gateway,
    problem_of_dial_string,
    problem_of_name,
    sofia_name,
    warnings,
)
from esl_dialer.esl.commands import originate
from esl_dialer.esl.switch import Originate
from esl_dialer.simulator.dialstring import parse_originate


@pytest.mark.parametrize(
    "text",
    [
        "sofia/gateway/carrier/{number}",
        "sofia/gateway/trunk-2.ca/+{number}",
        "sofia/gateway/trunk/9011{number}",
        "sofia/external/{number}@10.1.2.3",
        "sofia/external/+{number}@sip.example.com:5062",
        "sofia/external/{number}@[2001:db8::5]:5060",
    ],
)
def test_dial_strings_that_are_taken(text):
    assert problem_of_dial_string(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sofia/gateway/carrier/14165550100",
        "sofia/gateway//{number}",
        "sofia/gateway/car rier/{number}",
        "sofia/gateway/carrier/{number},error/USER_BUSY",
        "{a=b}sofia/gateway/carrier/{number}",
        "sofia/gateway/carrier/{number}|sofia/gateway/b/{number}",
        "sofia/gateway/carrier/{number}:_:x",
        "loopback/{number}",
        "sofia/external/{number}@10.0.0.300",
        "sofia/external/{number}@-bad.example",
        "sofia/external/{number}@[::zz]",
        "sofia/gateway/carrier/{number}\n",
    ],
)
def test_dial_strings_that_are_refused(text):
    assert problem_of_dial_string(text)


def test_a_dial_string_is_as_long_as_its_column():
    longest = f"sofia/gateway/{'a' * (LONGEST_DIAL_STRING - 23)}/{{number}}"
    assert len(longest) == LONGEST_DIAL_STRING
    assert problem_of_dial_string(longest) is None
    assert "255" in str(problem_of_dial_string(longest.replace("a", "aa", 1)))


@given(
    st.from_regex(r"sofia/gateway/[A-Za-z0-9._-]{1,9}/\+?[0-9#*]{0,4}\{number\}", fullmatch=True)
)
def test_what_is_taken_reaches_the_switch_as_it_was_written(text):
    if problem_of_dial_string(text):
        return
    dialed = dial_string(text, "+14165550100")
    command = originate(Originate("a-1", dialed, "link_back", {"x": "a b,c"})).line
    read = parse_originate(command.removeprefix("bgapi originate "))
    assert read is not None
    ((leg,),) = read.groups
    assert f"{leg.endpoint}/{leg.address}" == dialed


@pytest.mark.parametrize("name", ["", "two words", "-x", "a" * 65, "né"])
def test_names_that_are_refused(name):
    assert problem_of_name(name)


def test_the_name_that_the_switch_knows():
    assert sofia_name("sofia/gateway/trunk-2/{number}") == "trunk-2"
    assert sofia_name("sofia/external/{number}@10.1.2.3") == ""


GATEWAY = Gateway("a", "sofia/gateway/a/{number}", short_limit=0.15, zero_limit=0.5)


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (Figures(1000, 650, 50), []),
        (Figures(1000, 700, 84), ["short_calls"]),
        (Figures(1000, 700, 83), []),
        (Figures(1000, 600, 10), ["zero_seconds"]),
        (Figures(1000, 300, 299), ["short_calls", "zero_seconds"]),
        (Figures(FEWEST_CALLS - 1, FEWEST_CALLS - 1, 90), []),
        (Figures(), []),
    ],
)
def test_the_warning_comes_before_the_limit(figures, told):
    assert warnings(GATEWAY, figures) == told


def test_a_limit_of_nothing_is_no_limit():
    free = Gateway("a", "sofia/gateway/a/{number}", short_limit=0, zero_limit=0)
    assert warnings(free, Figures(1000, 500, 500)) == []


def test_shares():
    assert Figures(200, 100, 25).short_share == 0.25
    assert Figures(200, 100, 25).zero_share == 0.5
