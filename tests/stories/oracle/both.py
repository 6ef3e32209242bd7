"""The dialer and the oracle side by side, step by step, with people meddling meanwhile.

Who is called when, on which phone, and why everybody else is not, must agree at every step. In
sequential order the oracle says which record is next; in random order it says which may be.
"""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from esl_dialer.core.calls.causes import Fault, meaning_of
from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.flows import LINK_BACK
from esl_dialer.core.words import (
    AudioState,
    CampaignKind,
    DialOrder,
    LegRole,
    RecordAudio,
    RecordStatus,
    RunState,
)
from esl_dialer.engine.daily_tasks import auto_stop_due
from esl_dialer.runtime.config import Config
from esl_dialer.services.campaigns import editing
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.people import call_backs, phone_marks, records
from esl_dialer.services.rules import why
from esl_dialer.simulator.carrier import behaviour
from esl_dialer.simulator.witness import Entry
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.campaigns.transitions import transition
from tests.engine.campaigns import REPRESENTATIVE
from tests.fakes import MESSAGE_MS, START, World
from tests.store.rows import phones_of, put_record
from tests.stories.oracle.model import (
    Floor,
    Person,
    Rules,
    agree,
    finish,
    mark,
    settle,
    take_back,
    unmark,
    why_not,
)

PLACES = [
    ["America/Toronto"],
    ["America/Vancouver"],
    ["America/St_Johns"],
    ["America/Regina"],
    ["America/Edmonton"],
    ["America/St_Johns", "America/Goose_Bay"],
]
LOOK = timedelta(milliseconds=450)
"""So long a look at a step lasts: its calls are claimed at its beginning and sent until its end."""

PROTECTED = ("dnc", "wrong_person", "all marked")
OPENINGS = [(9 * 60, 18 * 60 + 45), (10 * 60, 12 * 60), (13 * 60, 21 * 60)]


def after(rules: dict[str, str], rule: str) -> frozenset[str]:
    return frozenset(outcome for outcome, its in rules.items() if its == rule)


