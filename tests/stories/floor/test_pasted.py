from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.people.pasted_numbers import numbers_in, valid_key

area = st.integers(2, 9).flatmap(lambda d: st.integers(0, 99).map(lambda r: f"{d}{r:02d}"))
local = st.integers(2, 9).flatmap(lambda d: st.integers(0, 999_999).map(lambda r: f"{d}{r:06d}"))
number = st.tuples(area, local).map("".join)
WAYS = (
    "{0}{1}{2}", "({0}) {1}-{2}", "{0}-{1}-{2}", "{0}.{1}.{2}", "+1 {0} {1} {2}",
    "1{0}{1}{2}", "1-{0}-{1}-{2}", "+1({0}){1}-{2}",
)  # fmt: skip
LONGEST_S = 5.0
"""Of processor time: many times what it takes."""
BETWEEN = ("\n", ",", ", ", ";", "\r\n", "\t", " ; ", "  \n")


@given(st.lists(st.tuples(number, st.sampled_from(WAYS)), max_size=20), st.sampled_from(BETWEEN))
def test_numbers_are_found_however_they_are_written(pairs, between):
    text = between.join(way.format(n[:3], n[3:6], n[6:]) for n, way in pairs)
    found = numbers_in(text)
    assert found.keys == tuple(dict.fromkeys(n for n, _ in pairs))
    assert found.unreadable == ()


@given(st.lists(number, min_size=1, max_size=10))
def test_spaces_alone_part_numbers_too(numbers):
    assert numbers_in(" ".join(numbers)).keys == tuple(dict.fromkeys(numbers))


@given(st.text(max_size=200))
def test_any_text_is_read_and_every_key_is_valid(text):
    for key in numbers_in(text).keys:
        assert valid_key(key) == key


def test_what_is_no_number_is_told():
    found = numbers_in("416-555-0123, call me, 123, 911\n+44 20 7946 0000")
    assert found.keys == ("4165550123", "+442079460000")
    assert found.unreadable == ("call", "me", "123", "911")


@pytest.mark.parametrize("between", [" ", " " * 1000])
def test_a_long_text_without_lines_is_read_at_once(between):
    numbers = [f"416555{n:04}" for n in range(2000)]
    began = process_time()
    assert numbers_in(between.join(numbers)).keys == tuple(numbers)
    assert process_time() - began < LONGEST_S
