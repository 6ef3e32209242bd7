"""What is noted of a person, a stop or a consent: who noted it, when and why, of which of their
records, until when, and who withdrew it.

Whose it is goes by the person's key, as every list and campaign has it, whichever list brought
their records. What is withdrawn stays known.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.says import Says

LONGEST_WHY = 255


class Scope(StrEnum):
    """Which records of the person it is for."""

    EVERYWHERE = "everywhere"
    CAMPAIGN = "campaign"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """``campaign``, ``list``: the one that it is for; 0: all. ``until``: it stands until then;
    None: until it is withdrawn. ``why``: who asked, and how, or where it is on record. ``source``:
    the cell of a list that said so; empty: ``set_by`` did."""

    id: int
    campaign: int
    list: int
    until: datetime | None
    why: str
    source: Says
    set_by: str
    set_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""

    @property
    def scope(self) -> Scope:
        if self.campaign:
            return Scope.CAMPAIGN
        return Scope.LIST if self.list else Scope.EVERYWHERE

    def binds(self, campaign: int, list_id: int | None) -> bool:
        """Whether it is for a record of these."""
        return self.campaign in {0, campaign} and self.list in {0, list_id}

    def stands(self, now: datetime) -> bool:
        return self.withdrawn_at is None and (self.until is None or self.until > now)


def whose(person_key: str, account_key: str) -> str:
    """Whom it is noted of: the person's key, or of one whom nobody knows the account's."""
    return person_key or f"account {account_key}"
