"""Words in a phone's cell: nothing with words is dialed unread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.people.phone_cells import BARE_SIGN, NOT_UNDERSTOOD
from esl_dialer.core.people.phone_words import (
    FAX,
    FORMER,
    OUT_OF_SERVICE,
    PHRASES,
    UNUSABLE,
    WRONG_NUMBER,
    Role,
)
from esl_dialer.core.people.phones import NOT_A_NUMBER, read_phone, read_phones
from esl_dialer.core.says import Says
from esl_dialer.core.words import StopReason

NUMBER = "+14165550199"
PLAIN = "416-555-0199"
WAYS = ("{words} {number}", "{words}: {number}", "({words}) {number}", "{number} {words}",
        "{number} ({words})", "{number} - {words}", "{words}\u00a0{number}")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "extension"),
    [
        ("Home 416-555-0199", "home", ""),
        ("(h) 416-555-0199", "home", ""),
        ("Domicile : 416-555-0199", "home", ""),
        ("rés. 416-555-0199", "home", ""),
        ("416-555-0199 cell", "mobile", ""),
        ("Cellulaire: (416) 555-0199", "mobile", ""),
        ("c416-555-0199", "mobile", ""),
        ("Work# 416-555-0199", "work", ""),
        ("416-555-0199 wk", "work", ""),
        ("travail 416-555-0199", "work", ""),
        ("tél. bur.: 416 555-0199 poste 55", "work", "55"),
        ("2nd 416-555-0199", "other", ""),
        ("2e tél. 416-555-0199", "other", ""),
        ("nº 416-555-0199", "", ""),
        ("Phone Number: 416-555-0199", "", ""),
        ("416-555-0199 local 55", "", "55"),
        ("local 55, 416-555-0199", "", "55"),
        ("poste 55 : 416 555-0199", "", "55"),
        ("ext 12 (416) 555-0199", "", "12"),
        ("416-555-0199, ext. 12", "", "12"),
        ("416-555-0199 x12 cell", "mobile", "12"),
        ("416-555-0199x", "", ""),
        ("416-555-0199 ext.", "", ""),
        ("cell 4165550199.0", "mobile", ""),
    ],
)
def test_known_labels_are_understood_on_either_side(text: str, kind: str, extension: str) -> None:
    phone = read_phone(text)
    assert (phone.number, phone.kind, phone.extension) == (NUMBER, kind, extension)
    assert (phone.problem, phone.note) == (None, None)


@pytest.mark.parametrize("text", ["x4165550199", "x 1-416-555-0199", "ext 416-555-0199"])
def test_a_sign_in_front_without_an_extension_is_told(text: str) -> None:
    assert (read_phone(text).number, read_phone(text).note) == (NUMBER, BARE_SIGN)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("words", "stop"),
    [
        ("do not call", StopReason.DNC),
        ("DNC", StopReason.DNC),
        ("Don\u2019t call", StopReason.DNC),
        ("NE PAS APPELER", StopReason.DNC),
        ("n'appelez plus", StopReason.DNC),
        ("LNNTE", StopReason.DNC),
        ("deceased", StopReason.DECEASED),
        ("dec'd", StopReason.DECEASED),
        ("Décédée", StopReason.DECEASED),
        ("succession de", StopReason.DECEASED),
        ("bankrupt", StopReason.BANKRUPT),
        ("Proposition de consommateur", StopReason.BANKRUPT),
        ("syndic", StopReason.BANKRUPT),
        ("Lawyer", StopReason.REPRESENTED),
        ("avocat", StopReason.REPRESENTED),
        ("cease and desist", StopReason.LEGAL),
        ("C&D", StopReason.LEGAL),
        ("mise en demeure", StopReason.LEGAL),
        ("wrong person", StopReason.WRONG_PERSON),
        ("pas la bonne personne", StopReason.WRONG_PERSON),
    ],
)
def test_words_about_the_person_stop_the_person(way: str, words: str, stop: StopReason) -> None:
    phone = read_phone(way.format(words=words, number=PLAIN))
    assert (phone.number, phone.stop, phone.refused) == ("", stop, NUMBER)
    assert read_phone(f"Home {words}").stop is stop


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("disconnected", OUT_OF_SERVICE),
        ("NIS", OUT_OF_SERVICE),
        ("N/S", OUT_OF_SERVICE),
        ("hors service", OUT_OF_SERVICE),
        ("n'est plus en service", OUT_OF_SERVICE),
        ("wrong number", WRONG_NUMBER),
        ("Mauvais numéro", WRONG_NUMBER),
        ("old", FORMER),
        ("fax", FAX),
        ("Télécopieur", FAX),
        ("do not use", UNUSABLE),
    ],
)
def test_words_about_the_number_refuse_it_alone(way: str, words: str, problem: Says) -> None:
    phone = read_phone(way.format(words=words, number=PLAIN))
    assert (phone.number, phone.stop, phone.refused) == ("", None, NUMBER)
    assert phone.problem == problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ask for Bob 416 555 0199", "ask for bob"),
        ("416-555-0199 (mother)", "mother"),
        ("no 416-555-0199", "no"),
        ("416-555-0199 N", "n"),
        ("41655O0199", "o"),
        ("416-555-b199", "b"),
        ("home 416-555-0199 after 5pm", "after pm"),
        ("звонить 416-555-0199", "звонить"),
    ],
)
def test_other_words_refuse_the_number_with_the_reason(text: str, words: str) -> None:
    phone = read_phone(text)
    assert (phone.number, phone.stop) == ("", None)
    assert phone.problem == NOT_UNDERSTOOD.of(words=repr(words))


@pytest.mark.parametrize("text", ["✗4165550199", "416-555-0199 ✓", "4\u03361\u033665550199"])
def test_signs_that_say_something_refuse_it_too(text: str) -> None:
    assert not read_phone(text).number


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Home: 416-555-0111 / Cell: 416-555-0112", {"0111": "home", "0112": "mobile"}),
        ("416-555-0111 (h) or 416-555-0112 (c)", {"0111": "home", "0112": "mobile"}),
        ("H 416-555-0111 C 416-555-0112", {"0111": "home", "0112": "mobile"}),
        ("416-555-0111 H 416-555-0112 C", {"0111": "home", "0112": "mobile"}),
        ("home 416-555-0111, cell 416-555-0112", {"0111": "home", "0112": "mobile"}),
        ("home 416-555-0111 ext 12 cell 416-555-0112", {"0111": "home", "0112": "mobile"}),
        ("home 416-555-0111, fax 416-555-0112", {"0111": "home"}),
        ("fax 416-555-0111; cell 416-555-0112", {"0112": "mobile"}),
        ("fax 416-555-0111, 416-555-0112", {}),
        ("416-555-0111, disconnected, 416-555-0112", {}),
        ("home 416-555-0111 fax 416-555-0112", {}),
        ("ask for Bob; 416-555-0112", {}),
        ("home 416-555-0111, cell 416-555-0112, deceased", {}),
    ],
)
def test_a_word_refuses_every_number_of_its_cell_without_a_label(
    text: str, called: dict[str, str]
) -> None:
    found = [phone for _, phone in read_phones(text)]
    assert {p.number[-4:]: p.kind for p in found if p.number} == called


def test_each_number_of_a_cell_is_told_as_it_was_given() -> None:
    parts = [part for part, _ in read_phones("Rés. : 416-555-0111 / Fax : 416-555-0112")]
    assert parts == ["Rés. : 416-555-0111", "Fax : 416-555-0112"]


@pytest.mark.parametrize("text", ["home", "call me", "Téléphone", "ext"])
def test_words_alone_are_no_number(text: str) -> None:
    assert read_phone(text).problem == NOT_A_NUMBER


def test_the_phrases_are_as_they_are_compared() -> None:
    for phrase in PHRASES:
        assert all(word.isascii() and word.isalpha() and word == word.lower() for word in phrase)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzé' ", min_size=1, max_size=30).map(str.strip))
def test_no_word_is_dialed_unread(words: str) -> None:
    """Only labels and extension signs leave a number to be called."""
    phone = read_phone(f"{words} {PLAIN}")
    known = {word for phrase, meaning in PHRASES.items() for word in phrase
             if meaning.role in {Role.LABEL, Role.EXTENSION, Role.BETWEEN}}  # fmt: skip
    if phone.number:
        plain = words.replace("'", "").replace("é", "e").split()
        assert set(plain) <= known


@given(st.text(max_size=80))
def test_a_cell_is_never_dialed_with_other_digits_than_it_shows(text: str) -> None:
    shown = "".join(str(int(ch)) for ch in text if ch.isdecimal())
    for _, phone in read_phones(text):
        if phone.number.startswith("+1"):
            assert phone.number[2:] in shown
