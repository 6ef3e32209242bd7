"""What people of this installation made of the rules of law (``core.law``)."""

from peewee import CharField, TextField

from esl_dialer.core.law.rules import Effect
from esl_dialer.core.words import Caller, CallKind
from esl_dialer.store.column_types import InstantField, JsonField, WordField
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


class LawDecision(Table):
    """By what calls were let through (``core.law.decisions``); attempts have its number."""

    digest = CharField(max_length=32, unique=True)
    edition = CharField(max_length=12)
    gate = CharField(max_length=128)
    caller = WordField(Caller)
    call_kind = WordField(CallKind)
    clocks = CharField(max_length=16)
    rules = JsonField()
    packs = JsonField()
    warned = JsonField()
    made_at = InstantField()
