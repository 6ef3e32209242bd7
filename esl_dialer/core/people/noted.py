"""What is noted of a person, a stop or a consent: who noted it, when and why, of which of their
records, until when, and who withdrew it.

Whose it is goes by the person's key, as every list and campaign has it, and by their account, which
another list may bring with another phone: under the same name it is the same person, under another
nobody knows. What is withdrawn stays known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from esl_dialer.core.people.identity import account_key, may_be_same, same_name
from esl_dialer.core.says import Says

LONGEST_WHY = 255


class Scope(StrEnum):
    """Which records of the person it is for."""

    EVERYWHERE = "everywhere"
    CAMPAIGN = "campaign"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Who:
    """A person: their key, an account as its list writes it, their name, and the key of their
    creditor (``core.people.identity``). Empty: not known."""

    person_key: str
    account: str
    full_name: str = ""
    creditor: str = ""

    @property
    def whose(self) -> str:
        """The key, or of one whom nobody knows the account's."""
        return self.person_key or f"account {self.account_key}"

    @property
    def account_key(self) -> str:
        return account_key(self.account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """``whose``, ``account``, ``full_name``, ``creditor``: of whom it was noted, as ``Who`` has
    them. ``campaign``, ``list``: the one that it is for; 0: all. ``until``: it stands until then;
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
    whose: str = ""
    account: str = ""
    full_name: str = ""
    creditor: str = ""

    @property
    def account_key(self) -> str:
        return account_key(self.account)

    def is_of(self, who: Who) -> bool:
        """Whether it is theirs: by their key, or under the same name by the account."""
        named = bool(self.full_name) and same_name(self.full_name, who.full_name)
        return self.whose == who.whose or (named and self.is_of_account(who))

    def may_be_of(self, who: Who) -> bool:
        """Whether it is of their account under another name, or one that nobody knows: whether it
        is theirs nobody said."""
        return self.is_of_account(who) and not self.is_of(who)

    def is_of_account(self, who: Who) -> bool:
        """Accounts of two creditors may be the same by chance."""
        same = bool(who.account) and self.account_key == who.account_key
        return same and may_be_same(self.creditor, who.creditor)

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


T = TypeVar("T", bound=Noted)


class Notes(Generic[T]):
    """What is noted of several people, to be asked for by each of them."""

    def __init__(self, noted: Iterable[T] = ()) -> None:
        self._by: dict[str, list[T]] = {}
        for one in noted:
            for key in {one.whose, f"account {one.account_key}"}:
                self._by.setdefault(key, []).append(one)

    def __bool__(self) -> bool:
        return bool(self._by)

    def of(self, who: Who) -> list[T]:
        """What is theirs, or of their account, in the order in which it was noted."""
        keys = {who.whose, f"account {who.account_key}"}
        found = {one.id: one for key in keys for one in self._by.get(key, ())}
        mine = (one for one in found.values() if one.is_of(who) or one.is_of_account(who))
        return sorted(mine, key=lambda one: one.id)
