"""A refusal repeats what was typed, as far as it fits in a line."""

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.text.quoting import MOST, cut, quoted


def test_what_is_short_is_repeated_whole():
    assert quoted("zeus") == "'zeus'"
    assert quoted(999) == "999"
    assert cut("a" * MOST) == "a" * MOST


def test_what_is_long_is_cut():
    assert quoted("x" * 5_000) == repr("x" * (MOST - 3) + "...")
    assert quoted(10**4_000).endswith("0...")


@given(st.text(max_size=300))
def test_never_longer_than_a_line(text):
    assert len(cut(text)) <= MOST
    assert text.startswith(cut(text).removesuffix("..."))
