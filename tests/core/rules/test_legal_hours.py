"""The map of the coming days: window and law, in the time of the place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.law.shipped import shipped_law
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.rules.legal_hours import open_days, open_until
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.rules.why_not import open_gates
from tests.core.campaigns.made import a_campaign

ALWAYS = replace(a_campaign(), window=Window((((0, 24 * 60),),) * 7))
DAYTIME = replace(a_campaign(), window=Window.of(DailyHours(540, 1125, saturday=True, sunday=True)))
QUEBEC, ONTARIO = "America/Toronto@CA-QC", "America/Toronto@CA-ON"
CHRISTMAS = datetime(2026, 12, 24, 15, 0, tzinfo=UTC)


def test_a_week_over_christmas_in_ontario():
    found = open_days(ONTARIO, ALWAYS, shipped_law(), CHRISTMAS)
    told = {f"{one.day:%m-%d}": one.spans for one in found}
    assert told == {
        "12-24": ((540, 1260),),
        "12-25": (),
        "12-26": (),
        "12-27": ((780, 1020),),
        "12-28": ((540, 1260),),
        "12-29": ((540, 1260),),
        "12-30": ((540, 1260),),
    }


def test_a_type_of_phone_with_hours_of_its_own():
    """By the callee's clock, within window and law; where there are none, closed."""
    typed = replace(ALWAYS, kind_hours="work=mon-fri 08:00-17:00 20:00-22:00; home=sat 10:00-11:00")
    found = open_days(ONTARIO, typed, shipped_law(), CHRISTMAS, "work")
    assert [one.spans for one in found[:2]] == [((540, 1020), (1200, 1260)), ()]
    assert open_until(ONTARIO, typed, shipped_law(), CHRISTMAS, "work") == datetime(
        2026, 12, 24, 22, 0, tzinfo=UTC
    )
    assert open_until(ONTARIO, typed, shipped_law(), CHRISTMAS, "home") is None
    for kind in ("", "mobile"):
        assert open_days(ONTARIO, typed, shipped_law(), CHRISTMAS, kind) == open_days(
            ONTARIO, ALWAYS, shipped_law(), CHRISTMAS
        )


def test_until_when_it_is_open():
    assert open_until(ONTARIO, ALWAYS, shipped_law(), CHRISTMAS) == datetime(
        2026, 12, 25, 2, 0, tzinfo=UTC
    )
    assert open_until(ONTARIO, DAYTIME, shipped_law(), CHRISTMAS) == datetime(
        2026, 12, 24, 23, 45, tzinfo=UTC
    )
    assert open_until(ONTARIO, ALWAYS, shipped_law(), CHRISTMAS + timedelta(days=1)) is None


def test_without_a_zone_there_is_no_day():
    assert open_days("", ALWAYS, shipped_law(), CHRISTMAS) == ()


@pytest.mark.parametrize("since", ["2026-10-30T12:00", "2027-03-12T12:00", "2026-12-24T15:00"])
@pytest.mark.parametrize("campaign", [ALWAYS, DAYTIME])
def test_the_map_is_what_a_tick_sees(since, campaign):
    """Every quarter of an hour of a week, over Christmas and clocks that are set."""
    begin = datetime.fromisoformat(since).replace(tzinfo=UTC)
    law = shipped_law()
    conditions = Conditions(switch_simulated=False, law=law)
    for gate in (QUEBEC, "America/Goose_Bay@CA-NL", "America/Chicago|America/New_York@US-FL"):
        days = {one.day: one.spans for one in open_days(gate, campaign, law, begin)}
        here = zone("America/Toronto" if "QC" in gate else gate.partition("@")[0].split("|")[0])
        for quarter in range(6 * 96):
            at = begin + timedelta(minutes=15 * quarter)
            local = at.astimezone(here)
            minute = local.hour * 60 + local.minute
            drawn = any(start <= minute < end for start, end in days[local.date()])
            assert drawn == bool(open_gates([gate], campaign, conditions, at)), (gate, at)
