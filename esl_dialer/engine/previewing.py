"""People who are shown to agents before they are dialed: shown, taken for dialing, let go."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from esl_dialer.core.agents.handing_over import PAGE_GONE
from esl_dialer.core.agents.previewing import LATE, shown
from esl_dialer.core.agents.standing import Given, Standing, Verb
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.words import AgentState
from esl_dialer.store.agents import agents, moving, previews
from esl_dialer.store.agents.agents import Agent
from esl_dialer.store.agents.previews import Preview, Showing
from esl_dialer.store.calls import claims
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.database import transaction

SPARE = 5
"""So many people are looked for beside those who are wanted: an agent is not shown whom they
skipped, nor anybody who is shown to another."""


def offer(
    campaign: Campaign,
    asking: Sequence[int],
    people: Sequence[Candidate],
    showing: Showing,
    now: datetime,
) -> None:
    """Show each of these agents somebody, as far as there are people."""
    new = [
        one
        for one in people
        if one.number not in showing.numbers and one.person_key not in showing.people
    ]
    pairs = shown(asking, new, _passed(campaign, asking) if new else {})
    if not pairs:
        return
    dial_at = now + timedelta(seconds=campaign.preview_seconds)
    with transaction():
        for agent, one in pairs.items():
            view = Preview(agent, one.record, campaign.id, campaign.run_number, one.number, dial_at)
            done = moving.move(agent, Verb.RESERVE, now, Given(campaign=campaign.id))
            if isinstance(done, Standing) and not previews.show(one, view, now):
                _frees(agent, now)


def _passed(campaign: Campaign, asking: Sequence[int]) -> dict[int, frozenset[int]]:
    """By agent, whom they skipped and others may be given; with nobody else at work, nobody."""
    at_work = [
        one.id
        for one in agents.workers(campaign.id)
        if one.standing.state is not AgentState.LOGGED_OUT
    ]
    if len(at_work) < 2:
        return {}
    return previews.skipped_by(asking, campaign.id, campaign.run_number)


def due(records: Sequence[int]) -> list[Candidate]:
    """Who is to be dialed now. What kept them from being dialed before is over."""
    return [replace(one, not_before=None) for one in claims.load(list(records))]


def take(agent: int, record: int, given: Given, now: datetime) -> bool:
    """The call is the agent's to whom they were shown; False: they are shown to them no more.
    Inside the transaction that commits it."""
    if not previews.end(agent, record):
        return False
    one = agents.by_id(agent)
    if one is None or not sees(one.standing, given.campaign):
        return False
    return isinstance(moving.move(agent, Verb.RESERVE, now, given), Standing)


def sees(stands: Standing, campaign: int) -> bool:
    """Whether they are reserved, and no call is theirs yet."""
    reserved = stands.state is AgentState.RESERVED and not stands.attempt
    return reserved and stands.campaign == campaign


def is_over(one: Agent, preview: Preview, now: datetime) -> bool:
    """Whether nobody dials them any more: the agent or their page is gone, the campaign does not
    dial, or that could not be for too long."""
    gone = one.page_at is not None and now - one.page_at > PAGE_GONE
    late = now - preview.dial_at > LATE
    return gone or late or not preview.active or not sees(one.standing, preview.campaign)


def refuse(agent: int, record: int, campaign: int, now: datetime) -> None:
    """A rule keeps them from being dialed after all: somebody else is shown to the agent."""
    with transaction():
        one = agents.by_id(agent)
        ended = previews.end(agent, record)
        if ended and one is not None and sees(one.standing, campaign):
            _frees(agent, now)


def _frees(agent: int, now: datetime) -> bool:
    return isinstance(moving.move(agent, Verb.END, now), Standing)


def let_go(preview: Preview, now: datetime) -> None:
    """They may be shown to somebody else, and the agent somebody else."""
    refuse(preview.agent, preview.record, preview.campaign, now)
