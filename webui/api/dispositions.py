"""Dispositions and their sets, and what somebody says that a call came to."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.disposing import Said as Spoken
from esl_dialer.core.calls.dispositions import FIELDS, Disposition, Unsaid
from esl_dialer.services.calls import disposing, dispositions
from esl_dialer.services.reports import disposition_counts
from webui.api import models
from webui.api.routes import PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Name, Number, Shown, Text, fields_of
from webui.threads import in_thread


class _Kept(Shown):
    key: str
    """By which calls keep it."""
    system: bool
    """It is there from the beginning: its title and what follows stay."""
    final: bool
    """Its record is not called again in the run."""


NewDisposition = models.given("NewDisposition", FIELDS, Given)
ChangedDisposition = models.changed("ChangedDisposition", FIELDS, Given)
DispositionShown = models.shown("DispositionShown", FIELDS, _Kept)


class DispositionsShown(Shown):
    items: list[DispositionShown]  # type: ignore[valid-type]  # made of the table


class NewSet(Given):
    name: Name
    dispositions: tuple[Name, ...]
    """Their keys, in the order in which agents see them."""


class ChangedSet(Given):
    name: Name | None = None
    """Null, or left out: as it is."""
    dispositions: tuple[Name, ...] | None = None
    """Null, or left out: as they are."""


class SetShown(Shown):
    id: int
    name: str
    dispositions: list[str]
    campaigns: int
    """How many chose it."""


class SetsShown(Shown):
    items: list[SetShown]


class DispositionSaid(Given):
    disposition: Name
    """Its key."""
    note: Text = ""
    call_back: Name = ""
    """When the person is called back: ISO 8601, in their zone unless it names one."""
    amount: Name = ""
    """Of a promise to pay: 120.50."""
    promised_on: Name = ""
    """The day of it: 2026-12-10."""


class SaidShown(Shown):
    attempt: str
    disposition: str
    """Its key; empty: nobody said what the call came to."""
    note: str = ""
    call_back_at: datetime | None = None
    cents: int | None = None
    """The amount of a promise to pay."""
    promised_on: str = ""
    """The day of it."""
    said_by: str = ""
    said_at: datetime | None = None


class DisposedShown(Shown):
    attempt: str
    record: int
    disposition: DispositionShown  # type: ignore[valid-type]  # made of the table
    moved: bool
    """False: the record was called again since, or its run is over: it stays where it is."""
    closed: bool
    """The disposition says that it is called again, and it is not: its campaign was marked
    complete."""


def every(asked: Request) -> dict[str, Any]:
    """The dispositions: the system's own, then the floor's by title."""
    return {"items": [dispositions.shown(one) for one in dispositions.every(asked.ctx)]}


def create(asked: Request) -> Reply:
    """Make a disposition."""
    made = dispositions.create(asked.ctx, Disposition(**asked.body.model_dump()))
    return Reply(dispositions.shown(made), {"Location": f"{PREFIX}/dispositions/{made.key}"})


def show(asked: Request, disposition: str) -> dict[str, Any]:
    """One disposition."""
    return dispositions.shown(dispositions.get(asked.ctx, disposition))


def change(asked: Request, disposition: str) -> dict[str, Any]:
    """Change the fields that are given; calls keep what was said of them."""
    given = asked.body.model_dump(exclude_unset=True)
    return dispositions.shown(dispositions.change(asked.ctx, disposition, given))


def delete(asked: Request, disposition: str) -> None:
    """Nobody chooses it any more; calls keep it. The system's own stay."""
    dispositions.delete(asked.ctx, disposition)


def sets(asked: Request) -> dict[str, Any]:
    """The sets, by name."""
    return {"items": [dispositions.shown_set(one) for one in dispositions.sets(asked.ctx)]}


def create_set(asked: Request) -> Reply:
    """Make a set of dispositions, for campaigns to choose."""
    made = dispositions.create_set(asked.ctx, asked.body.name, [*asked.body.dispositions])
    location = {"Location": f"{PREFIX}/disposition-sets/{made.set.id}"}
    return Reply(dispositions.shown_set(made), location)


