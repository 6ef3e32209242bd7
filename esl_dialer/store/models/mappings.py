"""What the columns of lists are, as people said it."""

from peewee import AutoField, CharField

from esl_dialer.store.column_types import InstantField, JsonField
from esl_dialer.store.models.base import Table


class ColumnMapping(Table):
    id = AutoField()
    name = CharField(max_length=64, unique=True)
    shape = CharField(max_length=32, unique=True)
    """Of the header row (``core.lists.mappings.shape_of``): by it the mapping is found."""
    columns = JsonField()
    """In the file's order, each header and choice."""
    date_order = CharField(max_length=8, default="")
    needs = CharField(max_length=8, default="")
    created_at = InstantField()
    created_by = CharField(max_length=64)
