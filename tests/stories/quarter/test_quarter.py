"""A quarter of a year with campaigns that come again, and restarts at any moment.

Clocks are set back and forward, nobody is called on holidays, people stop and start, the engine or
the whole switch is killed at a random point, and now and then all is off for hours. At each half
hour the dialer must have called whom the slow floor of ``model`` calls, and nobody else.
"""

import random
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from esl_dialer.core.campaigns.hours import Window
from esl_dialer.core.campaigns.recurrence import LAST_DAY, Every, Recurrence
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.people.whereabouts import gate
from esl_dialer.core.words import LegRole, Outcome, RecordAudio, RecordStatus, RunState
from esl_dialer.runtime.config import Config
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.system import settings
from tests.engine.campaigns import active_campaign
from tests.fakes import MESSAGE_MS, Killed, World
from tests.store.rows import put_record
from tests.stories.law_weeks.checker import Person as Callee
from tests.stories.law_weeks.checker import check
from tests.stories.law_weeks.statutes import PLACES
from tests.stories.quarter.model import RETRY, Floor, Person, Plan
from tests.whole import WHOLE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOOK, STEP = timedelta(minutes=30), timedelta(milliseconds=200)
FIRST = date(2026, 10, 26)
AUTUMN = datetime(2026, 10, 27, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC)
SPRING = datetime(2027, 3, 10, tzinfo=UTC), datetime(2027, 3, 31, tzinfo=UTC)
A_NIGHT = datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
SPANS = {"autumn": AUTUMN, "spring": SPRING} if WHOLE else {"a night": A_NIGHT}
"""Clocks are set back, and over the holidays; forward, and over Easter: ten minutes and three of a
processor's time. Else the night alone in which they are set back, and the day after it."""

OFF = 0.004 if WHOLE else 0.0
"""How often, of the looks, all is off for hours."""

LIVED_IN = ("Toronto", "Montreal", "Regina", "Winnipeg", "Moncton")
"""Of each campaign a person."""

MONDAYS_ON = frozenset(range(5))
TWO_WEEKS = (1, 3)
"""Tuesday and Thursday."""

PLANS: tuple[tuple[Plan, Recurrence], ...] = (
    (
        Plan("mornings", "America/Toronto", "eastern", time(9), 3 * HOUR, lambda day: True),
        Recurrence(Every.DAY),
    ),
    (
        Plan("twice shown", "America/Toronto", "eastern", time(1, 30), 14 * HOUR, lambda day: True,
             hours=(10, 13)),
        Recurrence(Every.DAY),
    ),
    (
        Plan("left out", "America/Toronto", "eastern", time(2, 30), 15 * HOUR,
             lambda day: day.weekday() == 6, goes_first=True, hours=(9, 12)),
        Recurrence(Every.WEEK, days=("sun",)),
    ),
    (
        Plan("every other week", "America/Winnipeg", "manitoba", time(13), 6 * HOUR,
             lambda day: day.weekday() in TWO_WEEKS and (day - FIRST).days // 7 % 2 == 0,
             hours=(9, 18), weekdays=MONDAYS_ON),
        Recurrence(Every.WEEK, 2, days=("tue", "thu")),
    ),
    (
        Plan("ends of months", "America/Regina", "saskatchewan", time(8), 30 * HOUR,
             lambda day: day.day == 15 or (day + DAY).day == 1),
        Recurrence(Every.MONTH, month_days=(15, LAST_DAY)),
    ),
    (
        Plan("every third day", "America/Moncton", "atlantic", time(16), 50 * HOUR,
             lambda day: (day - FIRST).days % 3 == 0, weekdays=frozenset((0, 2, 4, 6))),
        Recurrence(Every.DAY, 3),
    ),
)  # fmt: skip
"""How each is meant, and how it is given."""

MOST = 3


def window(plan: Plan) -> Window:
    first, last = plan.hours
    span = ((first * 60, last * 60),)
    return Window(tuple(span if day in plan.weekdays else () for day in range(7)))


