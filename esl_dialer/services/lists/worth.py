"""What a list is still worth, told; and its finished people made dialable again."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.worth import RECYCLED, Alike, Worth
from esl_dialer.core.lists.worth import worth as of_records
from esl_dialer.core.rules.why_not import open_gates
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Outcome
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.services.lists import targets
from esl_dialer.services.rules.why import conditions
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import filtering, list_people, list_worth
from esl_dialer.store.system import outbox

CHUNK = 2000
"""Records of a transaction: some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class ListWorth:
    """``people`` in the list, and where their ``records`` in campaigns stand."""

    people: int
    records: Worth


@dataclass(frozen=True, slots=True)
class Recycling:
    """Whom a recycling makes dialable again: so many of each campaign, by number."""

    list_id: int
    outcomes: tuple[str, ...]
    campaigns: dict[int, int]

    @property
    def records(self) -> int:
        return sum(self.campaigns.values())


def show(ctx: Context, number: int) -> ListWorth:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = targets.get(number)
    alike = list_worth.alike(number, ctx.now())
    open_now = _open(ctx, alike) if found.active else {}
    told = of_records(alike, open_now, list_worth.live(number))
    return ListWorth(list_people.people(number), told)


def _open(ctx: Context, alike: list[Alike]) -> dict[int, set[str]]:
    holds, now = conditions(ctx), ctx.now()
    gates: dict[int, set[str]] = {}
    for one in alike:
        if one.ready:
            gates.setdefault(one.campaign, set()).add(one.gate)
    return {
        campaign: set(open_gates(sorted(its), stored.get(campaign), holds, now))
        for campaign, its in gates.items()
    }


def read_outcomes(sent: Collection[str]) -> tuple[Outcome, ...]:
    """Raises Invalid."""
    for one in sent:
        if one not in RECYCLED:
            known = ", ".join(RECYCLED)
            told = Says("no outcome {name}; there are: {known}", name=quoted(one), known=known)
            raise Invalid({"outcomes": told})
    if not sent:
        raise Invalid({"outcomes": Says("choose how their last call ended")})
    return tuple(outcome for outcome in RECYCLED if outcome in sent)


def recyclable(ctx: Context, number: int, sent: Collection[str]) -> Recycling:
    """What the confirmation says. Raises NotFound, Invalid."""
    ctx.require(Permission.VIEW)
    outcomes = read_outcomes(sent)
    targets.get(number)
    return Recycling(number, tuple(map(str, outcomes)), list_worth.recyclable(number, outcomes))


def recycle(ctx: Context, number: int, sent: Collection[str]) -> Recycling:
    """The people of the list whose last call ended so, and who are not called any more in this run,
    are dialable again, as if they had never been called in it; whom a promise protects is not.
    Cut off, it is asked again. Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    wanted = recyclable(ctx, number, sent)
    outcomes, after = read_outcomes(sent), 0
    done: Counter[int] = Counter()
    while True:
        with transaction():
            count, after = list_worth.recycle(
                number, wanted.campaigns.keys(), outcomes, after, CHUNK
            )
        done += count
        if not after:
            break
    with transaction():
        for campaign in wanted.campaigns:
            filtering.ask(campaign)
            outbox.put("campaign", {"list": number}, ctx.now(), campaign)
        told = {"outcomes": list(wanted.outcomes), "records": done.total()}
        ctx.note("list.recycle", f"list {number}", **told)
    for campaign in wanted.campaigns:
        campaigns.apply_filter(ctx, campaign)
    return replace(wanted, campaigns=dict(done))