class Both:
    """``step`` is both the time between two looks and the time between a campaign's calls."""

    def __init__(
        self, directory: Path, seed: int, *, step: timedelta, campaigns: int, at: datetime = START
    ) -> None:
        self.step = step
        self.chance = random.Random(seed)
        self.world = World(directory, at=at)
        for key, value in (("simulated_hours_count", True), ("global_cpm", 6000)):
            models.Setting.create(key=key, value=value, updated_at=START)
        models.Setting.create(key="global_max_cpm", value=6000, updated_at=START)
        self.ctx = Context(Config(data=directory), self.world.clock, OPERATOR)
        self.stopped: set[str] = set()
        self.listed: set[tuple[int, str]] = set()
        """Numbers on do-not-call lists that campaigns choose, each with its list's number."""
        self.lists = [
            models.DncList.create(name=name, name_key=name, created_at=START).id
            for name in ("client", "regulator")
        ]
        self.campaigns: dict[int, Rules] = {}
        self.calling: dict[str, tuple[int, Person]] = {}
        self.heard: list[tuple[datetime, int, str]] = []
        """When, in which campaign, which number or person heard a message."""
        self.read: dict[str, int] = {}
        for number in range(campaigns):
            self.add_campaign(number)

    def add_campaign(self, number: int) -> None:
        chance = self.chance
        start, end = chance.choice(OPENINGS)
        hours = DailyHours(start, end, chance.random() < 0.5, chance.random() < 0.5)
        values: dict[str, Any] = {
            "window": Window.of(hours),
            "max_attempts": chance.choice([2, 3, 6]),
            "retry_minutes": chance.choice([30, 60, 240]),
            "kind": chance.choice([CampaignKind.LB, CampaignKind.LB, CampaignKind.MD]),
            "dial_order": chance.choice(list(DialOrder)),
            "dnc_lists": tuple(one for one in self.lists if chance.random() < 0.4),
            "outcome_rules": {
                outcome: chance.choice(["again", "next_number", "final"])
                for outcome in ("busy", "no_answer", "hung_up")
                if chance.random() < 0.3
            },
            "spread": chance.random() < 0.3,
        }
        made = stored.create(self.fixed(number) | values, START)
        rules = Rules(
            opens=divmod(start, 60),
            closes=divmod(end, 60),
            saturday=hours.saturday,
            sunday=hours.sunday,
            most_attempts=values["max_attempts"],
            hours_between=values["retry_minutes"] / 60,
            interactive=values["kind"] is CampaignKind.LB,
            sequential=values["dial_order"] is DialOrder.SEQUENTIAL,
            lists=frozenset(values["dnc_lists"]),
            same_number_after=after(values["outcome_rules"], "again"),
            final_after=after(values["outcome_rules"], "final"),
            spread=values["spread"],
        )
        self.campaigns[made.id] = rules
        for place in range(40):
            self.add_person(made.id, rules, place)

    def fixed(self, number: int) -> dict[str, Any]:
        return {
            "name": f"Campaign {number}",
            "run_state": RunState.ACTIVE,
            "audio_state": AudioState.READY,
            "caller_ids": ["18663123618"],
            "transfer_number": REPRESENTATIVE,
            "cpm": 60 / self.step.total_seconds(),
            "simulated": True,
        }

    def add_person(self, campaign: int, rules: Rules, place: int) -> None:
        chance = self.chance
        phones = [self.some_number() for _ in range(chance.choice([1, 1, 2, 3]))]
        zones = chance.choice(PLACES)
        who = f"somebody {chance.randrange(100)}"
        person = Person(f"{campaign}-{place}", who, zones, phones, [True] * len(phones))
        rules.people.append(person)
        values = {
            "campaign": campaign,
            "position": place,
            "account": person.account,
            "person_key": person.who,
            "full_name": person.account,
            "province": "ON",
            "gate": f"{'|'.join(zones)}@CA-NB",
            "random_key": chance.getrandbits(31),
            "ready": True,
            "audio": RecordAudio.READY,
            "audio_path": "one.wav",
            "audio_ms": MESSAGE_MS,
            "created_at": START,
        }
        put_record(values, phones)

    def some_number(self) -> str:
        if self.chance.random() < 0.5:
            return f"+1416555{self.chance.randrange(100, 200):04}"
        return f"+1{self.chance.randrange(204, 990)}{self.chance.randrange(2_000_000, 9_999_999)}"

    # --- one step ----------------------------------------------------------------------------

    def look(self, now: datetime) -> None:
        world = self.world
        world.clock.instant = now
        world.engine.renew()
        world.simulated.advance(now)
        world.write_effects()
        world.switch.pump()
        world.engine.tracker.drain()
        self.note_ends(now)
        self.auto_stop(now)
        before = {c: self.may_be_called(rules, now) for c, rules in self.campaigns.items()}
        world.engine.tick()
        self.send(now)
        world.engine.tracker.drain()
        world.simulated.advance(world.clock.now() + timedelta(milliseconds=40))
        world.write_effects()
        self.note_stops(now)
        self.note_calls(before, now)

    def send(self, now: datetime) -> None:
        """What was claimed, each within 50 ms of its own instant; the switch begins them last."""
        world = self.world
        world.simulated.advance(now + LOOK)
        while world.clock.instant < now + LOOK:
            world.clock.instant += LOOK / 9
            world.engine.sender.send_due()

    def note_stops(self, now: datetime) -> None:
        """Whom the dialer set aside for good had a stopped number next, and nobody else."""
        table = models.Record
        for record in table.select().where(table.status == RecordStatus.DNC):
            rules = self.campaigns[record.campaign_id]
            person = next(p for p in rules.people if p.account == record.account)
            if person.ended_as not in ("dnc", "all marked"):
                floor = Floor(self.stopped, frozenset(self.listed))
                assert why_not(rules, person, floor, now) == "stopped"
                finish(person, "all marked" if person.stopped else "dnc")

    def may_be_called(self, rules: Rules, now: datetime) -> list[Person]:
        floor = self.floor()
        return [p for p in rules.people if not why_not(rules, p, floor, now)]

    def floor(self) -> Floor:
        """Which numbers and people are being called, and which have heard a message."""
        called = [person for _, person in self.calling.values()]
        busy = frozenset(who for p in called for who in (p.phones[p.at_dialed], p.who))
        heard = {who: at for at, _, who in sorted(self.heard)}
        return Floor(self.stopped, frozenset(self.listed), busy, heard)

    def note_calls(self, before: dict[int, list[Person]], now: datetime) -> None:
        """Each call that was placed is one the oracle allows, and none is missing."""
        placed: dict[int, Entry] = {}
        for entry in self.news("INVITE"):
            variables = entry.fields["variables"]
            assert isinstance(variables, dict)
            campaign = int(variables["dialer_campaign"])
            assert campaign not in placed, (now, "two calls in one step")
            placed[campaign] = entry
        wanted = {c for c, may in before.items() if may}
        assert set(placed) <= wanted, (now, before, placed)
        for campaign in wanted - set(placed):
            assert self.all_taken_meanwhile(before[campaign], placed), (now, before, placed)
        for campaign, entry in placed.items():
            self.note_call(campaign, entry, before[campaign])

    def all_taken_meanwhile(self, may: list[Person], placed: dict[int, Entry]) -> bool:
        """Whether another campaign called one of their numbers, or of themselves, in this step."""
        taken = {f"+{entry.number}" for entry in placed.values()}
        attempts = (models.Attempt.get_by_id(entry.uuid) for entry in placed.values())
        taken |= {attempt.record.person.person_key for attempt in attempts}
        return any({p.phones[p.phone() or 0], p.who} & taken for p in may)

    def note_call(self, campaign: int, entry: Entry, may: list[Person]) -> None:
        attempt = models.Attempt.get_by_id(entry.uuid)
        called = next(p for p in may if p.account == attempt.record.account)
        if self.campaigns[campaign].sequential:
            first = next((p for p in may if p.asked_for), may[0])
            assert called.account == first.account
        elif any(p.asked_for for p in may):
            assert called.asked_for
        place = called.phone()
        assert place is not None
        assert called.phones[place] == f"+{entry.number}"
        called.at_dialed, called.state = place, "calling"
        called.urgent, called.call_back = called.asked_for, None
        self.calling[entry.uuid] = (campaign, called)

    def note_ends(self, now: datetime) -> None:
        for entry in self.news("HANGUP"):
            campaign, person = self.calling.pop(entry.uuid)
            outcome, heard = self.outcome(entry)
            if outcome.startswith("transfer") or (heard and outcome != "wrong_person"):
                for who in (person.phones[person.at_dialed], person.who):
                    self.heard.append((entry.at, campaign, who))
            settle(self.campaigns[campaign], person, outcome, now, heard=heard)

    def news(self, event: str) -> list[Entry]:
        """What the carrier saw of this kind, on the persons' legs, since it was last asked."""
        noted = self.world.noted
        new, self.read[event] = noted[self.read.get(event, 0) :], len(noted)
        return [e for e in new if e.event == event and e.role is LegRole.CONTACT]

    def outcome(self, hangup: Entry) -> tuple[str, bool]:
        """What the carrier's log says of a call, in the oracle's words."""
        seen = [e for e in self.world.noted if e.uuid == hangup.uuid]
        by_event = {e.event: e for e in seen}
        cause = str(hangup.fields["cause"])
        if "ANSWER" not in by_event:
            nth = int(str(by_event["INVITE"].fields["nth"]))
            status = behaviour(hangup.number, nth).sip_status
            meaning = meaning_of(cause, rang="RING" in by_event, sip_status=status)
            bad = meaning.fault is Fault.NUMBER
            return ("bad number" if bad else str(meaning.outcome)), False
        answered = by_event["ANSWER"].at
        end = by_event["BRIDGE"].at if "BRIDGE" in by_event else hangup.at
        heard = end - answered >= timedelta(milliseconds=MESSAGE_MS)
        if "BRIDGE" in by_event:
            return "transferred", heard
        keys = [str(e.fields["key"]) for e in seen if e.event == "KEY"]
        return self.by_keys(keys, hangup, heard=heard), heard

    def by_keys(self, keys: list[str], hangup: Entry, *, heard: bool) -> str:
        campaign = models.Attempt.get_by_id(hangup.uuid).campaign_id
        deciding = [key for key in keys if key in LINK_BACK.keys]
        if self.campaigns[campaign].interactive and deciding:
            return "transfer_failed" if deciding[0] == "1" else "wrong_person"
        to_the_end = heard and hangup.fields["by"] == "switch"
        return "completed" if to_the_end else "hung_up"

    def auto_stop(self, now: datetime) -> None:
        """At 18:45 in Toronto, once a day, what was active before is paused."""
        local = now.astimezone(ZoneInfo("America/Toronto"))
        edge = local.replace(hour=18, minute=45, second=0, microsecond=0)
        paused = set(auto_stop_due(now))
        wanted = set()
        if edge <= local < edge + self.step:
            wanted = {c for c, rules in self.campaigns.items() if rules.active}
        assert paused == wanted, (now, paused, wanted)
        for campaign in paused:
            self.campaigns[campaign].active = False

    # --- what happens meanwhile ------------------------------------------------------------------

    def meddle(self) -> None:
        """Now and then somebody pauses, starts, resets, stops a number, or agrees on a call-back.

        What a simulated person heard before a reset is forgotten: it is rehearsed anew.
        """
        chance = self.chance
        campaign = chance.choice(list(self.campaigns))
        if chance.random() < 0.01:
            self.switch_state(campaign)
        if chance.random() < 0.003 and not self.campaigns[campaign].active:
            self.reset(campaign)
        if chance.random() < 0.02:
            person = chance.choice(self.campaigns[campaign].people)
            self.stop(chance.choice(person.phones), chance.choice([0, *self.lists]))
        if chance.random() < 0.005:
            self.choose_lists(campaign)
        if chance.random() < 0.05:
            self.call_back(campaign, chance.choice(self.campaigns[campaign].people))
        if chance.random() < 0.05:
            self.mark_a_phone(campaign, chance.choice(self.campaigns[campaign].people))

    def switch_state(self, campaign: int) -> None:
        rules = self.campaigns[campaign]
        rules.active = not rules.active
        verb = Verb.START if rules.active else Verb.PAUSE
        now = self.world.clock.now()
        assert transition("somebody", stored.get(campaign), verb, now).moved

    def start_all(self) -> None:
        """The floor's morning."""
        for campaign, rules in self.campaigns.items():
            if not rules.active:
                self.switch_state(campaign)

    def reset(self, campaign: int) -> None:
        """Everybody again but the stopped: what a simulated person said is no promise."""
        if any(c == campaign for c, _ in self.calling.values()):
            return
        editing.reset(self.ctx, campaign)
        self.heard = [one for one in self.heard if one[1] != campaign]
        for person in self.campaigns[campaign].people:
            if person.ended_as not in ("dnc", "all marked"):
                person.state, person.ended_as, person.due = "waiting", "", None
                person.attempts = person.refusals = person.at = 0
                person.heard, person.urgent = None, False
                if person.call_back is not None and person.call_back <= self.world.clock.now():
                    person.call_back = None
                person.without = (person.state, person.ended_as, person.due)
                person.good = [True] * len(person.phones)
                person.stopped = person.all_marked

    def call_back(self, campaign: int, person: Person) -> None:
        """Of somebody who is not being called, and whom no stop protects: set, or cleared."""
        if person.state == "calling" or person.ended_as in PROTECTED or person.phone() is None:
            return
        record = records.number_of(self.ctx, campaign, person.account)
        if person.call_back is not None and self.chance.random() < 0.5:
            call_backs.clear(self.ctx, record)
            take_back(person)
            return
        at = self.world.clock.now() + timedelta(minutes=self.chance.randrange(1, 8 * 60))
        call_backs.set_for(self.ctx, record, at.isoformat(), again=True)
        agree(person, at)

    def mark_a_phone(self, campaign: int, person: Person) -> None:
        """One phone of theirs is marked do-not-call, or is no more."""
        record = records.number_of(self.ctx, campaign, person.account)
        place = self.chance.randrange(len(person.phones))
        phone = phones_of(record)[place]
        phone_marks.mark(self.ctx, record, phone.id, marked=place not in person.marked)
        (unmark if place in person.marked else mark)(person, place)

    def stop(self, number: str, on: int = 0) -> None:
        """On the global list, or one that campaigns choose."""
        if (on, number) in self.listed or (not on and number in self.stopped):
            return
        if on:
            self.listed.add((on, number))
        else:
            self.stopped.add(number)
        now = self.world.clock.now()
        row = {"scope": "number", "value": number[2:], "reason": "dnc", "created_at": now}
        models.Stop.create(**row, list_id=on)

    def choose_lists(self, campaign: int) -> None:
        """Somebody saves the campaign with other do-not-call lists: they count from the next call
        on."""
        chosen = tuple(one for one in self.lists if self.chance.random() < 0.5)
        stored.update(campaign, {"dnc_lists": chosen}, self.world.clock.now())
        self.campaigns[campaign].lists = frozenset(chosen)

    def compare_reasons(self, now: datetime) -> None:
        """Why each record is not dialed: the same first rule on both sides."""
        self.world.engine.renew()
        for campaign, rules in self.campaigns.items():
            for person in rules.people:
                reason = why.of_record(self.ctx, campaign, person.account, now)
                told = reason.rule if reason else ""
                assert told in self.allowed(rules, person, now), (now, person, reason)

    def allowed(self, rules: Rules, person: Person, now: datetime) -> set[str]:
        """A record whose number is stopped is final once the engine has come across it."""
        said = why_not(rules, person, self.floor(), now)
        if said in ("number_in_progress", "person_in_progress"):
            return {said, "not_yet", ""}
        return {said, "final"} if said in ("stopped", "no_phone") else {said}
