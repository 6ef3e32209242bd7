"""Files on their way to the SFTP server: each step is written down before it is taken."""

from peewee import CharField, IntegerField

from esl_dialer.store.column_types import InstantField
from esl_dialer.store.models.base import Table


class DeliveryRow(Table):
    """The last delivery of a business day's results."""

    day = CharField(max_length=10, primary_key=True)
    """The day of the results, ISO: 2026-11-23."""
    name = CharField(max_length=128)
    part = CharField(max_length=160)
    """Its name on the server until it is whole; each try has its own."""
    place = CharField(max_length=64)
    """Which server and directory: core.delivery.SftpTarget.place."""
    stage = CharField(max_length=16)
    results = IntegerField()
    updated_at = InstantField()

    class Meta:
        table_name = "delivery"
