"""The machinery's own: leases, rates, wishes, daily tasks, audio jobs, the outbox."""

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from esl_dialer.store.column_types import InstantField, JsonField, SaysField
from esl_dialer.store.models.base import Table
from esl_dialer.store.models.lists import Campaign


class Lease(Table):
    """One engine per database: who holds it, until when."""

    name = CharField(max_length=32, primary_key=True)
    owner = CharField(max_length=128)
    expires_at = InstantField()
    detail = JsonField(default=dict)
    """What the holder last said of itself: switch up, live calls, limits."""


class SwitchAddress(Table):
    """Where an engine's switch is: who takes that engine's work over asks it there."""

    address = CharField(max_length=255, primary_key=True)
    """HOST:PORT of its event socket, as that engine reaches it."""
    core = CharField(max_length=36)
    """The life of the switch that was last seen there: another after each of its starts."""
    password = CharField(max_length=255, default="")
    """Sealed, for this address alone."""
    seen_at = InstantField()


class Rate(Table):
    """Generic cell rates that are not a campaign's own: ``global``."""

    name = CharField(max_length=32, primary_key=True)
    next_start_at = InstantField(null=True)


class Act(Table):
    """A one-shot wish (hang up this call, place a test call) that the engine claims and answers."""

    id = AutoField()
    kind = CharField(max_length=32)
    payload = JsonField(default=dict)
    created_at = InstantField()
    created_by = CharField(max_length=64, default="")
    stale_at = InstantField()
    claimed_by = CharField(max_length=64, default="")
    done_at = InstantField(null=True, index=True)
    """Asked for several times a second: which are not."""
    answer = JsonField(null=True)


class DailyRun(Table):
    """A daily task's day: done once, however often the dialer is started."""

    task = CharField(max_length=32)
    day = CharField(max_length=10)
    """The business day, ISO: 2026-11-23."""
    status = CharField(max_length=16, default="pending")
    """pending (to be tried again), done, skipped"""
    tries = IntegerField(default=0)
    detail = TextField(default="")
    """What was done, or the last error."""
    updated_at = InstantField()

    class Meta:
        primary_key = CompositeKey("task", "day")


class AudioJob(Table):
    """One wish to speak a campaign's messages: new ones only, or all again."""

    id = AutoField()
    campaign = ForeignKeyField(Campaign, backref="audio_jobs", on_delete="CASCADE")
    mode = CharField(max_length=16)
    """new or all"""
    status = CharField(max_length=16, default="pending", index=True)
    """pending, running, stopped, done, failed"""
    total = IntegerField(default=0)
    done = IntegerField(default=0)
    failed = IntegerField(default=0)
    stop_requested = BooleanField(default=False)
    owner = CharField(max_length=128, default="")
    error = SaysField(default="")
    created_at = InstantField()
    finished_at = InstantField(null=True)
    heartbeat_at = InstantField(null=True)


class Outbox(Table):
    """What happened, in the transaction in which it happened: for pages, webhooks, the switch."""

    id = AutoField()
    at = InstantField(index=True)
    kind = CharField(max_length=32)
    campaign_id = IntegerField(null=True)
    payload = JsonField(default=dict)
