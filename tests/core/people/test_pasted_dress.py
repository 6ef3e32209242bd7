"""Numbers as people dress them up: the do-not-call list reads them all the same."""

import pytest

from esl_dialer.core.people.pasted_numbers import numbers_in, valid_key


@pytest.mark.parametrize(
    "text",
    [
        "tel:4165553013",
        "4165553013x5",
        "416-555-3013 ext. 12",
        "(416) 555-3013 poste 7",
        "TEL:+14165553013",
    ],
)
def test_a_number_is_read_without_its_dress(text):
    assert valid_key(text) == "4165553013"


def test_quotes_around_numbers_are_no_part_of_them():
    found = numbers_in('"416-555-3013";"(416) 555 3014"\n\u201c4165553015\u201d,"nobody"')
    assert found.keys == ("4165553013", "4165553014", "4165553015")
    assert found.unreadable == ("nobody",)


def test_what_is_no_number_is_told():
    found = numbers_in("4165553013, nobody, 911")
    assert found.keys == ("4165553013",)
    assert found.unreadable == ("nobody", "911")
