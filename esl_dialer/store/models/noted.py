"""What is noted of persons (``core.people.noted``): stops and consents."""

from typing import Any

from peewee import SQL, AutoField, CharField, IntegerField

from esl_dialer.core.people.consents import Channel, Form
from esl_dialer.core.words import StopReason
from esl_dialer.store.column_types import InstantField, ShortSaysField, WordField
from esl_dialer.store.models.base import Table


class Noted(Table):
    """The columns that both have; no table of its own."""

    id = AutoField()
    whose = CharField(max_length=80, index=True)
    """``core.people.noted.whose``"""
    account = CharField(max_length=64)
    """Of the record from which it was noted, to tell people apart."""
    campaign = IntegerField(default=0, column_name="campaign_id")
    list = IntegerField(default=0, column_name="list_id")
    until = InstantField(null=True)
    import_id = IntegerField(default=0, constraints=[SQL("DEFAULT 0")], index=True)
    """The import of the list that said so; 0: none, or nobody knows which."""
    source = ShortSaysField(max_length=255, default="")
    set_by = CharField(max_length=64)
    set_at = InstantField()


def _withdrawn(word: str) -> tuple[Any, Any, Any]:
    """When, by whom and why: columns named by the word of each table."""
    return (
        InstantField(null=True, column_name=f"{word}_at"),
        CharField(max_length=64, default="", column_name=f"{word}_by"),
        CharField(max_length=255, default="", column_name=f"{word}_why"),
    )


class PersonStop(Noted):
    """Why a person is not called (``core.people.person_stops``)."""

    reason = WordField(StopReason)
    why = CharField(max_length=255, default="")
    withdrawn_at, withdrawn_by, withdrawn_why = _withdrawn("removed")

    class Meta:
        table_name = "person_stop"


class Consent(Noted):
    """To which calls a person consented (``core.people.consents``)."""

    form = WordField(Form)
    channel = WordField(Channel)
    given_at = InstantField()
    why = CharField(max_length=255, default="", column_name="evidence")
    withdrawn_at, withdrawn_by, withdrawn_why = _withdrawn("revoked")
