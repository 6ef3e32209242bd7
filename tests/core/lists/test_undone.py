"""Whose a record is once the import that had it last is undone."""

import pytest

from esl_dialer.core.lists.undone import NOBODYS, left_to


@pytest.mark.parametrize(
    ("of", "formers", "undone", "left"),
    [
        (1, {}, {}, NOBODYS),
        (2, {2: 1}, {}, 1),
        (2, {2: None}, {}, None),
        (2, {2: 1}, {1}, NOBODYS),
        (3, {3: 2, 2: 1}, {2}, 1),
        (3, {3: 2, 2: 1}, {1, 2}, NOBODYS),
        (3, {3: 2, 2: None}, {2}, None),
        (2, {3: 2, 2: 1}, {3}, 1),
        (1, {1: 1}, {}, NOBODYS),
        (1, {1: 2, 2: 1}, {}, 2),
        (1, {1: 2, 2: 1}, {2}, NOBODYS),
    ],
)
def test_it_is_that_ones_who_had_it_before(of, formers, undone, left):
    assert left_to(of, formers, undone) == left
