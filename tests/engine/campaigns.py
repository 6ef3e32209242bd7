"""Campaigns for engine tests: records whose phones choose what the carrier does."""

from collections.abc import Sequence
from typing import Any

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.law.rules import Effect, RuleKind
from esl_dialer.core.words import AudioState, CampaignKind, RecordAudio, RunState
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.law import laws
from esl_dialer.store.law.laws import Change
from tests.fakes import MESSAGE_MS, START
from tests.store.rows import put_record

REPRESENTATIVE = "4165559999"

AT_ANY_HOUR = {"window": Window.of(DailyHours(0, 24 * 60, saturday=True, sunday=True))}


def no_law_of_hours() -> None:
    """The law lets everybody be called at any hour of any day: tests whose calls are not simulated,
    by the machine's own clock, run at night too."""
    for rule in laws.current().rules:
        if rule.kind in (RuleKind.HOURS, RuleKind.HOLIDAYS, RuleKind.CLOCK):
            laws.change(Change(rule.id, Effect.OFF, "a test", "ann", START))


def active_campaign(phones: Sequence[Sequence[str]], **values: Any) -> int:
    """An active Link Back campaign with one spoken record for each list of phones."""
    given = {
        "name": "Rehearsal",
        "kind": CampaignKind.LB,
        "run_state": RunState.ACTIVE,
        "audio_state": AudioState.READY,
        "caller_ids": ["18663123618"],
        "transfer_number": REPRESENTATIVE,
        "cpm": 600.0,
        "simulated": True,
    } | values
    campaign = campaigns.create(given, START)
    for position, numbers in enumerate(phones):
        _record(campaign.id, position, numbers)
    return campaign.id


def _record(campaign: int, position: int, numbers: Sequence[str]) -> None:
    values = {
        "campaign": campaign,
        "position": position,
        "account": f"A{position}",
        "full_name": f"Person {position}",
        "province": "ON",
        "gate": "America/Toronto",
        "random_key": position,
        "ready": True,
        "audio": RecordAudio.READY,
        "audio_path": f"{position}.wav",
        "audio_ms": MESSAGE_MS,
        "apology_path": "apology.wav",
        "acknowledgement_path": "acknowledgement.wav",
        "created_at": START,
    }
    put_record(values, [f"+1{number}" for number in numbers])
