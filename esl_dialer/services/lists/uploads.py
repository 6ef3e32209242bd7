"""Lists sent from a browser: kept, looked at, begun; ``list_reading`` reads them."""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.likeness import DEFAULT, Choices, chosen, for_campaign
from esl_dialer.core.lists.list_file import NoHeader, NotAList
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.lists.reading_plan import BadOptions, Options, Plan
from esl_dialer.core.says import Says, says_of
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import importing, mappings, previewing, rejects, targets
from esl_dialer.services.lists.importing import NO_LIST, Begun, Came
from esl_dialer.services.lists.list_files import Aside, at_once
from esl_dialer.services.lists.previewing import Preview
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import lists
from esl_dialer.store.lists.lists import NoSuchList
from esl_dialer.store.system import outbox

ListInfo = lists.ListInfo

GONE = Says("this file is gone: send it again")

FEWEST_COLUMNS = 2
"""An account and a phone: with fewer nothing can be mapped."""

ORIGIN = ".origin"
"""Beside a file that was sent: no file's own name begins with a point (``safe_name``)."""

KEPT = timedelta(days=1)
"""A file that was sent and not imported."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent; ``token`` names it until it is imported."""

    token: str
    path: Path
    origin: Origin = Origin.FILE
    address: str = ""


def keep(ctx: Context, content: IO[bytes], name: str, origin: Origin = Origin.FILE) -> Upload:
    """Write what is sent to the data directory, under its own name there.

    What nobody imported within ``KEPT`` is deleted then: lists hold people's names and numbers.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    _forget_old(ctx)
    token = secrets.token_hex(8)
    folder = folder_of(ctx) / token
    folder.mkdir(parents=True)
    path = folder / safe_name(name)
    with path.open("wb") as target:
        shutil.copyfileobj(content, target)
    note_origin(folder, origin)
    os.utime(folder, (ctx.now().timestamp(),) * 2)
    return Upload(token, path, origin)


def note_origin(folder: Path, origin: Origin, address: str = "") -> None:
    """Beside the file that waits there: how it came."""
    (folder / ORIGIN).write_text(json.dumps({"origin": origin, "address": address}))


def _origin_of(folder: Path) -> tuple[Origin, str]:
    try:
        noted = json.loads((folder / ORIGIN).read_text())
        return Origin(noted["origin"]), str(noted["address"])
    except (OSError, ValueError, KeyError):
        return Origin.FILE, ""


def _forget_old(ctx: Context) -> None:
    oldest = (ctx.now() - KEPT).timestamp()
    for folder in folder_of(ctx).glob("*"):
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)


def folder_of(ctx: Context) -> Path:
    """Where files wait that were sent, each in a folder of its token."""
    return ctx.config.data.absolute() / "uploads"


def safe_name(name: str) -> str:
    """The file's own name, as a file name here: no path, no signs that mean something."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(ch if ch.isalnum() or ch in " ._-()" else "_" for ch in last).strip(" .")
    return kept[-100:] or "list.csv"


