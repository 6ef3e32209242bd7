"""What is noted of a person, as people note and withdraw it: what stops and consents share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls import call_back
from esl_dialer.core.people.noted import LONGEST_WHY, Noted, Scope
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.store.database import transaction
from esl_dialer.store.people.noted import Kept, New, Whose, whose_of
from esl_dialer.store.system import outbox

NO_RECORD = Says("there is no such record")
NO_LIST = Says("the record is of no list")
SAY_WHY = Says("say why: it is kept")

T = TypeVar("T", bound=Noted)


@dataclass(frozen=True, slots=True)
class Notes(Generic[T]):
    """One kind of what is noted. ``name`` is the problem's when it was withdrawn already;
    ``added``, ``withdrawn``: the words of the audit trail; ``of`` what it keeps of one."""

    kept: Kept[T]
    name: str
    none: Says
    already: Says
    added: str
    withdrawn: str
    of: Callable[[T], dict[str, Any]]

    def of_record(self, ctx: Context, record: int) -> list[T]:
        """All that there is or was of the record's person, the newest first. Raises NotFound."""
        ctx.require(Permission.VIEW)
        return self.kept.of(_find(record).whose)

    def get(self, ctx: Context, record: int, number: int) -> T:
        """One of them. Raises NotFound."""
        found = next((one for one in self.of_record(ctx, record) if one.id == number), None)
        if found is None:
            raise NotFound(self.none.of(number=number))
        return found

    def add(
        self,
        ctx: Context,
        record: int,
        read: Callable[[Whose], New],
        then: Callable[[Whose], None],
    ) -> T:
        """As it was read; ``then`` is what it makes of records. Raises NotFound, Invalid."""
        ctx.require(Permission.MANAGE_DNC)
        with transaction():
            found = _find(record)
            campaigns.kept(ctx, found.campaign)
            number = self.kept.put(read(found), ctx.now())
            then(found)
            made = next(one for one in self.kept.of(found.whose) if one.id == number)
            until = made.until.isoformat() if made.until else ""
            told = self.of(made) | {"scope": made.scope, "until": until}
            self._tell(ctx, self.added, found, told)
        return made

    def withdraw(
        self, ctx: Context, record: int, number: int, why: str, then: Callable[[Whose], None]
    ) -> T:
        """It stays in the person's history. Raises NotFound, Invalid."""
        ctx.require(Permission.MANAGE_DNC)
        with transaction():
            found, before = _find(record), self.get(ctx, record, number)
            campaigns.kept(ctx, found.campaign)
            told = why_told(why)
            if not self.kept.withdraw(number, told, ctx.actor.name, ctx.now()):
                raise Invalid({self.name: self.already})
            then(found)
            detail = self.of(before) | {"why": told, "was": before.why}
            self._tell(ctx, self.withdrawn, found, detail)
        return self.get(ctx, record, number)

    def _tell(self, ctx: Context, action: str, found: Whose, detail: dict[str, Any]) -> None:
        ctx.note(action, f"record {found.record}", account=found.account, **detail)
        outbox.put("campaign", {"record": found.record}, ctx.now(), found.campaign)


def _find(record: int) -> Whose:
    if (found := whose_of(record)) is None:
        raise NotFound(NO_RECORD)
    return found


def why_told(text: str, name: str = "why") -> str:
    """Tidy, and not too long. Raises Invalid where nothing is said."""
    if not (tidy := " ".join(text.split())):
        raise Invalid({name: SAY_WHY})
    return tidy[:LONGEST_WHY]


def instant(found: Whose, text: str) -> datetime | Says | None:
    """A day, or a day and a time, where the person is unless it names a zone; None: nothing was
    said."""
    if not text.strip():
        return None
    return call_back.read_time(text, zone(clock_of(found.gate) or "UTC"))


def end(ctx: Context, found: Whose, text: str) -> datetime | Says | None:
    """The same of an instant that is yet to come."""
    read = instant(found, text)
    if isinstance(read, datetime) and read <= ctx.now():
        return call_back.PAST
    return read


def campaign_meant(found: Whose, scope: str) -> int:
    """0: all."""
    return found.campaign if scope == Scope.CAMPAIGN else 0


def list_meant(found: Whose, scope: str) -> int:
    """0: all."""
    return (found.list or 0) if scope == Scope.LIST else 0


def shown(one: Noted) -> dict[str, Any]:
    """As programs are told of whichever it is."""
    return {
        "id": one.id,
        "scope": one.scope,
        "campaign": one.campaign or None,
        "list": one.list or None,
        "until": one.until,
        "source": one.source,
        "set_by": one.set_by,
        "set_at": one.set_at,
    }
