"""Every import, as people look back at it: what came, what became of it, its file and its errors.

A file and its rows' errors hold personal data: they are for who may manage campaigns; that a file
was taken away is in the audit trail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.headers import choice_of
from esl_dialer.core.lists.reading_plan import Plan
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound
from esl_dialer.services.lists.undoing import NO_SUCH_IMPORT
from esl_dialer.store.campaigns import campaigns as stored_campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import lists
from esl_dialer.store.lists.lists import ListInfo, NoSuchList, Told
from esl_dialer.store.system import settings

PAGE = 50
NOT_KEPT = Says("the file of this import is no longer kept")


@dataclass(frozen=True, slots=True)
class Import:
    """``has_file``: its original is here. ``kept_until`` is when it may be deleted; None: never."""

    info: ListInfo
    campaign_name: str
    """Empty: its list stands apart from campaigns."""
    has_file: bool
    kept_until: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is the number to send as ``before``; 0 at the end."""

    imports: tuple[Import, ...]
    next: int


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it came, and what it was called."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Problems:
    """``next`` is the number to send as ``after``; 0 at the end."""

    problems: tuple[Told, ...]
    next: int


def page(
    ctx: Context,
    ref: int | str | None = None,
    before: int = 0,
    limit: int = PAGE,
    *,
    into: int | None = None,
) -> Page:
    """Newest first, of a campaign, into a list, or all. Raises NotFound."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.get(ctx, ref).id if ref is not None else None
    found = lists.page(campaign, before, limit + 1, list_id=into)
    shown, more = found[:limit], len(found) > limit
    names: dict[int, str] = {0: ""}
    for number in {info.campaign_id for info in shown} - {0}:
        names[number] = stored_campaigns.get(number).title
    imports = tuple(_import(ctx, info, names[info.campaign_id]) for info in shown)
    return Page(imports, shown[-1].id if more else 0)


def get(ctx: Context, number: int) -> Import:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    info = _info(number)
    title = "" if info.apart else stored_campaigns.get(info.campaign_id).title
    return _import(ctx, info, title)


def columns(found: Import) -> list[tuple[str, str]]:
    """What its columns were taken for: each with its header and its choice
    (``core.lists.headers.CHOICES``)."""
    plan = Plan.from_json(found.info.options)
    return [(match.header, choice_of(match)) for match in plan.matches]


def problems(
    ctx: Context, number: int, after: int = 0, limit: int = PAGE, *, errors_only: bool = False
) -> Problems:
    """Errors and warnings by row, in the order in which they were found. Raises NotFound."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    _info(number)
    found = lists.told(number, after, limit + 1, errors_only=errors_only)
    shown = tuple(found[:limit])
    return Problems(shown, shown[-1].number if len(found) > limit else 0)


def original(ctx: Context, number: int) -> Original:
    """The file, to be taken away. Raises NotFound when it is no longer kept."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    info = _info(number)
    path = _file(ctx, info)
    if not path.is_file():
        raise NotFound(NOT_KEPT)
    with transaction():
        ctx.note("list.download", info.where, list=number, name=info.file_name)
    return Original(path, info.file_name, info.sha256)


def _import(ctx: Context, info: ListInfo, campaign_name: str) -> Import:
    days = settings.read().list_file_days
    until = info.created_at + timedelta(days=days) if days else None
    return Import(info, campaign_name, _file(ctx, info).is_file(), until)


def _file(ctx: Context, info: ListInfo) -> Path:
    return folder_of(ctx) / info.sha256


def folder_of(ctx: Context) -> Path:
    """Where the files of imports are kept, each under its SHA-256."""
    return ctx.config.data.absolute() / "lists"


def _info(number: int) -> ListInfo:
    try:
        return lists.get(number)
    except NoSuchList:
        raise NotFound(NO_SUCH_IMPORT, listed_by="imports list") from None
