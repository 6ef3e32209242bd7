"""What agents' campaigns have to dial for: who is free, and calls that nobody talks in yet."""

from collections.abc import Iterable

from peewee import fn

from esl_dialer.core.words import OPEN_STATES, CampaignKind, Mode
from esl_dialer.store import models


def dialing() -> dict[int, int]:
    """By campaign, its calls that are dialed or wait: each will need an agent."""
    table, campaign = models.Attempt, models.Campaign
    rows = (
        table.select(table.campaign, fn.COUNT(table.id))
        .join(campaign)
        .where(
            table.state.in_(OPEN_STATES)
            & table.bridged_at.is_null()
            & (campaign.kind == CampaignKind.AG)
        )
        .group_by(table.campaign)
    )
    return dict(rows.tuples())


def unreserved() -> list[int]:
    """Campaigns whose calls have no agent before they are answered: each will need one who is free
    then."""
    table = models.Campaign
    mine = (table.kind == CampaignKind.AG) & (table.mode == Mode.PROGRESSIVE)
    return [row.id for row in table.select(table.id).where(mine)]


def is_open(attempt: str) -> bool:
    """Whether the call goes on, or is being settled."""
    table = models.Attempt
    found = table.select().where((table.id == attempt) & table.settled_at.is_null())
    return bool(found.exists())


def lacking(campaigns: Iterable[int]) -> set[int]:
    """Of these, the ones for which nobody works."""
    wanted = set(campaigns)
    table = models.AgentCampaign
    rows = table.select(table.campaign).where(table.campaign.in_(wanted)).distinct()
    return wanted - {row.campaign_id for row in rows}
