"""Weeks at the edges of the law, dialed on the simulator: no call outside any rule.

Every province and exception zone, four callers; the clock is cranked over each half hour, where
hours begin and end, and a jury that knows neither packs nor zones (``checker``) reads the log.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esl_dialer.core.law.rules import Effect
from esl_dialer.core.people.whereabouts import gate
from esl_dialer.core.words import Caller, CallKind, RecordAudio, RunState
from esl_dialer.store import models
from esl_dialer.store.law import laws
from esl_dialer.store.law.laws import Change
from esl_dialer.store.system import settings
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign, no_law_of_hours
from tests.fakes import MESSAGE_MS, World
from tests.store.rows import put_record
from tests.stories.law_weeks.checker import Person, check
from tests.stories.law_weeks.statutes import PLACES
from tests.whole import WHOLE

WEEKS = {
    "back in autumn": datetime(2026, 10, 29, tzinfo=UTC),
    "over Christmas": datetime(2026, 12, 22, tzinfo=UTC),
    "forward in spring": datetime(2027, 3, 11, tzinfo=UTC),
    "over Easter": datetime(2027, 3, 24, tzinfo=UTC),
}
DIALED = list(WEEKS) if WHOLE else ["back in autumn", "over Christmas"]
DAYS, BEFORE = (7, timedelta()) if WHOLE else (2, timedelta(days=2))
"""All seven days take a minute of processor time a week; else the two of a clock change, or of
the holidays."""
CALLERS = (
    (Caller.AGENCY, CallKind.RECORDED),
    (Caller.AGENCY, CallKind.LIVE),
    (Caller.BANK, CallKind.LIVE),
    (Caller.CREDITOR, CallKind.LIVE),
)
HALF_HOUR, STEP = timedelta(minutes=30), timedelta(milliseconds=200)
NOBODY_ANSWERS = [n for n in range(46) if n < 38 or n > 39]
"""The last two digits of fictional numbers at which nobody answers, or it is busy."""


@pytest.fixture
def start(tmp_path: Path) -> Iterator:
    """A world whose clock begins at an instant, with people everywhere."""
    made: list[World] = []

    def begin(at: datetime) -> tuple[World, dict[str, Person]]:
        world = World(tmp_path, at=at)
        made.append(world)
        settings.put("simulated_hours_count", True, at, "test")
        settings.put("global_max_cpm", 6000, at, "test")
        settings.put("global_cpm", 6000, at, "test")
        models.Gateway.update(short_limit=0, zero_limit=0).execute()
        return world, everybody(at)

    yield begin
    for world in made:
        world.close()


def everybody(at: datetime) -> dict[str, Person]:
    """A campaign for each caller, in it a person of each place; by their numbers."""
    people: dict[str, Person] = {}
    used: Counter[str] = Counter()
    for caller, call in CALLERS:
        campaign = active_campaign(
            [], name=f"{caller} {call}", caller=caller, call_kind=call, cpm=600.0,
            max_attempts=100_000, retry_minutes=75, **AT_ANY_HOUR,
        )  # fmt: skip
        for position, (name, (province, postal, area, _)) in enumerate(PLACES.items()):
            number = f"{area}55501{NOBODY_ANSWERS[used[area]]:02d}"
            used[area] += 1
            people[number] = Person(name, caller.value, call.value)
            values = {
                "campaign": campaign, "position": position, "account": f"A{position}",
                "full_name": name, "province": province,
                "gate": gate(province, postal, (f"+1{number}",)), "random_key": position,
                "ready": True, "audio": RecordAudio.READY, "audio_path": "one.wav",
                "audio_ms": MESSAGE_MS, "created_at": at,
            }  # fmt: skip
            put_record(values, [f"+1{number}"])
    return people


def dial(world: World, days: float) -> None:
    """From just before each half hour to some seconds after it; the hours between are skipped."""
    mark = world.clock.now()
    for _ in range(int(days * 48)):
        mark += HALF_HOUR
        world.crank(mark - STEP - world.clock.now())
        for _ in range(8):
            world.crank(STEP)


@pytest.mark.slow
@pytest.mark.parametrize("week", DIALED)
def test_a_week_places_no_call_outside_any_rule(week: str, start) -> None:
    world, people = start(WEEKS[week] + BEFORE)
    dial(world, DAYS)
    found = check(world.log_path, people)
    assert not found.violations, "\n".join(map(str, found.violations[:20]))
    assert set(found.calls) == {(p.place, p.caller, p.call) for p in people.values()}
    assert sum(found.calls.values()) >= 2 * DAYS * len(people), found.calls
    assert on_the_mark(found.instants) > 14 * DAYS
    states = {row.run_state for row in models.Campaign.select()}
    assert states == {RunState.ACTIVE}


def on_the_mark(instants: tuple[datetime, ...]) -> int:
    """Calls within two seconds after a half hour: that many chances to be too late."""
    return sum(at.minute % 30 == 0 and at.second < 2 for at in instants)


def test_without_the_rules_the_same_day_is_full_of_violations(start) -> None:
    """The jury can convict: nothing but the rules kept the calls within them."""
    world, people = start(WEEKS["over Christmas"] + timedelta(days=3))
    no_law_of_hours()
    dial(world, 1)
    found = check(world.log_path, people)
    assert len(found.violations) > 300
    told = {one.rule.split(" by ")[0] for one in found.violations}
    assert {"hours of ON", "hours of the CRTC", "hours of bank", "holiday of QC"} <= told
    assert {one.person.place for one in found.violations} >= PLACES.keys() - {
        "Whitehorse", "Yellowknife", "Baffin", "Kitikmeot", "Kivalliq",
    }  # fmt: skip


def test_one_rule_that_is_off_is_seen(start) -> None:
    world, people = start(WEEKS["over Christmas"] + timedelta(days=4))
    laws.change(Change("ca-on.holidays", Effect.OFF, "a test", "ann", world.clock.now()))
    dial(world, 1)
    found = check(world.log_path, people)
    assert {one.rule.split(" by ")[0] for one in found.violations} == {"holiday of ON"}
