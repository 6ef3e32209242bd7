"""Who is the same person, which account is the same account."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.people.identity import account_key, person_key, same_name

NUMBER = "+14165550111"


@pytest.mark.parametrize(
    ("account", "key"),
    [
        ("1234567", "1234567"),
        ("01234567", "1234567"),
        ("0001234567", "1234567"),
        ("1234567.0", "1234567"),
        ("001234567.00", "1234567"),
        ("1200", "1200"),
        ("0", "0"),
        ("000", "0"),
        ("0.0", "0"),
        ("1234567.5", "1234567.5"),
        ("1234567.", "1234567."),
        ("A0012", "A0012"),
        ("00A12", "00A12"),
        ("0012-1", "0012-1"),
        ("٠١٢", "٠١٢"),
        ("", ""),
    ],
)
def test_an_account_has_a_key_without_what_a_spreadsheet_adds(account, key):
    assert account_key(account) == key


@given(st.from_regex(r"[0-9]{1,20}", fullmatch=True), st.integers(0, 5))
def test_zeros_in_front_and_a_decimal_of_nothing_change_no_key(account, zeros):
    assert account_key("0" * zeros + account) == account_key(f"{account}.0") == account_key(account)


@given(st.text(max_size=20))
def test_a_key_is_its_own_key(account):
    assert account_key(account_key(account)) == account_key(account)


def test_a_person_is_the_same_however_written():
    key = person_key("RENÉE O'NEIL", NUMBER)
    assert key == person_key("Renee ONeil", NUMBER)
    assert key != person_key("RENÉE O'NEIL", "+14165550112")
    assert len(key) == 32


def test_names_in_any_script_are_told_apart():
    assert person_key("李明", NUMBER) != person_key("王芳", NUMBER)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Marie Roy", "ROY, Marie", True),
        ("Renée O'Neil", "RENEE ONEIL", True),
        ("Jean-François Roy", "Roy Jean François", True),
        ("Marie Roy", "Marie-Eve Roy", False),
        ("Marie Roy", "Mario Roy", False),
    ],
)
def test_a_name_is_the_same_in_another_order_and_without_signs(one, other, same):
    assert same_name(one, other) is same
