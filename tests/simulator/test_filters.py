"""Which events pass a client's filters."""

import pytest

from esl_dialer.simulator.socket.filters import Filters

EVENT = {"Event-Name": "CHANNEL_ANSWER", "Unique-ID": "u-1", "variable_a": "one two"}


def filtered(*wanted: tuple[str, str]) -> bool:
    filters = Filters()
    for name, value in wanted:
        filters.add(name, value)
    return filters.let_through(EVENT)


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        ((), True),
        ((("Unique-ID", "u-1"),), True),
        ((("unique-id", "U-1"),), True),
        ((("Unique-ID", "u-2"),), False),
        ((("Unique-ID", "u-2"), ("Event-Name", "CHANNEL_ANSWER")), True),
        ((("nosuch", "x"),), False),
        ((("Event-Name", "/^CHANNEL_/"),), True),
        ((("Event-Name", "/answer$/"),), False),
        ((("Event-Name", "/answer$/i"),), True),
        ((("Event-Name", "/(/"),), False),
        ((("Event-Name", "/["),), False),
        ((("variable_a", "one two"),), True),
        ((("Event-Name", "+CHANNEL_ANSWER"),), True),
        ((("Event-Name", "-CHANNEL_ANSWER"),), False),
        ((("Unique-ID", "u-1"), ("Event-Name", "-CHANNEL_ANSWER")), False),
        ((("Event-Name", "-CHANNEL_ANSWER"), ("Unique-ID", "u-1")), False),
        ((("Unique-ID", "u-1"), ("Event-Name", "-DTMF")), True),
        ((("Event-Name", "-DTMF"),), False),
    ],
)
def test_an_event_passes(wanted: tuple[tuple[str, str], ...], passes: bool) -> None:
    assert filtered(*wanted) is passes


def test_filters_are_deleted_one_by_one_by_header_or_all() -> None:
    filters = Filters()
    for value in ("u-1", "u-2"):
        filters.add("Unique-ID", value)
    filters.delete("unique-id", "u-1")
    assert not filters.let_through(EVENT)
    filters.delete("UNIQUE-ID")
    assert filters.let_through(EVENT)
    filters.add("Unique-ID", "u-2")
    filters.delete("ALL")
    assert filters.let_through(EVENT)
