"""A campaign's last hour, minute by minute: calls, answers, transfers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.store.calls import last_hour as stored

MINUTES = 60
MINUTE = timedelta(minutes=1)
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class LastHour:
    """Calls that started within the last 60 minutes, the present one last and not over.

    Each series has a number for every minute; ``answers`` and ``transfers`` are of those calls,
    whenever they were answered.
    """

    since: datetime
    calls: tuple[int, ...]
    answers: tuple[int, ...]
    transfers: tuple[int, ...]


def of_campaign(ctx: Context, ref: int | str) -> LastHour:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.get(ctx, ref)
    last = (ctx.now() - _EPOCH) // MINUTE
    minutes = range(last - MINUTES + 1, last + 1)
    since = _EPOCH + minutes[0] * MINUTE
    found = stored.by_minute(campaign.id, since)
    calls, answers, transfers = zip(*(found.get(at, (0, 0, 0)) for at in minutes), strict=True)
    return LastHour(since, calls, answers, transfers)
