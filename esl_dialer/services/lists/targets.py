"""What an import goes into: a campaign, or a list that stands apart from campaigns."""

from dataclasses import dataclass

from esl_dialer.core.lists.likeness import FIND
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.services.lists import undoing
from esl_dialer.store.lists import named_lists
from esl_dialer.store.lists.lists import NoSuchList
from esl_dialer.store.lists.named_lists import NamedList

NOT_IMPORTED = Says("the list is not imported")
_OWN = Says("it is the list of one import: import into its campaign, or make a list of its own")
_UNDOING = Says("an import into the list is being undone: wait until it is done")


@dataclass(frozen=True, slots=True)
class Target:
    """One of ``campaign`` and ``list`` is 0; ``duplicates`` as a campaign says it."""

    campaign: int
    list: int
    duplicates: str

    @property
    def where(self) -> str:
        """As the audit trail names it."""
        return f"campaign {self.campaign}" if self.campaign else f"list {self.list}"


def find(ctx: Context, ref: int | str | None, into: int) -> Target:
    """A campaign, or a list. Raises NotFound, Invalid, Refused (the list is a campaign's own)."""
    if ref is not None:
        campaign = campaigns.kept(ctx, ref)
        return Target(campaign.id, 0, campaign.duplicates)
    if not into:
        raise Invalid({"list": Says("say into which list")})
    found = get(into)
    if not found.apart:
        raise Refused(NOT_IMPORTED, [_OWN])
    return Target(0, found.id, FIND)


def hold(ctx: Context, target: Target) -> None:
    """Inside the transaction that begins the import: nobody takes people of the list meanwhile.
    Raises NotFound, Refused while people are being taken out."""
    if target.campaign:
        undoing.refuse_meanwhile(ctx, target.campaign)
        return
    if not named_lists.hold(target.list):
        raise _none(target.list)
    if named_lists.is_undoing(target.list):
        raise Refused(NOT_IMPORTED, [_UNDOING])


def get(number: int) -> NamedList:
    """Raises NotFound."""
    try:
        return named_lists.get(number)
    except NoSuchList:
        raise _none(number) from None


def _none(number: int) -> NotFound:
    return NotFound(Says("no list {name}", name=number), listed_by="list list")
