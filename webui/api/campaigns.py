"""Campaigns: made, shown, changed, put away."""

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, Literal

from flask import request
from pydantic import BaseModel, Field
from werkzeug.exceptions import PreconditionFailed

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import FIELDS, Campaign, Draft
from esl_dialer.core.campaigns.hours import DailyHours, OwnHours, span_of, told_spans
from esl_dialer.core.campaigns.listing import Archived, Order, Sort, Wanted
from esl_dialer.core.campaigns.recurrence import changed
from esl_dialer.core.campaigns.schedule import read_wall_time
from esl_dialer.core.text.clock_times import clock, minutes_of
from esl_dialer.core.words import AudioState, CampaignKind, RunState
from esl_dialer.services.campaigns import archiving, campaigns, editing, listing, several, views
from esl_dialer.services.campaigns.campaigns import CampaignSummary
from esl_dialer.services.campaigns.listing import Row
from esl_dialer.services.campaigns.several import Act, Told
from esl_dialer.services.errors import Invalid, NotFound
from webui.api import models
from webui.api.routes import PREFIX, Reply, Request, Route, Slice
from webui.api.shapes import (
    ClockTime,
    Given,
    Hours,
    Name,
    Number,
    NumberedQuery,
    Paged,
    Shown,
    WallTime,
    fields_of,
)
from webui.pages import forms
from webui.threads import in_thread

WINDOW = {"window_start": "start", "window_end": "end", "saturday": "saturday", "sunday": "sunday"}
"""The fields of the dialing window's short form here, and in the campaign."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class _PartsGiven(Given):
    window_start: ClockTime = clock(DailyHours().start)
    """The callee's time of day from which, and until which, the campaign may call."""
    window_end: ClockTime = clock(DailyHours().end)
    saturday: bool = False
    sunday: bool = False
    window_days: dict[Weekday, tuple[Hours, ...]] = Field(default_factory=dict)
    """The hours of days that have their own, each day with any number of spans: ``{"mon":
    ["09:00-12:00", "13:00-18:00"], "fri": []}``. A day that is not given is as the four fields
    above say, or stays as it was."""
    window_zone: Name = ""
    """Whose clock counts, as ``America/Toronto``; empty: that of the person called."""
    schedule_start: WallTime = ""
    """When it starts by itself, by the clock of ``schedule_zone``: ``2026-12-01T09:00``. Empty: by
    hand. A minute that comes twice is its first; one that is left out, the next that there is."""
    schedule_end: WallTime = ""
    """When it is completed by itself: what was not dialed by then becomes ``no_attempt``."""
    schedule_zone: Name = ""
    """Empty: ``window_zone``, else the business zone."""
    schedule_every: Literal["", "daily", "weekly", "monthly", "yearly"] = ""
    """How its start comes again; each occurrence is a new run. Empty: it does not."""
    schedule_interval: int = 1
    """Each so many days, weeks, months or years."""
    schedule_days: tuple[Weekday, ...] = ()
    """The days of a week; none: that of the start."""
    schedule_month_days: tuple[int, ...] = ()
    """The days of a month, -1 its last; none: that of the start."""
    schedule_until: date | None = None
    """The last day of it; null: it goes on."""
    schedule_count: int = 0
    """So many occurrences; 0: no bound."""


class _ChangeGiven(_PartsGiven):
    caller_reason: Name = ""
    """Why somebody else calls: wanted where ``caller`` changes, and kept."""


class ProgressShown(Shown):
    finished: int
    again: int
    """Will be called again."""
    in_progress: int
    never: int
    """Never tried in this run."""
    first_pass: float | None
    """The share, between 0 and 1, of those that were called once or will not be."""


class _Stand(Shown):
    id: int
    label: str
    """One status for people, from the run state and the audio state."""
    run_state: RunState
    run_reason: str
    """Why it is in that state, when no person chose it."""
    audio_state: AudioState
    archived: bool
    deleted: bool
    """Only its calls and results are left; its name may be another's."""
    records: int
    statuses: dict[str, int]
    """Records by status."""
    parts: dict[str, int]
    """Records as a supervisor asks for them: ``completed``; failed: ``failed``, ``do_not_call``,
    ``no_attempt``, ``invalid``; scheduled: ``scheduled``, ``in_progress``, ``retry``,
    ``retrying``; and ``left_out``, whom its filter does not mean."""
    progress: ProgressShown
    next_step: Literal["draft", "list", "audio", "start"] | None
    """What it lacks first to dial; null: it dials, or is archived."""
    live: int
    """Calls in progress."""
    connection: str
    """Whom its calls connect to; empty: to each record's own. Else the name of the flow."""
    created_at: datetime
    updated_at: datetime
    last_run_at: datetime | None
    """When it was last started."""
    template_version: int
    window_start: str
    window_end: str
    saturday: bool
    sunday: bool
    window_days: dict[Weekday, list[str]]
    """The hours of each day; the four fields above are their short form: the first start and the
    last end."""
    window_zone: str
    schedule_start: str
    schedule_end: str
    schedule_zone: str
    starts_at: datetime | None
    """The instant of the first start that there is: ``schedule_start`` need not be one of those of
    its ``schedule_every``."""
    ends_at: datetime | None
    """Of the end of that one."""
    schedule_every: str
    schedule_interval: int
    schedule_days: list[str]
    schedule_month_days: list[int]
    schedule_until: date | None
    schedule_count: int
    occurrences: list[datetime]
    """The next five starts."""


