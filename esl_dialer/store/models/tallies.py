"""Counts that the database keeps as it changes (``store.triggers``), so that pages count nothing.

``slot`` is 0 on SQLite. On PostgreSQL each transaction counts in rows of its own, so that none
waits for another; housekeeping adds them up in slot 0. A count is the sum over its slots.
"""

from peewee import BigIntegerField, BooleanField, CharField, CompositeKey, IntegerField

from esl_dialer.core.people.gates import LONGEST_GATE
from esl_dialer.core.words import Outcome, RecordAudio, RecordStatus
from esl_dialer.store.column_types import WordField
from esl_dialer.store.models.base import Table


class RecordTally(Table):
    """How many records of a campaign every rule treats alike."""

    campaign_id = IntegerField()
    status = WordField(RecordStatus)
    audio = WordField(RecordAudio)
    gate = CharField(max_length=LONGEST_GATE)
    due = IntegerField()
    """The first whole minute since 1970 at which a record that waits is due; 0: it does not."""
    audio_version = IntegerField()
    """Of the template its message was made from; 0 without a message."""
    own_transfer = BooleanField()
    """Whether the record has a DID of its own."""
    slot = BigIntegerField()
    records = IntegerField()

    class Meta:
        primary_key = CompositeKey(
            "campaign_id", "status", "audio", "gate", "due", "audio_version", "own_transfer", "slot"
        )


class _Results(Table):
    """What is counted of settled attempts, whatever the time they are counted by."""

    campaign_id = IntegerField()
    province = CharField(max_length=8)
    outcome = WordField(Outcome)
    simulated = BooleanField()
    contact = IntegerField()
    """As the attempts'."""
    slot = BigIntegerField(index=True)
    calls = IntegerField()
    answered = IntegerField()
    talk_ms = BigIntegerField()


class ResultTally(_Results):
    """Attempts that are settled, by the hour of their start."""

    hour = IntegerField()
    """Hours since 1970."""

    class Meta:
        primary_key = CompositeKey(
            "hour", "campaign_id", "province", "outcome", "simulated", "contact", "slot"
        )
        indexes = ((("campaign_id", "hour"), False),)


class ResultDayTally(_Results):
    """The same by day, for long reports: a tenth as many rows."""

    day = IntegerField()
    """Days since 1970, in UTC."""

    class Meta:
        primary_key = CompositeKey(
            "day", "campaign_id", "province", "outcome", "simulated", "contact", "slot"
        )


class ResultHourTally(Table):
    """The same by hour, whatever the province: when calls were, for long reports."""

    hour = IntegerField()
    """Hours since 1970."""
    campaign_id = IntegerField()
    outcome = WordField(Outcome)
    simulated = BooleanField()
    slot = BigIntegerField(index=True)
    calls = IntegerField()
    answered = IntegerField()

    class Meta:
        primary_key = CompositeKey("hour", "campaign_id", "outcome", "simulated", "slot")