def show_set(asked: Request, number: int) -> dict[str, Any]:
    """One set."""
    return dispositions.shown_set(dispositions.get_set(asked.ctx, number))


def change_set(asked: Request, number: int) -> dict[str, Any]:
    """Another name, other dispositions."""
    sent = asked.body
    keys = None if sent.dispositions is None else [*sent.dispositions]
    return dispositions.shown_set(dispositions.change_set(asked.ctx, number, sent.name, keys))


def delete_set(asked: Request, number: int) -> None:
    """Campaigns that chose it choose from all then."""
    dispositions.delete_set(asked.ctx, number)


def choices(asked: Request, campaign: int) -> dict[str, Any]:
    """What may be said of the campaign's calls."""
    found = disposing.choices(asked.ctx, campaign)
    return {"items": [dispositions.shown(one) for one in found]}


def dispose(asked: Request, attempt: str) -> dict[str, Any]:
    """Say what a call came to; said again, it takes the place of what was said before."""
    sent = asked.body
    said = Spoken(sent.note, sent.call_back, sent.amount, sent.promised_on)
    done = disposing.dispose(asked.ctx, attempt, sent.disposition, said)
    return {
        "attempt": done.attempt,
        "record": done.record,
        "disposition": dispositions.shown(done.disposition),
        "moved": done.moved,
        "closed": done.closed,
    }


def said(asked: Request, attempt: str) -> dict[str, Any]:
    """What was said that a call came to."""
    key, spoken = disposing.said_of(asked.ctx, attempt)
    told: dict[str, Any] = asdict(spoken) if spoken else {}
    return told | {"attempt": attempt, "disposition": key}


class CountsQuery(Given):
    run: Number | None = None
    """Left out: the present one."""


@fields_of(disposition_counts.Count)
class CountShown(Shown):
    pass


class CountsShown(Shown):
    campaign: int
    run: int
    started_at: datetime
    ended_at: datetime | None
    said: list[CountShown]
    """Every disposition of the campaign's set, zeros too, then others that were said."""
    unsaid: dict[Unsaid, int]
    """What the system says of calls of which nobody said anything."""
    runs: list[int]
    """The newest first."""


def counts(asked: Request, campaign: int) -> Any:
    """How often what was said of the calls of one run of a campaign."""
    return in_thread(disposition_counts.of_run, asked.ctx, campaign, asked.query.run)


_MANAGE = Permission.MANAGE_CAMPAIGNS
_ONE, _SET = "/dispositions/{disposition}", "/disposition-sets/{number}"
ROUTES = (
    Route("GET", "/dispositions", Permission.VIEW, every, DispositionsShown),
    Route("POST", "/dispositions", _MANAGE, create, DispositionShown, 201, body=NewDisposition),
    Route("GET", _ONE, Permission.VIEW, show, DispositionShown),
    Route("PATCH", _ONE, _MANAGE, change, DispositionShown, body=ChangedDisposition),
    Route("DELETE", _ONE, _MANAGE, delete),
    Route("GET", "/disposition-sets", Permission.VIEW, sets, SetsShown),
    Route("POST", "/disposition-sets", _MANAGE, create_set, SetShown, 201, body=NewSet),
    Route("GET", _SET, Permission.VIEW, show_set, SetShown),
    Route("PATCH", _SET, _MANAGE, change_set, SetShown, body=ChangedSet),
    Route("DELETE", _SET, _MANAGE, delete_set),
    Route("GET", "/campaigns/{campaign}/dispositions", Permission.VIEW, choices,
          DispositionsShown),
    Route("GET", "/campaigns/{campaign}/disposition-counts", Permission.VIEW, counts,
          CountsShown, query=CountsQuery),
    Route("GET", "/attempts/{attempt}/disposition", Permission.VIEW, said, SaidShown),
    Route("PUT", "/attempts/{attempt}/disposition", _MANAGE, dispose, DisposedShown,
          body=DispositionSaid),
)  # fmt: skip
