"""What a list is still worth."""

from collections import Counter

from esl_dialer.core.lists.worth import COUNTED, RECYCLED, Alike, worth
from esl_dialer.core.words import CallState, Outcome, RecordAudio, RecordStatus

READY, NONE = RecordAudio.READY, RecordAudio.NONE
A, B = "America/Toronto", "America/Vancouver"


def alike(status, records, outcome=None, *, audio=READY, gate=A, due=True) -> Alike:
    return Alike(1, RecordStatus(status), outcome, audio, gate, due, records)


def test_it_counts_where_records_stand_and_how_their_last_call_ended():
    found = worth(
        [
            alike("pending", 10),
            alike("pending", 20, gate=B),
            alike("pending", 40, audio=NONE),
            alike("retry", 80, Outcome.BUSY, due=False),
            alike("dialing", 1),
            alike("transferred", 2, Outcome.TRANSFERRED),
            alike("failed", 3, Outcome.ABANDONED),
            alike("dnc", 5),
            alike("deleted", 99),
        ],
        {1: {A}},
        Counter({CallState.RINGING: 1}),
    )
    assert (found.records, found.dialable, found.waiting) == (161, 10, 150)
    assert (found.in_progress, found.ringing) == (1, 1)
    assert (found.answered, found.failed, found.dropped) == (2, 80, 3)
    assert set(found.outcomes) == {str(one) for one in COUNTED}
    assert (found.outcomes["busy"], found.outcomes["machine"]) == (80, 0)


def test_nobody_is_dialable_where_no_hours_are_open():
    assert worth([alike("pending", 10)], {}, Counter()).dialable == 0


def test_a_promise_is_never_recycled():
    assert Outcome.WRONG_PERSON not in RECYCLED