NewCampaign = models.given("NewCampaign", FIELDS, _PartsGiven)
ChangedCampaign = models.changed("ChangedCampaign", FIELDS, _ChangeGiven, editing.FIXED)
CampaignShown = models.shown("CampaignShown", FIELDS, _Stand)


class ListsShown(Shown):
    count: int
    newest: str
    """Its name."""


class _Row(_Stand):
    lists: ListsShown
    """The lists that it was given."""


CampaignListed = models.shown("CampaignListed", FIELDS, _Row)
CampaignsShown = Paged[CampaignListed]  # type: ignore[valid-type]  # made of the table


class CampaignsQuery(NumberedQuery):
    name: Name = ""
    """Only the campaign of exactly this name."""
    archived: bool = False
    """The archived and deleted ones too."""
    search: Name = ""
    """Words that are all in the name, or a campaign's number."""
    status: Name = ""
    """Run states, with commas between."""
    kind: Name = ""
    """Types, with commas between."""
    priority: Name = ""
    """Priorities from 1 to 5, with commas between."""
    list: Name = ""
    """A part of the name of one of its lists."""
    sort: Sort = Sort.CREATED
    """``created``: the newest first. ``last_run``: the one started last first. ``name``.
    ``status``: those that dial first. ``priority``: the highest first, then the heaviest."""
    order: Order = Order.FORWARDS
    view: Number | None = None
    """A saved view: what it asks for, in place of these."""


def every(asked: Request) -> Slice:
    """All campaigns, the newest first; or those that are searched for, in another order."""
    query = asked.query
    rows, more = listing.after(
        asked.ctx, _wanted(asked), query.after, query.limit, deleted=query.archived
    )
    shown_rows = tuple(_listed(row) for row in rows)
    return Slice(shown_rows, str(rows[-1].listed.id) if more else "")


def _wanted(asked: Request) -> Wanted:
    """Raises Invalid."""
    query = asked.query
    if query.view is not None:
        try:
            return views.get(asked.ctx, query.view).wanted
        except NotFound as error:
            raise Invalid({"view": error.says}) from error
    names = ("search", "status", "kind", "priority", "list", "sort", "order")
    wanted = listing.read({name: [str(getattr(query, name))] for name in names})
    shelf = Archived.TOO if query.archived else Archived.NO
    return replace(wanted, name=query.name, archived=shelf)


def _listed(row: Row) -> dict[str, Any]:
    return shown(row.summary) | {
        "last_run_at": row.listed.last_run_at,
        "lists": {"count": row.lists.count, "newest": row.lists.newest},
    }


def create(asked: Request) -> Reply:
    """Make a campaign, as a draft."""
    made = campaigns.create(asked.ctx, _draft(asked.body, Draft("", CampaignKind.LB)))
    return told(asked, made.id, {"Location": f"{PREFIX}/campaigns/{made.id}"})


def show(asked: Request, campaign: int) -> Reply:
    """One campaign, and where its records stand.

    The header ETag stands for what can be edited: send it as If-Match with a change.
    """
    return told(asked, campaign)


def edit(asked: Request, campaign: int) -> Reply:
    """Change the fields that are given.

    A new text or voice counts once the audio is generated again. With the header If-Match a
    change is refused (412) when somebody else has changed the campaign meanwhile. Another
    ``caller`` is for who may change settings.
    """
    before = campaigns.get(asked.ctx, campaign)
    if request.if_match and not request.if_match.contains(_tag(before)):
        raise PreconditionFailed
    after = _draft(asked.body, editing.draft_of(before))
    in_thread(editing.edit, asked.ctx, campaign, after, asked.body.caller_reason)
    return told(asked, campaign)


def delete(asked: Request, campaign: int) -> None:
    """Delete a campaign that is not active.

    Its records that were never called are deleted; results and the records they are of stay.
    """
    in_thread(editing.delete, asked.ctx, campaign)


