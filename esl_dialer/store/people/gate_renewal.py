"""Gates that an earlier release made are made anew, some records at a time.

They know less of the law than those that this release makes: that of a phone's own province, say.
Until a campaign's are all made, its records are asked by their zones alone, which asks every law of
those zones (``core.rules.rule.Conditions.asked_gate``). What a crash leaves goes on where it was.
"""

from collections import defaultdict
from typing import Any

from peewee import SqliteDatabase, fn

from esl_dialer.core.people.gates import kept
from esl_dialer.core.people.whereabouts import gate
from esl_dialer.core.words import RunState
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.statements import Select

AT_ONCE = 300
"""Records that one transaction looks at."""

_WAITING = Select("FROM gate_renewal", (models.GateRenewal, ("campaign",)))


def waiting() -> frozenset[int]:
    """Campaigns with records that are still asked by their zones alone. Asked at every tick."""
    return frozenset(campaign for (campaign,) in _WAITING.raw())


def ask(campaign_id: int, after: int) -> None:
    """The campaign gets records after that one, with the gates of people of another, whose own are
    not all made anew. Inside their transaction."""
    table = models.GateRenewal
    table.insert(campaign=campaign_id, after=after).on_conflict_ignore().execute()


def left() -> int:
    """Records that nobody has looked at yet."""
    record, renewal = models.Record, models.GateRenewal
    on = (renewal.campaign == record.campaign) & (record.id > renewal.after)
    return int(record.select(fn.COUNT(record.id)).join(renewal, on=on).scalar())


def step() -> bool:
    """Make the next gates, of campaigns that dial before others; False: nothing is left to do."""
    with transaction():
        if (row := _next()) is None:
            return False
        read = _read(row.campaign_id, row.after)
        _write(read)
        table = models.GateRenewal
        mine = table.campaign == row.campaign_id
        if len(read) < AT_ONCE:
            table.delete().where(mine).execute()
        else:
            table.update(after=read[-1].id).where(mine).execute()
    return True


def _next() -> Any:
    renewal, campaign = models.GateRenewal, models.Campaign
    dials_first = (campaign.run_state != RunState.ACTIVE, renewal.campaign)
    return renewal.select().join(campaign).order_by(*dials_first).first()


def _read(campaign_id: int, after: int) -> list[Any]:
    """On PostgreSQL they stay as they are until the transaction ends."""
    table, person = models.Record, models.Person
    query = table.select(table.id, table.gate, person).join(person)
    query = query.where((table.campaign == campaign_id) & (table.id > after))
    query = query.order_by(table.id).limit(AT_ONCE)
    if not isinstance(models.database.obj, SqliteDatabase):
        query = query.for_update()
    return list(query)


def _write(read: list[Any]) -> None:
    """Those that are others now, and their people: each gate's by one statement a table."""
    table, numbers = models.Record, _numbers([row.person.id for row in read])
    others: dict[str, list[Any]] = defaultdict(list)
    for row in read:
        its = row.person
        where = (its.province, str((its.fields or {}).get("postal_code", "")))
        made = kept(gate(*where, tuple(numbers[its.id]), its.zone or "", by_hand=its.zone_by_hand))
        if made != row.gate or made != its.gate:
            others[made].append(row)
    for made, rows in sorted(others.items()):
        table.update(gate=made).where(table.id.in_([row.id for row in rows])).execute()
        people = models.Person.id.in_([row.person.id for row in rows])
        models.Person.update(gate=made).where(people).execute()


def _numbers(people: list[int]) -> dict[int, list[str]]:
    """By person, the numbers of their phones, in their order."""
    phone, found = models.Phone, defaultdict(list)
    query = phone.select(phone.person, phone.number).where(phone.person.in_(people))
    for person, number in query.order_by(phone.person, phone.position).tuples():
        found[person].append(number)
    return found
