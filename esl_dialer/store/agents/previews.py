"""People who are shown to agents before they are dialed, and whom agents skipped.

The record of one who is shown is not ready, until a while after its time: whatever becomes of the
agent, the engine and the row here, it comes back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.core.agents.previewing import GRACE, Somebody
from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.words import DIALABLE_STATUSES, Mode, RunState
from esl_dialer.store import models

RULE = "previewed"
"""The rule that holds such a record back."""


@dataclass(frozen=True, slots=True)
class Preview:
    """``dial_at``: when they are dialed, if the agent does not say so before."""

    agent: int
    record: int
    campaign: int
    run: int
    number: str
    dial_at: datetime
    asked: bool = False
    """The agent said so."""
    active: bool = True
    """Its campaign dials, by this mode."""


@dataclass(frozen=True, slots=True)
class Showing:
    """Of one campaign at one instant: by record who is to be dialed, for which agent, and the
    numbers and people of all who are shown."""

    due: dict[int, int]
    numbers: frozenset[str]
    people: frozenset[str]


def of_agent(agent: int) -> Preview | None:
    found = _every(models.Preview.agent == agent)
    return found[0] if found else None


def of_agents(agents: Iterable[int]) -> list[Preview]:
    return _every(models.Preview.agent.in_(list(agents)))


def _every(which: Any) -> list[Preview]:
    columns = [getattr(models.Preview, name) for name in _OF_PREVIEW]
    campaign = models.Campaign
    rows = models.Preview.select(*columns, campaign.run_state, campaign.mode).join(campaign)
    return [
        replace(Preview(*row), active=state is RunState.ACTIVE and mode is Mode.PREVIEW)
        for *row, state, mode in rows.where(which).tuples()
    ]


_OF_PREVIEW = tuple(one.name for one in fields(Preview) if one.name != "active")


def showing(campaign: int, now: datetime) -> Showing:
    table = models.Preview
    columns = (table.agent, table.record, table.number, table.person_key, table.dial_at)
    rows = list(table.select(*columns).where(table.campaign == campaign).tuples())
    return Showing(
        due={record: agent for agent, record, _, _, dial_at in rows if dial_at <= now},
        numbers=frozenset(number for _, _, number, _, _ in rows),
        people=frozenset(key for _, _, _, key, _ in rows if key),
    )


def shown_to(records: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """By record, the user name of the agent who sees it, and when it is dialed."""
    table, user = models.Preview, models.User
    rows = (
        table.select(table.record, user.username, table.dial_at)
        .join(models.Agent)
        .join(user)
        .where(table.record.in_(list(records)))
    )
    return {record: (name, at) for record, name, at in rows.tuples()}


def show(one: Somebody, preview: Preview, now: datetime) -> bool:
    """False when the record is not free any more. Inside a transaction."""
    table = models.Record
    free = (table.id == preview.record) & table.ready
    held = table.update(ready=False, not_before=preview.dial_at + GRACE, held_by=RULE)
    if not held.where(free).execute():
        return False
    models.Preview.create(
        agent=preview.agent,
        record=preview.record,
        campaign=preview.campaign,
        run=preview.run,
        number=preview.number,
        person_key=one.person_key,
        shown_at=now,
        dial_at=preview.dial_at,
    )
    return True


def dial(agent: int, record: int, at: datetime) -> bool:
    """The agent wants them dialed; False: they are not shown to them any more."""
    table = models.Preview
    mine = (table.agent == agent) & (table.record == record)
    return bool(table.update(dial_at=at, asked=True).where(mine).execute())


def end(agent: int, record: int) -> bool:
    """They are shown to nobody any more, and stand in the dial order again. False: it had ended.
    Inside a transaction."""
    table = models.Preview
    mine = (table.agent == agent) & (table.record == record)
    if not table.delete().where(mine).execute():
        return False
    ready = models.Record.update(ready=True, not_before=None, held_by="")
    ready.where(_held([record])).execute()
    return True


def _held(records: Collection[int]) -> Any:
    """Of these, those that nobody changed meanwhile."""
    table = models.Record
    waits = table.status.in_(list(DIALABLE_STATUSES)) & ~table.ready & (table.held_by == RULE)
    return table.id.in_(list(records)) & waits


# --- skips ---------------------------------------------------------------------------------------


def progress(record: int) -> Progress | None:
    """How far the record is that is shown; None: somebody changed it meanwhile."""
    columns = [models.Record._meta.fields[one.name] for one in fields(Progress)]
    row = models.Record.select(*columns).where(_held([record])).tuples().first()
    return Progress(*row) if row else None


def skip(preview: Preview, after: Progress | None, reason: str, now: datetime) -> None:
    """The record moves on as decided. Inside a transaction."""
    models.Preview.delete().where(models.Preview.agent == preview.agent).execute()
    models.Skip.create(
        agent=preview.agent,
        campaign=preview.campaign,
        run=preview.run,
        record=preview.record,
        at=now,
        reason=reason,
    )
    if after is not None:
        values = {one.name: getattr(after, one.name) for one in fields(Progress)}
        moved = models.Record.update(**values, held_by="")
        moved.where(_held([preview.record])).execute()


def skips(agent: int, campaign: int, run: int) -> int:
    """How often they skipped in the run."""
    table = models.Skip
    mine = (table.agent == agent) & (table.campaign == campaign) & (table.run == run)
    return int(table.select(fn.COUNT(table.id)).where(mine).scalar())


def skipped_by(agents: Collection[int], campaign: int, run: int) -> dict[int, frozenset[int]]:
    """By agent, the records that they skipped in the run."""
    table = models.Skip
    theirs = table.agent.in_(list(agents))
    of_run = (table.campaign == campaign) & (table.run == run)
    found: dict[int, set[int]] = defaultdict(set)
    for agent, record in table.select(table.agent, table.record).where(of_run & theirs).tuples():
        found[agent].add(record)
    return {agent: frozenset(records) for agent, records in found.items()}
