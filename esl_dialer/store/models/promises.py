"""What people asked of us, or let us do: stops and consents of persons, with who noted each."""

from peewee import AutoField, CharField, IntegerField

from esl_dialer.core.people.consents import Channel, Form
from esl_dialer.core.words import StopReason
from esl_dialer.store.column_types import InstantField, ShortSaysField, WordField
from esl_dialer.store.models.base import Table


class PersonStop(Table):
    """Why a person is not called (``core.people.person_stops``). What is removed stays."""

    id = AutoField()
    whose = CharField(max_length=80, index=True)
    """``core.people.person_stops.whose``"""
    account = CharField(max_length=64)
    """Of the record from which it was set, to tell people apart."""
    reason = WordField(StopReason)
    campaign_id = IntegerField(default=0)
    list_id = IntegerField(default=0)
    """The one that it is for; 0: all."""
    until = InstantField(null=True)
    why = CharField(max_length=255, default="")
    source = ShortSaysField(max_length=255, default="")
    """The cell of a list that said so."""
    set_by = CharField(max_length=64)
    set_at = InstantField()
    removed_at = InstantField(null=True)
    removed_by = CharField(max_length=64, default="")
    removed_why = CharField(max_length=255, default="")

    class Meta:
        table_name = "person_stop"


class Consent(Table):
    """To which calls a person consented (``core.people.consents``). What is revoked stays."""

    id = AutoField()
    whose = CharField(max_length=80, index=True)
    """``core.people.person_stops.whose``"""
    account = CharField(max_length=64)
    """Of the record from which it was noted, to tell people apart."""
    form = WordField(Form)
    channel = WordField(Channel)
    campaign_id = IntegerField(default=0)
    list_id = IntegerField(default=0)
    """The one that it is for; 0: all."""
    given_at = InstantField()
    until = InstantField(null=True)
    evidence = CharField(max_length=255, default="")
    source = ShortSaysField(max_length=255, default="")
    """The cell of a list that said so."""
    set_by = CharField(max_length=64)
    set_at = InstantField()
    revoked_at = InstantField(null=True)
    revoked_by = CharField(max_length=64, default="")
    revoked_why = CharField(max_length=255, default="")