def clone(asked: Request, campaign: int) -> Reply:
    """A new draft with this campaign's settings: no people, no calls, no schedule.

    Without a name it gets one that is free: ``Spring (2)`` after ``Spring``.
    """
    made = archiving.clone(asked.ctx, campaign, asked.body.name)
    return told(asked, made.id, {"Location": f"{PREFIX}/campaigns/{made.id}"})


def act(asked: Request) -> dict[str, Any]:
    """Do one thing to several campaigns; one that can't be done stops no other.

    To archive, bring back or delete takes the permission to do so with one.
    """
    sent = asked.body
    return {"items": in_thread(several.act, asked.ctx, sent.verb, sent.campaigns)}


class Acts(Given):
    verb: Act
    campaigns: list[Number]
    """500 at most."""


@fields_of(Told)
class ToldShown(Shown):
    campaign: int
    """0: there is none of that number."""
    done: bool
    """Something happened; else it was so already, or it was refused."""


class AllTold(Shown):
    items: list[ToldShown]


class Clone(Given):
    name: Name = ""
    """Empty: one that is free."""


def _draft(given: BaseModel, before: Draft) -> Draft:
    """``before`` with the fields that were sent."""
    values = given.model_dump(exclude_unset=True, exclude={"caller_reason"})
    hours = {WINDOW[name]: values.pop(name) for name in WINDOW if name in values}
    hours |= {name: minutes_of(hours[name]) for name in ("start", "end") if name in hours}
    days = values.pop("window_days", {})
    spans = {day: tuple(map(span_of, told)) for day, told in days.items()}
    try:
        window = before.window.changed(hours, spans, values.pop("window_zone", None))
    except OwnHours as error:
        raise Invalid({"window": error.says}) from None
    times = {part: f"schedule_{part}" for part in ("start", "end")}
    parts: dict[str, Any] = {
        part: read_wall_time(values.pop(at)) for part, at in times.items() if at in values
    }
    if "schedule_zone" in values:
        parts["zone"] = values.pop("schedule_zone")
    names = ("every", "interval", "days", "month_days", "until", "count")
    given_often = {n: values.pop(f"schedule_{n}") for n in names if f"schedule_{n}" in values}
    often = changed(before.schedule.recurrence, given_often)
    schedule = replace(before.schedule, recurrence=often, **parts)
    return replace(before, **values, window=window, schedule=schedule)


def told(asked: Request, number: int, headers: dict[str, str] | None = None) -> Reply:
    """A campaign as it is now, with its ETag."""
    standing = campaigns.standing(asked.ctx, number)
    tag = {"ETag": f'"{_tag(standing.campaign)}"'}
    return Reply(shown(standing), tag | (headers or {}))


def shown(standing: CampaignSummary) -> dict[str, Any]:
    values = campaigns.shown(standing)
    hours, schedule = standing.campaign.window.hours, values["schedule"]
    return values | {
        **{f"schedule_{part}": schedule[part] for part in ("start", "end", "zone")},
        **{part: schedule[part] for part in ("starts_at", "ends_at")},
        **{f"schedule_{part}": value for part, value in schedule["recurrence"].items()},
        "occurrences": schedule["next"],
        "archived": standing.campaign.archived_at is not None,
        "window_start": clock(hours.start),
        "window_end": clock(hours.end),
        "deleted": standing.campaign.deleted_at is not None,
        "saturday": hours.saturday,
        "sunday": hours.sunday,
        "window_days": {
            day: [told_spans((span,)) for span in spans]
            for day, spans in standing.campaign.window.by_day.items()
        },
        "window_zone": standing.campaign.window.zone,
    }


def _tag(campaign: Campaign) -> str:
    """Of what people edit: dialing does not change it."""
    return forms.mark(asdict(editing.draft_of(campaign)))


_ONE = "/campaigns/{campaign}"
ROUTES = (
    Route("GET", "/campaigns", Permission.VIEW, every, CampaignsShown, query=CampaignsQuery),
    Route("POST", "/campaigns", Permission.MANAGE_CAMPAIGNS, create, CampaignShown, 201,
          body=NewCampaign),
    Route("POST", "/campaigns/act", Permission.CONTROL_DIALING, act, AllTold, body=Acts),
    Route("GET", _ONE, Permission.VIEW, show, CampaignShown),
    Route("PATCH", _ONE, Permission.MANAGE_CAMPAIGNS, edit, CampaignShown, body=ChangedCampaign,
          tagged=True),
    Route("DELETE", _ONE, Permission.DELETE_CAMPAIGNS, delete),
    Route("POST", f"{_ONE}/clone", Permission.MANAGE_CAMPAIGNS, clone, CampaignShown, 201,
          body=Clone),
)  # fmt: skip
