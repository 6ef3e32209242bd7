"""Files of do-not-call numbers that a worker reads."""

from peewee import AutoField, CharField, IntegerField

from esl_dialer.core.people.dnc_imports import DncImportState
from esl_dialer.core.people.stops import GLOBAL
from esl_dialer.store.column_types import InstantField, JsonField, SaysField, WordField
from esl_dialer.store.models.base import Table


class DncImport(Table):
    id = AutoField()
    list_id = IntegerField(default=GLOBAL)
    """Of ``DncList``, into which the numbers go; ``GLOBAL``: they bind all campaigns."""
    file_name = CharField(max_length=255)
    token = CharField(max_length=32, unique=True)
    """Names the file while it is here."""
    note = CharField(max_length=255, default="")
    state = WordField(DncImportState, default=DncImportState.WAITING, index=True)
    added = IntegerField(default=0)
    updated = IntegerField(default=0)
    unread = IntegerField(default=0)
    """Lines that were not read to their end; the first of them are in ``missed``."""
    missed = JsonField(default=list)
    error = SaysField(default="")
    owner = CharField(max_length=64, default="")
    """The process that reads it, ``until`` then at the latest."""
    until = InstantField(null=True)
    tries = IntegerField(default=0)
    created_at = InstantField()
    created_by = CharField(max_length=64)
    finished_at = InstantField(null=True)

    class Meta:
        table_name = "dnc_import"
