"""What a campaign does: started, paused, stopped, reset, its speed and order; and why it waits."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, Field

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import FIELDS
from esl_dialer.core.rules.rule import Reason
from esl_dialer.core.words import DialOrder
from esl_dialer.services.calls import last_hour
from esl_dialer.services.calls.last_hour import LastHour
from esl_dialer.services.campaigns import (
    archiving,
    campaigns,
    editing,
    preflight,
    rerunning,
    stop_everything,
)
from esl_dialer.services.campaigns.editing import Resettable
from esl_dialer.services.campaigns.preflight import Preflight
from esl_dialer.services.campaigns.stop_everything import Stopped
from esl_dialer.services.rules import why
from esl_dialer.services.rules.why import Answer
from webui.api.campaigns import CampaignShown, told
from webui.api.routes import Reply, Request, Route
from webui.api.shapes import Given, Name, Said, Shown, fields_of
from webui.threads import in_thread


class Speed(Given):
    cpm: float = Field(ge=FIELDS["cpm"].low, le=FIELDS["cpm"].high, allow_inf_nan=False)
    """Calls per minute."""


class Order(Given):
    dial_order: DialOrder


class HangUp(Given):
    hang_up: bool = False
    """End the calls in progress too."""


class ResetShown(Shown):
    requeued: int
    """Records that become, or became, pending with no attempt counted."""
    protected: int
    """Records that a stop keeps as they are."""
    simulated: int
    """Of the re-queued: stopped by a 2 in a simulation, which nobody pressed."""
    reasons: list[Said]
    """Why it can't be done now."""


@fields_of(Preflight, without="ends waiting today week hours_count")
class PreflightShown(Shown):
    reasons: list[Said]
    """What forbids a start."""
    odd: list[Said]
    """What a person should look at first."""
    cpm: float
    """Calls per minute that the campaign and the global speed allow."""
    minutes: float | None
    """One attempt at each dialable record takes so long."""
    channels: int
    """Calls at once that this speed needs, about."""


@fields_of(Reason)
class ReasonShown(Shown):
    clears_at: datetime | None
    """When time alone clears it."""


@fields_of(Answer)
class WhyShown(Shown):
    reason: ReasonShown | None
    """What holds back the whole campaign; null: it dials."""
    held_back: dict[str, int]
    """Records by the first rule that holds each of them back."""
    clears: dict[str, datetime]
    """By rule: when the first of its records may be dialed."""
    until: datetime | None
    """When the hours of the last of those that can be dialed now end; null: none can, or hours do
    not count."""


@fields_of(LastHour)
class LastHourShown(Shown):
    since: datetime
    """The first minute's beginning; each series has 60 numbers, one a minute."""
    calls: tuple[int, ...]
    answers: tuple[int, ...]
    """Of the calls that started in that minute."""
    transfers: tuple[int, ...]


class WhyQuery(Given):
    at: AwareDatetime | None = None
    """Another instant than now, with its offset: ``2026-11-23T15:00:00Z``."""


class WhyRecordQuery(WhyQuery):
    account: Name


class WhyRecordShown(Shown):
    reason: ReasonShown | None
    """Null: the record may be dialed."""


class StoppedShown(Shown):
    paused: list[str]
    live: int
    """Calls in progress."""
    act: int
    """The wish to hang them up; 0 when it was not asked for."""
    held: list[str]
    """Whose schedule's start had come and waited: it is dropped."""
    later: list[str]
    """Those that start by themselves later."""


def start(asked: Request, campaign: int) -> Reply:
    """Begin or resume dialing; refused with every reason at once."""
    in_thread(campaigns.start, asked.ctx, campaign)
    return told(asked, campaign)


def pause(asked: Request, campaign: int) -> Reply:
    """No new calls; those in progress go on to their end."""
    return _done(campaigns.pause, asked, campaign)


def stop(asked: Request, campaign: int) -> Reply:
    """As pause, and off the active list until it is started."""
    return _done(campaigns.stop, asked, campaign)


def complete(asked: Request, campaign: int) -> Reply:
    """Mark it complete: no new calls in this run, those in progress go on to their end.

    What was not dialed becomes ``no_attempt``; what waits for another call keeps its last outcome.
    """
    in_thread(campaigns.complete, asked.ctx, campaign)
    return told(asked, campaign)


def archive(asked: Request, campaign: int) -> Reply:
    """Take a campaign that has ended off the lists; nothing is deleted."""
    return _done(archiving.archive, asked, campaign)


