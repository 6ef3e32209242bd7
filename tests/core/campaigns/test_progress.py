"""How far a run is, and what is next: each record in one stretch, each state with its step."""

from datetime import UTC, datetime
from itertools import product

import pytest

from esl_dialer.core.campaigns.parts import Part, parts
from esl_dialer.core.campaigns.progress import progress
from esl_dialer.core.campaigns.steps import Step, next_step, steps
from esl_dialer.core.words import AudioState, RecordStatus, RunState
from tests.core.campaigns.made import a_campaign


def test_each_record_is_in_one_stretch_but_those_left_out():
    counts = parts(
        {status: 2 for status in RecordStatus if status != "deleted"}, again=1, over=False
    )
    found = progress(counts)
    assert found.total == sum(counts.values()) - counts[Part.LEFT_OUT]
    assert (found.again, found.in_progress, found.never) == (2, 4, 4)
    assert sum(found.bar.values()) == found.total


def test_the_first_pass_is_of_those_called_once():
    counts = parts(
        {RecordStatus.PENDING: 5, RecordStatus.RETRY: 2, RecordStatus.DIALING: 2,
         RecordStatus.COMPLETED: 1}, again=1, over=False,
    )  # fmt: skip
    assert progress(counts).first_pass == 0.4
    assert progress(dict.fromkeys(Part, 0)).first_pass is None


@pytest.mark.parametrize(("state", "audio", "records"), list(product(RunState, AudioState, (0, 3))))
def test_the_next_step_is_the_first_that_is_not_done(state, audio, records):
    one = a_campaign(run_state=state, audio_state=audio)
    found = next_step(one, records)
    if state is RunState.ACTIVE:
        assert found is None
    elif found is not Step.START:
        assert not steps(one, records)[found]
    else:
        assert all(steps(one, records)[step] for step in Step if step is not Step.START)
    assert next_step(a_campaign(archived_at=datetime(2026, 11, 23, tzinfo=UTC)), records) is None
