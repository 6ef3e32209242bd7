"""Lists that are fetched from addresses."""

from peewee import AutoField, CharField, IntegerField, TextField

from esl_dialer.core.lists.addresses import FetchState
from esl_dialer.store.column_types import InstantField, SaysField, WordField
from esl_dialer.store.models.base import Table


class ListFetch(Table):
    id = AutoField()
    token = CharField(max_length=32, unique=True)
    """Names the file that is fetched, as one that was sent."""
    address = TextField()
    state = WordField(FetchState, default=FetchState.WAITING, index=True)
    error = SaysField(default="")
    owner = CharField(max_length=64, default="")
    """The process that fetches it, ``until`` then at the latest."""
    until = InstantField(null=True)
    tries = IntegerField(default=0)
    created_at = InstantField()
    created_by = CharField(max_length=64)
