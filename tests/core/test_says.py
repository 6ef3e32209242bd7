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


RECORDS = Says("{count} {count:record is|records are} pending", count=1)


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 records are"), (1, "1 record is"), (2, "2 records are"), (1.0, "1.0 record is"),
     (1.5, "1.5 records are"), (-1, "-1 records are"), ("many", "many records are")],
)  # fmt: skip
def test_a_word_goes_by_its_number(count, told):
    assert str(RECORDS.of(count=count)) == f"{told} pending"


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 fiche est"), (1, "1 fiche est"), (1.5, "1.5 fiche est"),
                        (2, "2 fiches sont")],
)  # fmt: skip
def test_each_language_has_its_own_rule(count, told):
    class French(dict):
        def one(self, number):
            return abs(number) < 2

    french = French({RECORDS.text: "{count} {count:fiche est|fiches sont} en attente"})
    assert RECORDS.of(count=count).told(french) == f"{told} en attente"
    assert Says("{count} {count:x|y}", count=count).told(french) == f"{count} y"[:-1] + (
        "x" if count == 1 else "y"
    )


def test_what_is_counted_is_written_as_a_count_and_names_are_not():
    text = Says("{name}: {count} {count:record|records} of {total}", name=7, count=1200, total=9)
    assert text.told({}, figures=lambda count: f"{count:,}") == "7: 1,200 records of 9"


def test_a_kept_sentence_counts_when_it_is_told():
    assert str(unpacked(RECORDS.packed())) == "1 record is pending"
