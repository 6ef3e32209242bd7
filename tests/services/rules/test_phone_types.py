"""Types of phones with hours of their own: in the map of legal hours, and before a start."""

from datetime import timedelta

import pytest

from esl_dialer.core.rules.why_not import Behind
from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import preflight
from esl_dialer.services.law.hours_map import hours_map
from esl_dialer.services.rules import phone_types
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from tests.services.rules.test_why import engine_says
from tests.store.rows import NOW, TORONTO, a_campaign, a_record, phones_of

WORK = "work=mon-fri 13:00-17:00; home=sat 10:00-14:00"


@pytest.fixture
def campaign(ctx) -> int:
    """Ten people at 10:00 on a Monday: three at work next, one at home, the others at a mobile."""
    engine_says({"up": True, "simulated": False})
    made = a_campaign(run_state=RunState.STOPPED, kind_hours=WORK, transfer_number="4165559999")
    for kind in ["work"] * 3 + ["home"] + ["mobile"] * 6:
        (phone,) = phones_of(a_record(made, "+14165550100"))
        models.Phone.update(kind=kind).where(models.Phone.id == phone.id).execute()
    return made


def test_the_map_tells_each_type(ctx, campaign):
    (place,) = hours_map(ctx, campaign)
    assert (place.records, place.reason) == (10, None)
    its = {one.kind: one for one in place.types}
    assert {kind: one.records for kind, one in its.items()} == {"work": 3, "home": 1}
    assert its["work"].reason.rule == "phone_hours"
    assert its["work"].opens == NOW + timedelta(hours=3)
    assert [len(day.spans) for day in its["home"].days] == [0] * 7


def test_a_start_counts_who_may_be_called_then(ctx, campaign):
    found = preflight.look(ctx, campaign)
    assert (found.waiting, found.dialable, found.today, found.week) == (10, 6, 9, 9)


def test_of_many_it_is_an_estimate_that_adds_up(ctx, campaign):
    counted = phone_types.behind(campaigns.get(campaign), {TORONTO: 1003, "America/Halifax": 2})
    assert counted[Behind(TORONTO, "work")] == 300
    assert counted[Behind("America/Halifax")] == 2
    assert counted.total() == 1005
