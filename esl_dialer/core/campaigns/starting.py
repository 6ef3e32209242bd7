"""What forbids a start, by what the store knows of the campaign: for a person and a schedule."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.schedule import Edge
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.says import Says
from esl_dialer.core.text import counts as counting


@dataclass(frozen=True, slots=True)
class StartFacts:
    """Counts are of records; those of audio and DIDs of such as may still be dialed.

    ``simulated``: the switch is; ``was_dialed``: in the present run. ``anew``: with a new run, in
    which everybody is left to dial, and what was simulated is over. ``lacking_agents``: nobody
    works for it.
    """

    total: int
    missing_audio: int
    failed_audio: int
    importing: bool
    unfinished: bool
    left_out: bool
    lacking_transfer: int
    has_caller_id: bool
    was_dialed: bool
    simulated: bool
    anew: bool = False
    lacking_agents: bool = False
    unasked: int = 0
    """Whose audio does not ask who they are, though the campaign does."""


def reasons_not_to_start(campaign: Campaign, facts: StartFacts, now: datetime) -> list[Says]:
    """All of them; empty when it may be started."""
    none_left = bool(facts.total) and not facts.unfinished and not facts.anew
    checks = (
        (campaign.archived_at is not None, Says("it is archived")),
        *_planned(campaign, now),
        (
            campaign.simulated and not facts.simulated and facts.was_dialed and not facts.anew,
            Says("its calls so far were simulated: reset it before it calls people"),
        ),
        (not facts.total, Says("it has no records: import a list")),
        (
            campaign.closing_at is not None and not facts.anew,
            Says("what was not dialed is still being marked: a moment"),
        ),
        (
            none_left and facts.left_out,
            Says("its filter leaves out all of its records that are left to dial"),
        ),
        (
            none_left and not facts.left_out,
            Says("none of its records is left to dial: reset it, or add records"),
        ),
        (facts.importing, Says("a list is still being imported")),
        (
            bool(facts.missing_audio),
            Says(
                "{count} of {total} {total:record|records} {count:has|have} no audio: generate it",
                count=facts.missing_audio,
                total=facts.total,
            ),
        ),
        (
            bool(facts.failed_audio),
            Says(
                "{records} could not be spoken: look at why, then mend the text or the list, "
                "or take these accounts out",
                records=counting.records(facts.failed_audio),
            ),
        ),
        (
            bool(facts.unasked),
            Says(
                "the audio of {records} does not ask who they are: generate all of it again",
                records=counting.records(facts.unasked),
            ),
        ),
        (not facts.has_caller_id, Says("it has no caller ID, and there is no default_caller_id")),
        (
            bool(facts.lacking_transfer),
            Says(
                "{records} without a DID, and no transfer number",
                records=counting.records(facts.lacking_transfer),
            ),
        ),
        (facts.lacking_agents, Says("no agent works for it: assign some")),
    )
    return [text for holds, text in checks if holds]


def _planned(campaign: Campaign, now: datetime) -> list[tuple[bool, Says]]:
    """Before its start, and after its end, the schedule says no."""
    schedule = campaign.schedule
    last = schedule.last_edge(now) if schedule else None
    if not schedule or (last and last[1] is Edge.START):
        return []
    if starts := schedule.next_start(now):
        at = on_the_wall(campaign, starts)
        return [(True, Says("it is scheduled: it starts by itself on {at}", at=at))]
    if last is None:
        return []
    ended = Says("its schedule ended on {at}: change it first", at=on_the_wall(campaign, last[0]))
    return [(True, ended)]


def on_the_wall(campaign: Campaign, at: datetime) -> str:
    """An instant by its schedule's clock: ``2026-12-01 09:00 (America/Toronto)``."""
    name = campaign.schedule.zone
    return f"{at.astimezone(zone(name)):%Y-%m-%d %H:%M} ({name})"
