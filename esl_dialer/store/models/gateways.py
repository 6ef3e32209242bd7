"""Where calls leave the switch. No row: the configuration's dial string is the one gateway."""

from peewee import AutoField, BooleanField, CharField, IntegerField

from esl_dialer.core.routing.gateways import FIELDS
from esl_dialer.store.column_types import InstantField
from esl_dialer.store.columns import with_columns
from esl_dialer.store.models.base import Table


@with_columns(FIELDS)
class Gateway(Table):
    """Beside these, a column for each of ``core.routing.gateways.FIELDS``.

    Attempts name their gateway, and keep the name when the row is gone.
    """

    id = AutoField()
    up = BooleanField(default=True)
    """As the switch last said; an address that it does not watch is up."""
    up_since = InstantField(null=True)
    warned = CharField(max_length=64, default="")
    """The warnings that stand, commas between: each is told once."""
    next_start_at = InstantField(null=True)
    credit = IntegerField(default=0)
    """See ``core.routing.choosing.Line``: advanced in the transaction of the claim."""
    created_at = InstantField()
    updated_at = InstantField()

    class Meta:
        indexes = ((("name",), True),)


class GatewayRest(Table):
    """What the last calls of a gateway came to, by its name (``core.routing.resting``). No row:
    nothing speaks against it."""

    name = CharField(max_length=64, primary_key=True)
    failures = IntegerField(default=0)
    failed_at = InstantField(null=True)
    rests = IntegerField(default=0)
    until = InstantField(null=True)
    probe_at = InstantField(null=True)
