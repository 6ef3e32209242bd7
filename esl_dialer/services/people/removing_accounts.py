"""Removing accounts from a campaign before they are dialed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.cells import clean
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import known_records, removing_records
from esl_dialer.store.system import outbox

CHUNK_ACCOUNTS = 200
"""Accounts looked up and removed in one transaction."""
_BETWEEN = re.compile(r"[\n\r,;\t]+")


@dataclass(frozen=True, slots=True)
class Removed:
    """Accounts: how many were named, removed, kept, and which of them the campaign does not have.

    Kept are those that were called, are on their way, or wait for another call.
    """

    named: int
    removed: int
    kept: int
    unknown: tuple[str, ...]


def remove(ctx: Context, ref: int | str, pasted: str) -> Removed:
    """As ``remove_accounts``, by a person. Raises NotFound, Forbidden."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign = campaigns.kept(ctx, ref)
    done = remove_accounts(campaign.id, pasted)
    with transaction():
        ctx.note("list.remove_accounts", f"campaign {campaign.id}", removed=done.removed)
        outbox.put("list", {"removed": done.removed}, ctx.now(), campaign.id)
    return done


def remove_accounts(campaign_id: int, pasted: str) -> Removed:
    """Delete the records of the accounts pasted that are pending and were never called.

    Accounts stand one per line, or with commas, semicolons, tabs or spaces between. What stands
    between the others is one account if the campaign has it, else its words are.
    """
    texts = list(dict.fromkeys(filter(None, map(clean, _BETWEEN.split(pasted)))))
    whole = _known(campaign_id, texts)
    words = [word for text in texts for word in ([text] if text in whole else text.split())]
    named = list(dict.fromkeys(words))
    known = _known(campaign_id, named)
    removed: set[str] = set()
    for batch in _batches(sorted(known)):
        with transaction():
            removed |= removing_records.remove_pending(campaign_id, batch)
    unknown = tuple(account for account in named if account not in known)
    return Removed(len(named), len(removed), len(known - removed), unknown)


def _known(campaign_id: int, accounts: list[str]) -> set[str]:
    return {
        a for batch in _batches(accounts) for a in known_records.accounts_of(campaign_id, batch)
    }


def _batches(accounts: list[str]) -> Iterator[list[str]]:
    return (accounts[i : i + CHUNK_ACCOUNTS] for i in range(0, len(accounts), CHUNK_ACCOUNTS))
