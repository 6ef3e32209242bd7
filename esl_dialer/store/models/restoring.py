"""A database's own identity, and what is to be known of one that was restored."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
)

from esl_dialer.core.calls.restored import Because, Word
from esl_dialer.store.column_types import InstantField, SaysField, WordField
from esl_dialer.store.models.base import Table
from esl_dialer.store.models.lists import Campaign


class Epoch(Table):
    """Which database this is, and how far it is (``core.calls.restored.Mark``). One row."""

    name = CharField(max_length=32, primary_key=True)
    identity = CharField(max_length=36)
    epoch = CharField(max_length=36, default="")
    beats = BigIntegerField(default=0)
    claims = BigIntegerField(default=0)
    at = InstantField(null=True)


class Restoration(Table):
    """It was noticed that this database is from an earlier time."""

    noticed_at = InstantField()
    because = WordField(Because)
    since = InstantField()
    """What the database knows last."""
    until = InstantField()
    """No call of the time that is unknown began later."""
    claims = IntegerField(null=True)
    """At most so many calls were placed in it; None: nobody can say."""
    epoch = CharField(max_length=36)
    """The epoch that ended then."""
    outside = CharField(max_length=36, default="")
    """The epoch that the data directory knew."""
    asked_at = InstantField(null=True)
    """When the switch was asked first; None: not yet."""
    no_records = SaysField(default="")
    """Why its detail records can't be read; empty: they can."""


class HeldCampaign(Table):
    """A campaign of a restored database: it waits for a person's word."""

    restoration = ForeignKeyField(Restoration, on_delete="CASCADE")
    campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
    unknown = IntegerField(default=0)
    """Records that may have been called, as of the last look at the switch."""
    word = WordField(Word, null=True)
    said_at = InstantField(null=True, index=True)
    said_by = CharField(max_length=64, default="")

    class Meta:
        primary_key = CompositeKey("restoration", "campaign")


class FoundCall(Table):
    """A call that the switch told of after a restore."""

    attempt_id = CharField(max_length=36, primary_key=True)
    restoration = ForeignKeyField(Restoration, on_delete="CASCADE")
    campaign_id = IntegerField()
    record_id = IntegerField()
    number = CharField(max_length=20)
    began_at = InstantField()
    known = BooleanField(default=True)
    """Whether the database has its record, with that number: then it is an attempt."""