class Quarter:
    """The dialer and the floor, look by look."""

    def __init__(self, directory: Path, seed: int, begin: datetime, end: datetime) -> None:
        self.chance = random.Random(seed)
        self.world = World(directory, at=begin)
        self.ctx = Context(Config(data=directory), self.world.clock, OPERATOR)
        settings.put("simulated_hours_count", True, begin, "test")
        for name in ("global_max_cpm", "global_cpm"):
            settings.put(name, 6000, begin, "test")
        models.Gateway.update(short_limit=0, zero_limit=0).execute()
        last = (end.date() - FIRST).days + 1
        self.days = [FIRST + days * DAY for days in range(last + 1)]
        self.floors: dict[int, Floor] = {}
        self.seen = self.kills = 0
        for number, (plan, often) in enumerate(PLANS):
            self.add(number, plan, often, begin)
        self.now = begin

    def add(self, number: int, plan: Plan, often: Recurrence, begin: datetime) -> None:
        first = datetime.combine(FIRST, plan.at)
        made = active_campaign(
            [], name=plan.name, run_state=RunState.DRAFT, simulated=False, window=window(plan),
            retry_minutes=RETRY // timedelta(minutes=1), max_attempts=MOST, planned_until=begin,
            schedule=Schedule(first, first + plan.long, plan.zone, often),
            recurrence_first=plan.goes_first,
        )  # fmt: skip
        people = []
        for position, place in enumerate(LIVED_IN):
            province, postal, area, laws = PLACES[place]
            person = Person(f"{area}555014{number}", place, *laws.values())
            people.append(person)
            values: dict[str, Any] = {
                "campaign": made, "position": position, "account": f"A{position}",
                "full_name": place, "province": province, "random_key": position,
                "gate": gate(province, postal, (f"+1{person.number}",)),
                "ready": True, "audio": RecordAudio.READY, "audio_path": "one.wav",
                "audio_ms": MESSAGE_MS, "created_at": begin,
            }  # fmt: skip
            put_record(values, [f"+1{person.number}"])
        self.floors[made] = Floor(plan, self.days, people, MOST)

    # --- one look ----------------------------------------------------------------------------

    def go_on(self, until: datetime) -> None:
        while self.now < until:
            off = self.chance.randrange(1, 40) if self.chance.random() < OFF else 1
            before, self.now = self.now, self.now + off * LOOK
            if off > 1:
                self.kill()
            if off > 1 or self.something_may_happen(before):
                self.look(before)

    def something_may_happen(self, before: datetime) -> bool:
        floors = self.floors.values()
        stirs = any(one.state == "active" or one.edge_between(before, self.now) for one in floors)
        return stirs or self.chance.random() < 0.02

    def look(self, before: datetime) -> None:
        for floor in self.floors.values():
            floor.look(before, self.now)
        wanted = {
            one.number: (floor, one)
            for floor in self.floors.values()
            for one in floor.to_call(self.now)
        }
        killed = self.crank()
        called = self.invites()
        assert called <= wanted.keys(), (self.now, called - wanted.keys())
        missing = wanted.keys() - called
        lost = self.lost() if killed else set()
        assert not missing or killed, (self.now, self.standing(missing))
        for number in called | (missing & lost):
            floor, person = wanted[number]
            floor.called(person, self.now)
        if killed:
            self.note_unplaced()
        self.compare()
        if self.chance.random() < 0.04:
            self.meddle()

    def crank(self) -> bool:
        """Whether something was killed meanwhile: then it is waited for until all is settled."""
        world = self.world
        if self.chance.random() < 0.05:
            world.trap.at = world.trap.seen + self.chance.randrange(1, 60)
        world.clock.instant = self.now
        with suppress(Killed):
            world.engine.renew()
            for looked in range(50):
                world.crank(STEP if looked else timedelta(0))
                if looked > 7 and not open_calls():
                    break
            world.trap.at = None
            return False
        self.kill()
        for _ in range(120):
            world.crank(timedelta(seconds=5))
            if world.clock.now() > self.now + timedelta(minutes=2) and not open_calls():
                break
        assert not open_calls()
        return True

    def kill(self) -> None:
        self.kills += 1
        self.world.trap.at = None
        self.world.after_kill(switch_too=self.chance.random() < 0.3)

    def invites(self) -> set[str]:
        """Whom the carrier was asked for since the last look: nobody twice."""
        new, self.seen = self.world.noted[self.seen :], len(self.world.noted)
        calls = [e for e in new if e.event == "INVITE" and e.role is LegRole.CONTACT]
        numbers = [entry.number[-10:] for entry in calls]
        assert len(numbers) == len(set(numbers)), (self.now, numbers)
        return set(numbers)

    def standing(self, numbers: set[str]) -> list[tuple[Any, ...]]:
        """Where those stand who should have been called, and their last calls."""
        found: list[tuple[Any, ...]] = []
        for number in numbers:
            (phone,) = models.Phone.select().where(models.Phone.number == f"+1{number}")
            (row,) = models.Record.select().where(models.Record.person == phone.person_id)
            found.append((number, row.status, row.ready, row.not_before, row.held_by))
            found.append((why.of_record(self.ctx, row.campaign_id, row.account), row.campaign_id))
            mine = models.Attempt.select().where(models.Attempt.record == row.id)
            last = mine.order_by(models.Attempt.claimed_at.desc()).limit(3)
            found += [(one.claimed_at, one.outcome, one.settled_at, one.cause) for one in last]
        return found

    def lost(self) -> set[str]:
        """Calls of which nobody can say whether they began: they count."""
        since = models.Attempt.claimed_at >= self.now
        rows = models.Attempt.select().where(since & (models.Attempt.outcome == Outcome.LOST))
        return {row.number[-10:] for row in rows}

    def note_unplaced(self) -> None:
        """A call that was claimed begins its run, though it may never have left the engine."""
        for number, floor in self.floors.items():
            mine = (models.Attempt.campaign == number) & (models.Attempt.run == floor.run)
            floor.dialed = floor.dialed or models.Attempt.select().where(mine).exists()

    def compare(self) -> None:
        for number, floor in self.floors.items():
            row = models.Campaign.get_by_id(number)
            told = (self.now, floor.plan.name)
            state = RunState.COMPLETED if self.is_over(floor, row) else RunState(floor.state)
            assert (row.run_state, row.run_number) == (state, floor.run), told
            for record in models.Record.select().where(models.Record.campaign == number):
                person = floor.people[record.position]
                assert record.attempts == person.attempts, (told, person)
                waits = record.status in (RecordStatus.PENDING, RecordStatus.RETRY)
                assert waits != person.over, (told, record.status, person)
                none = record.status is RecordStatus.NO_ATTEMPT
                assert none == person.no_attempt, (told, record.status, person)

    def is_over(self, floor: Floor, row: models.Campaign) -> bool:
        """It is completed some seconds after its last call, or as it is looked at next."""
        over = all(one.over for one in floor.people)
        return over and floor.state == "active" and row.run_state is RunState.COMPLETED

    def meddle(self) -> None:
        """Somebody halts a campaign, starts it again, or says that it is complete."""
        self.world.engine.renew()
        number = self.chance.choice(list(self.floors))
        floor = self.floors[number]
        if floor.may_start(self.now):
            campaigns.start(self.ctx, number)
            floor.state = "active"
        elif floor.state == "active" and not all(one.over for one in floor.people):
            verb = self.chance.choice(["pause", "stop", "complete"])
            getattr(campaigns, verb)(self.ctx, number)
            if verb == "complete":
                floor.complete()
            else:
                floor.state = {"pause": "paused", "stop": "stopped"}[verb]


def open_calls() -> int:
    return int(models.Attempt.select().where(models.Attempt.settled_at.is_null()).count())


@pytest.mark.slow
@pytest.mark.parametrize("span", SPANS)
def test_the_dialer_does_what_the_floor_does(tmp_path: Path, span: str) -> None:
    begin, end = SPANS[span]
    quarter = Quarter(tmp_path, 3, begin, end)
    quarter.go_on(end)
    people = {
        one.number: Callee(one.place, "agency", "recorded")
        for floor in quarter.floors.values()
        for one in floor.people
    }
    found = check(quarter.world.log_path, people)
    assert not found.violations
    quarter.world.close()
    days = (end - begin) / DAY
    assert sum(found.calls.values()) > 15 * days
    assert sum(floor.run for floor in quarter.floors.values()) > 2 * days
    if WHOLE:
        assert quarter.kills > days / 7
