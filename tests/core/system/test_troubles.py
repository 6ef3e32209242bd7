from datetime import UTC, datetime, timedelta

import pytest

from esl_dialer.core.system.troubles import (
    BUSY_AFTER,
    ROOM_BYTES,
    SAID,
    StoreState,
    trouble,
    with_room,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
FINE, BUSY, FULL = StoreState.FINE, StoreState.BUSY, StoreState.FULL


def test_each_state_but_the_good_one_has_its_words():
    assert SAID.keys() == set(StoreState) - {FINE}
    assert all("{since}" in said.text for said in SAID.values())


def test_others_write_all_the_time_and_that_is_no_trouble():
    assert trouble(BUSY, NOW, NOW + BUSY_AFTER - timedelta(milliseconds=1)) is None
    assert trouble(BUSY, NOW, NOW + BUSY_AFTER).since == NOW
    assert trouble(FINE, NOW, NOW + timedelta(days=1)) is None


@pytest.mark.parametrize("state", sorted(set(StoreState) - {FINE, BUSY}))
def test_all_else_is_said_at_once(state):
    assert trouble(state, NOW, NOW).says == SAID[state]


@pytest.mark.parametrize(
    ("state", "free", "embedded", "told"),
    [
        (FINE, ROOM_BYTES, True, FINE),
        (FINE, ROOM_BYTES - 1, True, FULL),
        (BUSY, 0, True, FULL),
        (FINE, 0, False, StoreState.NO_ROOM_FOR_FILES),
        (StoreState.AWAY, 0, False, StoreState.AWAY),
    ],
)
def test_a_full_disk_is_the_reason_for_what_is_on_it(state, free, embedded, told):
    assert with_room(state, free, embedded=embedded) is told
