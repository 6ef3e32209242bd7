"""Calls now: the engine, today's numbers, the queue, the newest ones; and test calls."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.rules.coming import Happening
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.services.calls import overview, test_calls
from esl_dialer.services.calls.test_calls import Quick
from esl_dialer.services.campaigns import coming
from webui.api.records import AttemptShown
from webui.api.routes import PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Name, Number, Said, Shown, Text


class LiveShown(Shown):
    engine: str
    """Who holds the engine's lease; empty: no engine runs."""
    switch_up: bool
    simulated: bool
    """Nobody is called."""
    switch: str
    """What the switch says of itself, or the error."""
    switch_trouble: Said
    """Why the switch is not reached: what is there instead, what to look at; empty when it is."""
    live: int
    """Calls in progress."""
    global_cpm: float
    global_max_cpm: float
    active_campaigns: int
    calls_today: int
    """Placed today, those in progress too."""
    success_rate: float | None
    """Of today's calls that are over, between 0 and 1."""
    calls_per_minute: int
    """Started within the last minute."""
    answers: int
    """Of today's calls that are over; so are the transfers."""
    transfers: int
    outcomes_today: dict[str, int]
    gates_left: int
    """Records whose place is worked out anew after an upgrade: until then every law of their zones
    is asked."""


class CallShown(AttemptShown):
    kind: CampaignKind


class CallsShown(Shown):
    items: list[CallShown]


class TodayShown(Shown):
    campaign: int
    calls: int
    """Today's that are over."""
    answered: int
    transferred: int


class TodaysShown(Shown):
    items: list[TodayShown]


class OfCampaign(Shown):
    id: int
    name: str


class ComingShown(Shown):
    at: datetime
    what: Happening
    """``start``, ``end``: a schedule's; ``open``, ``close``: hours in which people may be called,
    of the first and of the last of them; ``auto_stop``: every active campaign is paused."""
    campaigns: list[OfCampaign]
    """Empty: all that are active."""


class ComingsShown(Shown):
    items: list[ComingShown]


class FeedQuery(Given):
    campaign: Number | None = None


class QuickTest(Given):
    """A text to be spoken and played to a phone."""

    phone: Name
    text: Text
    """Spoken as it stands: braces are no variables."""
    kind: CampaignKind = CampaignKind.MD
    voice: Name = ""
    language: Language = Language.EN
    transfer_number: Name = ""
    """For ``LB``: where key 1 connects to."""
    caller_id: Name = ""


class CampaignTest(Given):
    """A record's own message, played to another phone."""

    account: Name
    phone: Name


class StepShown(Shown):
    step: str
    at: datetime


class TestShown(Shown):
    id: int
    done: bool
    steps: list[StepShown]
    outcome: str
    cause: str
    keys: str
    error: Said


def show_live(asked: Request) -> dict[str, Any]:
    """The engine, the switch, and today's numbers."""
    now = overview.condition(asked.ctx)
    told = {"switch_trouble": now.switch_trouble, "gates_left": overview.gates_left(asked.ctx)}
    return asdict(now) | told | asdict(overview.numbers(asked.ctx))


def show_today(asked: Request) -> dict[str, Any]:
    """Each campaign's calls of the business day."""
    found = overview.today(asked.ctx).items()
    return {"items": [{"campaign": number, **asdict(calls)} for number, calls in found]}


def show_coming(asked: Request) -> dict[str, Any]:
    """What is about to happen within a day without anybody's hand."""
    return {"items": coming.shown(coming.coming(asked.ctx))}


def queue(asked: Request) -> dict[str, Any]:
    """Every call that is queued or in progress."""
    return {"items": overview.queue(asked.ctx)}


def feed(asked: Request) -> dict[str, Any]:
    """The newest calls, of one campaign or of all."""
    return {"items": overview.feed(asked.ctx, asked.query.campaign)}


def test_text(asked: Request) -> Reply:
    """Speak a text and call a phone with it."""
    return _begun(asked, test_calls.quick(asked.ctx, Quick(**asked.body.model_dump(mode="json"))))


def test_record(asked: Request, campaign: int) -> Reply:
    """Call a phone with a record's own message."""
    wanted = asked.body
    act = test_calls.of_record(asked.ctx, campaign, wanted.account, wanted.phone)
    return _begun(asked, act)


def follow_test(asked: Request, number: int) -> dict[str, Any]:
    """How far a test call is."""
    progress = test_calls.progress(asked.ctx, number)
    steps = [{"step": name, "at": at} for name, at in progress.steps]
    told = {field.name: getattr(progress, field.name) for field in fields(progress)}
    return told | {"steps": steps}


def _begun(asked: Request, act: int) -> Reply:
    return Reply(follow_test(asked, act), {"Location": f"{PREFIX}/test-calls/{act}"})


_TEST = Permission.PLACE_TEST_CALLS
ROUTES = (
    Route("GET", "/live", Permission.VIEW, show_live, LiveShown),
    Route("GET", "/today", Permission.VIEW, show_today, TodaysShown),
    Route("GET", "/coming", Permission.VIEW, show_coming, ComingsShown),
    Route("GET", "/queue", Permission.VIEW, queue, CallsShown),
    Route("GET", "/calls", Permission.VIEW, feed, CallsShown, query=FeedQuery),
    Route("POST", "/test-calls", _TEST, test_text, TestShown, 202, body=QuickTest),
    Route("GET", "/test-calls/{number}", _TEST, follow_test, TestShown),
    Route("POST", "/campaigns/{campaign}/test-calls", _TEST, test_record, TestShown, 202,
          body=CampaignTest),
)  # fmt: skip