def unarchive(asked: Request, campaign: int) -> Reply:
    """Back on the lists."""
    return _done(archiving.unarchive, asked, campaign)


def set_speed(asked: Request, campaign: int) -> Reply:
    """Calls per minute, from the next call on."""
    editing.set_speed(asked.ctx, campaign, asked.body.cpm)
    return told(asked, campaign)


def set_order(asked: Request, campaign: int) -> Reply:
    """Random or sequential, from the next call on."""
    editing.set_order(asked.ctx, campaign, asked.body.dial_order)
    return told(asked, campaign)


def _done(act: Callable[..., Any], asked: Request, campaign: int) -> Reply:
    act(asked.ctx, campaign)
    return told(asked, campaign)


def show_reset(asked: Request, campaign: int) -> Resettable:
    """What a reset will do."""
    return editing.resettable(asked.ctx, campaign)


def reset(asked: Request, campaign: int) -> Resettable:
    """Re-queue every record that no stop protects, attempts counted from zero."""
    return in_thread(editing.reset, asked.ctx, campaign)


def rerun(asked: Request, campaign: int) -> Reply:
    """A new run that dials at once: a reset, then a start, in one."""
    in_thread(rerunning.rerun, asked.ctx, campaign)
    return told(asked, campaign)


def show_rerun(asked: Request, campaign: int) -> Resettable:
    """What a rerun will do, and what forbids it."""
    return rerunning.look(asked.ctx, campaign)


def show_preflight(asked: Request, campaign: int) -> Preflight:
    """Before a start: what forbids it, what is odd, how long it will take."""
    return preflight.look(asked.ctx, campaign)


def show_why(asked: Request, campaign: int) -> Answer:
    """Why is it not dialing? Each record under the first rule that holds it back."""
    return why.of_campaign(asked.ctx, campaign, asked.query.at)


def show_last_hour(asked: Request, campaign: int) -> LastHour:
    """Calls, answers and transfers of the last 60 minutes, by the minute of the call's start."""
    return last_hour.of_campaign(asked.ctx, campaign)


def show_why_record(asked: Request, campaign: int) -> dict[str, Any]:
    """The first rule that holds back one record."""
    wanted = asked.query
    return {"reason": why.of_record(asked.ctx, campaign, wanted.account, wanted.at)}


def stop_all(asked: Request) -> Stopped:
    """Pause every active campaign now; hang up the calls in progress too, when asked."""
    return stop_everything.stop_all(asked.ctx, hang_up=asked.body.hang_up)


_ONE = "/campaigns/{campaign}"
_CONTROL, _MANAGE = Permission.CONTROL_DIALING, Permission.MANAGE_CAMPAIGNS
ROUTES = (
    Route("POST", f"{_ONE}/start", _CONTROL, start, CampaignShown),
    Route("POST", f"{_ONE}/pause", _CONTROL, pause, CampaignShown),
    Route("POST", f"{_ONE}/stop", _CONTROL, stop, CampaignShown),
    Route("POST", f"{_ONE}/complete", _CONTROL, complete, CampaignShown),
    Route("PUT", f"{_ONE}/speed", _CONTROL, set_speed, CampaignShown, body=Speed),
    Route("PUT", f"{_ONE}/order", _CONTROL, set_order, CampaignShown, body=Order),
    Route("GET", f"{_ONE}/reset", Permission.VIEW, show_reset, ResetShown),
    Route("POST", f"{_ONE}/reset", _CONTROL, reset, ResetShown),
    Route("GET", f"{_ONE}/rerun", Permission.VIEW, show_rerun, ResetShown),
    Route("POST", f"{_ONE}/rerun", _CONTROL, rerun, CampaignShown),
    Route("POST", f"{_ONE}/archive", _MANAGE, archive, CampaignShown),
    Route("POST", f"{_ONE}/unarchive", _MANAGE, unarchive, CampaignShown),
    Route("GET", f"{_ONE}/preflight", Permission.VIEW, show_preflight, PreflightShown),
    Route("GET", f"{_ONE}/why", Permission.VIEW, show_why, WhyShown, query=WhyQuery),
    Route("GET", f"{_ONE}/why/record", Permission.VIEW, show_why_record, WhyRecordShown,
          query=WhyRecordQuery),
    Route("GET", f"{_ONE}/last-hour", Permission.VIEW, show_last_hour, LastHourShown),
    Route("POST", "/stop-all", _CONTROL, stop_all, StoppedShown, body=HangUp),
)  # fmt: skip
