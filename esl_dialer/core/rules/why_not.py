"""Why a record is not dialed now: the first rule that holds it back, and when that rule clears.

One place for every "no". The engine, the CLI and the pages ask this and nothing else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from esl_dialer.core.campaigns.campaign import Campaign, Window
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.rules import windows
from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    DIALABLE_STATUSES,
    RecordAudio,
    RecordStatus,
    RunState,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A refusal. ``clears_at`` is None when no passing of time clears it."""

    rule: str
    text: str
    source: str
    clears_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds for everyone at this tick. ``global_cpm`` in calls per minute."""

    switch_up: bool = True
    switch_simulated: bool = True
    hours_count: bool = True
    """False: calls of a simulated switch may be made at any hour, and nobody is called."""
    global_cpm: float = 200.0
    engine_runs: bool = True
    no_gateway: str = ""
    """Why no gateway takes a call, by name; empty when one does."""
    rest_ends: datetime | None = None
    """When the first gateway's rest is over; None when none rests."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as the rules see it, with the phone that would be dialed next."""

    status: RecordStatus
    audio: RecordAudio
    gate: str
    number: str
    not_before: datetime | None
    stopped: str = ""
    """The reason of a stop that matches the person or the number; empty when there is none."""
    scheduled_for: datetime | None = None
    number_live: bool = False
    """The number is being called now, for another record."""
    has_transfer: bool = True
    """The record names a number of its own to which key 1 transfers."""


class Alike(Protocol):
    """Records that every rule treats alike; ``first_due`` counts where they wait."""

    @property
    def status(self) -> RecordStatus: ...
    @property
    def audio(self) -> RecordAudio: ...
    @property
    def gate(self) -> str: ...
    @property
    def waits(self) -> bool: ...
    @property
    def first_due(self) -> datetime | None: ...


def typical(group: Alike) -> Subject:
    """One of them; its number is none that a rule knows."""
    due = group.first_due if group.waits else None
    return Subject(group.status, group.audio, group.gate, "+10000000000", due)


@dataclass(frozen=True, slots=True)
class Load:
    """A campaign's calls in progress, and those of them that are with a representative."""

    live: int = 0
    transferring: int = 0


NO_LOAD = Load()


def room(campaign: Campaign, load: Load) -> int:
    """How many more calls its own caps leave; ``UNCAPPED`` when it has none."""
    if campaign.max_transfers and load.transferring >= campaign.max_transfers:
        return 0
    return max(0, campaign.max_live - load.live) if campaign.max_live else UNCAPPED


UNCAPPED = 1_000_000


def why_not_campaign(
    campaign: Campaign, conditions: Conditions, load: Load = NO_LOAD
) -> Reason | None:
    """The first rule that holds back every record of the campaign; None: it dials."""
    if campaign.run_state is not RunState.ACTIVE:
        return Reason("not_active", f"the campaign is {campaign.run_state}", "campaign: Start")
    if not conditions.engine_runs:
        return Reason("engine_stopped", "no engine is running", "esl-dialer serve")
    if not conditions.switch_up:
        return Reason("switch_down", "the switch can't be reached", "switch connection")
    if conditions.no_gateway:
        text = f"no gateway takes a call: {conditions.no_gateway}"
        return Reason("no_gateway", text, "gateways", conditions.rest_ends)
    if campaign.simulated and not conditions.switch_simulated:
        return Reason(
            "was_simulated",
            "it was started on the simulated switch: pause, reset and start it on this one",
            "campaign: Start",
        )
    if campaign.cpm <= 0:
        return Reason("speed_zero", "its speed is 0 calls per minute", "campaign: speed")
    if conditions.global_cpm <= 0:
        return Reason("global_speed_zero", "the global speed is 0 calls per minute", "global speed")
    return _by_caps(campaign, load)


def _by_caps(campaign: Campaign, load: Load) -> Reason | None:
    if room(campaign, load) > 0:
        return None
    if campaign.max_transfers and load.transferring >= campaign.max_transfers:
        text = f"{load.transferring} calls are with representatives, its most"
        return Reason("max_transfers", text, "campaign: simultaneous transfers")
    return Reason("max_live", f"{load.live} calls are in progress, its most", "campaign: calls")


def why_not_record(
    subject: Subject, campaign: Campaign, conditions: Conditions, now: datetime
) -> Reason | None:
    """The first rule that holds back this record, its campaign's own rules aside; None: dial it."""
    return (
        _by_status(subject)
        or _by_stop(subject)
        or _by_material(subject, campaign)
        or _by_instant(subject, now)
        or _by_number(subject, now)
        or _by_window(subject, campaign, conditions, now)
    )


def _by_status(subject: Subject) -> Reason | None:
    if subject.status in CLAIMED_STATUSES:
        return Reason("in_progress", "it is being called now", "live calls")
    if subject.status not in DIALABLE_STATUSES:
        return Reason("final", f"it is finished: {subject.status}", "outcome of its last attempt")
    return None


def _by_stop(subject: Subject) -> Reason | None:
    if subject.stopped:
        return Reason("stopped", f"a stop protects it: {subject.stopped}", "do-not-call list")
    return None


def _by_material(subject: Subject, campaign: Campaign) -> Reason | None:
    if subject.audio is not RecordAudio.READY:
        return Reason("audio_missing", f"its message is not spoken ({subject.audio})", "audio")
    if not subject.number:
        return Reason("no_phone", "none of its phones can be dialed", "phones")
    connects = subject.has_transfer or campaign.transfer_number
    if campaign.flow.needs_transfer and not connects:
        return Reason("no_transfer_number", "key 1 has nowhere to go: no DID", "transfer number")
    return None


def _by_instant(subject: Subject, now: datetime) -> Reason | None:
    due = subject.scheduled_for or subject.not_before
    if due is not None and due > now:
        return Reason("not_yet", "it waits for its next attempt", "retry rule", due)
    return None


NUMBER_WAIT = timedelta(seconds=5)
"""Before a number that is being called for somebody else is looked at again."""


def _by_number(subject: Subject, now: datetime) -> Reason | None:
    if not subject.number_live:
        return None
    text = "its number is being called for another record"
    return Reason("number_in_progress", text, "live calls", now + NUMBER_WAIT)


def hours_allow(window: Window, gate: str, conditions: Conditions, now: datetime) -> bool:
    """Whether the hours let be called in the gate's zones now: at any, where nobody is called."""
    nobody_called = conditions.switch_simulated and not conditions.hours_count
    return nobody_called or windows.is_open(window, gate, now)


def _by_window(
    subject: Subject, campaign: Campaign, conditions: Conditions, now: datetime
) -> Reason | None:
    if hours_allow(campaign.window, subject.gate, conditions, now):
        return None
    opens = windows.next_open(campaign.window, subject.gate, now)
    where = ", ".join(sorted(gate_of(subject.gate).zones))
    return Reason("window", f"outside the dialing window in {where}", "dialing window", opens)
