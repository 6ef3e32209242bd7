"""Notices, their way to mail and webhook, and how far readers of the outbox have come."""

from peewee import AutoField, CharField, ForeignKeyField, IntegerField

from esl_dialer.core.notices.notices import NoticeKind
from esl_dialer.core.notices.notifiers import Channel
from esl_dialer.store.column_types import InstantField, JsonField, SaysField, WordField
from esl_dialer.store.models.base import Table


class Notice(Table):
    id = AutoField()
    at = InstantField(index=True)
    kind = WordField(NoticeKind)
    subject = CharField(max_length=128, default="")
    campaign_id = IntegerField(null=True)
    values = JsonField(default=dict)
    key = CharField(max_length=160, unique=True)
    """The same for the same happening: it is told once."""

    class Meta:
        indexes = ((("kind", "subject"), False),)


class NoticeSending(Table):
    """A notice on its way out by one channel; written with the notice, tried until it is there."""

    id = AutoField()
    notice = ForeignKeyField(Notice, backref="sendings", on_delete="CASCADE")
    channel = WordField(Channel)
    tries = IntegerField(default=0)
    next_at = InstantField(null=True, index=True)
    """When it is tried again; None: it is there, or given up."""
    done_at = InstantField(null=True)
    error = SaysField(default="")


class Reader(Table):
    """How far a reader of the outbox has come: what it made of it was committed with this."""

    name = CharField(max_length=32, primary_key=True)
    number = IntegerField()

    class Meta:
        table_name = "outbox_reader"
