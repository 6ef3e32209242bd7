"""Lists by name: made apart from campaigns, described, put out of use, told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import tidy_name
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.services.lists import targets
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, filtering, list_people, named_lists
from esl_dialer.store.lists.campaign_lists import Attached
from esl_dialer.store.lists.named_lists import NOTHING_YET, Fed, NamedList

LONGEST = {"name": 128, "description": 2000, "source": 255}
"""Letters of what people say of a list."""


PAGE = 20
"""Lists of a page: few more than most floors have, so that it answers as theirs do."""


@dataclass(frozen=True, slots=True)
class Use:
    """A list, what fed it, and the campaigns that it was attached to. ``people``: how many are in
    it now; None where lists are shown together, whose people are not counted for that."""

    list: NamedList
    fed: Fed
    attached: tuple[Attached, ...]
    people: int | None = None

    @property
    def callers(self) -> tuple[Attached, ...]:
        """Those that call its people, and do not let go of it."""
        return tuple(one for one in self.attached if not one.leaving)


@dataclass(frozen=True, slots=True)
class Uses:
    """A page of lists; ``next`` is the last of them where others follow, else 0."""

    uses: tuple[Use, ...]
    next: int


def page(ctx: Context, search: str = "", before: int = 0, limit: int = PAGE) -> Uses:
    """Newest first, those with ``search`` in their name, ``before`` the last of the page before.
    ``limit`` 0: all."""
    ctx.require(Permission.VIEW)
    found = named_lists.page(search, before, limit + 1 if limit else 0)
    shown = found[:limit] if limit else found
    numbers = [one.id for one in shown]
    attached, fed = campaign_lists.by_list(numbers), named_lists.fed(numbers)
    uses = (Use(one, fed.get(one.id, NOTHING_YET), attached.get(one.id, ())) for one in shown)
    return Uses(tuple(uses), shown[-1].id if len(found) > len(shown) else 0)


def of_campaign(ctx: Context, ref: int | str) -> list[Use]:
    """Lists that are attached to the campaign, in that order. Raises NotFound."""
    ctx.require(Permission.VIEW)
    numbers = [one.list for one in campaign_lists.of_campaign(campaigns.get(ctx, ref).id)]
    attached, fed = campaign_lists.by_list(numbers), named_lists.fed(numbers)
    lists = (named_lists.get(number) for number in numbers)
    return [Use(one, fed.get(one.id, NOTHING_YET), attached[one.id]) for one in lists]


def to_attach(ctx: Context, ref: int | str) -> list[NamedList]:
    """Lists in use that the campaign neither calls nor brought in, the newest first."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.get(ctx, ref).id
    there = {one.list for one in campaign_lists.of_campaign(campaign)}
    others = (one for one in named_lists.page() if one.id not in there)
    return [one for one in others if one.active and one.campaign_id != campaign]


def show(ctx: Context, number: int) -> Use:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = targets.get(number)
    fed = named_lists.fed([number]).get(number, NOTHING_YET)
    return Use(found, fed, tuple(campaign_lists.of_list(number)), list_people.people(number))


def create(ctx: Context, sent: Mapping[str, Any]) -> Use:
    """A list that stands apart from campaigns, without anybody yet; ``sent`` by
    ``named_lists.TOLD``. Raises Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    values = _read({"name": "", "description": "", "source": "", "active": True} | dict(sent))
    with transaction():
        _ask_for_free(values["name"])
        number = named_lists.create(values, ctx.actor.name, ctx.now())
        ctx.note("list.create", f"list {number}", **values)
    return show(ctx, number)


def change(ctx: Context, number: int, sent: Mapping[str, Any]) -> Use:
    """Those of ``named_lists.TOLD`` that are sent. Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    before = targets.get(number)
    was = {name: getattr(before, name) for name in named_lists.TOLD}
    values = _read(was | dict(sent))
    changed = {name: value for name, value in values.items() if value != was[name]}
    if not changed:
        return show(ctx, number)
    with transaction():
        if before.apart and "name" in changed:
            _ask_for_free(values["name"], but=number)
        if not named_lists.change(number, changed):
            targets.get(number)
        ctx.note("list.change", f"list {number}", **changed)
        callers = named_lists.callers(number) if "active" in changed else []
        for campaign in callers:
            filtering.ask(campaign)
    for campaign in callers:
        campaigns.apply_filter(ctx, campaign)
    return show(ctx, number)


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    """Raises Invalid with all that is wrong."""
    read = dict(values) | {"name": tidy_name(str(values["name"]))}
    read |= {name: str(read[name]).strip() for name in ("description", "source")}
    wrong = {
        name: Says("at most {most} letters", most=most)
        for name, most in LONGEST.items()
        if len(read[name]) > most
    }
    if not read["name"] or read["name"].isdigit() or not read["name"].isprintable():
        wrong["name"] = Says("a name has a letter in it, and nothing that can't be seen")
    if wrong:
        raise Invalid(wrong)
    return read


def _ask_for_free(name: str, but: int = 0) -> None:
    """Inside the transaction that gives it. Raises Invalid: another list apart has the name."""
    if named_lists.named(name) not in (None, but):
        raise Invalid({"name": Says("there is already a list {name}", name=quoted(name))})
