"""What is about to happen on the floor."""

from datetime import timedelta

from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.rules.coming import Happening
from esl_dialer.services.campaigns import coming
from esl_dialer.store import models
from esl_dialer.store.people import records
from esl_dialer.store.system import settings
from tests.store.rows import NOW, a_campaign, a_record


def test_the_same_of_several_campaigns_is_told_once(ctx):
    wall = (NOW + timedelta(hours=2)).replace(tzinfo=None)
    planned = Schedule(start=wall, zone="UTC")
    first, second = (a_campaign(run_state="draft", schedule=planned) for _ in range(2))
    (one,) = coming.coming(ctx)
    assert (one.at, one.what) == (NOW + timedelta(hours=2), Happening.START)
    assert [number for number, _ in one.campaigns] == [first, second]
    assert coming.shown([one])[0]["campaigns"][0]["id"] == first


def test_the_stop_is_of_all_that_dial_and_off_with_its_time(ctx):
    assert coming.coming(ctx) == []
    a_campaign()
    assert [one.what for one in coming.coming(ctx)] == [Happening.AUTO_STOP]
    settings.put("auto_stop_time", "", NOW, "a test")
    assert coming.coming(ctx) == []


def test_gates_of_those_who_wait_are_read_for_all_campaigns_at_once(ctx):
    one, other = a_campaign(), a_campaign()
    a_record(one, "+14165550101")
    a_record(other, "+14165550102", status="completed")
    assert records.waiting_gates([one, other]) == {one: {"America/Toronto"}}
    assert models.RecordTally.select().count() == 2
