"""What people of this installation made of the rules of law (``core.law``)."""

from peewee import CharField, TextField

from esl_dialer.core.law.rules import Effect
from esl_dialer.store.column_types import InstantField, WordField
from esl_dialer.store.models.base import Table


class LawChange(Table):
    """A rule that does something else here than its pack says."""

    rule = CharField(max_length=64, primary_key=True)
    effect = WordField(Effect)
    reason = CharField(max_length=255)
    set_by = CharField(max_length=64)
    set_at = InstantField()


class LawPack(Table):
    """A pack of rules that was added to the shipped ones, or takes the place of one."""

    file = CharField(max_length=64, primary_key=True)
    text = TextField()
    """Its TOML, as it was read."""
    reason = CharField(max_length=255)
    set_by = CharField(max_length=64)
    set_at = InstantField()
