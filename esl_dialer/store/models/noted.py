"""What is noted of persons (``core.people.noted``): stops and consents."""

from typing import Any

from peewee import SQL, AutoField, BooleanField, CharField, IntegerField

from esl_dialer.core.people.consents import Channel, Form
from esl_dialer.core.words import StopReason
from esl_dialer.store.column_types import InstantField, NumbersField, ShortSaysField, WordField
from esl_dialer.store.models.base import Table

_EMPTY = SQL("DEFAULT ''")


class Noted(Table):
    """The columns that both have; no table of its own."""

    id = AutoField()
    whose = CharField(max_length=80, index=True)
    """``core.people.noted.Who.whose``"""
    account = CharField(max_length=64)
    account_key = CharField(max_length=64, default="", constraints=[_EMPTY], index=True)
    full_name = CharField(max_length=255, default="", constraints=[_EMPTY])
    creditor = CharField(max_length=64, default="", constraints=[_EMPTY])
    """Of the record from which it was noted, by which others of the person are known."""
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


def _nobody() -> tuple[str, ...]:
    return ()


class PersonStop(Noted):
    """Why a person is not called (``core.people.person_stops``)."""

    reason = WordField(StopReason)
    why = CharField(max_length=255, default="")
    apart = NumbersField(default=_nobody, constraints=[SQL("DEFAULT '[]'")])
    """Whose of its account a person said that it is not."""
    withdrawn_at, withdrawn_by, withdrawn_why = _withdrawn("removed")

    class Meta:
        table_name = "person_stop"


class Consent(Noted):
    """To which calls a person consented (``core.people.consents``)."""

    form = WordField(Form)
    channel = WordField(Channel)
    given_at = InstantField()
    renewable = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    """A list may note it anew, since what ended it was a list, or its import that was undone."""
    why = CharField(max_length=255, default="", column_name="evidence")
    withdrawn_at, withdrawn_by, withdrawn_why = _withdrawn("revoked")
