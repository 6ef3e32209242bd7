"""The length of a chunk: it settles where a transaction takes its target, whatever a row costs."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.lists.chunk_size import TARGET_S, ChunkSize


@given(st.floats(2e-5, 2.9e-4), st.integers(40, 500))
def test_it_settles_at_the_target(row_s, rows):
    chunk = ChunkSize(rows)
    for _ in range(60):
        chunk = chunk.after(chunk.rows * row_s)
    assert chunk.rows * row_s <= 1.2 * TARGET_S
    assert chunk.rows * row_s >= 0.6 * TARGET_S or chunk.rows == chunk.most


@given(st.lists(st.floats(0, 10), max_size=50))
def test_it_keeps_its_bounds_and_never_leaps_up(seconds):
    sizes = [ChunkSize()]
    for each in seconds:
        sizes.append(sizes[-1].after(each))
    assert all(one.least <= one.rows <= one.most for one in sizes)
    assert all(later.rows <= before.rows * 1.25 + 1 for before, later in pairwise(sizes))


def test_one_slow_transaction_is_answered_at_once():
    assert ChunkSize(200).after(0.2).rows == 50


def test_a_fixed_size_stays():
    assert ChunkSize(3, 3, 3).after(5).rows == 3
    assert ChunkSize(3, 3, 3).after(0).rows == 3
