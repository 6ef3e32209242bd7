"""A campaign's calls of the last hour, minute by minute."""

from datetime import timedelta

from esl_dialer.core.words import Outcome
from esl_dialer.services.calls import last_hour
from tests.services.calls.test_overview import call
from tests.store.rows import NOW, a_campaign

MINUTE = timedelta(minutes=1)


def test_each_call_counts_in_the_minute_of_its_start(ctx):
    number, other = a_campaign(), a_campaign()
    then = NOW - 3 * MINUTE
    sent = {"sent_at": NOW, "start_at": NOW, "claimed_at": NOW}
    call(number, "a", **sent)
    call(number, "bb", **sent, answered_at=NOW, bridged_at=NOW)
    early = {"sent_at": then, "start_at": then, "claimed_at": then}
    call(number, "ccc", **early, answered_at=NOW)
    call(number, "dddd", **early, outcome=Outcome.REFUSED)
    call(other, "eeeee", **sent)
    found = last_hour.of_campaign(ctx, number)
    assert found.since == NOW - 59 * MINUTE
    assert (found.calls[-4:], sum(found.calls)) == ((1, 0, 0, 2), 3)
    assert (found.answers[-4:], found.transfers[-4:]) == ((1, 0, 0, 1), (0, 0, 0, 1))
