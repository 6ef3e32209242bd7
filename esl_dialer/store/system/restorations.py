"""What is known of a restore: when it was noticed, which campaigns wait, what was found since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from esl_dialer.core.calls.progress import PROTECTED_STATUSES
from esl_dialer.core.calls.restored import (
    RESTORED,
    SKEW,
    Because,
    Gap,
    Held,
    OnSwitch,
    Word,
    told_on,
)
from esl_dialer.core.campaigns.schedule import start_between
from esl_dialer.core.rules.business_day import business_zone
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.words import CLAIMED_STATUSES, DIALABLE_STATUSES, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.statements import Select
from esl_dialer.store.system import epochs, outbox, settings

SOON = timedelta(minutes=1)
"""A record that comes due so soon after the restore was noticed may have been put off just now,
because its attempt seemed never to have left."""

HELD_BY = "restored"
"""What holds back a record that waits for another day: the rule's name."""

_HOLDS = Select(
    "FROM held_campaign JOIN restoration ON restoration.id = held_campaign.restoration_id"
    " WHERE held_campaign.said_at IS NULL",
    (models.HeldCampaign, ("campaign", "unknown")),
    (models.Restoration, ("since", "until", "asked_at")),
)


@dataclass(frozen=True, slots=True)
class Hold:
    """A campaign that waits for a person's word. ``unknown`` records may have been called."""

    campaign: int
    unknown: int
    since: datetime
    until: datetime
    asked: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore as it stands. ``taken`` calls were found at the switch and made attempts,
    ``strangers`` are of records that this database does not have."""

    id: int
    noticed_at: datetime
    because: Because
    gap: Gap
    asked_at: datetime | None
    no_records: Says
    taken: int
    strangers: int

    def covers(self, call: OnSwitch) -> bool:
        """Whether it was placed before this restore was noticed."""
        return call.began_at <= self.noticed_at + SKEW


def begin(because: Because, gap: Gap, outside: str, now: datetime) -> None:
    """It was noticed: every campaign waits, and a new epoch begins. Inside a transaction.

    One that still waits for a word of an earlier restore waits for one about both.
    """
    before = _waits_since()
    epoch = epochs.mark().epoch
    epochs.begin()
    since = min([gap.since, *before])
    row = models.Restoration.create(
        noticed_at=now,
        because=because,
        since=since,
        until=gap.until,
        claims=None if before else gap.claims,
        epoch=epoch,
        outside=outside,
    )
    held = models.HeldCampaign
    held.delete().where(held.said_at.is_null()).execute()
    campaign = models.Campaign
    for found in campaign.select(campaign.id).where(campaign.deleted_at.is_null()):
        held.insert(restoration=row.id, campaign=found.id).execute()
    zone = business_zone(settings.read().business_zone)
    told = {"since": told_on(since, zone), "because": str(because)}
    outbox.put("restored", told, now)


def hold_new(campaign: int) -> None:
    """A campaign that is made while others wait, waits too: it may be one that was lost, made
    again, or hold people of theirs. Inside a transaction."""
    if (now := waiting()) is not None:
        models.HeldCampaign.insert(restoration=now.id, campaign=campaign).execute()


def past_epochs() -> frozenset[str]:
    """Those that ended with a restore that this database knows of."""
    rows = models.Restoration.select(models.Restoration.epoch, models.Restoration.outside)
    return frozenset({row.epoch for row in rows} | {row.outside for row in rows}) - {""}


def holds() -> dict[int, Hold]:
    """By campaign, what waits for a word."""
    return {
        campaign: Hold(campaign, unknown, since, until, asked_at is not None)
        for (campaign, unknown), (since, until, asked_at) in _HOLDS.groups()
    }


def last() -> Restored | None:
    """The newest restore, whether anything still waits or not."""
    table = models.Restoration
    row = table.select().order_by(table.id.desc()).first()
    return _told(row) if row else None


def waiting() -> Restored | None:
    """The newest restore, while a campaign waits for a word about it."""
    found = last()
    return found if found is not None and _waits(found.id) else None


def campaigns(restoration: int) -> list[Held]:
    """Its campaigns by name, those that were let go too."""
    table, campaign = models.HeldCampaign, models.Campaign
    rows = table.select(table, campaign).join(campaign)
    return [
        Held(
            row.campaign_id,
            row.campaign.name,
            row.campaign.run_state,
            row.unknown,
            row.word,
            row.said_at,
            row.said_by,
        )
        for row in rows.where(table.restoration == restoration).order_by(campaign.name, campaign.id)
    ]


def note_asked(restoration: int, no_records: Says, now: datetime) -> None:
    """The switch was asked."""
    table = models.Restoration
    mine = table.id == restoration
    table.update(no_records=no_records).where(mine).execute()
    table.update(asked_at=now).where(mine & table.asked_at.is_null()).execute()


def note_unknown(restoration: int, campaign: int, unknown: int) -> None:
    table = models.HeldCampaign
    mine = (table.restoration == restoration) & (table.campaign == campaign)
    table.update(unknown=unknown).where(mine & table.said_at.is_null()).execute()


def let_go(restoration: int, campaign: int, word: Word, now: datetime, by: str) -> bool:
    """A person's word; False when it had been said."""
    table = models.HeldCampaign
    mine = (table.restoration == restoration) & (table.campaign == campaign)
    changes = table.update(word=word, said_at=now, said_by=by)
    return bool(changes.where(mine & table.said_at.is_null()).execute())


