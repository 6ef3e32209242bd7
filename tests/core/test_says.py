from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.says import (
    NOTHING,
    Says,
    SaysError,
    about,
    either,
    from_json,
    listed,
    says_of,
    several,
    shape,
    unpacked,
    verbatim,
    word,
)

FRENCH = {
    "no campaign {name}": "il n'y a pas de campagne {name}",
    "{subject}: {sentence}": "{subject} : {sentence}",
    "{first}; {then}": "{first} ; {then}",
    "{count} of {total}": "sur {total}, {count}",
    "in progress": "en cours",
    "it has no {number}": "il y manque {number}",
}
NONE = Says("no campaign {name}", name="'Spring'")


def test_a_sentence_is_its_english():
    assert str(NONE) == "no campaign 'Spring'"
    assert f"{Says('{count} of {total}', count=3, total=12)}" == "3 of 12"
    assert str(Says("{day} is not over", day=date(2026, 11, 23))) == "2026-11-23 is not over"


def test_it_is_told_in_another_language_by_its_places():
    assert NONE.told(FRENCH) == "il n'y a pas de campagne 'Spring'"
    assert Says("{count} of {total}", count=3, total=12).told(FRENCH) == "sur 12, 3"
    assert Says("not translated {name}", name="x").told(FRENCH) == "not translated x"


def test_a_sentence_within_a_sentence_is_told_too_and_a_name_never_is():
    whole = several([about("in progress", NONE), about("file", Says("in progress"))])
    assert str(whole) == "in progress: no campaign 'Spring'; file: in progress"
    assert whole.told(FRENCH) == (
        "in progress : il n'y a pas de campagne 'Spring' ; file : en cours"
    )


def test_without_places_braces_are_text():
    assert str(Says("it has no {number}")) == "it has no {number}"
    assert Says("it has no {number}").told(FRENCH) == "il y manque {number}"
    assert str(Says("unknown {{{name}}}", name="x{y}")) == "unknown {x{y}}"


def test_a_face_writes_what_is_no_sentence():
    told = Says("{count} of {total}", count=1200, total=NONE)
    assert told.told({}, lambda value: f"<{value}>") == "<1200> of no campaign <'Spring'>"


def test_of_a_table_the_places_are_filled_in_later():
    table = {"a": Says("no campaign {name}")}
    assert table["a"].of(name="'Spring'") == NONE
    assert str(table["a"]) == "no campaign {name}"


def test_equal_sentences_are_equal_and_can_be_counted():
    assert len({NONE, Says("no campaign {name}", name="'Spring'"), Says("no campaign")}) == 2


def test_several_none_and_words():
    class Kind(StrEnum):
        NO_ANSWER = "no_answer"

    parts = [Says("a"), Says("b"), Says("c")]
    assert str(several(parts)) == "a; b; c"
    assert str(listed(parts)) == "a, b, c"
    assert str(either(parts)) == "a or b or c"
    assert several([]) == NOTHING
    assert not NOTHING
    assert str(word(Kind.NO_ANSWER)) == "no answer"


def test_an_exception_keeps_its_sentence():
    error = SaysError(NONE)
    assert (str(error), says_of(error)) == ("no campaign 'Spring'", NONE)
    assert says_of(ValueError("bad {x}")) == verbatim("bad {x}")


# --- kept as text and as JSON ----------------------------------------------------------------

VALUES = st.recursive(
    st.text() | st.integers() | st.booleans(),
    lambda inner: st.builds(lambda text, a, b: Says(text, a=a, b=b), st.text(), inner, inner),
)


@given(st.text(), VALUES)
def test_what_is_packed_is_unpacked(text, value):
    for sentence in (Says(text), Says(text, place=value)):
        assert unpacked(sentence.packed()) == sentence
        assert from_json(sentence.to_json()) == sentence


def test_a_sentence_without_places_is_kept_as_it_reads():
    assert Says("the file is empty").packed() == "the file is empty"
    assert NOTHING.packed() == ""
    assert NONE.packed() == '["no campaign {name}",{"name":"\'Spring\'"}]'


@pytest.mark.parametrize(
    "text", ["", "not a date", '["', '["a"]', '["a", 1]', '["a", {}, 3]', "{x}", '["a" no JSON']
)
def test_any_other_text_is_a_sentence_as_it_stands(text):
    assert unpacked(text) == Says(text)
    assert str(unpacked(text)) == text


def test_shapes_for_programs_hold_english():
    assert shape({"reasons": (NONE, None), "count": 2}) == {
        "reasons": ["no campaign 'Spring'", None],
        "count": 2,
    }
