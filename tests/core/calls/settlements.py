"""Attempts that are to be settled, and calls that they came to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from esl_dialer.core.calls.call import Call
from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.calls.retry import RetryPolicy
from esl_dialer.core.calls.settlement import Attempted, Before, KnownPhone, Sibling
from esl_dialer.core.flows import LINK_BACK
from esl_dialer.core.words import (
    CallState,
    CampaignKind,
    Outcome,
    RecordAudio,
    RecordStatus,
    RunState,
    Step,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)
NUMBER = "+14165550100"
RUN = 3
MINE = Attempted(
    id="mine", campaign=1, record=11, phone=101, number=NUMBER, run=RUN, simulated=False,
    claimed_at=NOW,
)  # fmt: skip
BEFORE = Before(
    attempt=MINE,
    progress=Progress(RecordStatus.DIALING),
    audio=RecordAudio.READY,
    claimed_for=MINE.id,
    run=RUN,
    run_state=RunState.ACTIVE,
    run_state_at=NOW,
    run_reason="",
    policy=RetryPolicy(CampaignKind.LB, max_attempts=6, retry_minutes=240),
    phones=(KnownPhone(100, 0, False), KnownPhone(101, 1, False), KnownPhone(102, 2, False)),
)
SIBLING = Sibling(NOW - timedelta(hours=4), Outcome.BUSY, answered=False, contact=0)

NOTHING_HEARD = Call(MINE.id, LINK_BACK, 5000)
BUSY = replace(
    NOTHING_HEARD,
    state=CallState.ENDED,
    created_at=NOW,
    ringing_at=NOW,
    ended_at=NOW + timedelta(seconds=20),
    cause="USER_BUSY",
)
NO_SUCH_NUMBER = replace(BUSY, ringing_at=None, cause="UNALLOCATED_NUMBER")
CONGESTED = replace(BUSY, ringing_at=None, cause="SWITCH_CONGESTION")
HEARD = replace(
    BUSY, answered_at=NOW + timedelta(seconds=5), step=Step.HEARD, cause="NORMAL_CLEARING"
)
WRONG = replace(HEARD, key="2", keys="2", step=Step.WRONG_PERSON)
CALLS = {
    Outcome.BUSY: BUSY,
    Outcome.FAILED: NO_SUCH_NUMBER,
    Outcome.REFUSED: CONGESTED,
    Outcome.COMPLETED: HEARD,
    Outcome.WRONG_PERSON: WRONG,
}


def closed(before: Before, how: Outcome) -> Before:
    """The same, settled so."""
    attempt = replace(before.attempt, outcome=how, settled_at=LATER)
    return replace(before, attempt=attempt, claimed_for="")


@st.composite
def befores(draw: st.DrawFn) -> Before:
    """Attempts of this run whose record is theirs, with attempts left."""
    kind = draw(st.sampled_from(CampaignKind))
    policy = RetryPolicy(kind, draw(st.integers(1, 6)), draw(st.integers(1, 600)))
    invalid = draw(st.tuples(*[st.booleans()] * 3))
    phones = (replace(p, invalid=i) for p, i in zip(BEFORE.phones, invalid, strict=True))
    progress = Progress(
        RecordStatus.DIALING,
        attempts=draw(st.integers(0, policy.max_attempts - 1)),
        next_phone=draw(st.integers(0, 2)),
        urgent=draw(st.booleans()),
        heard_at=draw(st.sampled_from([None, NOW - timedelta(hours=3)])),
    )
    return replace(
        BEFORE,
        attempt=replace(MINE, simulated=draw(st.booleans())),
        progress=progress,
        policy=policy,
        phones=tuple(phones),
        siblings=tuple(draw(st.lists(siblings(), max_size=4))),
    )


@st.composite
def siblings(draw: st.DrawFn) -> Sibling:
    """Earlier ones."""
    before = timedelta(hours=draw(st.integers(1, 48)))
    outcome = draw(st.sampled_from(Outcome))
    return Sibling(NOW - before, outcome, draw(st.booleans()), contact=0)