def count_unknown(campaign: int, about: Restored) -> int:
    return int(_unknown(campaign, about).count())


def unknown(campaign: int, about: Restored, limit: int) -> list[int]:
    """Some records that may have been called before it was noticed, and wait to be called."""
    found = _unknown(campaign, about).order_by(models.Record.id).limit(limit)
    return [row.id for row in found]


def hold_back(records: Iterable[int], until: datetime) -> None:
    """They wait until then; no attempt is counted."""
    table = models.Record
    changes = table.update(ready=False, not_before=until, held_by=HELD_BY)
    changes.where(table.id.in_(list(records))).execute()


def _unknown(campaign: int, about: Restored) -> Any:
    """Records that nothing has kept from being called meanwhile.

    Those that came since count too: a list that was imported after the backup is imported again,
    and an import that the backup cut goes on. A word about an earlier restore says nothing here.
    """
    table, attempt = models.Record, models.Attempt
    mine = (table.campaign == campaign) & _may_have_been_due(campaign, about)
    due = table.not_before.is_null() | (table.not_before <= about.noticed_at + SOON)
    dealt_with = attempt.select(attempt.id).where(
        (attempt.record == table.id)
        & (attempt.cause == RESTORED)
        & (attempt.start_at >= about.gap.until)
    )
    return table.select(table.id).where(mine).where(due & ~fn.EXISTS(dealt_with))


def _may_have_been_due(campaign: int, about: Restored) -> Any:
    """Who waits to be called; and where its schedule began a new run in the time that is unknown,
    all of whom no call since is known, however they ended in the run before."""
    table = models.Record
    waits = table.status.in_(list(DIALABLE_STATUSES))
    schedule = models.Campaign.get_by_id(campaign).schedule
    edge = start_between(schedule, about.gap.since, about.noticed_at)
    if edge is None or schedule.recurrence is None:
        return waits
    out = PROTECTED_STATUSES | CLAIMED_STATUSES | {RecordStatus.FILTERED_OUT}
    before = table.last_attempt_at.is_null() | (table.last_attempt_at < edge)
    return waits | (table.status.not_in(sorted(out)) & before)


def _waits_since() -> list[datetime]:
    """Of restores about which a campaign still waits, what the database knew last."""
    return [hold.since for hold in holds().values()]


def _waits(restoration: int) -> bool:
    table = models.HeldCampaign
    mine = (table.restoration == restoration) & table.said_at.is_null()
    return bool(table.select().where(mine).exists())


def _told(row: models.Restoration) -> Restored:
    table = models.FoundCall
    counts = table.select(table.known, fn.COUNT(table.attempt_id)).group_by(table.known)
    found = dict(counts.where(table.restoration == row.id).tuples())
    return Restored(
        id=row.id,
        noticed_at=row.noticed_at,
        because=row.because,
        gap=Gap(row.since, row.until, row.claims),
        asked_at=row.asked_at,
        no_records=row.no_records or NOTHING,
        taken=int(found.get(True, 0)),
        strangers=int(found.get(False, 0)),
    )
