"""Where calls leave the switch. No row: the configuration's dial string is the one gateway."""

from peewee import AutoField, BooleanField, CharField, FloatField, IntegerField

from esl_dialer.core.routing.gateways import SHORT_LIMIT, ZERO_LIMIT
from esl_dialer.core.words import DtmfMode
from esl_dialer.store.column_types import InstantField, WordField
from esl_dialer.store.models.base import Table


class Gateway(Table):
    """Attempts name their gateway, and keep the name when the row is gone."""

    id = AutoField()
    name = CharField(max_length=64, unique=True)
    dial_string = CharField(max_length=255)
    weight = IntegerField(default=1)
    max_cps = FloatField(default=0)
    max_channels = IntegerField(default=0)
    enabled = BooleanField(default=True)
    keys = WordField(DtmfMode, default=DtmfMode.RFC2833)
    short_limit = FloatField(default=SHORT_LIMIT)
    zero_limit = FloatField(default=ZERO_LIMIT)
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


class GatewayRest(Table):
    """What the last calls of a gateway came to, by its name (``core.routing.resting``). No row:
    nothing speaks against it."""

    name = CharField(max_length=64, primary_key=True)
    failures = IntegerField(default=0)
    failed_at = InstantField(null=True)
    rests = IntegerField(default=0)
    until = InstantField(null=True)
    probe_at = InstantField(null=True)