def find(ctx: Context, token: str) -> Upload:
    """Raises NotFound when it was imported or thrown away."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    folder = folder_of(ctx) / token
    there = folder.iterdir() if token.isalnum() and folder.is_dir() else iter(())
    sent = next((path for path in there if path.name != ORIGIN), None)
    if sent is None:
        raise NotFound(GONE)
    return Upload(token, sent, *_origin_of(folder))


def preview(
    ctx: Context,
    upload: Upload,
    options: Options | None = None,
    *,
    campaign: int | str | None = None,
    into: int = NO_LIST,
    choices: Choices = DEFAULT,
) -> Preview:
    """What the file is taken for, and what is wrong with its first rows, beside the records of the
    campaign, if one is named, or the people of the list ``into`` which it is to go. Raises Invalid,
    NotFound."""
    found = campaigns.get(ctx, campaign) if campaign is not None else None
    try:
        return previewing.preview_file(
            upload.path,
            options,
            campaign_id=found.id if found else None,
            into=into,
            choices=for_campaign(choices, found.duplicates) if found else choices,
            planned=mappings.plan_by,
        )
    except (NotAList, BadOptions, OSError) as error:
        raise Invalid({"file": says_of(error)}) from error


def look(
    ctx: Context,
    upload: Upload,
    options: Options,
    *,
    campaign: int | str | None = None,
    into: int = NO_LIST,
    choices: Choices = DEFAULT,
) -> Preview:
    """The same for who maps the columns by hand: of a file in which nothing is recognised, its rows
    as they stand."""
    try:
        return preview(ctx, upload, options, campaign=campaign, into=into, choices=choices)
    except Invalid as error:
        if not isinstance(error.__cause__, NoHeader) or options.start_row:
            raise
        plainer = replace(options, start_row=1)
        found = preview(ctx, upload, plainer, campaign=campaign, into=into, choices=choices)
        if len(found.columns) < FEWEST_COLUMNS:
            raise
    return found


def begin(
    ctx: Context,
    ref: int | str | None,
    upload: Upload,
    name: str,
    duplicates: str = "skip",
    *,
    into: int = NO_LIST,
    account_zeros: str = "ignore",
    same_person: str = "keep",
    replaces: bool = False,
    options: Options | None = None,
    keep_mapping: str = "",
    aside: Aside = at_once,
) -> Begun:
    """Write down that the list is to be read; a process of its own reads it.

    It goes into a campaign (``ref``), or ``into`` a list that stands apart. ``keep_mapping`` is a
    name under which its columns are kept, for the next file of that header.
    ``replaces``: the campaign's records that were never dialed go first. The file is copied and
    hashed ``aside``. Raises NotFound (also when another took the file meanwhile), Invalid, Refused:
    one of the campaign's imports is being undone.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    target = targets.find(ctx, ref, into)
    data = ctx.config.data.absolute()
    try:
        choices = chosen(duplicates, account_zeros, same_person, replaces=replaces)
        choices = for_campaign(choices, target.duplicates)
        how = partial(importing.take, data_dir=data, choices=choices, options=options)
        came = Came(upload.origin, upload.address, ctx.actor.name)
        ready = how(target.campaign, upload.path, name, into=target.list, aside=aside, came=came)
    except (NotAList, BadOptions, ValueError, OSError) as error:
        if not upload.path.exists():
            raise NotFound(GONE) from None
        raise Invalid({"file": says_of(error)}) from error
    with transaction():
        targets.hold(ctx, target)
        begun = importing.begin(ready, ctx.now())
        if keep_mapping.strip():
            plan = Plan.from_json(ready["options"])
            mappings.keep(ctx, keep_mapping, plan, options or Options())
        ctx.note("list.import", target.where, list=begun.list_id, name=name)
        outbox.put("list", {"list": begun.list_id}, ctx.now(), target.campaign or None)
    discard(upload)
    return begun


def discard(upload: Upload) -> None:
    """The file that was sent is not needed any more."""
    shutil.rmtree(upload.path.parent, ignore_errors=True)


def of_campaign(ctx: Context, ref: int | str) -> list[ListInfo]:
    """The campaign's lists. Raises NotFound."""
    return lists.of_campaign(campaigns.get(ctx, ref).id)


def rejected(ctx: Context, list_id: int, say: Callable[[Says], str] = str) -> Iterator[str]:
    """The rejected rows as a CSV to be mended and sent again; that it was taken away is in the
    audit trail. Raises NotFound."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    try:
        info = lists.get(list_id)
        with transaction():
            ctx.note("list.download_rejects", info.where, list=list_id)
        yield from rejects.rejected_rows(list_id, ctx.config.data.absolute(), say)
    except (NoSuchList, OSError) as error:
        raise NotFound(Says("this list, or its file, is no longer kept")) from error
