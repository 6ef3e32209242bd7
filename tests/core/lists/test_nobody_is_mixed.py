"""One quote or one delimiter more or less: nobody gets what is another person's."""

from collections.abc import Callable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.list_rows import ListRow
from tests.core.lists.told_apart import any_style, displaced, made_list, records, written

Damage = Callable[[str, str, float], str]
EXAMPLES = 200
random = st.integers(0, 2**32).map(Random)
place = st.floats(0, 1, exclude_max=True)


def put_in(text: str, what: str, at: float) -> str:
    index = int(at * (len(text) + 1))
    return text[:index] + what + text[index:]


def taken_out(text: str, what: str, at: float) -> str:
    found = [index for index, letter in enumerate(text) if letter == what]
    if not found:
        return text
    index = found[int(at * len(found))]
    return text[:index] + text[index + 1 :]


damages = st.sampled_from([put_in, taken_out])


def read_back(text: str) -> list[ListRow]:
    try:
        return records(text.encode())
    except NotAList:
        return []


@settings(max_examples=EXAMPLES)
@given(random, st.booleans())
def test_of_a_list_as_it_was_written_all_that_is_read_is_right(rng: Random, trimmed: bool) -> None:
    listed = made_list(rng, rng.randrange(1, 8))
    found = read_back(written(listed, any_style(rng, trimmed)))
    assert all(listed.origins(row) == {int(row.account[1:])} for row in found)


@settings(max_examples=EXAMPLES)
@given(random, place, damages, st.booleans())
def test_one_quote_more_or_less_mixes_nobody(
    rng: Random, at: float, damage: Damage, trimmed: bool
) -> None:
    listed = made_list(rng, rng.randrange(1, 8))
    text = damage(written(listed, any_style(rng, trimmed)), '"', at)
    assert all(len(listed.origins(row)) <= 1 for row in read_back(text))


@settings(max_examples=EXAMPLES)
@given(random, place, damages)
def test_one_delimiter_more_or_less_moves_no_cell(rng: Random, at: float, damage: Damage) -> None:
    """Where rows end with empty cells that the header has not, its own delimiters stay alone."""
    listed = made_list(rng, rng.randrange(1, 8))
    style = any_style(rng)
    text = written(listed, style)
    right = {row.account: row for row in read_back(text)}
    body = text.index(style.end) if style.tail else 0
    for row in read_back(text[:body] + damage(text[body:], style.delimiter, at)):
        assert len(listed.origins(row)) <= 1
        assert row.account not in right or not displaced(row, right[row.account])
