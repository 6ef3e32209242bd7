"""Records on the pages: a campaign's, one person's, and the search for a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.parts import CALLED_BEFORE, Part, statuses_of
from esl_dialer.core.rules.rule import Reason
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import RecordStatus
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.rules import why
from esl_dialer.store.calls import live_calls
from esl_dialer.store.campaigns import resetting
from esl_dialer.store.people import browsing, stops

Row = browsing.Row
Detail = browsing.Detail
CallView = live_calls.CallView

PAGE = 50
HISTORY = 200


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is the record after which the next page begins; 0 on the last one."""

    records: tuple[Row, ...]
    next: int


@dataclass(frozen=True, slots=True)
class Person:
    """One record with its whole history, and why it is not dialed now (None: nothing holds it).

    ``stopped_by_nobody``: it stands still because of a key that was pressed in a simulation.
    ``listed``: its numbers that are on the do-not-call list, or stopped otherwise, with why.
    """

    detail: Detail
    history: tuple[CallView, ...]
    reason: Reason | None
    stopped_by_nobody: bool = False
    listed: Mapping[str, str] = field(default_factory=dict)


def page(
    ctx: Context,
    campaign: int | None = None,
    search: str = "",
    status: str = "",
    *,
    part: str = "",
    after: int = 0,
    limit: int = PAGE,
) -> Page:
    """Records of a campaign, or of all, ``limit`` at a time; ``part``: of a campaign's, those of
    ``core.campaigns.parts``. Raises NotFound, Invalid."""
    ctx.require(Permission.VIEW)
    its = campaigns.get(ctx, campaign) if campaign is not None else None
    among = _among(part, its) if part else None
    found = browsing.page(campaign, search.strip(), _status(status), after, limit + 1, among=among)
    shown = tuple(found[:limit])
    return Page(shown, shown[-1].id if len(found) > limit else 0)


def _status(text: str) -> RecordStatus | None:
    try:
        return RecordStatus(text) if text else None
    except ValueError:
        raise Invalid({"status": Says("there is no status {name}", name=quoted(text))}) from None


def _among(text: str, campaign: Campaign | None) -> browsing.Among:
    """Whose campaign is over is not scheduled, and the other way round."""
    if text not in set(Part) or campaign is None:
        raise Invalid({"part": Says("there is no part {name} of a campaign", name=quoted(text))})
    part = Part(text)
    statuses = statuses_of(part, over=campaign.is_over)
    return browsing.Among(statuses, CALLED_BEFORE.get(part))


def person(ctx: Context, record_id: int) -> Person:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    if (detail := browsing.detail(record_id)) is None:
        raise NotFound(Says("there is no such record"))
    if detail.row.status is RecordStatus.DELETED:
        raise NotFound(Says("this record was deleted: its results stay in the reports"))
    reason = why.of_number(ctx, detail.row.campaign_id, record_id)
    history = tuple(live_calls.of_record(record_id, HISTORY))
    listed = stops.matching(one.number for one in detail.numbers)
    return Person(detail, history, reason, resetting.stopped_by_nobody(record_id), listed)


def number_of(ctx: Context, ref: int | str, account: str) -> int:
    """The record of an account of the campaign, or `record:NUMBER`. Raises NotFound, Refused."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.kept(ctx, ref)
    return campaigns.record_of(campaign, account).record


def audio_file(ctx: Context, record_id: int) -> Path:
    """The record's message as a WAV file. Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = browsing.detail(record_id)
    folder = ctx.config.audio_dir
    path = (folder / found.audio_path).resolve() if found and found.audio_path else folder
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise NotFound(Says("this record has no audio file: generate it"))
    return path
