"""Numbers: how a stop matches them, and what is dialed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.dialing import (
    dial_string,
    dialed_digits,
    kinds_of,
    phone_to_dial,
    place_of,
    rotated,
)
from esl_dialer.core.people.stops import key_of

national = st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True)
PHONES = ((1, 11, "+14165550101"), (3, 33, "+14165550103"), (4, 44, "+14165550104"))


@given(national)
def test_a_number_is_matched_however_it_is_written(digits):
    area, office, line = digits[:3], digits[3:6], digits[6:]
    written = (
        f"+1{digits}",
        f"1{digits}",
        digits,
        f"({area}) {office}-{line}",
        f" +1 ({area}) {office}-{line} ",
        f"{area}.{office}.{line}",
    )
    assert {key_of(text) for text in written} == {digits}


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("+442079460000", "+442079460000"),
        ("+33 1 99 00 00 00", "+33199000000"),
        ("４１６５５５０１００", "4165550100"),
        ("416²5550100", "4165550100"),
        ("", ""),
    ],
)
def test_other_numbers_are_matched_whole_and_in_plain_digits(number, key):
    assert key_of(number) == key


def test_a_foreign_number_is_not_taken_for_a_north_american_one():
    assert key_of("+4165550100") != key_of("+14165550100")


@pytest.mark.parametrize(
    ("number", "dialed"),
    [
        ("+14165550100", "14165550100"),
        ("416-555-0100", "14165550100"),
        ("+442079460000", "442079460000"),
        ("٤١٦٥٥٥٠١٠٠", "14165550100"),
        ("", ""),
    ],
)
def test_what_is_dialed_is_plain_digits(number, dialed):
    assert dialed_digits(number) == dialed
    assert dial_string("sofia/gateway/carrier/{number}@x", number) == (
        f"sofia/gateway/carrier/{dialed}@x"
    )


@given(st.text())
def test_nothing_but_digits_reaches_a_dial_string(number):
    assert dialed_digits(number).strip("0123456789") == ""


def test_caller_ids_take_turns():
    choices = ("18663123618", "8888961799")
    turns = [rotated(choices, turn) for turn in range(4)]
    assert turns == ["18663123618", "18888961799"] * 2
    assert rotated((), 3) == ""


@pytest.mark.parametrize(
    ("turn", "phone"), [(0, 11), (1, 11), (2, 33), (3, 33), (4, 44), (5, 11), (19, 11)]
)
def test_the_phone_whose_turn_it_is(turn, phone):
    assert phone_to_dial(PHONES, turn)[0] == phone


def test_without_phones_there_is_none():
    assert phone_to_dial((), 0) == (0, "")


def test_types_of_phones_are_dialed_in_a_campaigns_order():
    phones = [(0, "home"), (1, "mobile"), (2, ""), (3, "mobile")]
    order = kinds_of("Mobile; home")
    places = {position: place_of(position, kind, order) for position, kind in phones}
    assert sorted(places, key=places.get) == [1, 3, 0, 2]
    alone = [place_of(position, kind, ("mobile",), only=True) for position, kind in phones]
    assert [place is not None for place in alone] == [False, True, False, True]
    assert [place_of(position, kind, ()) for position, kind in phones] == [0, 1, 2, 3]
