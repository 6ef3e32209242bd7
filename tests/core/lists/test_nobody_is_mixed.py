"""One quote or one delimiter more or less: nobody gets what is another person's."""

from collections.abc import Callable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.list_rows import ListRow
from tests.core.lists.origins import Origins
from tests.core.lists.told_apart import Listed, any_style, made_list, records, written

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


def origins_of(listed: Listed, text: str) -> Origins:
    """``text`` is the list as it was written."""
    return Origins(listed.rows, read_back(text))


def read_back(text: str) -> list[ListRow]:
    try:
        return records(text.encode())
    except NotAList:
        return []


@settings(max_examples=EXAMPLES)
@given(random, st.booleans())
def test_of_a_list_as_it_was_written_all_that_is_read_is_right(rng: Random, trimmed: bool) -> None:
    listed = made_list(rng, rng.randrange(1, 8))
    text = written(listed, any_style(rng, trimmed))
    origins = origins_of(listed, text)
    assert all(origins.of(row) == {int(row.account[1:])} for row in read_back(text))


@settings(max_examples=EXAMPLES)
@given(random, place, damages, st.booleans())
def test_one_quote_more_or_less_mixes_nobody(
    rng: Random, at: float, damage: Damage, trimmed: bool
) -> None:
    listed = made_list(rng, rng.randrange(1, 8))
    text = written(listed, any_style(rng, trimmed))
    origins = origins_of(listed, text)
    assert all(len(origins.of(row)) <= 1 for row in read_back(damage(text, '"', at)))


@settings(max_examples=EXAMPLES)
@given(random, place, st.booleans())
def test_two_lines_that_become_one_mix_nobody(rng: Random, at: float, trimmed: bool) -> None:
    listed = made_list(rng, rng.randrange(2, 8))
    style = any_style(rng, trimmed)
    text = written(listed, style)
    origins, parts = origins_of(listed, text), text.split(style.end)
    lost = int(at * (len(parts) - 1))
    joined = style.end.join([*parts[:lost], parts[lost] + parts[lost + 1], *parts[lost + 2 :]])
    assert all(len(origins.of(row)) <= 1 for row in read_back(joined))


@settings(max_examples=EXAMPLES)
@given(random, place, damages)
def test_one_delimiter_more_or_less_moves_no_cell(rng: Random, at: float, damage: Damage) -> None:
    """Where rows end with empty cells that the header has not, its own delimiters stay alone."""
    listed = made_list(rng, rng.randrange(1, 8))
    style = any_style(rng)
    text = written(listed, style)
    origins = origins_of(listed, text)
    body = text.index(style.end) if style.tail else 0
    for row in read_back(text[:body] + damage(text[body:], style.delimiter, at)):
        assert len(origins.of(row)) <= 1
        assert not origins.displaced(row)
