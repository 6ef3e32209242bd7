import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.people.phones import (
    DIRECTORY,
    EMERGENCY,
    IMPOSSIBLE,
    NO_AREA_CODE,
    NOT_A_NUMBER,
    PREMIUM,
    SHORT_CODE,
    TOO_LONG,
    TOO_SHORT,
    plain_number,
    read_phone,
    read_phones,
    slow_read_phone,
)
from esl_dialer.core.says import Says
from esl_dialer.core.text.spreadsheet_numbers import ROUNDED

FORMS = ("{a}{b}{c}", "1{a}{b}{c}", "+1{a}{b}{c}", "({a}) {b}-{c}", "1-{a}-{b}-{c}", "{a}.{b}.{c}")
three = st.integers(0, 999).map("{:03}".format)
four = st.integers(0, 9999).map("{:04}".format)


@given(form=st.sampled_from(FORMS), a=three, b=three, c=four)
def test_the_fast_path_agrees_with_phonenumbers(form: str, a: str, b: str, c: str) -> None:
    text = form.format(a=a, b=b, c=c)
    assert read_phone(text) == slow_read_phone(text)
    assert plain_number(text) in ("", read_phone(text).number)


@pytest.mark.parametrize("exchange", ["200", "310", "555", "611", "911", "976", "999"])
def test_the_fast_path_agrees_for_every_area_code(exchange: str) -> None:
    for area in range(200, 1000):
        text = f"{area}{exchange}1212"
        assert read_phone(text) == slow_read_phone(text), text


@pytest.mark.parametrize("area", ["416", "867", "212", "787", "800"])
def test_the_fast_path_agrees_for_every_exchange(area: str) -> None:
    for exchange in range(200, 1000):
        for line in ("0199", "1212"):
            text = f"{area}{exchange}{line}"
            assert read_phone(text) == slow_read_phone(text), text


@given(st.text(alphabet="0123456789+-() .x#*;,/ext", max_size=24) | st.text(max_size=30))
def test_anything_is_a_number_or_refused_by_name(text: str) -> None:
    phone = read_phone(text)
    assert bool(phone.number) != bool(phone.problem)
    if phone.number:
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone.number))
        assert len(phone.number) <= 16


@given(st.text(max_size=40))
def test_a_cell_never_gives_a_number_that_its_parts_do_not(text: str) -> None:
    for part, phone in read_phones(text):
        assert not phone.number or phone.number == read_phone(part).number


@pytest.mark.parametrize(
    ("text", "number", "extension"),
    [
        ("(416) 555-0199 x12", "+14165550199", "12"),
        ("416 555 0199 poste 12", "+14165550199", "12"),
        ("416-555-0199 ext. 7", "+14165550199", "7"),
        ("4165550199#123", "+14165550199", "123"),
        ("4165550199 Extension: 9", "+14165550199", "9"),
        ("tel:+1-416-555-0199", "+14165550199", ""),
        ("+44 20 7946 0958", "+442079460958", ""),
        ("011 44 20 7946 0958", "+442079460958", ""),
        ("４１６５５５０１９９", "+14165550199", ""),
        ("1 (800) 270-9938", "+18002709938", ""),
    ],
)
def test_numbers_as_people_write_them(text: str, number: str, extension: str) -> None:
    phone = read_phone(text)
    assert (phone.number, phone.extension, phone.problem) == (number, extension, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("911", EMERGENCY),
        ("9-1-1", EMERGENCY),
        ("411", SHORT_CODE),
        ("*67", SHORT_CODE),
        ("1-900-555-0100", PREMIUM),
        ("416-976-1234", PREMIUM),
        ("416-555-1212", DIRECTORY),
        ("555-0199", NO_AREA_CODE),
        ("310-1234", NO_AREA_CODE),
        ("0000000000", IMPOSSIBLE),
        ("999-999-9999", IMPOSSIBLE),
        ("416 123 4567", IMPOSSIBLE),
        ("416555019", TOO_SHORT),
        ("416555019912345", TOO_LONG),
        ("1.41656E+10", ROUNDED),
        ("call me", NOT_A_NUMBER),
        ("+33 8 99 12 34 56", PREMIUM),
    ],
)
def test_what_is_refused_is_named(text: str, problem: Says) -> None:
    assert read_phone(text).problem == problem


@pytest.mark.parametrize(
    "text",
    [
        "4165550111;4165550112",
        "416-555-0111 / 416-555-0112",
        "416-555-0111 or 416-555-0112",
        "(416) 555-0111, (416) 555-0112",
    ],
)
def test_two_numbers_in_one_cell_are_two_numbers(text: str) -> None:
    assert [phone.number for _, phone in read_phones(text)] == ["+14165550111", "+14165550112"]


def test_the_good_one_of_two_numbers_is_kept() -> None:
    found = read_phones("416-555-0111 / 911")
    assert [(phone.number, phone.problem) for _, phone in found] == [
        ("+14165550111", None),
        ("", EMERGENCY),
    ]
