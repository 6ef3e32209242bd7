"""What a late detail record may still change of the record its attempt was lost for."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.correcting import Since, before_lost, record_waits
from esl_dialer.core.calls.retry import Standing, after
from esl_dialer.core.words import CampaignKind, Outcome, RecordStatus

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LEFT = Since(3, False, "lost", RecordStatus.RETRY, Outcome.LOST)
MOVED_ON = [
    replace(LEFT, run=4),
    replace(LEFT, claimed=True),
    replace(LEFT, latest="another"),
    replace(LEFT, status=RecordStatus.DNC),
    replace(LEFT, status=RecordStatus.PENDING),
    replace(LEFT, last_outcome=Outcome.BUSY),
]
standings = st.builds(
    Standing,
    attempts=st.integers(0, 5),
    refusals=st.just(0),
    phone=st.integers(0, 2),
    phones=st.just((0, 1, 2)),
    max_attempts=st.integers(1, 6),
    retry_minutes=st.integers(0, 600),
    kind=st.sampled_from(CampaignKind),
)


def test_a_record_that_stands_where_it_was_left_waits():
    assert record_waits("lost", 3, LEFT)
    assert record_waits("lost", 3, replace(LEFT, status=RecordStatus.FAILED))


def test_a_record_that_has_moved_on_in_any_way_does_not():
    assert not any(record_waits("lost", 3, since) for since in MOVED_ON)


@given(standings, st.sampled_from([o for o in Outcome if o is not Outcome.LOST]))
def test_lost_and_corrected_is_as_if_it_had_been_known_at_once(standing, outcome):
    lost = after(Outcome.LOST, standing, NOW, heard=False, bad_number=False)
    stands = replace(standing, attempts=lost.attempts, refusals=lost.refusals)
    known = after(outcome, standing, NOW, heard=False, bad_number=False)
    assert after(outcome, before_lost(stands), NOW, heard=False, bad_number=False) == known
