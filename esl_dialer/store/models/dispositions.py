"""Dispositions, their sets, and what was said with them of calls."""

from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from esl_dialer.core.calls.dispositions import FIELDS, LONGEST_KEY
from esl_dialer.store.column_types import InstantField
from esl_dialer.store.columns import with_columns
from esl_dialer.store.models.base import Table
from esl_dialer.store.models.calls import Attempt
from esl_dialer.store.models.lists import Person


@with_columns(FIELDS)
class DispositionRow(Table):
    """A floor's own, or one of ``core.calls.dispositions.SYSTEM`` that it changed. Beside these, a
    column for each of ``core.calls.dispositions.FIELDS``."""

    key = CharField(max_length=LONGEST_KEY, primary_key=True)
    """By which attempts keep it: never another's, also when it is deleted."""
    title_key = CharField(max_length=400)
    """``core.campaigns.campaign.name_key`` of the title: one among those that are not deleted."""
    created_at = InstantField()
    created_by = CharField(max_length=64, default="")
    deleted_at = InstantField(null=True)
    """Since when nobody chooses it any more; calls keep it."""

    class Meta:
        table_name = "disposition"


DispositionRow.add_index(
    DispositionRow.index(
        DispositionRow.title_key,
        unique=True,
        name="disposition_title_in_use",
        where=DispositionRow.deleted_at.is_null(),
    )
)


class DispositionSet(Table):
    """What agents of the campaigns that chose it choose from."""

    id = AutoField()
    name = CharField(max_length=64)
    name_key = CharField(max_length=400, unique=True)
    """``core.campaigns.campaign.name_key`` of the name."""
    created_at = InstantField()
    created_by = CharField(max_length=64, default="")

    class Meta:
        table_name = "disposition_set"


class DispositionChoice(Table):
    """A disposition of a set, and its place there."""

    set = ForeignKeyField(DispositionSet, on_delete="CASCADE", index=False)
    key = CharField(max_length=LONGEST_KEY)
    position = IntegerField()

    class Meta:
        table_name = "disposition_choice"
        primary_key = CompositeKey("set", "key")


class SaidOfCall(Table):
    """What was said with the disposition of an attempt (``attempt.disposition``)."""

    attempt = ForeignKeyField(Attempt, primary_key=True, on_delete="CASCADE")
    note = TextField(default="")
    call_back_at = InstantField(null=True)
    cents = BigIntegerField(null=True)
    """The amount of a promise to pay."""
    promised_on = CharField(max_length=10, default="")
    """The day of it, ISO: 2026-12-10."""
    said_by = CharField(max_length=64)
    said_at = InstantField()

    class Meta:
        table_name = "disposition_said"


class Promise(Table):
    """The last promise to pay of a person: nobody calls them before the day is over."""

    person = ForeignKeyField(Person, primary_key=True, on_delete="CASCADE")
    cents = BigIntegerField()
    promised_on = CharField(max_length=10)
    until = InstantField()
    attempt_id = CharField(max_length=36)
    """The call in which it was made."""
